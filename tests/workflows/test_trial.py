"""Trying a policy: lived again in virtual time and folded again, the same targets are missed."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from rules.figures import Figures, figures
from rules.scripts import Given, Script, Step, script
from schemas.durations import Elapsed
from schemas.enums import ClockKind, ClockState, DecisionKind, EventKind, Locale, Priority
from schemas.events import CUSTOMER, Event
from schemas.messages import Choice
from starter.trial.driver import Driver
from starter.trial.trial import lived
from starter.trial.world import world
from store import policies
from tests.workflows.house import policy
from tests.workflows.virtual_time import DAY, HOUR

A_YEAR_AGO = datetime(2025, 11, 3, 1, 30, tzinfo=UTC)
APPROVED_AFTER = Elapsed(2 * HOUR)
USUAL = policies.default_text()
STRICTER = USUAL.replace('resolve = "24 hours"', 'resolve = "8 business hours"').replace(
    'resolve = "5 business days until end-of-day"', 'resolve = "1 business days"'
)


def given(priority: Priority) -> Given:
    return Given(channel="web", locale=Locale.EN, reachable=True, priority=priority)


def some_scripts(number: int, seed: int = 7) -> list[Script]:
    """Cases of all priorities within two weeks, asked about, solved, reopened and confirmed."""
    chance = random.Random(seed)
    return [_some_script(f"case {n}", chance) for n in range(number)]


def _some_script(key: str, chance: random.Random) -> Script:
    def step(kind: DecisionKind, by: str, hours: float, **choice: object) -> Step:
        after = timedelta(hours=hours * chance.uniform(0.2, 2))
        return Step(kind, by, after, Choice.model_validate(choice))

    steps = [step(DecisionKind.TAKE, "li", 3)]
    if chance.random() < 0.5:
        steps += [step(DecisionKind.CLARIFY, "li", 4), step(DecisionKind.REPLY, CUSTOMER, 40)]
    for solved in (False, True) if chance.random() < 0.4 else (True,):
        steps += [
            step(DecisionKind.PROPOSE, "li", 10),
            step(DecisionKind.RESOLVE, "li", 20),
            step(DecisionKind.CONFIRM, CUSTOMER, 30, solved=solved),
        ]
    at = A_YEAR_AGO + chance.uniform(0, 14) * DAY
    return Script(key, at, given(chance.choice(list(Priority))), None, tuple(steps))


async def lives(scripts: Sequence[Script], text: str) -> list[Sequence[Event]]:
    """The events of cases that were lived under a policy."""
    async with world(text, {}) as made:
        driver = Driver(made, APPROVED_AFTER, lambda: None)
        await driver.live(scripts, A_YEAR_AGO + 60 * DAY)
        assert not driver.left_out
        return [driver.look(each.key).events for each in scripts]


@pytest.mark.timeout(300)
async def test_living_and_folding_give_the_same_misses() -> None:
    past = await lives(some_scripts(12), USUAL)
    now, stricter = A_YEAR_AGO + 60 * DAY, policies.resolved(STRICTER)

    tried = await lived([script(e) for e in past], STRICTER, APPROVED_AFTER, now, lambda: None)

    folded, usual = Figures(), Figures()
    for events in past:
        folded += figures(events, stricter, now)
        usual += figures(events, policies.resolved(USUAL), now)
    assert tried.figures.targets == folded.targets
    assert tried.figures.approvals == folded.approvals
    assert tried.figures.work.total() == folded.work.total()
    assert missed(folded) > missed(usual) > 0


def missed(found: Figures) -> int:
    return sum(
        count for (_, _, state), count in found.targets.items() if state is ClockState.MISSED
    )


async def test_a_past_case_lives_on_its_true_dates() -> None:
    step = Step(DecisionKind.PROPOSE, "li", 3 * DAY)
    [events] = await lives(
        [Script("one", A_YEAR_AGO, given(Priority.LOW), None, (step,))], policy()
    )

    kinds = {event.kind: event.at for event in events}
    assert kinds[EventKind.RECEIVED] - A_YEAR_AGO < HOUR / 60
    assert kinds[EventKind.PROPOSED] - A_YEAR_AGO - 3 * DAY < HOUR / 60
    assert kinds[EventKind.MISSED] - A_YEAR_AGO - 14 * DAY < HOUR / 60


async def test_a_policy_that_wants_approval_has_it_given() -> None:
    steps = (
        Step(DecisionKind.PROPOSE, "li", HOUR),
        Step(DecisionKind.RESOLVE, "li", HOUR),
    )
    [events] = await lives([Script("one", A_YEAR_AGO, given(Priority.HIGH), None, steps)], USUAL)

    at = {event.kind: event.at - A_YEAR_AGO for event in events}
    assert abs(at[EventKind.APPROVED] - 3 * HOUR) < HOUR / 60
    assert abs(at[EventKind.RESOLVED] - 4 * HOUR) < HOUR / 60


TWO_LEVELS = USUAL.replace(
    'levels = [{ who = "lead", within = "4 business hours", then = "remind" }]',
    'levels = [{ who = "lead" }, { who = "manager" }]',
    1,
)
NOBODY_ELSE = USUAL.replace('leads = ["zhang"]', "leads = []").replace(
    'managers = ["chen"]', 'managers = ["li"]'
)


async def test_every_level_that_a_policy_wants_is_asked() -> None:
    assert TWO_LEVELS != USUAL
    steps = (
        Step(DecisionKind.PROPOSE, "li", HOUR),
        Step(DecisionKind.APPROVE, "zhang", HOUR),
        Step(DecisionKind.RESOLVE, "li", HOUR),
    )
    [events] = await lives(
        [Script("one", A_YEAR_AGO, given(Priority.HIGH), None, steps)], TWO_LEVELS
    )

    assert [e.by for e in events if e.kind in (EventKind.VOTED, EventKind.APPROVED)] == [
        "zhang",
        "chen",
    ]
    [resolved] = [e.at for e in events if e.kind is EventKind.RESOLVED]
    assert abs(resolved - A_YEAR_AGO - 5 * HOUR) < HOUR / 60


async def test_where_nobody_can_approve_the_case_waits() -> None:
    steps = (Step(DecisionKind.PROPOSE, "li", HOUR), Step(DecisionKind.RESOLVE, "li", HOUR))
    one = Script("one", A_YEAR_AGO, given(Priority.HIGH), None, steps)

    tried = await lived([one], NOBODY_ELSE, APPROVED_AFTER, A_YEAR_AGO + 9 * DAY, lambda: None)

    assert tried.left_out == {DecisionKind.APPROVE: 1, DecisionKind.RESOLVE: 1}
    assert tried.figures.targets[ClockKind.RESOLVE, Priority.HIGH, ClockState.MISSED] == 1


async def test_what_cannot_be_decided_any_more_is_left_out_and_counted() -> None:
    steps = (
        Step(DecisionKind.WITHDRAW, "li", HOUR),
        Step(DecisionKind.PROPOSE, "li", HOUR),
    )
    one = Script("one", A_YEAR_AGO, given(Priority.LOW), None, steps)

    tried = await lived([one], USUAL, APPROVED_AFTER, A_YEAR_AGO + DAY, lambda: None)

    assert tried.left_out == {DecisionKind.PROPOSE: 1}
    assert tried.figures.targets[ClockKind.RESOLVE, Priority.LOW, ClockState.MISSED] == 0


USUAL_TASKS = """
[[tasks.usual]]
category = ["malfunction", "other", "usage_question", "product_suggestion", "service_complaint"]
team = "quality"
text = { zh = "x", en = "x" }
"""


@pytest.mark.timeout(120)
async def test_tasks_that_only_the_tried_policy_adds_stop_nobody() -> None:
    past = await lives(some_scripts(2), USUAL)
    assert not any(e.kind is EventKind.TASK_ADDED for events in past for e in events)
    now = A_YEAR_AGO + 60 * DAY

    scripts = [script(events) for events in past]
    tried = await lived(scripts, USUAL + USUAL_TASKS, APPROVED_AFTER, now, lambda: None)

    assert not tried.left_out
    assert ClockKind.TASK in {kind for kind, _, _ in tried.figures.targets}
