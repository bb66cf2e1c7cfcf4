"""What an approver sees of a proposal, and whether it can still be decided."""

from dataclasses import dataclass
from datetime import datetime

from activities.letters.dates import moment, stamp, zone_name
from rules.links import Link, part
from schemas import words as business
from schemas.enums import ClockKind, EventKind, Locale
from schemas.events import Event
from schemas.views import CaseView
from starter.web.approver_words import WORDS

_VOICES = frozenset({EventKind.VOTED, EventKind.APPROVED, EventKind.REJECTED})


@dataclass(frozen=True)
class Said:
    """What somebody said of this version."""

    at: str
    who: str
    what: str
    text: str | None


@dataclass(frozen=True)
class Page:
    """One proposal on one page, in one language."""

    case_id: str
    reader: str
    facts: tuple[tuple[str, str], ...]
    text: str
    """The words of the proposal that the link is for."""
    article: str | None
    customer: str
    """What the customer wrote."""
    standing: str
    coming: str
    open: bool
    """Whether the reader can decide now."""
    recorded: Said | None
    """What the reader has said."""
    voices: tuple[Said, ...]
    zone: str


def page_for(view: CaseView, link: Link, login: str, locale: Locale) -> Page:
    """The page that a link shows."""
    words = WORDS[locale]
    version = int(link.id.partition(".")[0])
    proposed = _proposed(view, link.cycle, version)
    voices = [e for e in view.events if _is_voice(e, link.cycle, version)]
    level = int(link.id.partition(".")[2])
    own = [e for e in voices if e.by == login and e.data.get("level") == level]
    pending = any(each.by == login for each in view.pending)
    standing = _standing(view, link, answered=bool(own), pending=pending)
    return Page(
        case_id=view.state.case_id,
        reader=_reader(view, login, locale),
        facts=tuple(_facts(view, proposed, link, locale)),
        text=proposed.texts.get("text", "") if proposed else "",
        article=proposed.texts.get("article") if proposed else None,
        customer=view.text,
        standing=words[f"standing_{standing}"],
        coming=words[f"coming_{standing}"],
        open=standing == "open",
        recorded=_said(own[-1], view, locale) if own else None,
        voices=tuple(_said(e, view, locale) for e in voices),
        zone=zone_name(view.policy.zone, locale),
    )


def _reader(view: CaseView, login: str, locale: Locale) -> str:
    """Who decides, and in whose place, as the open level has it."""
    deputies = view.state.asked.deputies if view.state.asked else {}
    others = ", ".join(other for other, who in deputies.items() if who == login)
    return WORDS[locale]["for"].format(who=login, other=others) if others else login


def _standing(view: CaseView, link: Link, *, answered: bool, pending: bool) -> str:
    """How things stand for the reader of a link, as a part of the keys of words."""
    state, version = view.state, int(link.id.partition(".")[0])
    if pending:
        return "pending"
    if answered:
        return "answered"
    if link.cycle != state.cycle or version != state.version:
        return "other_version"
    open_level = state.asked.level if state.asked else 0
    return "open" if link.id == part(state.version, open_level) else "decided"


def _facts(
    view: CaseView, proposed: Event | None, link: Link, locale: Locale
) -> list[tuple[str, str]]:
    words, state, policy = WORDS[locale], view.state, view.policy
    data = proposed.data if proposed else {}
    level = link.id.partition(".")[2]
    found: list[tuple[str, str]] = []
    if proposed:
        found.append((words["proposer"], proposed.by))
        found.append((words["version"], str(data["version"])))
    found.append((words["level"], f"{level} / {len(data.get('levels', ()))}"))
    if kind := data.get("solution"):
        found.append((words["kind"], business.SOLUTIONS[kind].in_(locale)))
    if remedy := policy.remedies.kinds.get(data.get("remedy", "")):
        found.append((words["remedy"], remedy.in_(locale)))
    if amount := data.get("amount"):
        found.append((words["amount"], f"{policy.remedies.currency} {amount}"))
    if fix_by := data.get("fix_by"):
        when = moment(datetime.fromisoformat(fix_by), locale, policy.zone)
        found.append((words["fix_by"], when))
    if data.get("hotfix"):
        found.append((words["hotfix"], "✓"))
    found += [(words[name], str(data[name])) for name in _PLAIN if data.get(name)]
    if state.priority:
        found.append((words["priority"], business.priority(state.priority, locale)))
    due = [c for c in view.clocks if c.kind is ClockKind.APPROVE and not c.ended_at]
    if due and state.asked:
        found.append((words["due"], moment(due[-1].due_at, locale, policy.zone)))
    return found


_PLAIN = ("roadmap", "value", "feasibility")


def _proposed(view: CaseView, cycle: int, version: int) -> Event | None:
    made = (e for e in view.events if e.kind is EventKind.PROPOSED and e.cycle == cycle)
    return next((e for e in made if e.data["version"] == version), None)


def _is_voice(event: Event, cycle: int, version: int) -> bool:
    same = event.cycle == cycle and event.data.get("version") == version
    return event.kind in _VOICES and same


def _said(event: Event, view: CaseView, locale: Locale) -> Said:
    words, principal = WORDS[locale], event.data.get("for", event.by)
    yes = event.kind is EventKind.APPROVED or event.data.get("answer") == "yes"
    who = business.person(event.by, locale)
    return Said(
        at=stamp(event.at, locale, view.policy.zone),
        who=who if principal == event.by else words["for"].format(who=who, other=principal),
        what=words["said_yes" if yes else "said_no"],
        text=event.texts.get("reason"),
    )
