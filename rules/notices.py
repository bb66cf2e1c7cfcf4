"""Who is told of what happens to a case, and why."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from rules.absences import absent, deputy
from rules.teams import team_of
from schemas.absences import Absence
from schemas.enums import EventKind
from schemas.events import CUSTOMER, SYSTEM, Event
from schemas.notices import TEAM, Notice, Reason, Recipient
from schemas.people import Team
from schemas.policy import Policy
from schemas.promises import Facts
from schemas.state import CaseState

_OF_CLOCKS = frozenset({EventKind.WARNED, EventKind.MISSED, EventKind.ESCALATED})
TELLING = _OF_CLOCKS | {EventKind.REOPENED, EventKind.REFUSED, EventKind.CALLED}
"""Of what people may have to be told; of no other event is anybody."""
_MISSED = _OF_CLOCKS - {EventKind.WARNED}


def notices(
    event: Event, state: CaseState, policy: Policy, absences: Sequence[Absence]
) -> tuple[Notice, ...]:
    """What people are to be told of an event, given the state after it and who is away then."""
    who = recipients(event, state, policy, absences, event.at)
    critical = bool(who) and is_critical(event, state, policy)
    return tuple(
        Notice(
            case_id=state.case_id,
            to=each,
            team=team_key(policy, state),
            priority=state.priority,
            critical=critical,
            written_at=event.at,
            happened=event.model_copy(update={"texts": {}}),
        )
        for each in who
    )


def recipients(
    event: Event,
    state: CaseState,
    policy: Policy,
    absences: Sequence[Absence],
    now: datetime,
) -> tuple[Recipient, ...]:
    """Who hears of an event at an instant, each once, with the first reason.

    Whoever is away is told by the deputy. Where a role has nobody who can hear, the team's
    mailbox does: nothing is told to nobody.
    """
    team, key = team_of(policy, state), team_key(policy, state)
    heard: dict[str, Recipient] = {}
    for word in _told(event, state, policy):
        for each in _hearing(word, event, state, team, key, absences, now):
            heard.setdefault(each.name, each)
    return tuple(heard.values())


def is_critical(event: Event, state: CaseState, policy: Policy) -> bool:
    """Whether an event disturbs people in quiet hours too."""
    if event.kind is EventKind.CALLED:
        return True
    if policy.quiet_hours is None or event.kind not in _OF_CLOCKS:
        return False
    missed, facts = event.kind in _MISSED, _facts(event, state, policy)
    return any(each.concerns(facts, missed=missed) for each in policy.quiet_hours.exceptions)


def team_key(policy: Policy, state: CaseState) -> str:
    """The team that a case is with, or will be with once it is analyzed."""
    return state.team if state.team in policy.teams else policy.team_of(state.category)


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
        case EventKind.CALLED:
            yield from policy.emergency.group
        case _:
            pass


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
    now: datetime,
) -> Iterator[Recipient]:
    reason, people = _meant(word, event, state, team)
    found = [_present(login, reason, team, absences, now) for login in people]
    heard = [each for each in found if each]
    if heard:
        yield from heard
    elif not people:
        yield Recipient(name=TEAM + key, reason=reason)
    else:
        yield Recipient(name=TEAM + key, reason=Reason.NOBODY_ELSE, instead_of=people[0])


def _meant(word: str, event: Event, state: CaseState, team: Team) -> tuple[Reason, tuple[str, ...]]:
    """Which people a word means; none: the team's mailbox."""
    match word:
        case "owner":
            return (Reason.OWNER, (state.owner,)) if state.owner else (Reason.NO_OWNER, ())
        case "agent":
            return Reason.AGENT, team.agents
        case "lead":
            return Reason.LEAD, team.leads
        case "manager":
            return Reason.MANAGER, team.managers
        case "team":
            return Reason.TEAM, ()
        case "decided":
            by_staff = event.by not in (CUSTOMER, SYSTEM)
            return Reason.DECIDED, (event.by,) if by_staff else ()
        case _:
            return Reason.NAMED, (word,)


def _present(
    login: str, reason: Reason, team: Team, absences: Iterable[Absence], now: datetime
) -> Recipient | None:
    """The person, or who stands in; none if that is nobody."""
    known = tuple(absences)
    if absent(known, login, now) is None:
        return Recipient(name=login, reason=reason)
    other = deputy(known, login, now, team.deputies)
    return Recipient(name=other, reason=reason, instead_of=login) if other else None


def _facts(event: Event, state: CaseState, policy: Policy) -> Facts:
    return Facts(
        priority=state.priority or policy.analysis.fallback_priority,
        category=state.category,
        channel=state.channel,
        tier=state.tier,
        team=state.team,
        reopened=event.cycle > 1,
        emergency=state.emergency,
    )
