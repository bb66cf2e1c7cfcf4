"""What follows by itself from where a proposal stands: the next level is opened, a proposal to
decline declines, a workaround is told, a standard solution goes out."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from rules import emergency, tasks
from rules.approvers import Present, Resolved, again, resolved
from rules.fold import applied
from rules.voices import is_yes
from schemas.absences import Absence
from schemas.durations import written
from schemas.enums import EventKind, SolutionKind, Stage
from schemas.events import SYSTEM, Event, NewEvent
from schemas.levels import Level
from schemas.policy import Policy
from schemas.proposals import Asked, Proposal
from schemas.state import CaseState

FROM_PROPOSAL = "from_proposal"
"""Marks an event whose words are those of the proposal."""


_UNROUTED = frozenset({Stage.ANALYZED, Stage.TRIAGE})


def completed(
    policy: Policy,
    state: CaseState,
    drafts: Iterable[NewEvent],
    absences: Sequence[Absence],
    at: datetime,
) -> tuple[NewEvent, ...]:
    """The events, with everything that they bring about. `at` says whose absences count."""
    done: list[NewEvent] = []
    waiting, first = list(drafts), state
    while waiting:
        before, event = state, waiting.pop(0)
        state = applied(state, placed(event, state, at))
        done.append(event)
        if not waiting:
            waiting = _following(Present(policy, state, absences, at), before)
            waiting = waiting or emergency.following(policy, first, state)
            first = state
    return tuple(done)


def placed(event: NewEvent, state: CaseState, at: datetime) -> Event:
    """A draft, as the next event of a case that stands so."""
    reopens = event.kind is EventKind.REOPENED
    return Event(
        **event.model_dump(),
        case_id=state.case_id,
        seq=state.seq + 1,
        at=at,
        cycle=state.cycle + reopens,
    )


def asking(found: Resolved, state: CaseState, level: int, **more: Any) -> NewEvent:
    """That a level is opened, or asks more people."""
    proposal = _proposal(state)
    asked = proposal.levels[level - 1]
    data = {
        "version": state.version,
        "hash": proposal.hash,
        "level": level,
        "of": len(proposal.levels),
        **found.data,
        "yes": [p for p in proposal.agreed if p in found.approvers],
    }
    if asked.role:
        data["needs"] = asked.role.value
    if asked.within:
        data["within"] = written(asked.within)
    return NewEvent(kind=EventKind.APPROVAL_ASKED, data={**data, **more})


def _following(there: Present, before: CaseState) -> list[NewEvent]:
    """What comes next, given the state before the last event."""
    state = there.state
    proposal = state.proposal
    if state.stage is Stage.CLOSED:
        return tasks.dropped(state)
    if _place(before) in _UNROUTED and _place(state) is Stage.PLANNING:
        return list(tasks.usual(there.policy, state))
    if proposal is None:
        return []
    if state.stage is Stage.AWAITING_APPROVAL and proposal.levels:
        return _next_level(there, proposal) if state.asked is None else _carried(state, state.asked)
    if _in_force(state) and _in_force(state) != _in_force(before):
        return _at_once(state, proposal)
    return []


def _place(state: CaseState) -> Stage:
    """Where a case stands, or will again once the customer has answered."""
    return state.asked_from or state.stage


def _next_level(there: Present, proposal: Proposal) -> list[NewEvent]:
    """The next level is opened; it is passed at once by those whose yes was given before."""
    state, n = there.state, proposal.done + 1
    if n > len(proposal.levels):
        return [approved(state, proposal.done, carried=list(proposal.agreed))]
    found = resolved(proposal.levels[n - 1], there)
    carried = [p for p in proposal.agreed if p in found.approvers]
    if len(carried) >= found.need:
        return [passed(state, n, carried=carried)]
    return _opened(there, found, n)


def _carried(state: CaseState, asked: Asked) -> list[NewEvent]:
    """An open level is passed too, if those who are asked besides gave their yes before."""
    return [passed(state, asked.level, carried=list(asked.yes))] if is_yes(asked) else []


def asked_again(there: Present) -> list[NewEvent]:
    """A level that had too few people asks those who are there by now."""
    level, asked = level_of(there.state), there.state.asked
    found = again(level, there) if level else None
    if asked is None or found is None:
        return []
    return _opened(there, found, asked.level, **({"again": True} if asked.approvers else {}))


def is_stuck(there: Present) -> bool:
    """Whether too few people are there to pass the open level."""
    asked = there.state.asked
    if asked is None:
        return False
    return len(_able(there, asked.approvers, [*asked.yes])) < asked.need


def _opened(there: Present, found: Resolved, n: int, **more: Any) -> list[NewEvent]:
    """That a level asks these people, and whether they are too few."""
    state = there.state
    asked = asking(found, state, n, **more)
    said = state.asked.yes if state.asked else ()
    able = _able(there, found.approvers, [*said, *asked.data["yes"]])
    if len(able) >= found.need:
        return [asked]
    stuck = _stuck(there, found, n, able)
    nobody_new = state.asked and {*found.approvers} <= {*state.asked.approvers}
    return [stuck] if nobody_new else [asked, stuck]


def _stuck(there: Present, found: Resolved, n: int, able: Sequence[str]) -> NewEvent:
    data = {
        "version": there.state.version,
        "level": n,
        "need": found.need,
        "present": len(able),
        "skipped": found.skipped,
    }
    if back_at := there.back_at({*found.skipped, *found.approvers} - {*able}):
        data["back_at"] = back_at.isoformat()
    return NewEvent(kind=EventKind.APPROVAL_STUCK, data=data)


def _able(there: Present, approvers: Iterable[str], said: Sequence[str]) -> list[str]:
    """Who has said yes, or can say it now."""
    return [p for p in approvers if p in said or there.acting(p)]


def passed(state: CaseState, level: int, **why: Any) -> NewEvent:
    """That a level is passed without a further voice: the last one approves the proposal."""
    if level == len(_proposal(state).levels):
        return approved(state, level, **why)
    data = {"version": state.version, "level": level, "answer": "yes", "done": True}
    return NewEvent(kind=EventKind.VOTED, by=SYSTEM, data={**data, **why})


def approved(state: CaseState, level: int, **why: Any) -> NewEvent:
    """That the whole proposal is approved."""
    proposal = _proposal(state)
    data = {"version": state.version, "hash": proposal.hash, "level": level}
    return NewEvent(kind=EventKind.APPROVED, by=SYSTEM, data={**data, **why})


def level_of(state: CaseState) -> Level | None:
    """The level that is open."""
    if state.asked is None or state.proposal is None:
        return None
    return state.proposal.levels[state.asked.level - 1]


def _in_force(state: CaseState) -> int:
    """The version that is carried out; 0 if there is none."""
    return state.version if _place(state) is Stage.RESOLVING else 0


def _at_once(state: CaseState, proposal: Proposal) -> list[NewEvent]:
    """What a proposal does as soon as it is in force."""
    by, data = state.proposer or SYSTEM, {FROM_PROPOSAL: state.version}
    if proposal.standard:
        return [NewEvent(kind=EventKind.RESOLVED, by=by, data=data)]
    if proposal.solution is SolutionKind.DECLINE:
        return [NewEvent(kind=EventKind.DECLINED, by=by, data=data)]
    told = proposal.solution is SolutionKind.WORKAROUND and proposal.fix_by and not proposal.out
    if told and proposal.fix_by:
        promised = {"expect": proposal.fix_by.isoformat(), **data}
        return [NewEvent(kind=EventKind.PROGRESS, by=by, data=promised)]
    return []


def _proposal(state: CaseState) -> Proposal:
    if state.proposal is None:
        raise ValueError("there is no proposal")
    return state.proposal
