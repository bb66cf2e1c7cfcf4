"""What a customer sees of a case, and what can be done about it now."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from activities.letters.dates import stamp, zone_name
from rules import afterwards
from rules.given_files import is_given
from rules.links import Link, Purpose
from rules.satisfaction import is_doubtful
from rules.transitions import refusal
from schemas.enums import DecisionKind, EventKind, Locale, Stage
from schemas.events import CUSTOMER, Event
from schemas.files import Attachment
from schemas.messages import Choice
from schemas.views import CaseView
from starter.web import outlook
from starter.web.sizes import measured
from starter.web.timeline import Step, timeline, words_of
from starter.web.words import WORDS


class What(StrEnum):
    """What a form asks: an answer, whether it is solved, or only whether it is not; and, once that
    is answered, another rating, what was wrong, whether it was the customer, and what is left to
    say of a case that is over."""

    ANSWER = "answer"
    CONFIRM = "confirm"
    REOPEN = "reopen"
    RATE = "rate"
    REMARK = "remark"
    VOUCH = "vouch"
    FOLLOW = "follow"


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
    cycle: int
    """The cycle that it is about."""
    doubtful: bool
    """Whether it may have been a machine."""


@dataclass(frozen=True)
class Followed:
    """A case that goes on from this one."""

    case_id: str
    at: datetime


@dataclass(frozen=True)
class SentFile:
    """A file that the customer sent, or was sent."""

    id: str
    name: str
    size: str


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
    files: tuple[SentFile, ...]
    """Those that the customer sent."""
    given: tuple[SentFile, ...]
    """Those that the customer was sent."""
    state: str
    result: Result | None
    """None while the work goes on."""
    coming: str
    ask: Ask | None
    low: int | None
    """A rating of so much or less takes the case up again."""
    besides: tuple[Ask, ...]
    """What can be said once the answer is given."""
    fresh: bool
    """Whether an older answer beside the form would be taken for the answer to it."""
    recorded: Recorded | None
    followed: tuple[Followed, ...]
    pending: bool
    timeline: tuple[Step, ...]
    zone: str
    """The name of the time zone of every time on the page."""


def page_for(view: CaseView, link: Link, locale: Locale, now: datetime) -> Page:
    """The page that a link shows at `now` (UTC)."""
    pending = _pending(view)
    ask = None if pending else _ask(view, link, now)
    recorded = _recorded(view, link, locale)
    category = view.policy.categories.get(view.state.category or "")
    team = view.policy.teams.get(view.state.team or "")
    return Page(
        case_id=view.state.case_id,
        received=stamp(view.received_at, locale, view.policy.zone),
        category=category.label.in_(locale) if category else None,
        team=team.label.in_(locale) if team else None,
        text=view.text,
        files=tuple(_sent(f, locale) for f in view.attachments if f.by == CUSTOMER),
        given=tuple(_sent(f, locale) for f in view.attachments if is_given(f, view.events)),
        state=outlook.state(view, locale),
        result=_result(view, locale),
        coming=_coming(view, ask, pending, locale, now),
        ask=ask,
        low=view.policy.confirmation.low_rating,
        besides=() if pending or recorded is None else tuple(_besides(view, recorded, now)),
        fresh=ask is not None and view.state.stage is not Stage.CLOSED,
        recorded=recorded,
        followed=tuple(_followed(view)),
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


def _sent(file: Attachment, locale: Locale) -> SentFile:
    return SentFile(file.id, file.name, measured(file.size, locale))


def is_answered(view: CaseView, what: What, cycle: int) -> bool:
    """Whether the customer has already said what a form of this cycle asks."""
    kinds = (event.kind for answered, event in _answers(view) if answered == cycle)
    replies = [kind is EventKind.REPLIED for kind in kinds]
    return _pending(view) or (what is What.ANSWER) in replies


def _pending(view: CaseView) -> bool:
    return any(decision.by == CUSTOMER for decision in view.pending)


def _recorded(view: CaseView, link: Link, locale: Locale) -> Recorded | None:
    """The latest answer of the kind, and of the cycle, that a link asks for."""
    found = next(((c, e) for c, e in _answers(view) if _answers_link(link, c, e)), None)
    if found is None:
        return None
    cycle, event = found
    if event.kind is EventKind.REPLIED:
        return Recorded(
            _at(event, view, locale), None, None, words_of(event), cycle, doubtful=False
        )
    later = [e for e in reversed(view.events) if _adds_to(e, cycle)]
    said = [*later, event]
    return Recorded(
        at=_at(said[0], view, locale),
        solved=_says_solved(event) or any(e.data.get("solved") for e in later),
        rating=next(filter(None, (e.data.get("rating") for e in said)), None),
        text=next(filter(None, map(words_of, said)), None),
        cycle=cycle,
        doubtful=is_doubtful(view.events, cycle),
    )


def _at(event: Event, view: CaseView, locale: Locale) -> str:
    return stamp(event.at, locale, view.policy.zone)


def _says_solved(event: Event) -> bool:
    return event.kind is EventKind.CONFIRMED or event.data.get("why") == "low_rating"


def _adds_to(event: Event, cycle: int) -> bool:
    return event.kind is EventKind.RATED and event.data["of_cycle"] == cycle


def _besides(view: CaseView, recorded: Recorded, now: datetime) -> Iterator[Ask]:
    """What can still be said of the answer that is recorded."""
    if recorded.solved is None:
        return
    if recorded.doubtful:
        yield Ask(What.VOUCH, recorded.cycle)
    until = afterwards.rating_until(view.events, view.state, view.policy)
    if until and now < until and recorded.cycle == view.state.cycle:
        yield Ask(What.RATE, recorded.cycle)
    elif not recorded.text and afterwards.is_low(view.policy, recorded.rating):
        yield Ask(What.REMARK, recorded.cycle)


def _followed(view: CaseView) -> Iterator[Followed]:
    found = (event for event in view.events if event.kind is EventKind.FOLLOWED)
    return (Followed(event.data["case"], event.at) for event in found)


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
    if afterwards.can_follow(state):
        return None if any(_followed(view)) else Ask(What.FOLLOW, state.cycle)
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
        if event.kind in (EventKind.REPLIED, EventKind.CONFIRMED) or event.not_solved:
            found.append((cycle, event))
        if event.kind is EventKind.REOPENED:
            cycle += 1
    return reversed(found)


def _answers_link(link: Link, cycle: int, event: Event) -> bool:
    if link.purpose is Purpose.CASE:
        return True
    replied = event.kind is EventKind.REPLIED
    return cycle == link.cycle and replied == (link.purpose is Purpose.ANSWER)
