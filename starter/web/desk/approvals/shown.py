"""One proposal with everything that a yes or a no needs, masked as this person may see it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rules import decisions, masking, steps, versions
from rules.access import sees, sees_names
from rules.fold import applied
from schemas import words as business
from schemas.absences import Absence
from schemas.enums import DecisionKind, EventKind, Stage
from schemas.errors import UnknownCase
from schemas.events import Event, NewEvent
from schemas.messages import Choice
from schemas.state import CaseState
from schemas.submissions import Decision
from schemas.views import CaseView
from starter.web.desk.approvals.asked import instead_of, may_decide, waits_for
from starter.web.desk.approvals.terms import terms
from starter.web.desk.differences import Piece, differences
from starter.web.desk.moments import Moment
from starter.web.desk.rows import Row, row
from starter.web.desk.seat import Missing, Seat
from starter.web.desk.words.approvals import WORDS

_TOLD = frozenset(
    {
        *(EventKind.RECEIVED, EventKind.TAKEN, EventKind.ASSIGNED, EventKind.TRIAGED),
        *(EventKind.ASKED, EventKind.REPLIED, EventKind.WROTE, EventKind.PROGRESS),
        *(EventKind.PROPOSED, EventKind.VOTED, EventKind.APPROVED, EventKind.REJECTED),
        *(EventKind.REOPENED, EventKind.RESOLVED, EventKind.NOTED, EventKind.EMERGENCY),
        *(EventKind.TASK_DONE, EventKind.CONFIRMED),
    }
)
_LATEST, _LONGEST = 8, 160
_NOBODYS = "desk-preview"
"""The request id of a decision that is never made."""


@dataclass(frozen=True)
class Fact:
    """A term of the proposal; none if it has it no more. `before` is what the last version said,
    where it said otherwise; empty if it said nothing."""

    name: str
    value: str | None
    before: str | None = None


@dataclass(frozen=True)
class Step:
    """One thing that happened to the case."""

    at: Moment
    who: str
    what: str
    text: str | None


@dataclass(frozen=True)
class Shown:
    """A proposal that can be decided. `seal` names exactly what is shown."""

    row: Row
    seal: str
    opens: bool
    """Whether this person sees the case itself."""
    text: str
    article: str | None
    facts: Sequence[Fact]
    pieces: Sequence[Piece]
    """The text with what the last version said otherwise; nothing if this is the first."""
    version: int
    level: str | None
    instead_of: str | None
    proposer: str | None
    proposed: Moment | None
    customer: str
    history: Sequence[Step]
    if_yes: str
    if_no: str


def shown(seat: Seat, case_id: str) -> Shown:
    """The proposal of a case.

    Raises:
        Missing: there is none that this person could decide.
    """
    try:
        view = seat.desk.gateway.look(case_id)
    except UnknownCase:
        raise Missing from None
    away = seat.desk.gateway.away(seat.now)
    state = view.state
    waits = state.stage is Stage.AWAITING_APPROVAL
    if not waits or not may_decide(seat, view.policy, state, away):
        raise Missing
    if any(each.by == seat.login and each.kind in _VOICES for each in view.pending):
        raise Missing
    (listed,) = seat.desk.queries.shown([state.case_id])
    return _shown(seat, view, row(seat, listed), away)


_VOICES = frozenset({DecisionKind.APPROVE, DecisionKind.REJECT})


def _shown(seat: Seat, view: CaseView, found: Row, away: Sequence[Absence]) -> Shown:
    state = view.state
    words = _Words(seat, view)
    before, now = _versions(view)
    text = words.masked(now.texts.get("text", "")) if now else ""
    was = words.masked(before.texts.get("text", "")) if before else ""
    return Shown(
        row=found,
        seal=seal(view),
        opens=sees(seat.caller, state),
        text=text,
        article=now.texts.get("article") if now else None,
        facts=list(_facts(seat, view, before, now)),
        pieces=differences(was, text) if before else (),
        version=state.version,
        level=_level(seat, state),
        instead_of=instead_of(view.policy, state, seat.login, away, seat.now),
        proposer=state.proposer,
        proposed=seat.moment(now.at) if now else None,
        customer=words.masked(view.text),
        history=[words.step(each) for each in view.events if each.kind in _TOLD][-_LATEST:],
        if_yes=consequence(seat, view, DecisionKind.APPROVE, away),
        if_no=consequence(seat, view, DecisionKind.REJECT, away),
    )


class _Words:
    """What people wrote in a case, as this person may read it."""

    def __init__(self, seat: Seat, view: CaseView) -> None:
        self._seat = seat
        self._names = () if sees_names(seat.caller, view.state) else (view.name,)

    def masked(self, text: str) -> str:
        return masking.masked(text, self._names)

    def step(self, event: Event) -> Step:
        said = " ".join(
            event.texts[key] for key in ("text", "reason", "question") if key in event.texts
        )
        text = " ".join(self.masked(said).split())
        short = text if len(text) <= _LONGEST else text[:_LONGEST].rstrip() + "\u2026"
        locale = self._seat.locale
        return Step(
            at=self._seat.moment(event.at),
            who=business.person(event.by, locale),
            what=business.event(event.kind, locale),
            text=short or None,
        )


def seal(view: CaseView) -> str:
    """What of a case was shown: version, level and hash of the proposal, cycle, and version of the
    case."""
    state = view.state
    level = state.asked.level if state.asked else 0
    name = state.proposal.hash if state.proposal else ""
    return f"{state.version}.{level}.{name}.{state.cycle}.{versions.version(view.events)}"


def consequence(seat: Seat, view: CaseView, kind: DecisionKind, away: Sequence[Absence]) -> str:
    """What a decision of this person would bring about, as the rules have it."""
    w, locale = WORDS[seat.locale], seat.locale
    events = _following(seat, view, kind, away)
    state = view.state
    for event in events:
        state = applied(state, steps.placed(event, state, seat.now))
    if state.stage is not Stage.AWAITING_APPROVAL:
        return w[f"then_{kind.value}"].format(stage=business.stage(state.stage, locale))
    who = ", ".join(waits_for(state))
    if state.asked and view.state.asked and state.asked.level > view.state.asked.level:
        return w["then_next"].format(who=who)
    return w["then_counted"].format(who=who)


def _following(
    seat: Seat, view: CaseView, kind: DecisionKind, away: Sequence[Absence]
) -> Sequence[NewEvent]:
    made = Decision(
        case_id=view.state.case_id,
        request_id=_NOBODYS,
        kind=kind,
        by=seat.login,
        choice=Choice(),
        texts={"reason": "-"},
    )
    return decisions.events(view.policy, view.state, made, away, seat.now)


def _versions(view: CaseView) -> tuple[Event | None, Event | None]:
    """The last version of the proposal, of whatever cycle, and the present one."""
    made = [None, *(each for each in view.events if each.kind is EventKind.PROPOSED)]
    return (made[-2], made[-1]) if len(made) > 1 else (None, None)


def _facts(seat: Seat, view: CaseView, before: Event | None, now: Event | None) -> Iterator[Fact]:
    old = dict(terms(before.data, view.policy, seat.locale)) if before else {}
    new = dict(terms(now.data, view.policy, seat.locale)) if now else {}
    for name in [*new, *(each for each in old if each not in new)]:
        changed = before is not None and old.get(name) != new.get(name)
        yield Fact(name, new.get(name), old.get(name, "") if changed else None)


def _level(seat: Seat, state: CaseState) -> str | None:
    if state.asked is None or state.proposal is None or len(state.proposal.levels) < 2:
        return None
    form = WORDS[seat.locale]["level_of"]
    return form.format(n=state.asked.level, of=len(state.proposal.levels))
