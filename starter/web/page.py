"""What a customer sees of a case, and what can be done about it now."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from activities.letters.dates import stamp, zone_name
from rules.links import Link, Purpose
from rules.transitions import refusal
from schemas.enums import DecisionKind, EventKind, Locale, Stage
from schemas.events import CUSTOMER, Event
from schemas.messages import Choice
from schemas.views import CaseView
from starter.web import outlook
from starter.web.timeline import Step, not_solved, timeline, words_of
from starter.web.words import WORDS


class What(StrEnum):
    """What a form asks: an answer, whether it is solved, or only whether it is not."""

    ANSWER = "answer"
    CONFIRM = "confirm"
    REOPEN = "reopen"


@dataclass(frozen=True)
class Ask:
    """What the customer can say now."""

    what: What
    cycle: int
    question: str | None = None


@dataclass(frozen=True)
class Recorded:
    """What the customer said and the record holds."""

    at: str
    solved: bool | None
    rating: int | None
    text: str | None


@dataclass(frozen=True)
class Result:
    """What was done, or why nothing was, under its heading."""

    heading: str
    text: str


@dataclass(frozen=True)
class Page:
    """One case on one page, in one language."""

    case_id: str
    received: str
    category: str | None
    team: str | None
    text: str
    state: str
    result: Result | None
    """None while the work goes on."""
    coming: str
    ask: Ask | None
    fresh: bool
    """Whether an older answer beside the form would be taken for the answer to it."""
    recorded: Recorded | None
    pending: bool
    timeline: tuple[Step, ...]
    zone: str
    """The name of the time zone of every time on the page."""


def page_for(view: CaseView, link: Link, locale: Locale, now: datetime) -> Page:
    """The page that a link shows at `now` (UTC)."""
    pending = _pending(view)
    ask = None if pending else _ask(view, link, now)
    category = view.policy.categories.get(view.state.category or "")
    team = view.policy.teams.get(view.state.team or "")
    return Page(
        case_id=view.state.case_id,
        received=stamp(view.received_at, locale, view.policy.zone),
        category=category.label.in_(locale) if category else None,
        team=team.label.in_(locale) if team else None,
        text=view.text,
        state=outlook.state(view, locale),
        result=_result(view, locale),
        coming=_coming(view, ask, pending, locale, now),
        ask=ask,
        fresh=ask is not None and view.state.stage is not Stage.CLOSED,
        recorded=_recorded(view, link, locale),
        pending=pending,
        timeline=timeline(view, locale),
        zone=zone_name(view.policy.zone, locale),
    )


def _result(view: CaseView, locale: Locale) -> Result | None:
    """The last final word of the present cycle."""
    if view.state.stage not in (Stage.AWAITING_CONFIRMATION, Stage.CLOSED):
        return None
    said = (
        Result(WORDS[locale][_FINAL[event.kind]], text)
        for event in reversed(view.events)
        if event.kind in _FINAL and event.cycle == view.state.cycle and (text := words_of(event))
    )
    return next(said, None)


_FINAL = {EventKind.RESOLVED: "result", EventKind.DECLINED: "reasons"}


def is_answered(view: CaseView, what: What, cycle: int) -> bool:
    """Whether the customer has already said what a form of this cycle asks."""
    kinds = (event.kind for answered, event in _answers(view) if answered == cycle)
    replies = [kind is EventKind.REPLIED for kind in kinds]
    return _pending(view) or (what is What.ANSWER) in replies


def _pending(view: CaseView) -> bool:
    return any(decision.by == CUSTOMER for decision in view.pending)


def _recorded(view: CaseView, link: Link, locale: Locale) -> Recorded | None:
    """The latest answer of the kind, and of the cycle, that a link asks for."""
    event = next((e for cycle, e in _answers(view) if _answers_link(link, cycle, e)), None)
    if event is None:
        return None
    solved = None if event.kind is EventKind.REPLIED else event.kind is EventKind.CONFIRMED
    return Recorded(
        at=stamp(event.at, locale, view.policy.zone),
        solved=solved,
        rating=event.data.get("rating"),
        text=words_of(event),
    )


def _coming(view: CaseView, ask: Ask | None, pending: bool, locale: Locale, now: datetime) -> str:
    if pending:
        return WORDS[locale]["next_pending"]
    return outlook.coming(view, ask is not None, locale, now)


def _ask(view: CaseView, link: Link, now: datetime) -> Ask | None:
    state = view.state
    if link.purpose is not Purpose.CASE and link.cycle != state.cycle:
        return None
    if link.purpose is not Purpose.CONFIRM and not refusal(state, DecisionKind.REPLY, Choice()):
        return Ask(What.ANSWER, state.cycle, _question(view))
    over = state.stage is Stage.CLOSED and not outlook.reopen_until(view, now)
    if link.purpose is Purpose.ANSWER or over:
        return None
    for what, solved in ((What.CONFIRM, True), (What.REOPEN, False)):
        if not refusal(state, DecisionKind.CONFIRM, Choice(solved=solved)):
            return Ask(what, state.cycle)
    return None


def _question(view: CaseView) -> str | None:
    asked = (words_of(e) for e in reversed(view.events) if e.kind is EventKind.ASKED)
    return next(asked, None)


def _answers(view: CaseView) -> Iterator[tuple[int, Event]]:
    """The customer's answers, latest first, each with the cycle that it answered."""
    found, cycle = [], 1
    for event in view.events:
        if event.kind in (EventKind.REPLIED, EventKind.CONFIRMED) or not_solved(event):
            found.append((cycle, event))
        if event.kind is EventKind.REOPENED:
            cycle += 1
    return reversed(found)


def _answers_link(link: Link, cycle: int, event: Event) -> bool:
    if link.purpose is Purpose.CASE:
        return True
    replied = event.kind is EventKind.REPLIED
    return cycle == link.cycle and replied == (link.purpose is Purpose.ANSWER)
