"""The quick figures of a clock are those that the explanation adds up stretch by stretch."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from rules.calendar import Passing
from rules.clocks import clocks
from rules.explanation import explained
from rules.spending import spent
from schemas.enums import ClockState
from schemas.events import Event
from schemas.policy import Policy
from tests.rules.case_strategies import histories, policies
from tests.stories import minutes

LATER = st.integers(0, 600_000).map(minutes)


@given(histories(), policies(), LATER)
def test_the_figures_are_those_of_the_explanation(
    events: list[Event], policy: Policy, later: timedelta
) -> None:
    now = events[-1].at + later
    for clock in clocks(events, policy, now):
        found, slow = spent(clock, policy, now), explained(clock, policy, now)
        assert (found.elapsed, found.remaining) == (slow.elapsed, slow.remaining)
        if clock.state is ClockState.MISSED:
            assert found.late == slow.late
        coming = next((step for step in slow.steps if step.coming), None)
        if clock.state is ClockState.RUNNING and coming:
            assert found.passes is (coming.passing is not Passing.CLOSED)
