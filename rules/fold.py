"""The state of a case, folded from its events. The only place that says what an event changes."""

from collections.abc import Iterable, Iterator
from functools import reduce
from itertools import accumulate
from typing import Any

from rules.transitions import WITH_WINDOW, undecided_proposal
from rules.voices import after
from schemas.enums import Aspect, EventKind, Outcome, Priority, Role, Stage
from schemas.events import Event
from schemas.proposals import Asked, Proposal
from schemas.state import CaseState
from schemas.tasks import Task

_OUTCOME = {
    EventKind.CONFIRMED: Outcome.CONFIRMED,
    EventKind.UNCONFIRMED: Outcome.UNCONFIRMED,
    EventKind.DECLINED: Outcome.DECLINED,
    EventKind.DUPLICATED: Outcome.DUPLICATE,
    EventKind.WITHDRAWN: Outcome.WITHDRAWN,
}
_NO_PROPOSAL = {
    "version": 0,
    "proposer": None,
    "proposed_via": None,
    "needs": None,
    "approved": False,
    "proposal": None,
    "asked": None,
}
_OPEN_AGAIN: dict[str, Any] = {"outcome": None, "duplicate_of": None, "closed_at": None}
_AWAITED = frozenset({Stage.RECEIVED, Stage.ACKNOWLEDGED, Stage.ANALYZED, Stage.TRIAGE})


def fold(events: Iterable[Event]) -> CaseState:
    """The state after these events, which begin with `received`.

    Times and mails are added by whoever knows the policy and the mails.
    """
    first, *rest = events
    return reduce(applied, rest, _received(first))


def unfolded(events: Iterable[Event]) -> Iterator[CaseState]:
    """The states after each of these events, which begin with `received`."""
    first, *rest = events
    yield from accumulate(rest, applied, initial=_received(first))


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
            unsure = tuple(Aspect(each) for each in data.get("unsure", ()))
            return {**_classified(data), "stage": stage, "team": data["team"], "unsure": unsure}
        case EventKind.ROUTED:
            return _routed(state, data)
        case EventKind.TRIAGED:
            unsure = tuple(each for each in state.unsure if each.value not in data.get("said", ()))
            return {**_classified(data), **_approval(state, data), "unsure": unsure}
        case EventKind.TAKEN:
            return {"owner": event.by}
        case EventKind.ASSIGNED:
            return {"owner": data["to"]}
        case EventKind.ASKED:
            return {"stage": Stage.CLARIFYING, "asked_from": state.stage}
        case EventKind.REPLIED:
            return {"stage": state.asked_from or Stage.PLANNING, "asked_from": None}
        case EventKind.UNDELIVERABLE if event.of_customers_mail:
            return {"reachable": False}
        case _:
            return _solution(state, event)


def _solution(state: CaseState, event: Event) -> dict[str, Any]:
    match event.kind:
        case EventKind.PROPOSED:
            return _proposed(state, event)
        case EventKind.PROGRESS if "from_proposal" in event.data and state.proposal:
            return {"proposal": state.proposal.model_copy(update={"out": True})}
        case EventKind.RESOLVED:
            return {"stage": Stage.AWAITING_CONFIRMATION}
        case EventKind.REOPENED:
            return {
                **_NO_PROPOSAL,
                "stage": Stage.PLANNING,
                "cycle": state.cycle + 1,
                **_OPEN_AGAIN,
            }
        case kind if kind in _OUTCOME:
            outcome = _OUTCOME[kind]
            return {
                "stage": Stage.CLOSED,
                "outcome": outcome,
                "duplicate_of": event.data.get("of"),
                "asked_from": None,
                "asked": None,
                "closed_at": state.closed_at or event.at,
                "ended": outcome not in WITH_WINDOW,
            }
        case EventKind.SET_ASIDE:
            return _set_aside(state, event)
        case EventKind.BROUGHT_BACK:
            return {"stage": state.aside_from or Stage.TRIAGE, "aside_from": None, **_OPEN_AGAIN}
        case EventKind.ENDED:
            return {"ended": True}
        case EventKind.EMERGENCY | EventKind.CALMED:
            return {"emergency": event.kind is EventKind.EMERGENCY}
        case _:
            return _of_approval(state, event)


def _set_aside(state: CaseState, event: Event) -> dict[str, Any]:
    """It is closed and does not end: however late, somebody can bring it back."""
    return {
        "stage": Stage.CLOSED,
        "outcome": Outcome.INVALID,
        "aside_from": state.asked_from or state.stage,
        "asked_from": None,
        "asked": None,
        "closed_at": event.at,
    }


def _erased(state: CaseState, event: Event) -> dict[str, Any]:
    """Whatever is still open ends; a case that was closed before keeps its outcome."""
    return {
        "stage": Stage.CLOSED,
        "outcome": state.outcome or Outcome.ERASED,
        "asked_from": None,
        "asked": None,
        "closed_at": state.closed_at or event.at,
        "ended": True,
        "erased": True,
        "reachable": False,
    }


def _of_approval(state: CaseState, event: Event) -> dict[str, Any]:
    match event.kind:
        case EventKind.APPROVAL_ASKED:
            return _asked(state, event.data)
        case EventKind.APPROVAL_REMINDED if state.asked and "deputies" in event.data:
            deputies = {**state.asked.deputies, **event.data["deputies"]}
            return {"asked": state.asked.model_copy(update={"deputies": deputies})}
        case EventKind.VOTED:
            return _voted(state, event)
        case EventKind.APPROVED:
            return {"stage": Stage.RESOLVING, "needs": None, "approved": True, "asked": None}
        case EventKind.REJECTED:
            return {"stage": Stage.PLANNING, "needs": None, "asked": None}
        case _:
            return _of_tasks(state, event)


def _of_tasks(state: CaseState, event: Event) -> dict[str, Any]:
    data = event.data
    match event.kind:
        case EventKind.TASK_ADDED:
            return {"tasks": (*state.tasks, _task(data)), "tasks_added": state.tasks_added + 1}
        case EventKind.TASK_DONE | EventKind.TASK_DROPPED:
            return {"tasks": tuple(each for each in state.tasks if each.id != data["task"])}
        case EventKind.HELD | EventKind.RELEASED:
            return {"held": event.kind is EventKind.HELD}
        case EventKind.ERASED:
            return _erased(state, event)
        case _:
            return {}


def _task(data: dict[str, Any]) -> Task:
    outside = data.get("outside", False)
    return Task(id=data["task"], team=data["team"], person=data.get("to"), outside=outside)


def _classified(data: dict[str, Any]) -> dict[str, Any]:
    return {"category": data["category"], "priority": Priority(data["priority"])}


def _approval(state: CaseState, data: dict[str, Any]) -> dict[str, Any]:
    """A changed priority may ask for an approval that the proposal did not need, or waive it."""
    if not undecided_proposal(state):
        return {}
    if state.proposal and "levels" not in data:
        return {}
    needs, levels = _role(data), data.get("levels")
    stage = Stage.AWAITING_APPROVAL if needs or levels else Stage.RESOLVING
    changes = {"needs": needs, **_to(state, stage)}
    if state.proposal is None:
        return changes
    plan = Proposal.model_validate({**state.proposal.model_dump(), "levels": levels, "done": 0})
    return {**changes, "proposal": plan, "asked": None}


def _to(state: CaseState, stage: Stage) -> dict[str, Any]:
    """Move to a stage; while the customer is asked, to be there after the answer."""
    return {"asked_from" if state.stage is Stage.CLARIFYING else "stage": stage}


def _proposed(state: CaseState, event: Event) -> dict[str, Any]:
    needs, levels = _role(event.data), event.data.get("levels")
    return {
        "stage": Stage.AWAITING_APPROVAL if needs or levels else Stage.RESOLVING,
        "version": event.data["version"],
        "proposer": event.by,
        "proposed_via": event.data.get("via"),
        "needs": needs,
        "approved": False,
        "owner": state.owner or event.by,
        "proposal": Proposal.model_validate(event.data) if "hash" in event.data else None,
        "asked": None,
    }


def _asked(state: CaseState, data: dict[str, Any]) -> dict[str, Any]:
    """A level is opened; or the open one asks more people, and what was said stays said."""
    asked = Asked.model_validate({**data, "told": data["asked"]})
    if state.asked and state.asked.level == asked.level and data.get("again"):
        kept = state.asked.model_copy(
            update={
                "approvers": asked.approvers,
                "told": (*state.asked.told, *asked.told),
                "yes": tuple(dict.fromkeys((*state.asked.yes, *asked.yes))),
                "deputies": {**state.asked.deputies, **asked.deputies},
            }
        )
        return {"asked": kept}
    changes: dict[str, Any] = {"asked": asked, "needs": _role(data)}
    if state.proposal:
        changes["proposal"] = state.proposal.model_copy(update={"done": asked.level - 1})
    return changes


def _voted(state: CaseState, event: Event) -> dict[str, Any]:
    """A voice that does not decide the whole: the level goes on, or is passed."""
    data, asked, proposal = event.data, state.asked, state.proposal
    yes, changes = data["answer"] == "yes", dict[str, Any]()
    if asked and "for" in data:
        asked = after(asked, data["for"], event.by, yes=yes)
    if proposal and yes:
        agreed = (event.by,) if data.get("for") == event.by else ()
        update = {"agreed": tuple(dict.fromkeys((*proposal.agreed, *agreed)))}
        done = {"done": data["level"]} if data.get("done") else {}
        changes["proposal"] = proposal.model_copy(update={**update, **done})
    return {**changes, "asked": None if data.get("done") else asked}


def _role(data: dict[str, Any]) -> Role | None:
    return Role(data["needs"]) if data.get("needs") else None


def _routed(state: CaseState, data: dict[str, Any]) -> dict[str, Any]:
    moved = data["team"] != state.team
    owner = None if moved else state.owner
    waits = (state.asked_from or state.stage) in _AWAITED
    return {
        "team": data["team"],
        "owner": owner,
        # Those who were asked are of another team now.
        **({"asked": None} if moved else {}),
        **({**_to(state, Stage.PLANNING), "unsure": ()} if waits else {}),
    }
