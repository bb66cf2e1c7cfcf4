"""The emergency lane: its group is called again and again until somebody takes the case.

The passes that tell people are the real ones, on a real worker, with a real mail server.
"""

import asyncio
from datetime import timedelta

import pytest

from schemas import case_filter
from schemas.enums import ClockKind, ClockState, DecisionKind, EventKind, Priority, Stage
from starter import statement
from store.queries import Queries
from tests.hurried import text
from tests.waiting import until
from tests.workflows.house import House
from tests.workflows.virtual_time import HOUR, MINUTE

LI, ZHANG, CHEN = (f"{name}@localhost.example" for name in ("li", "zhang", "chen"))
URGENT = text("emergency")
NEVER_AWAKE = URGENT.replace(
    "[confirmation]", "[quiet_hours]\nbegin = 00:00:00\nend = 23:59:59\n\n[confirmation]"
)
ON_FIRE = "The charger is on fire"


def calls(house: House, case: str) -> list[int]:
    return [event.data["n"] for event in house.events(case, EventKind.CALLED)]


async def declared(house: House, case: str) -> None:
    await house.decide(case, DecisionKind.EMERGENCY, "zhang")


@pytest.mark.parametrize("policy_text", [NEVER_AWAKE], indirect=True)
async def test_by_rule_the_group_is_called_at_once_and_again_until_taken(skipping: House) -> None:
    case = await skipping.submit(ON_FIRE, priority=Priority.HIGH)
    await skipping.reach(case, Stage.PLANNING)

    [emergency] = skipping.events(case, EventKind.EMERGENCY)
    assert emergency.data == {"why": "rule"}
    assert calls(skipping, case) == [1]
    await skipping.tell()  # at night too
    assert [len(skipping.office.told(who)) for who in (ZHANG, CHEN, LI)] == [1, 1, 0]
    assert case in skipping.office.told(ZHANG)[0].text

    for n in (2, 3, 4):
        await skipping.sleep(15 * MINUTE + timedelta(seconds=5))
        await until(lambda n=n: len(calls(skipping, case)) >= n)  # type: ignore[misc]
        await skipping.tell()
        assert len(skipping.office.told(ZHANG)) == n

    await skipping.decide(case, DecisionKind.TAKE, "zhang")
    await skipping.sleep(3 * HOUR)
    await skipping.tell()
    assert calls(skipping, case) == [1, 2, 3, 4]
    first, *later = skipping.events(case, EventKind.CALLED)
    assert later[0].at - first.at >= 15 * MINUTE


@pytest.mark.parametrize("policy_text", [URGENT], indirect=True)
async def test_by_hand_with_updates_on_a_cadence_until_calm(skipping: House) -> None:
    case = await skipping.submit()
    await skipping.reach(case, Stage.PLANNING)
    assert skipping.events(case, EventKind.EMERGENCY, EventKind.CALLED) == []
    await skipping.sleep(5 * HOUR)

    await declared(skipping, case)
    await skipping.decide(case, DecisionKind.ASSIGN, "zhang", to="li")

    [emergency] = skipping.events(case, EventKind.EMERGENCY)
    assert (emergency.by, emergency.data) == ("zhang", {"why": "hand"})
    assert update_due(skipping, case) == emergency.at + HOUR
    await skipping.sleep(30 * MINUTE)
    await skipping.decide(case, DecisionKind.PROGRESS)
    [told] = skipping.events(case, EventKind.PROGRESS)
    assert update_due(skipping, case) == told.at + HOUR
    await skipping.sleep(HOUR + MINUTE)
    await until(lambda: missed(skipping, case))

    await skipping.decide(case, DecisionKind.CALM, "li")  # the owner
    assert not skipping.state(case).emergency
    assert update_due(skipping, case) is None
    assert calls(skipping, case) == [1]
    await skipping.walk_on(case)


def update_due(house: House, case: str) -> object:
    running = (ClockState.RUNNING, ClockState.MISSED)
    mine = [
        clock.due_at
        for clock in house.view(case).clocks
        if clock.kind is ClockKind.INTERIM_UPDATE and clock.state in running and not clock.ended_at
    ]
    return mine[0] if mine else None


def missed(house: House, case: str) -> list[object]:
    events = house.events(case, EventKind.MISSED)
    return [e for e in events if e.data["clock"] == ClockKind.INTERIM_UPDATE]


@pytest.mark.parametrize("policy_text", [URGENT], indirect=True)
async def test_handed_to_another_team_it_is_called_there(skipping: House) -> None:
    case = await skipping.submit(ON_FIRE, priority=Priority.HIGH)
    await skipping.reach(case, Stage.PLANNING)
    await skipping.decide(case, DecisionKind.TAKE, "li")
    await skipping.sleep(HOUR)
    assert calls(skipping, case) == [1]

    await skipping.decide(case, DecisionKind.TRIAGE, "zhang", team="support")
    await until(lambda: calls(skipping, case) == [1, 2])


@pytest.mark.parametrize("policy_text", [URGENT], indirect=True)
async def test_one_statement_to_everybody_once(skipping: House) -> None:
    urgent = [await skipping.submit(ON_FIRE, priority=Priority.HIGH) for _ in range(3)]
    other = await skipping.submit()
    for case in (*urgent, other):
        await skipping.reach(case, Stage.PLANNING)
    await skipping.decide(urgent[2], DecisionKind.CALM, "zhang")
    queries = Queries(skipping.installation.database)

    async def state(words: str) -> statement.Statement:
        cases = queries.emergencies(case_filter.parse("team:engineering"))
        await skipping.clock.read()
        return await statement.sent(skipping.gateway, cases, words, "li")

    preview = await asyncio.to_thread(
        statement.prepared, skipping.gateway, urgent[:2], "We know.", "li"
    )
    assert ids(preview) == urgent[:2]
    assert not skipping.events(urgent[0], EventKind.PROGRESS)

    assert ids(await state("We know.")) == urgent[:2]
    again = await state("We know.")
    assert (ids(again), len(again.before)) == ([], 2)
    assert ids(await state("It is over.")) == urgent[:2]

    for case in urgent[:2]:
        await skipping.mailed(case)
        told = [mail.text for mail in skipping.office.letters if mail.case_id == case]
        assert [sum(words in mail for mail in told) for words in ("We know.", "It is over.")] == [
            1,
            1,
        ]
    for case in (urgent[2], other):
        assert not skipping.events(case, EventKind.PROGRESS)


def ids(found: statement.Statement) -> list[str]:
    return [view.state.case_id for view in found.told]
