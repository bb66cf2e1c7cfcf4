"""Which decision is possible when: one table, asked by doors, workflows and the record alike."""

from schemas.enums import DecisionKind, Outcome, Refusal, Stage
from schemas.messages import Choice
from schemas.state import CaseState

_BEFORE_SOLUTION = frozenset(
    {
        Stage.RECEIVED,
        Stage.ACKNOWLEDGED,
        Stage.ANALYZED,
        Stage.TRIAGE,
        Stage.CLARIFYING,
        Stage.PLANNING,
        Stage.AWAITING_APPROVAL,
    }
)
WORKING = _BEFORE_SOLUTION | {Stage.RESOLVING}
"""The stages of a case that is still to be solved."""
_OPEN = WORKING | {Stage.AWAITING_CONFIRMATION}
_PLANNED = frozenset({Stage.CLARIFYING, Stage.PLANNING, Stage.AWAITING_APPROVAL, Stage.RESOLVING})

ALLOWED: dict[DecisionKind, frozenset[Stage]] = {
    DecisionKind.TAKE: _OPEN,
    DecisionKind.ASSIGN: _OPEN,
    DecisionKind.TRIAGE: _OPEN | {Stage.CLOSED},
    DecisionKind.CLARIFY: WORKING - {Stage.CLARIFYING, Stage.AWAITING_APPROVAL},
    DecisionKind.REPLY: frozenset({Stage.CLARIFYING}),
    DecisionKind.PROGRESS: WORKING,
    DecisionKind.PROPOSE: WORKING - {Stage.CLARIFYING},
    DecisionKind.APPROVE: frozenset({Stage.AWAITING_APPROVAL}),
    DecisionKind.REJECT: frozenset({Stage.AWAITING_APPROVAL}),
    DecisionKind.RESOLVE: frozenset({Stage.RESOLVING}),
    DecisionKind.CONFIRM: frozenset({Stage.AWAITING_CONFIRMATION, Stage.CLOSED}),
    DecisionKind.REOPEN: frozenset({Stage.AWAITING_CONFIRMATION, Stage.CLOSED}),
    DecisionKind.DECLINE: WORKING,
    DecisionKind.DUPLICATE: WORKING,
    DecisionKind.WITHDRAW: _OPEN,
    DecisionKind.EMERGENCY: _OPEN,
    DecisionKind.CALM: _OPEN,
    DecisionKind.TASK: _PLANNED,
    DecisionKind.DONE: _PLANNED,
    DecisionKind.DROP: _PLANNED,
}
"""The stages in which each decision is possible. The finer conditions are in `refusal`."""

WITH_WINDOW = frozenset(
    {Outcome.CONFIRMED, Outcome.UNCONFIRMED, Outcome.DECLINED, Outcome.DUPLICATE}
)
"""The outcomes after which "not solved" opens the case again within the window."""


def refusal(state: CaseState, kind: DecisionKind, choice: Choice) -> Refusal | None:
    """Why a decision is not possible now, as far as the case's state tells; none if it is.

    An unset field of `choice` is not judged: the workflow may not know it.
    """
    if state.stage not in ALLOWED[kind]:
        return _wrong_stage(state, kind)
    if state.stage is Stage.CLOSED:
        return _closed(state, kind, choice)
    if kind in (DecisionKind.APPROVE, DecisionKind.REJECT):
        return _other_version(state, choice) or _other_level(state, choice)
    if kind is DecisionKind.EMERGENCY and state.emergency:
        return Refusal.ALREADY_DECIDED
    if kind is DecisionKind.CALM and not state.emergency:
        return Refusal.NOT_NOW
    return _by_tasks(state, kind, choice)


def allowed(state: CaseState) -> tuple[DecisionKind, ...]:
    """The decisions that are possible now."""
    return tuple(kind for kind in DecisionKind if refusal(state, kind, Choice()) is None)


def undecided_proposal(state: CaseState) -> bool:
    """Whether there is a proposal that nobody has approved, be it that nobody needs to."""
    stage = state.asked_from or state.stage
    return stage is Stage.AWAITING_APPROVAL or (stage is Stage.RESOLVING and not state.approved)


def _wrong_stage(state: CaseState, kind: DecisionKind) -> Refusal:
    if kind in (DecisionKind.APPROVE, DecisionKind.REJECT) and state.version:
        waived = state.stage is Stage.RESOLVING and not state.approved
        return Refusal.NO_APPROVAL_NEEDED if waived else Refusal.ALREADY_DECIDED
    return Refusal.ALREADY_DECIDED if state.stage is Stage.CLOSED else Refusal.NOT_NOW


def _closed(state: CaseState, kind: DecisionKind, choice: Choice) -> Refusal | None:
    if kind is DecisionKind.TRIAGE:
        return _not_back(state, choice)
    if state.ended or state.outcome not in WITH_WINDOW:
        return Refusal.WINDOW_OVER
    late_yes = state.outcome is Outcome.UNCONFIRMED
    if kind is DecisionKind.CONFIRM and choice.solved and not late_yes:
        return Refusal.ALREADY_DECIDED
    return None


def _not_back(state: CaseState, choice: Choice) -> Refusal | None:
    """Why a closed case cannot be judged anew; what was set aside as spam can be brought back."""
    if state.aside_from is None or state.ended:
        return Refusal.ALREADY_DECIDED
    return Refusal.ALREADY_DECIDED if choice.spam else None


def _by_tasks(state: CaseState, kind: DecisionKind, choice: Choice) -> Refusal | None:
    if kind in (DecisionKind.DONE, DecisionKind.DROP):
        return _not_open(state, choice.task)
    # A standard solution goes out at once.
    resolves = kind is DecisionKind.RESOLVE or (kind is DecisionKind.PROPOSE and choice.standard)
    return Refusal.TASKS_OPEN if resolves and state.tasks else None


def _not_open(state: CaseState, task_id: str | None) -> Refusal | None:
    """Why nothing can be done about a task; none if it is open, or if it is not said which."""
    if task_id is None:
        return None if state.tasks else Refusal.NOT_NOW
    if any(each.id == task_id for each in state.tasks):
        return None
    was = int(task_id[1:]) <= state.tasks_added
    return Refusal.ALREADY_DECIDED if was else Refusal.UNKNOWN_TASK


def _other_level(state: CaseState, choice: Choice) -> Refusal | None:
    """A level that is decided stays so, whatever comes after it."""
    if choice.level is not None and (state.asked is None or state.asked.level != choice.level):
        return Refusal.ALREADY_DECIDED
    return None


def _other_version(state: CaseState, choice: Choice) -> Refusal | None:
    if choice.version is not None and choice.version != state.version:
        return Refusal.OTHER_VERSION
    if choice.hash is not None and state.proposal and choice.hash != state.proposal.hash:
        return Refusal.OTHER_VERSION
    return None
