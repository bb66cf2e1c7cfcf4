"""What an event says besides its name: the facts that belong to it, in plain words."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from activities.letters.dates import stamp
from schemas import refusal_words
from schemas import words as business
from schemas.enums import (
    Aspect,
    ClockKind,
    DecisionKind,
    EventKind,
    Priority,
    Refusal,
    Role,
    Scope,
    Sentiment,
    SolutionKind,
    Template,
)
from schemas.events import Event
from schemas.updates import Point
from schemas.words import Said
from starter import analyzed
from starter.analysis_words import IS_SPAM
from starter.web.desk.case.reader import Reader
from starter.web.desk.words import case_events as words

Says = Callable[[Any, Reader], str]

_TASKS = frozenset({EventKind.TASK_ADDED, EventKind.TASK_DONE, EventKind.TASK_DROPPED})
_OF_TASKS = frozenset({"due", "outside", "because"})
_ELSE_MEANT = {
    EventKind.APPROVAL_ASKED: frozenset({"of"}),  # of how many levels
    EventKind.ANALYZED: frozenset({"score"}),
}
"""What is said of cases that are linked, and means something else in these events."""


def of(event: Event, reader: Reader) -> str:
    """All facts of an event in one line; empty if there are none."""
    return words.COMMA.in_(reader.locale).join(filter(None, _facts(event, reader)))


def terms(data: Mapping[str, Any], reader: Reader) -> list[str]:
    """What is proposed, as an event or a state holds it, in a few words each."""
    return list(filter(None, _terms(data, reader)))


def when(value: str, reader: Reader) -> str:
    """An instant of an event's data."""
    return stamp(datetime.fromisoformat(value), reader.locale, reader.view.policy.zone)


def _say(form: Said, reader: Reader, **values: object) -> str:
    return form.in_(reader.locale).format(**values)


def _form(form: Said, name: str) -> Says:
    return lambda value, reader: _say(form, reader, **{name: value})


def _asked(value: list[str], reader: Reader) -> str:
    return _say(words.ASKED, reader, who=", ".join(value)) if value else ""


_SAYS: Mapping[str, Says] = {
    "channel": lambda it, r: r.channel(it),
    "category": lambda it, r: r.category(it) or "",
    "priority": lambda it, r: _say(
        words.PRIORITY, r, name=business.priority(Priority(it), r.locale)
    ),
    "reproduced": lambda it, r: _say(words.REPRODUCED if it else words.NOT_REPRODUCED, r),
    "scope": lambda it, r: _say(words.SCOPE, r, scope=business.scope(Scope(it), r.locale)),
    "point": lambda it, r: words.POINTS[Point(it)].in_(r.locale),
    "holding": _form(words.HOLDING, "n"),
    "spam": lambda it, reader: _say(IS_SPAM, reader) if it else "",
    "module": lambda it, reader: analyzed.value(
        Aspect.MODULE, it, reader.view.policy, reader.locale
    ),
    "sentiment": lambda it, r: _say(
        words.SOUNDS, r, name=business.sentiment(Sentiment(it), r.locale)
    ),
    "team": lambda it, r: r.team(it) or "",
    "certain": lambda it, r: "" if it else _say(words.TO_TRIAGE, r),
    "to": _form(words.NEW_OWNER, "who"),
    "version": _form(words.VERSION, "n"),
    "needs": lambda it, r: _say(words.NEEDS, r, role=business.role(Role(it), r.locale)),
    "answer": lambda it, r: _say(words.YES if it == "yes" else words.NO, r),
    "level": _form(words.LEVEL, "n"),
    "asked": _asked,
    "role": lambda it, r: _say(words.BY_ROLE, r, role=business.role(Role(it), r.locale)),
    "limit": _form(words.LIMIT, "limit"),
    "rating": _form(words.RATING, "n"),
    "expect": lambda it, r: _say(words.EXPECTED, r, when=when(it, r)),
    "why": lambda it, r: words.WHY[it].in_(r.locale) if it in words.WHY else "",
    "clock": lambda it, r: business.clock(ClockKind(it), r.locale),
    "template": lambda it, r: words.MAILS[Template(it)].in_(r.locale),
    "code": _form(words.SMTP_CODE, "code"),
    "by_link": lambda _, r: words.BY_LINK.in_(r.locale),
    "decision": lambda it, r: business.decision(DecisionKind(it), r.locale),
    "task": lambda it, _: str(it),
    "of": _form(words.SAME_AS, "case"),
    "score": lambda it, _: f"{it:.0%}",
    "outside": lambda it, r: words.OUTSIDE.in_(r.locale) if it else "",
    "due": lambda it, r: _say(words.DUE, r, when=when(it, r)),
    "because": lambda _, r: words.CASE_CLOSED.in_(r.locale),
    "refusal": lambda it, r: refusal_words.refusal(Refusal(it), r.locale).rstrip("。."),
}
"""How each kind of data is said; what is not here is for programs."""


def _facts(event: Event, reader: Reader) -> Iterator[str]:
    data = event.data
    if event.kind is EventKind.ADOPTED:
        # Versions are named by long hashes.
        before, after = str(data["from"])[:8], str(data["to"])[:8]
        yield _say(words.TO_POLICY, reader, before=before, after=after)
        return
    unsaid = _OF_TASKS if event.kind not in _TASKS else frozenset[str]()
    unsaid |= {"level"} if "clock" in data else set()  # there it counts escalations
    unsaid |= _ELSE_MEANT.get(event.kind, frozenset())
    for name, says in _SAYS.items():
        if data.get(name) is not None and name not in unsaid:
            yield says(data[name], reader)
    if data.get("clock") == ClockKind.TASK:
        yield f"T{data['n']}"
    elif event.kind is EventKind.REMINDED and "n" in data:
        yield _say(words.TIME_N, reader, n=data["n"])
    if data.get("for", event.by) != event.by:
        yield _say(words.FOR, reader, who=data["for"])
    if key := data.get("subcategory"):
        yield reader.subcategory(data.get("category"), key)
    yield from _terms(data, reader)


def _terms(data: Mapping[str, Any], reader: Reader) -> Iterator[str]:
    if data.get("solution"):
        yield business.solution(SolutionKind(data["solution"]), reader.locale)
    if data.get("remedy"):
        currency = reader.view.policy.remedies.currency
        amount = f"{currency} {data['amount']}" if data.get("amount") else ""
        remedy = reader.remedy(data["remedy"])
        yield _say(words.AMOUNT, reader, remedy=remedy, amount=amount).strip()
    if data.get("fix_by"):
        yield _say(words.FIX_BY, reader, when=when(data["fix_by"], reader))
    if data.get("roadmap"):
        yield _say(words.ROADMAP, reader, id=data["roadmap"])
    for name, form in (("value", words.VALUE), ("feasibility", words.FEASIBILITY)):
        if data.get(name):
            yield _say(form, reader, n=data[name])
    for name, form in (("hotfix", words.HOTFIX), ("standard", words.STANDARD)):
        if data.get(name):
            yield form.in_(reader.locale)
