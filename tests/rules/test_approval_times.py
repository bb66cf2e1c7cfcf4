"""Levels of approval whose time is over: reminded, passed on, approved or rejected."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from rules import alarms, clocks
from schemas.enums import ClockKind, ClockState, EventKind, Priority, Refusal, Stage
from tests.rules.approving import Case, level, policy
from tests.stories import START, hours

WAITS, GOES_ON, AGAIN = Stage.AWAITING_APPROVAL, Stage.RESOLVING, Stage.PLANNING
_DUE = START + hours(4)


def _timed(then: str, who: Any = ("zhang", "qian")) -> Case:
    return Case(policy(level(who, within="4 hours", then=then), level("manager"))).propose()


def _clock(case: Case, now: datetime) -> Any:
    found = [c for c in clocks.clocks(case.events, case.policy, now) if c.kind is ClockKind.APPROVE]
    return found[-1]


@pytest.mark.parametrize("then", ["remind", "next", "approve", "reject"])
def test_nothing_happens_before_the_time_is_over(then: str) -> None:
    case = _timed(then)
    assert _clock(case, START).due_at == _DUE
    warned = case.wait(_DUE - timedelta(seconds=1))
    assert set(warned) <= {EventKind.WARNED}
    assert (
        alarms.alarms(
            case.events, clocks.clocks(case.events, case.policy, case.at), case.state, case.policy
        )[0].at
        <= _DUE
    )


def test_those_who_are_silent_are_reminded_again_and_again() -> None:
    case = Case(policy(level(need="all", within="4 hours"))).propose()
    assert case.yes("zhang") is None
    for n in (1, 2, 3):
        assert EventKind.APPROVAL_REMINDED in case.wait(START + hours(4 * n))
        reminded = case.last(EventKind.APPROVAL_REMINDED).data
        assert (reminded["n"], reminded["asked"]) == (n, ["qian", "sun"])
    assert case.state.stage is WAITS


def test_the_next_person_is_asked_and_then_the_next_role() -> None:
    case = _timed("next")
    assert case.state.asked
    assert case.state.asked.approvers == ("zhang",)
    assert case.yes("qian") is Refusal.NOT_ASKED
    for told in (["qian"], ["sun"], ["chen"]):
        case.wait(_clock(case, case.at).due_at)
        assert case.last(EventKind.APPROVAL_ASKED).data["asked"] == told
    case.wait(_clock(case, case.at).due_at)
    assert case.kinds()[-1] is EventKind.APPROVAL_REMINDED, "nobody is left to ask"
    assert case.yes("qian") is None


def test_time_can_approve_and_says_so() -> None:
    case = _timed("approve")
    assert EventKind.VOTED in case.wait(_DUE)
    voted = case.last(EventKind.VOTED)
    assert (voted.by, voted.data["why"], voted.data["level"]) == ("system", "time", 1)
    assert case.state.asked
    assert case.state.asked.level == 2
    assert not case.state.approved
    first = [
        c for c in clocks.clocks(case.events, case.policy, _DUE) if c.kind is ClockKind.APPROVE
    ]
    assert first[0].state is ClockState.MISSED


def test_time_can_reject_and_says_so() -> None:
    case = _timed("reject")
    assert EventKind.REJECTED in case.wait(_DUE)
    rejected = case.last(EventKind.REJECTED)
    assert (rejected.by, rejected.data["reason_code"]) == ("system", "not_in_time")
    assert (case.state.stage, case.state.asked) == (AGAIN, None)


def test_a_level_decided_in_time_keeps_its_clock() -> None:
    case = _timed("reject", ["zhang"])
    case.at = START + hours(3)
    assert case.yes("zhang") is None
    first = [
        c for c in clocks.clocks(case.events, case.policy, _DUE) if c.kind is ClockKind.APPROVE
    ]
    assert [c.state for c in first] == [ClockState.MET]


def test_high_priority_needs_a_lead_as_shipped() -> None:
    from tests.stories import POLICY

    assert Case(POLICY, priority=Priority.HIGH).propose().state.stage is WAITS
    assert Case(POLICY, priority=Priority.MEDIUM).propose().state.stage is GOES_ON
