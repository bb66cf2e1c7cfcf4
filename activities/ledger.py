"""Writing events into the record: the one place where rules and the record meet."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from activities.letters.update import update_text
from rules import alarms, decisions, steps, suspicion, versions
from rules.fold import applied, fold
from rules.letters import letters
from rules.notices import TELLING, notices
from rules.standing import standing
from schemas.enums import EventKind, Refusal, Template
from schemas.events import NewEvent
from schemas.state import CaseState
from schemas.submissions import Decision

if TYPE_CHECKING:
    from store.casebook import OpenCase

DOOR_PATIENCE = timedelta(seconds=3)
"""How long a door waits before it says "recorded, will be carried out"."""
_SAID_AS = {
    EventKind.RESOLVED: "summary",
    EventKind.DECLINED: "reason",
    EventKind.PROGRESS: "text",
}


def record(case: "OpenCase", new: Iterable[NewEvent], now: datetime) -> CaseState:
    """Append events, write ahead what people are told of them, and save the state they lead to."""
    state = case.state
    for event in new:
        state = _append(case, state, event, now)
    if state is None:
        raise ValueError("a new case begins with an event")
    case.save(standing(state, case.events, case.policy, case.unsent, now))
    return case.known


def carry_out(case: "OpenCase", decision: Decision, now: datetime) -> None:
    """Carry out an accepted decision, or record that and why it is refused."""
    away = case.away(now)
    refusal = decisions.refusal(case.policy, case.known, decision, away, now)
    if versions.stale(case.events, decision):
        refusal = Refusal.CHANGED
    if refusal:
        refuse(case, decision, refusal, now)
        return
    first, heard_at = len(case.events), case.accepted_at(decision.request_id) or now
    new = decisions.events(case.policy, case.known, decision, away, now)
    record(case, suspicion.marked(new, case.events, case.policy, heard_at), now)
    case.settle(decision.request_id, case.events[first], None)


def refuse(case: "OpenCase", decision: Decision, refusal: Refusal, now: datetime) -> None:
    """Record that an accepted decision is refused.

    Whoever decided is told unless the door that recorded it still waits for the answer.
    """
    accepted_at = case.accepted_at(decision.request_id)
    event = NewEvent(
        kind=EventKind.REFUSED,
        by=decision.by,
        request_id=decision.request_id,
        texts=decision.texts,
        data={
            "decision": decision.kind.value,
            "refusal": refusal.value,
            "later": accepted_at is None or now - accepted_at > DOOR_PATIENCE,
        },
    )
    record(case, [event], now)
    case.settle(decision.request_id, case.events[-1], refusal)


def advance(case: "OpenCase", now: datetime) -> CaseState:
    """Do what is due at `now`; nothing if nothing is."""
    new = alarms.due(case.events, case.known, case.policy, now, case.away(now))
    return record(case, new, now) if new else case.known


def _append(
    case: "OpenCase", before: CaseState | None, event: NewEvent, now: datetime
) -> CaseState:
    cycle = before.cycle if before else 1
    reopens = event.kind is EventKind.REOPENED
    worded = _with_words(case, event, cycle, now)
    placed = case.append(worded, now, cycle + 1 if reopens else cycle)
    after = applied(before, placed) if before else fold([placed])
    for template in letters(placed, after):
        case.write_mail(template, placed)
    if placed.kind in TELLING:
        for notice in notices(placed, after, case.policy, case.away(placed.at)):
            case.write_notice(notice)
    return after


def _with_words(case: "OpenCase", event: NewEvent, cycle: int, now: datetime) -> NewEvent:
    """What a proposal brings about by itself is said in the words of the proposal, and a word on
    progress in those of the policy. What comes back is acknowledged if it was not yet."""
    if event.kind is EventKind.BROUGHT_BACK:
        return event.model_copy(update={"data": {"acknowledged": _is_acknowledged(case)}})
    if event.kind is EventKind.UPDATED:
        return event.model_copy(update={"texts": {"text": update_text(case, event, now)}})
    if steps.FROM_PROPOSAL not in event.data:
        return event
    written = case.written(EventKind.PROPOSED, cycle)
    said = "\n\n".join(written[name] for name in ("text", "article") if name in written)
    return event.model_copy(update={"texts": {_SAID_AS[event.kind]: said}})


def _is_acknowledged(case: "OpenCase") -> bool:
    """Whether the customer was told that it has arrived, or is about to be."""
    told = any(event.kind is EventKind.ACKNOWLEDGED for event in case.events)
    return told or any(mail.template is Template.ACKNOWLEDGEMENT for mail in case.unsent)
