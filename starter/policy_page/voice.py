"""How a policy is told: in one language, as lines of text and as tables without a look."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from schemas.durations import Length
from schemas.enums import Locale
from schemas.words import Said
from starter.policy_page import lengths, values
from starter.policy_page import names as names_of


class Cell(str):
    """A cell of a table that stands out: `bold`, `dim`, or what a figure has become: `worse`,
    `better` or `other`."""

    __slots__ = ("tone",)
    tone: str

    def __new__(cls, text: str, tone: str) -> "Cell":
        made = super().__new__(cls, text)
        made.tone = tone
        return made


@dataclass
class Table:
    """Rows of text. `wrapped` are the columns that become narrower where there is no room."""

    titles: list[str]
    wrapped: frozenset[int] = frozenset()
    rows: list[tuple[str, ...]] = field(default_factory=list)

    def add_column(self, title: str) -> None:
        """Add one to the right of the others."""
        self.titles.append(title)

    def add_row(self, *cells: str) -> None:
        """Add one below the others."""
        self.rows.append(cells)


@dataclass(frozen=True)
class Voice:
    """Says things in one language."""

    locale: Locale

    def said(self, what: Said, /, **values: object) -> str:
        """A sentence with its blanks filled in."""
        return what.in_(self.locale).format(**values)

    def length(self, length: Length) -> str:
        """A length of time."""
        return lengths.told(length, self.locale)

    def short(self, value: object) -> str:
        """What a key of a policy says, short enough to be read."""
        return values.short(value, self.locale)

    def whom(self, names: Iterable[str]) -> str:
        """Those whom an escalation tells, or an emergency calls."""
        return names_of.whom(names, self.locale)

    def listed(self, names: Iterable[str]) -> str:
        """Some names, one after the other."""
        return names_of.listed(names, self.locale)

    def calendar(self, key: str) -> str:
        """What a calendar is called."""
        return names_of.calendar(key, self.locale)

    def columns(self, *titles: Said, wrapped: Collection[Said] = ()) -> Table:
        """An empty table, without a header if there are no titles."""
        narrow = frozenset(n for n, title in enumerate(titles) if title in wrapped)
        return Table([self.said(title) for title in titles], narrow)
