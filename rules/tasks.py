"""Tasks for several departments: who may add, finish and drop them, and what becomes of it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from pydantic import TypeAdapter, ValidationError

from rules.calendar import calendar_of
from rules.openings import OutOfReach
from rules.teams import team_of
from schemas.durations import written
from schemas.enums import DecisionKind, EventKind, Refusal
from schemas.events import OUTSIDE, NewEvent
from schemas.messages import Choice
from schemas.policy import Policy
from schemas.state import CaseState
from schemas.submissions import Address, Decision
from schemas.tasks import Task

KINDS = frozenset({DecisionKind.TASK, DecisionKind.DONE, DecisionKind.DROP})
"""The decisions about tasks."""
ADDRESS = "outside"
"""Under which name the address of an outside party is among the texts of a task."""
_LONGEST = timedelta(days=3660)
_MOST = 999
_ADDRESSES: TypeAdapter[str] = TypeAdapter(Address)


def task(state: CaseState, task_id: str | None) -> Task | None:
    """An open task of a case."""
    return next((each for each in state.tasks if each.id == task_id), None)


def numbered(state: CaseState, n: int) -> Task | None:
    """An open task of a case, by its number."""
    return task(state, f"T{n}")


def not_allowed(
    policy: Policy, state: CaseState, kind: DecisionKind, by: str, choice: Choice
) -> Refusal | None:
    """Why this person may not decide this about a task: the team of the case may everything, a
    task's team, its person, or its outside party may say that it is done."""
    if kind is DecisionKind.DONE and (found := task(state, choice.task)):
        if by == OUTSIDE:
            return None if found.outside else Refusal.UNKNOWN_PERSON
        if by == found.person or _is_in(policy, found.team, by):
            return None
    if team_of(policy, state).role_of(by) is None:
        return Refusal.UNKNOWN_PERSON
    known = kind is not DecisionKind.TASK or _exists(policy, choice)
    return None if known else Refusal.UNKNOWN_VALUE


def incomplete(policy: Policy, state: CaseState, decision: Decision, at: datetime) -> bool:
    """Whether a decision about a task lacks something, or says too much."""
    choice = decision.choice
    if decision.kind is not DecisionKind.TASK:
        return choice.task is None
    outside = decision.texts.get(ADDRESS)
    inside = choice.team is not None or choice.to is not None
    if inside == (outside is not None) or (choice.within and choice.due):
        return True
    wrong = outside is not None and not _is_address(outside)
    return wrong or state.tasks_added >= _MOST or not _in_reach(policy, state, choice, at)


def drafts(policy: Policy, state: CaseState, decision: Decision) -> list[NewEvent]:
    """The events of a decision about a task that is not refused."""
    choice = decision.choice
    if decision.kind is DecisionKind.TASK:
        return [_added(policy, state, decision)]
    kind = EventKind.TASK_DONE if decision.kind is DecisionKind.DONE else EventKind.TASK_DROPPED
    data: dict[str, Any] = {"task": choice.task, **_who(task(state, choice.task))}
    if choice.reason_code:
        data["reason_code"] = choice.reason_code
    return [NewEvent(kind=kind, data=data)]


def usual(policy: Policy, state: CaseState) -> Iterator[NewEvent]:
    """The tasks that a case gets by itself, when it is handed to its first team."""
    wanted = (each for each in policy.tasks.usual if state.category in each.category)
    for n, each in enumerate(wanted, start=state.tasks_added + 1):
        data = {"task": f"T{n}", "team": each.team}
        within = written(each.within or policy.tasks.within)
        text = each.text.in_(state.locale)
        yield NewEvent(
            kind=EventKind.TASK_ADDED, data={**data, "within": within}, texts={"text": text}
        )


def dropped(state: CaseState) -> list[NewEvent]:
    """What becomes of the tasks of a case that is closed without them."""
    return [
        NewEvent(
            kind=EventKind.TASK_DROPPED, data={"task": each.id, **_who(each), "because": "closed"}
        )
        for each in state.tasks
    ]


def _added(policy: Policy, state: CaseState, decision: Decision) -> NewEvent:
    choice, outside = decision.choice, ADDRESS in decision.texts
    data: dict[str, Any] = {"task": f"T{state.tasks_added + 1}"}
    data["team"] = _team(policy, state, choice)
    if choice.to:
        data["to"] = choice.to
    if outside:
        data |= {"outside": True, "locale": (choice.locale or state.locale).value}
    if choice.due:
        data["due"] = choice.due.isoformat()
    else:
        data["within"] = written(choice.within or policy.tasks.within)
    return NewEvent(kind=EventKind.TASK_ADDED, data=data)


def _team(policy: Policy, state: CaseState, choice: Choice) -> str:
    """The team that a task is with; that of a person is the case's own, if he or she is in it."""
    own = state.team if state.team in policy.teams else policy.team_of(state.category)
    if choice.team or choice.to is None:
        return choice.team or own
    teams = (key for key in (own, *policy.teams) if _is_in(policy, key, choice.to))
    return next(teams, own)


def _exists(policy: Policy, choice: Choice) -> bool:
    if choice.team is not None and choice.team not in policy.teams:
        return False
    if choice.to is None:
        return True
    return _is_in(policy, choice.team, choice.to) if choice.team else choice.to in policy.staff


def _is_in(policy: Policy, team: str, login: str) -> bool:
    found = policy.teams.get(team)
    return found is not None and found.role_of(login) is not None


def _who(found: Task | None) -> dict[str, Any]:
    """Whose a task was: events that end it say so for those who read them alone."""
    if found is None:
        return {}
    person = {"to": found.person} if found.person else {}
    return {"team": found.team, **person, **({"outside": True} if found.outside else {})}


def _is_address(text: str) -> bool:
    try:
        _ADDRESSES.validate_python(text)
    except ValidationError:
        return False
    return True


def _in_reach(policy: Policy, state: CaseState, choice: Choice, at: datetime) -> bool:
    """Whether the time of a task ends at all: so many working hours may never come."""
    if choice.due:
        return True
    length = choice.within or policy.tasks.within
    calendar = calendar_of(policy.resolved[policy.calendar_of(_team(policy, state, choice))])
    try:
        return calendar.due(at, length) - at <= _LONGEST
    except OutOfReach:
        return False
