"""The promise that no feedback is forgotten, checked case by case: it has somebody whose turn it
is, a next deadline, and a workflow that keeps both."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum

from schemas.enums import Stage
from schemas.policy import Policy
from schemas.state import CaseState

AT_ONCE = timedelta(minutes=5)
"""What happens by itself has happened after that time."""


class Gap(StrEnum):
    """What a case lacks that is promised."""

    NO_OWNER = "no_owner"
    """No team has it, though it was analyzed long ago or never will be."""
    EMPTY_TEAM = "empty_team"
    """Nobody has taken it, and there is nobody in its team."""
    OWNER_GONE = "owner_gone"
    """Its owner does not work here any more."""
    NO_DEADLINE = "no_deadline"
    """No clock of it runs, and nothing will ever remind anybody."""
    LATE = "late"
    """Something was due a while ago, and did not happen."""
    NOT_STARTED = "not_started"
    NO_WORKFLOW = "no_workflow"
    STUCK = "stuck"
    """Its workflow runs and fails each time it is to do something."""


def gaps(state: CaseState, policy: Policy, received_at: datetime, now: datetime) -> list[Gap]:
    """What a case lacks of the record's part: an owner, a deadline, what was due. A closed case
    needs no owner; time ends its window for reopening."""
    found = [*_deadline(state, received_at, now)]
    return (
        found if state.stage is Stage.CLOSED else [*_owner(state, policy, received_at, now), *found]
    )


def _owner(state: CaseState, policy: Policy, received_at: datetime, now: datetime) -> Iterator[Gap]:
    """Without an owner it is its team's turn; without a team ours, for the time of the analysis."""
    if state.owner:
        if not policy.works_here(state.owner):
            yield Gap.OWNER_GONE
    elif state.team is None:
        if now - received_at > AT_ONCE:
            yield Gap.NO_OWNER
    elif not any(policy.works_here(login) for login in _people(policy, state.team)):
        yield Gap.EMPTY_TEAM


def _people(policy: Policy, team: str) -> frozenset[str]:
    found = policy.teams.get(team)
    return frozenset(found.people) if found else frozenset()


def _deadline(state: CaseState, received_at: datetime, now: datetime) -> Iterator[Gap]:
    """While a customer is asked, our clocks stand still: the next deadline comes with the answer.
    A case that is being analyzed gets its clocks with its receipt; what is set aside as spam has
    none for as long as it is."""
    if state.ended or state.aside_from:
        return
    times = [at for at in (state.alarm_at, state.due_at) if at]
    if times and now - min(times) > AT_ONCE:
        yield Gap.LATE
    elif not times and state.stage is not Stage.CLARIFYING and now - received_at > AT_ONCE:
        yield Gap.NO_DEADLINE
