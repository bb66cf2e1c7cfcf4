"""Trying a policy: lived again in virtual time and folded again, the same targets are missed."""

import asyncio
import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from rules.figures import Figures, figures
from rules.scripts import Given, Script, Step, script
from schemas.durations import Elapsed
from schemas.enums import ClockKind, ClockState, DecisionKind, EventKind, Locale, Priority, Stage
from schemas.events import CUSTOMER, OUTSIDE, Event
from schemas.messages import Choice
from starter.trial import driver
from starter.trial.driver import Driver
from starter.trial.trial import lived
from starter.trial.world import world
from store import policies
from tests.workflows.house import House, policy
from tests.workflows.virtual_time import DAY, HOUR

A_YEAR_AGO = datetime(2025, 11, 3, 1, 30, tzinfo=UTC)
APPROVED_AFTER = Elapsed(2 * HOUR)
USUAL = policies.default_text()
STRICTER = USUAL.replace('resolve = "24 hours"', 'resolve = "8 business hours"').replace(
    'resolve = "5 business days until end-of-day"', 'resolve = "1 business days"'
)

TWO_LEVELS = USUAL.replace(
    'levels = [{ who = "lead", within = "4 business hours", then = "remind" }]',
    'levels = [{ who = "lead" }, { who = "manager" }]',
    1,
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
    said = {each.key: each.analysis for each in scripts if each.analysis}
    async with world(text, said) as made:
        lived_by = Driver(made, APPROVED_AFTER, lambda: None)
        await lived_by.live(scripts, A_YEAR_AGO + 60 * DAY)
        assert not lived_by.left_out
        return [lived_by.look(each.key).events for each in scripts]


@pytest.mark.timeout(300)
async def test_living_and_folding_give_the_same_misses() -> None:
    past = await lives([*some_scripts(12), *eventful_scripts()], USUAL)
    now, stricter = A_YEAR_AGO + 60 * DAY, policies.resolved(STRICTER)

    again = [script(events, policies.resolved(USUAL)) for events in past]
    [tried] = await lived(again, [STRICTER], APPROVED_AFTER, now, lambda: None)

    folded, usual = Figures(), Figures()
    for events in past:
        folded += figures(events, stricter, now, lived=False)
        usual += figures(events, policies.resolved(USUAL), now)
    assert tried.figures.targets == folded.targets
    assert tried.figures.approvals == folded.approvals
    assert tried.figures.work.total() == folded.work.total()
    assert missed(folded) > missed(usual) > 0
    assert {kind for kind, _, _ in folded.targets} >= {ClockKind.APPROVE, ClockKind.TASK}
    assert tried.figures.told.total() > tried.figures.approvals > 0
    assert tried.figures.mails > 0
    assert not tried.left_out


def missed(found: Figures) -> int:
    return sum(
        count for (_, _, state), count in found.targets.items() if state is ClockState.MISSED
    )


def eventful_scripts() -> list[Script]:
    """Cases with whatever else can happen: levels, voices, tasks, other teams, emergencies."""

    def step(kind: DecisionKind, by: str, hours: float = 2, **choice: object) -> Step:
        outside = bool(choice.pop("outside", False))
        after = hours * 1.07 * HOUR  # so that nothing falls due just then
        return Step(kind, by, after, Choice.model_validate(choice), outside)

    agreed = (step(DecisionKind.APPROVE, "zhang"), step(DecisionKind.APPROVE, "chen", 5))
    hard = (
        step(DecisionKind.TAKE, "li"),
        step(DecisionKind.TRIAGE, "li", category="malfunction", priority="high", team="quality"),
        step(DecisionKind.PROGRESS, "wang"),
        step(DecisionKind.TASK, "li", 1, team="product", within="4 hours"),
        step(DecisionKind.TASK, "li", 1, outside=True),
        step(DecisionKind.CLARIFY, "li"),
        step(DecisionKind.REPLY, CUSTOMER, 50),
        step(DecisionKind.PROPOSE, "li", solution="remedy", remedy="voucher", amount="80"),
        step(DecisionKind.PROGRESS, "wang"),
        *agreed,
        step(DecisionKind.DONE, OUTSIDE, 30, task="T2"),
        step(DecisionKind.DONE, "wang", 9, task="T1"),
        step(DecisionKind.RESOLVE, "li", 20),
        step(DecisionKind.CONFIRM, CUSTOMER, 30, solved=False),
        step(DecisionKind.PROPOSE, "li"),
        step(DecisionKind.REJECT, "zhang"),
        step(DecisionKind.PROPOSE, "li"),
        *agreed,
        step(DecisionKind.RESOLVE, "wang"),
        step(DecisionKind.CONFIRM, CUSTOMER, 30, solved=True, rating=4),
    )
    easy = (step(DecisionKind.PROPOSE, "wang", 3, standard="password_reset"),)
    urgent = (
        step(DecisionKind.EMERGENCY, "zhang"),
        step(DecisionKind.CALM, "chen", 30),
        step(DecisionKind.DECLINE, "li", 40),
        step(DecisionKind.REOPEN, "zhang", 20),
        step(DecisionKind.WITHDRAW, "li", 40),
    )
    question = given(Priority.LOW).model_copy(update={"category": "usage_question"})
    return [
        Script("hard", A_YEAR_AGO, given(Priority.MEDIUM), None, hard),
        Script("easy", A_YEAR_AGO + HOUR, question, None, easy),
        Script("urgent", A_YEAR_AGO + DAY, given(Priority.MEDIUM), None, urgent),
    ]


@pytest.mark.timeout(300)
async def test_under_the_same_policy_everything_happens_as_it_did(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(driver, "_WORDS", "what they really wrote, and no script repeats")
        past = await lives(eventful_scripts(), TWO_LEVELS)

    under = policies.resolved(TWO_LEVELS)
    again = await lives([script(events, under) for events in past], TWO_LEVELS)

    for was, events in zip(past, again, strict=True):
        assert [(e.kind, e.by) for e in told(events)] == [(e.kind, e.by) for e in told(was)]
        assert all(
            abs(a.at - b.at) < HOUR / 60 for a, b in zip(told(events), told(was), strict=True)
        )
    kinds = {event.kind for events in past for event in events}
    assert kinds >= {EventKind.VOTED, EventKind.REJECTED, EventKind.TASK_DONE, EventKind.CALMED}
    assert kinds >= {EventKind.MISSED, EventKind.ESCALATED, EventKind.REOPENED, EventKind.WITHDRAWN}


def told(events: Sequence[Event]) -> list[Event]:
    """What happened, without the mails, which go out beside it."""
    return [e for e in events if e.kind not in (EventKind.MAILED, EventKind.ACKNOWLEDGED)]


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

    [tried] = await lived([one], [NOBODY_ELSE], APPROVED_AFTER, A_YEAR_AGO + 9 * DAY, lambda: None)

    assert tried.left_out == {DecisionKind.APPROVE: 1, DecisionKind.RESOLVE: 1}
    assert tried.figures.targets[ClockKind.RESOLVE, Priority.HIGH, ClockState.MISSED] == 1


async def test_what_cannot_be_decided_any_more_is_left_out_and_counted() -> None:
    steps = (
        Step(DecisionKind.WITHDRAW, "li", HOUR),
        Step(DecisionKind.PROPOSE, "li", HOUR),
    )
    one = Script("one", A_YEAR_AGO, given(Priority.LOW), None, steps)

    [tried] = await lived([one], [USUAL], APPROVED_AFTER, A_YEAR_AGO + DAY, lambda: None)

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

    scripts = [script(events, policies.resolved(USUAL)) for events in past]
    [tried] = await lived(scripts, [USUAL + USUAL_TASKS], APPROVED_AFTER, now, lambda: None)

    assert not tried.left_out
    assert ClockKind.TASK in {kind for kind, _, _ in tried.figures.targets}


async def test_who_waits_for_a_decision_can_be_interrupted(skipping: House) -> None:
    case = await skipping.submit()
    await skipping.reach(case, Stage.PLANNING)
    await skipping.close()
    asked = await skipping.accept(skipping.decision(case, DecisionKind.TAKE, "li"))
    deciding = skipping.cases.decide(case, DecisionKind.TAKE, asked, 30 * timedelta(seconds=1))
    waiting = asyncio.create_task(deciding)
    assert not (await asyncio.wait([waiting], timeout=0.5))[0], "no worker answers"

    waiting.cancel()

    with pytest.raises(asyncio.CancelledError):
        await waiting
