"""Writes digests: everything that one recipient is to hear, the most urgent first.

A digest is written from events, logins and the policy alone; nothing of a customer can be in it.
The same digest under the same policy is always the same, whenever it is written.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from activities.letters import digest_words as said
from activities.letters.dates import moment, stamp
from activities.letters.letter import Letter, rendered
from schemas import refusal_words, words
from schemas.enums import ClockKind, DecisionKind, EventKind, Locale, Refusal
from schemas.notices import TEAM, Digest, Notice, Reason
from schemas.policy import Policy
from schemas.words import Said

_LISTED = 500
_IN_A_CHAT = 20
_LATE = frozenset({EventKind.MISSED, EventKind.ESCALATED})
_HINDERS = frozenset(
    {EventKind.REFUSED, EventKind.REJECTED, EventKind.UNDELIVERABLE, EventKind.WROTE}
)
_SOON = 0.75
_LANG = {Locale.ZH: "zh-CN", Locale.EN: "en"}


class _Urgency(NamedTuple):
    """How urgent something is: its place, its mark in plain text, and its colour."""

    place: int
    mark: str
    colour: str


_RED = _Urgency(0, "[!!]", "#c0392b")
_AMBER = _Urgency(1, "[! ]", "#d68910")
_GREEN = _Urgency(2, "[  ]", "#2e8b57")


def write(digest: Digest, policy: Policy) -> Letter:
    """The mail of a digest: in the language of its person, or in both."""
    locales = [digest.locale] if digest.locale else list(Locale)
    parts = [_part(digest, policy, locale, _LISTED) for locale in locales]
    subject = " / ".join(part["subject"] for part in parts)
    return Letter(
        subject=subject,
        text=rendered("digest/body.txt", {"parts": parts}),
        html=rendered("digest/body.html", {"parts": parts, "case_id": subject}),
    )


def chat(digest: Digest, policy: Policy) -> tuple[str, str]:
    """Title and text of a digest for a chat, in both languages; a chat cannot be long.

    A chat cannot tell that it has a message already: what is tried again says so.
    """
    parts = [_part(digest, policy, locale, _IN_A_CHAT) for locale in Locale]
    title = " / ".join(part["subject"] for part in parts)
    if digest.attempts > 1:
        title += " " + " / ".join(said.AGAIN)
    return title, rendered("digest/body.txt", {"parts": parts})


def _part(digest: Digest, policy: Policy, locale: Locale, most: int) -> dict[str, Any]:
    notices = _latest(digest.notices)
    late = {each.case_id for each in notices if each.happened.kind in _LATE}
    called = {each.case_id for each in notices if each.happened.kind is EventKind.CALLED}
    passed_on = any(_passed_on(each, digest) for each in notices)
    at = moment(digest.written_at, locale, policy.zone)
    more = len(notices) - most
    return {
        "lang": _LANG[locale],
        "subject": _subject(
            len({each.case_id for each in notices}), len(late), len(called), locale
        ),
        "introduction": _in(said.INTRODUCTION, locale, at=at),
        "for_others": _in(said.FOR_OTHERS, locale) if passed_on else None,
        "lines": [_line(each, digest, policy, locale) for each in notices[:most]],
        "more": _in(said.MORE, locale, n=more) if more > 0 else None,
        "foot": _in(said.FOOT, locale),
        "brackets": said.IN_BRACKETS.in_(locale),
    }


def _subject(cases: int, late: int, called: int, locale: Locale) -> str:
    if called:
        return _in(said.SUBJECT_CALL, locale, n=called)
    counted = _in(said.ONE_CASE if cases == 1 else said.CASES, locale, n=cases)
    return _in(said.SUBJECT_LATE if late else said.SUBJECT, locale, cases=counted, late=late)


def _latest(notices: Sequence[Notice]) -> list[Notice]:
    """Of each clock only the latest for each recipient, the most urgent first."""
    found: dict[tuple[Any, ...], Notice] = {}
    for each in sorted(notices, key=lambda notice: notice.happened.seq):
        found[_topic(each)] = each
    return sorted(found.values(), key=_order)


def _topic(notice: Notice) -> tuple[Any, ...]:
    event = notice.happened
    if event.kind is EventKind.CALLED:
        return (notice.case_id, notice.to.name, event.kind)
    clock = (event.data.get("clock"), event.data.get("of_cycle"), event.data.get("n"))
    return (notice.case_id, notice.to.name, *(clock if clock[0] else (event.seq,)))


def _order(notice: Notice) -> tuple[int, str, str, int]:
    data = notice.happened.data
    return (
        _urgency(notice).place,
        data.get("due_at", ""),
        notice.case_id,
        notice.happened.seq,
    )


def _urgency(notice: Notice) -> _Urgency:
    event = notice.happened
    if event.kind is EventKind.WARNED:
        return _AMBER if event.data["share"] >= _SOON else _GREEN
    if event.kind in said.OF_TASKS or event.kind is EventKind.APPROVED:
        return _GREEN
    return _AMBER if event.kind in _HINDERS else _RED


def _line(notice: Notice, digest: Digest, policy: Policy, locale: Locale) -> dict[str, str]:
    team = policy.teams.get(notice.team)
    facts = [team.label.in_(locale) if team else notice.team]
    if notice.priority:
        facts.append(words.priority(notice.priority, locale))
    urgency = _urgency(notice)
    return {
        "mark": urgency.mark,
        "colour": urgency.colour,
        "case_id": notice.case_id,
        "facts": " · ".join(facts),
        "what": _what(notice, digest.written_at, policy.zone, locale),
        "why": _why(notice, digest, locale),
    }


def _what(notice: Notice, at: datetime, zone: str, locale: Locale) -> str:
    event = notice.happened
    match event.kind:
        case kind if kind in said.OF_TASKS:
            goes_on = notice.to.reason in (Reason.OWNER, Reason.NO_OWNER)
            what = said.OF_TASKS[EventKind.TASK_DONE if goes_on else kind]
            return _in(what, locale, task=event.data["task"])
        case EventKind.UNDELIVERABLE:
            return _in(said.TASK_UNDELIVERABLE, locale, task=event.data["task"])
        case EventKind.REOPENED:
            return _in(said.REOPENED, locale, cycle=event.cycle)
        case EventKind.WROTE:
            return _in(said.WROTE, locale)
        case EventKind.CALLED:
            return _in(said.CALLED, locale, n=event.data["n"], case=notice.case_id)
        case EventKind.APPROVED:
            return _in(said.APPROVED, locale, version=event.data["version"])
        case EventKind.REJECTED:
            who = words.person(event.by, locale)
            return _in(said.REJECTED, locale, version=event.data["version"], who=who)
        case EventKind.REFUSED:
            return _in(
                said.REFUSED,
                locale,
                who=words.person(event.by, locale),
                decision=words.decision(DecisionKind(event.data["decision"]), locale),
                refusal=refusal_words.refusal(Refusal(event.data["refusal"]), locale),
            )
        case _:
            return _of_clock(notice, at, zone, locale)


def _of_clock(notice: Notice, at: datetime, zone: str, locale: Locale) -> str:
    event, data = notice.happened, notice.happened.data
    due = datetime.fromisoformat(data["due_at"])
    clock = words.clock(ClockKind(data["clock"]), locale)
    values = {
        "clock": f"{clock} T{data['n']}" if data["clock"] == ClockKind.TASK else clock,
        "due": stamp(due, locale, zone),
        "span": _span(abs(at - due), locale),
        "share": round(data.get("share", 1) * 100),
    }
    if event.kind is EventKind.WARNED:
        return _in(said.WARNED if due > at else said.WARNED_PAST, locale, **values)
    return _in(said.MISSED if event.kind is EventKind.MISSED else said.ESCALATED, locale, **values)


def _why(notice: Notice, digest: Digest, locale: Locale) -> str:
    to, reasons = notice.to, list[str]()
    if _passed_on(notice, digest):
        reasons.append(_in(said.FOR, locale, who=to.name))
    elif to.instead_of is None or to.reason is Reason.NOBODY_ELSE:
        reasons.append(_in(said.REASONS[to.reason], locale))
    if to.instead_of:
        reasons.append(_in(said.INSTEAD_OF, locale, who=to.instead_of))
    return _in(said.COMMA, locale).join(reasons)


def _passed_on(notice: Notice, digest: Digest) -> bool:
    """Whether it is for a person, in a mailbox that is not that person's own."""
    return not notice.to.name.startswith(TEAM) and notice.to.name != digest.recipient


def _span(span: timedelta, locale: Locale) -> str:
    minutes = span // timedelta(minutes=1)
    hours, rest = divmod(minutes, 60)
    if minutes < 60:
        return _in(said.MINUTES, locale, n=minutes)
    if hours < 48:
        return _in(said.HOURS, locale, h=hours, n=rest)
    return _in(said.DAYS, locale, d=hours // 24, h=hours % 24)


def _in(text: Said, locale: Locale, **values: object) -> str:
    return text.in_(locale).format(**values)
