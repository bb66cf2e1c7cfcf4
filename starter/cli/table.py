"""Cases as a table."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.text import Text

from schemas import words as business
from schemas.enums import ClockState, Outcome, Priority, Stage
from schemas.policy import Policy
from starter import projection
from starter.cli import list_words, naming, showing, words
from starter.cli.words import LOCALE, said

if TYPE_CHECKING:
    from store.tables import Case

_HEADER = (
    *(words.CASE, words.STAGE, words.PRIORITY, words.CATEGORY),
    *(words.OWNER, words.DUE, words.RECEIVED),
)


def of(
    cases: Sequence["Case"], policy: Policy, *, following: str | None = None
) -> Iterator[RenderableType]:
    """The cases, one a row; `following` is the cursor of those that come after them."""
    table = showing.columns(*_HEADER, wrapped=(words.STAGE, words.CATEGORY))
    for case in cases:
        table.add_row(*_cells(case, policy))
    yield table
    if following:
        yield showing.line(said(list_words.MORE, cursor=following), "dim")


def empty(narrowed: bool) -> Iterator[RenderableType]:
    """That there is nothing; and what to do about it, unless more was asked than for any case."""
    if narrowed:
        yield showing.line(said(list_words.NONE_FOUND))
    else:
        yield showing.line(said(words.NO_CASES))
        yield showing.indented(showing.line(f'huiyin submit --text "{said(words.FIRST_TEXT)}"'))


def _cells(case: "Case", policy: Policy) -> Iterator[Text]:
    outcome = Outcome(case.outcome) if case.outcome else None
    priority = Priority(case.priority) if case.priority else None
    yield showing.line(case.id, "bold")
    standing = showing.line(naming.standing(Stage(case.stage), outcome))
    if projection.is_emergency(case):
        standing.append(showing.line(f" {said(words.EMERGENCY)}", "bold red"))
    yield standing
    yield showing.line(naming.priority(priority), naming.urgency(priority))
    yield showing.line(naming.category(case.category, policy))
    yield showing.line(case.owner or naming.NOTHING)
    yield _due(case)
    yield showing.line(showing.moment(case.received_at, words.SHORT_MOMENT))


def _due(case: "Case") -> Text:
    if case.due_at:
        late = case.breached or case.due_at <= datetime.now(UTC)
        return showing.line(showing.distance(case.due_at), "red" if late else "")
    if case.breached:
        return showing.line(business.clock_state(ClockState.MISSED, LOCALE), "red")
    return showing.line(naming.NOTHING)
