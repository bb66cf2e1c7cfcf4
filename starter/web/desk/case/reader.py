"""A case as one person reads it: what is masked, and what things are called."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from rules import masking
from rules.access import sees_names, unmasked
from schemas import words as business
from schemas.absences import Absence
from schemas.enums import Locale
from schemas.events import Event
from schemas.files import Attachment
from schemas.views import CaseView
from starter.relatives import Relatives
from starter.web.desk.moments import Moment, told
from starter.web.desk.seat import Seat
from starter.web.sizes import measured


@dataclass(frozen=True)
class File:
    """A file of the case, and whether this person may open it."""

    id: str
    name: str
    size: str
    opens: bool


class Reader:
    """One person before one case; `open`: a reason was given, and nothing is masked."""

    def __init__(self, seat: Seat, view: CaseView, *, open: bool = False) -> None:  # noqa: A002
        self.seat = seat
        self.view = view
        self.open = open

    @property
    def locale(self) -> Locale:
        return self.seat.locale

    @cached_property
    def works(self) -> bool:
        """Whether the person works on the case, and so needs the customer's name."""
        return sees_names(self.seat.caller, self.view.state)

    @cached_property
    def relatives(self) -> Relatives:
        """The cases that are about the same, or like it, as far as this person sees them."""
        relations, seat = self.seat.desk.gateway.relations, self.seat
        return relations.of(self.view, seat.sight, compare=False)

    @cached_property
    def away(self) -> Sequence[Absence]:
        """The absences of everybody who is away now."""
        return self.seat.desk.gateway.away(self.seat.now)

    def hide(self, text: str | None) -> str:
        """A text as this person may see it."""
        if not text or self.open:
            return text or ""
        return masking.masked(text, () if self.works else (self.view.name,))

    @property
    def name(self) -> str | None:
        found = self.view.name
        return found if self.open or self.works or not found else masking.name(found)

    @property
    def contact(self) -> str | None:
        return self.address(self.view.contact)

    def address(self, text: str | None) -> str | None:
        return text if self.open or not text else masking.address(text)

    def at(self, event: Event) -> Moment:
        return told(event.at, self.seat.now, self.locale, self.view.policy.zone)

    def person(self, login: str) -> str:
        return business.person(login, self.locale)

    def category(self, key: str | None) -> str | None:
        found = self.view.policy.categories.get(key or "")
        return found.label.in_(self.locale) if found else key

    def subcategory(self, category: str | None, key: str) -> str:
        found = self.view.policy.categories.get(category or "")
        label = found.subcategories.get(key) if found else None
        return label.in_(self.locale) if label else key

    def team(self, key: str | None) -> str | None:
        found = self.view.policy.teams.get(key or "")
        return found.label.in_(self.locale) if found else key

    def channel(self, key: str) -> str:
        found = self.view.policy.channels.get(key)
        return found.label.in_(self.locale) if found else key

    def remedy(self, key: str) -> str:
        found = self.view.policy.remedies.kinds.get(key)
        return found.in_(self.locale) if found else key

    def files(self, seq: int | None) -> Sequence[File]:
        """The files that came with an event; those of no event came with the case."""
        of = [f for f in self.view.attachments if (f.event_seq or 1) == (seq or 1)]
        return [self._file(each) for each in of]

    def _file(self, file: Attachment) -> File:
        opens = self.works or unmasked(self.seat.caller, self.view.events, self.seat.now)
        size = measured(file.size, self.locale)
        return File(file.id, self.hide(file.name), size, opens)
