"""What happened to a case, as far as it concerns the customer, in plain words.

Staff, internal notes, proposals, approvals, warnings and refusals are not shown, but for the
refusal of an answer of the customer's own that was "recorded" at first.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter

from activities.letters.dates import moment, stamp
from schemas.bounds import Instant
from schemas.enums import EventKind, Locale
from schemas.events import CUSTOMER, Event
from schemas.policy import Policy
from schemas.views import CaseView
from starter.web.words import WORDS

_SHOWN = {
    EventKind.RECEIVED: "event_received",
    EventKind.ACKNOWLEDGED: "event_acknowledged",
    EventKind.ANALYZED: "event_analyzed",
    EventKind.ROUTED: "event_routed",
    EventKind.ASKED: "event_asked",
    EventKind.REPLIED: "event_replied",
    EventKind.PROGRESS: "event_progress",
    EventKind.UPDATED: "event_progress",
    EventKind.RESOLVED: "event_resolved",
    EventKind.REMINDED: "event_reminded",
    EventKind.CONFIRMED: "event_confirmed",
    EventKind.REOPENED: "event_reopened",
    EventKind.UNCONFIRMED: "event_unconfirmed",
    EventKind.DECLINED: "event_declined",
    EventKind.DUPLICATED: "event_duplicated",
    EventKind.WITHDRAWN: "event_withdrawn",
    EventKind.SHIPPED: "event_shipped",
    EventKind.REFUSED: "event_refused",
    EventKind.WROTE: "event_wrote",
    EventKind.RATED: "event_rated",
    EventKind.FOLLOWED: "event_followed",
}
_TEXTS = {
    EventKind.ASKED: ("question",),
    EventKind.REPLIED: ("text",),
    EventKind.WROTE: ("text",),
    EventKind.PROGRESS: ("text",),
    EventKind.UPDATED: ("text",),
    EventKind.RESOLVED: ("summary",),
    EventKind.CONFIRMED: ("comment",),
    EventKind.RATED: ("comment",),
    EventKind.REOPENED: ("comment",),  # a lead's reason is internal
    EventKind.DECLINED: ("reason",),
    EventKind.SHIPPED: ("text",),
    EventKind.REFUSED: ("comment", "text"),
}
_INSTANT: TypeAdapter[datetime] = TypeAdapter(Instant)


@dataclass(frozen=True)
class Step:
    """One line of the history: when, what, a few facts, and what somebody wrote."""

    at: str
    what: str
    facts: tuple[str, ...]
    text: str | None


def timeline(view: CaseView, locale: Locale) -> tuple[Step, ...]:
    """The steps that concern the customer, oldest first."""
    shown = (event for event in view.events if _concerns_customer(event, view))
    return tuple(_step(event, view.policy, locale) for event in shown)


def _step(event: Event, policy: Policy, locale: Locale) -> Step:
    return Step(
        at=stamp(event.at, locale, policy.zone),
        what=WORDS[locale][_key(event)],
        facts=tuple(_facts(event, policy, locale)),
        text=words_of(event),
    )


def words_of(event: Event) -> str | None:
    """What a customer may read of the words that belong to an event."""
    found = (event.texts.get(name) for name in _TEXTS.get(event.kind, ()))
    return next(filter(None, found), None)


def expected_at(event: Event) -> datetime | None:
    """By when a progress report expects the next step."""
    expect = event.data.get("expect") if event.kind is EventKind.PROGRESS else None
    return _INSTANT.validate_python(expect) if expect else None


def _concerns_customer(event: Event, view: CaseView) -> bool:
    match event.kind:
        case EventKind.REMINDED:
            return view.state.reachable  # without an address it is the team that is reminded
        case EventKind.REFUSED:
            return event.by == CUSTOMER and bool(event.data.get("later"))
        case kind:
            return kind in _SHOWN


def _key(event: Event) -> str:
    if event.not_solved:
        return f"event_{event.data['why']}"
    return _SHOWN[event.kind]


def _facts(event: Event, policy: Policy, locale: Locale) -> Iterator[str]:
    words = WORDS[locale]
    if category := policy.categories.get(event.data.get("category") or ""):
        yield _fact(words, "category", category.label.in_(locale))
    if team := policy.teams.get(event.data.get("team") or ""):
        yield _fact(words, "team", team.label.in_(locale))
    if expected := expected_at(event):
        yield _fact(words, "expected", moment(expected, locale, policy.zone))
    if rating := event.data.get("rating"):
        yield _fact(words, "rating_given", words["of_five"].format(rating=rating))


def _fact(words: dict[str, str], name: str, value: str) -> str:
    return words["fact"].format(name=words[name], value=value)
