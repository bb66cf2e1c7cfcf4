"""Customers hear how far their case has come: at most once a day, and the latest state only."""

import re

import pytest

from schemas.enums import ClockKind, DecisionKind, EventKind, Priority, Stage, Template
from tests.hurried import text
from tests.waiting import until
from tests.workflows.house import House
from tests.workflows.office import Letter
from tests.workflows.virtual_time import DAY, HOUR, MINUTE

PACES = {"high": "stage", "medium": "milestone", "low": "none"}
TOLD = text("updates", updates__priorities=PACES, updates__wait="0 minutes")
SHIPPED = text("updates")
REPLY = {"zh": "我们仍在处理。", "en": "We are still at it."}
HOLDING = text(updates={"holding": [{"after": "3 days", "text": REPLY}]})


def words(house: House, case: str) -> list[Letter]:
    found = [each for each in house.office.letters if each.case_id == case]
    return [each for each in found if each.template is Template.PROGRESS]


def points(house: House, case: str) -> list[str]:
    return [e.data["point"] for e in house.events(case, EventKind.UPDATED)]


async def worded(house: House, case: str, number: int) -> None:
    await until(lambda: len(house.events(case, EventKind.UPDATED)) >= number)
    await house.mailed(case)


@pytest.mark.parametrize("policy_text", [TOLD], indirect=True)
async def test_the_milestones_of_a_case_one_mail_a_day(skipping: House) -> None:
    case = await skipping.submit()
    await skipping.reach(case, Stage.PLANNING)
    await skipping.mailed(case)
    assert words(skipping, case) == []  # the acknowledgement has said which team

    await skipping.decide(case, DecisionKind.TRIAGE, team="support")
    await worded(skipping, case, 1)
    assert points(skipping, case) == ["handed_on"]
    assert "Customer support" in words(skipping, case)[0].text
    assert re.search(r"solved by .*20\d\d", words(skipping, case)[0].text)

    await skipping.sleep(HOUR)
    await skipping.decide(case, DecisionKind.TRIAGE, team="quality")
    await skipping.sleep(HOUR)
    await skipping.decide(case, DecisionKind.PROPOSE)
    await skipping.sleep(20 * HOUR)
    assert points(skipping, case) == ["handed_on"]
    await skipping.sleep(3 * HOUR)
    await worded(skipping, case, 2)

    first, second = skipping.events(case, EventKind.UPDATED)
    assert points(skipping, case) == ["handed_on", "agreed"], "the latest only"
    assert second.at - first.at >= DAY
    assert len(words(skipping, case)) == 2
    await skipping.sleep(3 * DAY)
    assert len(skipping.events(case, EventKind.UPDATED)) == 2
    # Nobody has answered yet: a line that writes itself is no person's answer, nor an update.
    answered = {c.kind: c.ended_at for c in skipping.view(case).clocks}
    assert answered.get(ClockKind.FIRST_RESPONSE) is None
    await skipping.walk_on(case)
    await skipping.mailed(case)
    assert len(words(skipping, case)) == 2


@pytest.mark.parametrize("policy_text", [SHIPPED], indirect=True)
async def test_who_resolves_right_after_proposing_sends_one_mail(skipping: House) -> None:
    quick, slow = await skipping.submit(), await skipping.submit("另一件事", locale="zh")
    for case in (quick, slow):
        await skipping.reach(case, Stage.PLANNING)
        await skipping.decide(case, DecisionKind.PROPOSE)
    await skipping.decide(quick, DecisionKind.RESOLVE)
    await skipping.sleep(HOUR + MINUTE)
    await worded(skipping, slow, 1)

    assert points(skipping, slow) == ["agreed"]
    assert points(skipping, quick) == []


@pytest.mark.parametrize("policy_text", [TOLD], indirect=True)
async def test_a_persons_word_counts_as_the_one(skipping: House) -> None:
    case = await skipping.submit()
    await skipping.reach(case, Stage.PLANNING)
    await skipping.decide(case, DecisionKind.PROGRESS)
    await skipping.sleep(HOUR)
    await skipping.decide(case, DecisionKind.PROPOSE)
    await skipping.sleep(22 * HOUR)
    assert points(skipping, case) == []

    await skipping.decide(case, DecisionKind.PROGRESS)  # it says where the case stands
    await skipping.sleep(3 * DAY)
    assert points(skipping, case) == []


@pytest.mark.parametrize("policy_text", [TOLD], indirect=True)
async def test_each_stage_of_what_is_urgent_and_nothing_where_none_is_wanted(
    skipping: House,
) -> None:
    high = await skipping.submit(priority=Priority.HIGH)
    low = await skipping.submit(priority=Priority.LOW)
    for case in (high, low):
        await skipping.reach(case, Stage.PLANNING)
        await skipping.decide(case, DecisionKind.PROPOSE)
    await worded(skipping, high, 1)
    await skipping.sleep(2 * DAY)
    await skipping.decide(high, DecisionKind.REJECT, "zhang")
    await worded(skipping, high, 2)

    assert points(skipping, high) == ["proposed", "revised"]
    assert points(skipping, low) == []


@pytest.mark.parametrize("policy_text", [HOLDING], indirect=True)
async def test_a_holding_reply_goes_out_once_and_not_to_what_is_solved(skipping: House) -> None:
    waiting, solved = await skipping.submit(), await skipping.submit("另一件事", locale="zh")
    await skipping.walk(solved, Stage.AWAITING_CONFIRMATION)
    await skipping.reach(waiting, Stage.PLANNING)

    await skipping.sleep(3 * DAY + MINUTE)
    await worded(skipping, waiting, 1)
    await skipping.sleep(30 * DAY)

    [reply] = words(skipping, waiting)
    assert REPLY["en"] in reply.text
    [event] = skipping.events(waiting, EventKind.UPDATED)
    assert event.data == {"holding": 1}
    assert skipping.events(solved, EventKind.UPDATED) == []
