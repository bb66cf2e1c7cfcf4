"""A proposal is agreed on: who has to say yes, who must not, and what a no leads to."""

from schemas.enums import DecisionKind, EventKind, Priority, Refusal, Stage
from tests.workflows.house import House
from tests.workflows.virtual_time import refused


async def test_high_priority_needs_the_lead(skipping: House) -> None:
    case = await skipping.submit(priority=Priority.HIGH)
    await skipping.walk(case, Stage.AWAITING_APPROVAL)

    assert skipping.state(case).needs == "lead"
    assert await refused(skipping, case, DecisionKind.RESOLVE, "li") == Refusal.NOT_NOW
    assert await refused(skipping, case, DecisionKind.APPROVE, "wang") == Refusal.ROLE_TOO_LOW
    carried = await skipping.decide(case, DecisionKind.APPROVE, "zhang")

    assert carried.stage is Stage.RESOLVING
    assert await refused(skipping, case, DecisionKind.APPROVE, "chen") in {
        Refusal.ALREADY_DECIDED,
        Refusal.NO_APPROVAL_NEEDED,
    }


async def test_other_priorities_need_nobodys_approval(skipping: House) -> None:
    for priority in (Priority.MEDIUM, Priority.LOW):
        case = await skipping.submit(priority=priority)
        await skipping.reach(case, Stage.PLANNING)

        carried = await skipping.decide(case, DecisionKind.PROPOSE)

        assert carried.stage is Stage.RESOLVING
        assert await refused(skipping, case, DecisionKind.APPROVE, "zhang") == (
            Refusal.NO_APPROVAL_NEEDED
        )


async def test_a_rejection_has_a_reason_and_leads_to_a_new_version(skipping: House) -> None:
    case = await skipping.submit(priority=Priority.HIGH)
    await skipping.walk(case, Stage.AWAITING_APPROVAL)

    assert await refused(skipping, case, DecisionKind.REJECT, "zhang", words="") == (
        Refusal.TEXT_MISSING
    )
    carried = await skipping.decide(case, DecisionKind.REJECT, "zhang", words="too dear")
    assert carried.stage is Stage.PLANNING

    await skipping.decide(case, DecisionKind.PROPOSE)
    state = skipping.state(case)
    assert (state.stage, state.version) == (Stage.AWAITING_APPROVAL, 2)
    assert await refused(skipping, case, DecisionKind.APPROVE, "zhang", version=1) == (
        Refusal.OTHER_VERSION
    )
    await skipping.decide(case, DecisionKind.APPROVE, "zhang", version=2)

    [rejected] = skipping.events(case, EventKind.REJECTED)
    assert (rejected.texts, rejected.data["version"]) == ({"reason": "too dear"}, 1)
    assert skipping.stage(case) is Stage.RESOLVING


async def test_a_rejection_with_a_code_needs_no_words(skipping: House) -> None:
    case = await skipping.submit(priority=Priority.HIGH)
    await skipping.walk(case, Stage.AWAITING_APPROVAL)

    await skipping.decide(case, DecisionKind.REJECT, "zhang", words="", reason_code="too_dear")

    [rejected] = skipping.events(case, EventKind.REJECTED)
    assert rejected.data["reason_code"] == "too_dear"


async def test_nobody_approves_his_own_proposal(skipping: House) -> None:
    case = await skipping.submit(priority=Priority.HIGH)
    await skipping.reach(case, Stage.PLANNING)
    await skipping.decide(case, DecisionKind.PROPOSE, "zhang")

    assert await refused(skipping, case, DecisionKind.APPROVE, "zhang") == Refusal.OWN_PROPOSAL
    assert skipping.stage(case) is Stage.AWAITING_APPROVAL

    carried = await skipping.decide(case, DecisionKind.APPROVE, "chen")
    assert carried.stage is Stage.RESOLVING


async def test_a_triaged_priority_asks_for_the_approval_of_an_open_proposal(
    skipping: House,
) -> None:
    case = await skipping.submit(priority=Priority.LOW)
    await skipping.walk(case, Stage.RESOLVING)

    carried = await skipping.decide(case, DecisionKind.TRIAGE, priority=Priority.HIGH)
    assert carried.stage is Stage.AWAITING_APPROVAL
    await skipping.decide(case, DecisionKind.APPROVE, "zhang")
    carried = await skipping.decide(case, DecisionKind.TRIAGE, priority=Priority.MEDIUM)

    assert carried.stage is Stage.RESOLVING
