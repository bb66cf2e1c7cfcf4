"""Who is told of what happens to a case, and why."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from rules.absences import absent, deputy
from rules.facts import facts
from rules.tasks import numbered
from rules.teams import is_confidential
from schemas.absences import Absence
from schemas.enums import ClockKind, EventKind, Stage
from schemas.events import NOT_STAFF, Event
from schemas.notices import TEAM, Notice, Reason, Recipient
from schemas.people import Team
from schemas.policy import Policy
from schemas.state import CaseState
from schemas.tasks import Task

_OF_CLOCKS = frozenset({EventKind.WARNED, EventKind.MISSED, EventKind.ESCALATED})
_OF_TASKS = frozenset({EventKind.TASK_ADDED, EventKind.TASK_DONE, EventKind.TASK_DROPPED})
TELLING = (
    _OF_CLOCKS
    | _OF_TASKS
    | {EventKind.APPROVED, EventKind.REJECTED}
    | {EventKind.REOPENED, EventKind.REFUSED, EventKind.UNDELIVERABLE, EventKind.CALLED}
    | {EventKind.WROTE}
)
"""Of what people may have to be told; of no other event is anybody."""
_TASK, _CASE_OWNER = "task", "case_owner"
"""Words of our own: who does a task, and who owns the case whatever it is about."""
_TO_ALL = frozenset({Reason.AGENT, Reason.TEAM, Reason.NO_OWNER})
_MISSED = _OF_CLOCKS - {EventKind.WARNED}


def notices(
    event: Event, state: CaseState, policy: Policy, absences: Sequence[Absence]
) -> tuple[Notice, ...]:
    """What people are to be told of an event, given the state after it and who is away then.

    Each hears of it once, with the first reason. Whoever is away is told by the deputy. Where a
    role has nobody who can hear, the team's mailbox does: nothing is told to nobody. What a
    confidential case would tell a whole team, its leads hear, if it has any.
    """
    state = state.model_copy(update={"confidential": is_confidential(policy, state)})
    who = _heard(event, state, policy, absences)
    critical = bool(who) and is_critical(event, state, policy)
    return tuple(
        Notice(
            case_id=state.case_id,
            to=each,
            team=team,
            priority=state.priority,
            critical=critical,
            written_at=event.at,
            happened=event.model_copy(update={"texts": {}}),
        )
        for each, team in who
    )


def is_critical(event: Event, state: CaseState, policy: Policy) -> bool:
    """Whether an event disturbs people in quiet hours too."""
    if event.kind is EventKind.CALLED:
        return True
    if policy.quiet_hours is None or event.kind not in _OF_CLOCKS:
        return False
    missed, known = event.kind in _MISSED, facts(policy, state)
    return any(each.concerns(known, missed=missed) for each in policy.quiet_hours.exceptions)


def team_key(policy: Policy, state: CaseState) -> str:
    """The team that a case is with, or will be with once it is analyzed."""
    return state.team if state.team in policy.teams else policy.team_of(state.category)


def _heard(
    event: Event, state: CaseState, policy: Policy, absences: Sequence[Absence]
) -> list[tuple[Recipient, str]]:
    """Who hears of an event, each with the team in which he or she does."""
    heard: dict[str, tuple[Recipient, str]] = {}
    for word in (*_passed_over(event, policy), *_told(event, state, policy)):
        key = _team_of(word, event, state, policy)
        for each in _hearing(word, event, state, policy.teams[key], key, absences):
            heard.setdefault(each.name, (each, key))
    return list(heard.values())


def _team_of(word: str, event: Event, state: CaseState, policy: Policy) -> str:
    """In which team the people are that a word means: of a task it is the task's."""
    own, found = team_key(policy, state), _task(event, state)
    ends = event.kind is not EventKind.TASK_ADDED and word == _CASE_OWNER
    return found.team if found and not ends and found.team in policy.teams else own


def _task(event: Event, state: CaseState) -> Task | None:
    """The task that an event is about; none if it is about the case."""
    data = event.data
    if event.kind in _OF_TASKS:
        outside = data.get("outside", False)
        return Task(id=data["task"], team=data["team"], person=data.get("to"), outside=outside)
    if event.kind in _OF_CLOCKS and data.get("clock") == ClockKind.TASK:
        return numbered(state, data["n"])
    return None


def _told(event: Event, state: CaseState, policy: Policy) -> Iterator[str]:
    """The words of the policy's `tell` that an event calls for."""
    match event.kind:
        case EventKind.WARNED:
            yield from _of_shares(policy, event.data["share"], event.data["share"])
        case EventKind.MISSED:
            yield from _of_shares(policy, 1.0, float("inf"))
        case EventKind.ESCALATED:
            levels = policy.escalation[event.data["level"] :]
            yield from (levels[0].tell if levels else ("team",))
        case EventKind.REOPENED if state.cycle - 1 > policy.reopening.limit:
            yield "manager"
        case EventKind.REFUSED if event.data.get("later"):
            yield "decided"
        case EventKind.APPROVED | EventKind.REJECTED if state.proposer:
            yield "proposer"
        case EventKind.CALLED:
            yield from policy.emergency.group
        case EventKind.UNDELIVERABLE | EventKind.WROTE if _concerns_owner(event):
            yield _CASE_OWNER
        case _ if event.kind in _OF_TASKS:
            yield from _of_task(event, state)
        case _:
            pass


def _concerns_owner(event: Event) -> bool:
    return event.kind is EventKind.WROTE or "task" in event.data


def _passed_over(event: Event, policy: Policy) -> Iterator[str]:
    """Whom levels tell whose turn came earlier, and of whom no event told."""
    for level in event.data.get("passed", ()):
        yield from policy.escalation[level].tell


def _of_task(event: Event, state: CaseState) -> Iterator[str]:
    """Of a task its people hear, of the last one that ends the case's owner; never of what they
    did themselves."""
    data, ended = event.data, event.kind is not EventKind.TASK_ADDED
    is_told = event.kind is not EventKind.TASK_DONE and not data.get("outside")
    if is_told and data.get("to", "") != event.by:
        yield _TASK
    goes_on = ended and not state.tasks and state.stage is not Stage.CLOSED
    if goes_on and state.owner != event.by:
        yield _CASE_OWNER


def _of_shares(policy: Policy, least: float, most: float) -> Iterator[str]:
    for level in policy.escalation:
        if level.at is not None and least <= level.at <= most:
            yield from level.tell


def _hearing(
    word: str,
    event: Event,
    state: CaseState,
    team: Team,
    key: str,
    absences: Sequence[Absence],
) -> Iterator[Recipient]:
    reason, people = _meant(word, event, state, team)
    if state.confidential and reason in _TO_ALL and team.leads:
        reason, people = Reason.LEAD, team.leads
    found = [_present(login, reason, team, absences, event.at) for login in people]
    heard = [each for each in found if each]
    if heard:
        yield from heard
    elif not people:
        yield Recipient(name=TEAM + key, reason=reason)
    else:
        yield Recipient(name=TEAM + key, reason=Reason.NOBODY_ELSE, instead_of=people[0])


def _meant(word: str, event: Event, state: CaseState, team: Team) -> tuple[Reason, tuple[str, ...]]:
    """Which people a word means; none: the team's mailbox."""
    task = _task(event, state)
    match word:
        case "task":
            return _doing(task)
        case "owner" if task and not task.outside:
            return _doing(task)
        case "owner" | "case_owner":
            return (Reason.OWNER, (state.owner,)) if state.owner else (Reason.NO_OWNER, ())
        case "agent":
            return Reason.AGENT, team.agents
        case "lead":
            return Reason.LEAD, team.leads
        case "manager":
            return Reason.MANAGER, team.managers
        case "team":
            return Reason.TEAM, ()
        case "proposer":
            return Reason.PROPOSED, (state.proposer,) if state.proposer else ()
        case "decided":
            by_staff = event.by not in NOT_STAFF
            return Reason.DECIDED, (event.by,) if by_staff else ()
        case _:
            return Reason.NAMED, (word,)


def _doing(task: Task | None) -> tuple[Reason, tuple[str, ...]]:
    """Who is to do a task."""
    return (Reason.TASK, (task.person,)) if task and task.person else (Reason.TEAM_TASK, ())


def _present(
    login: str, reason: Reason, team: Team, absences: Iterable[Absence], now: datetime
) -> Recipient | None:
    """The person, or who stands in; none if that is nobody."""
    known = tuple(absences)
    if absent(known, login, now) is None:
        return Recipient(name=login, reason=reason)
    other = deputy(known, login, now, team.deputies)
    return Recipient(name=other, reason=reason, instead_of=login) if other else None
