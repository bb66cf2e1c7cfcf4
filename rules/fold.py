"""The state of a case, folded from its events. The only place that says what an event changes."""

from collections.abc import Iterable
from functools import reduce
from typing import Any

from rules.transitions import WITH_WINDOW, undecided_proposal
from schemas.enums import EventKind, Outcome, Priority, Role, Stage
from schemas.events import Event
from schemas.state import CaseState

_OUTCOME = {
    EventKind.CONFIRMED: Outcome.CONFIRMED,
    EventKind.UNCONFIRMED: Outcome.UNCONFIRMED,
    EventKind.DECLINED: Outcome.DECLINED,
    EventKind.WITHDRAWN: Outcome.WITHDRAWN,
}
_NO_PROPOSAL = {"version": 0, "proposer": None, "needs": None, "approved": False}
_AWAITED = frozenset({Stage.RECEIVED, Stage.ACKNOWLEDGED, Stage.ANALYZED, Stage.TRIAGE})


def fold(events: Iterable[Event]) -> CaseState:
    """The state after these events, which begin with `received`.

    Times and mails are added by whoever knows the policy and the mails.
    """
    first, *rest = events
    return reduce(applied, rest, _received(first))


def applied(state: CaseState, event: Event) -> CaseState:
    """The state after one more event."""
    changes = {**_changes(state, event), "seq": event.seq}
    return state.model_copy(update=changes)


def _received(event: Event) -> CaseState:
    told = ("channel", "locale", "reachable", "category", "priority", "tier")
    return CaseState.model_validate(
        {
            "case_id": event.case_id,
            "seq": event.seq,
            "stage": Stage.RECEIVED,
            **{key: event.data[key] for key in told if key in event.data},
        }
    )


def _changes(state: CaseState, event: Event) -> dict[str, Any]:
    data = event.data
    match event.kind:
        case EventKind.ACKNOWLEDGED if state.stage is Stage.RECEIVED:
            return {"stage": Stage.ACKNOWLEDGED}
        case EventKind.ANALYZED:
            stage = Stage.ANALYZED if data["certain"] else Stage.TRIAGE
            return {**_classified(data), "stage": stage, "team": data["team"]}
        case EventKind.ROUTED:
            return _routed(state, data)
        case EventKind.TRIAGED:
            return {**_classified(data), **_approval(state, data)}
        case EventKind.TAKEN:
            return {"owner": event.by}
        case EventKind.ASSIGNED:
            return {"owner": data["to"]}
        case EventKind.ASKED:
            return {"stage": Stage.CLARIFYING, "asked_from": state.stage}
        case EventKind.REPLIED:
            return {"stage": state.asked_from or Stage.PLANNING, "asked_from": None}
        case EventKind.UNDELIVERABLE if not data.get("to_team"):
            return {"reachable": False}
        case _:
            return _solution(state, event)


def _solution(state: CaseState, event: Event) -> dict[str, Any]:
    match event.kind:
        case EventKind.PROPOSED:
            return _proposed(state, event)
        case EventKind.APPROVED:
            return {"stage": Stage.RESOLVING, "needs": None, "approved": True}
        case EventKind.REJECTED:
            return {"stage": Stage.PLANNING, "needs": None}
        case EventKind.RESOLVED:
            return {"stage": Stage.AWAITING_CONFIRMATION}
        case EventKind.REOPENED:
            return {
                **_NO_PROPOSAL,
                "stage": Stage.PLANNING,
                "cycle": state.cycle + 1,
                "outcome": None,
                "closed_at": None,
            }
        case kind if kind in _OUTCOME:
            outcome = _OUTCOME[kind]
            return {
                "stage": Stage.CLOSED,
                "outcome": outcome,
                "asked_from": None,
                "closed_at": state.closed_at or event.at,
                "ended": outcome not in WITH_WINDOW,
            }
        case EventKind.ENDED:
            return {"ended": True}
        case _:
            return {}


def _classified(data: dict[str, Any]) -> dict[str, Any]:
    return {"category": data["category"], "priority": Priority(data["priority"])}


def _approval(state: CaseState, data: dict[str, Any]) -> dict[str, Any]:
    """A changed priority may ask for an approval that the proposal did not need, or waive it."""
    if not undecided_proposal(state):
        return {}
    needs = _role(data)
    return {"needs": needs, **_to(state, Stage.AWAITING_APPROVAL if needs else Stage.RESOLVING)}


def _to(state: CaseState, stage: Stage) -> dict[str, Any]:
    """Move to a stage; while the customer is asked, to be there after the answer."""
    return {"asked_from" if state.stage is Stage.CLARIFYING else "stage": stage}


def _proposed(state: CaseState, event: Event) -> dict[str, Any]:
    needs = _role(event.data)
    return {
        "stage": Stage.AWAITING_APPROVAL if needs else Stage.RESOLVING,
        "version": event.data["version"],
        "proposer": event.by,
        "needs": needs,
        "approved": False,
        "owner": state.owner or event.by,
    }


def _role(data: dict[str, Any]) -> Role | None:
    return Role(data["needs"]) if data.get("needs") else None


def _routed(state: CaseState, data: dict[str, Any]) -> dict[str, Any]:
    owner = state.owner if data["team"] == state.team else None
    waits = (state.asked_from or state.stage) in _AWAITED
    return {
        "team": data["team"],
        "owner": owner,
        **(_to(state, Stage.PLANNING) if waits else {}),
    }
