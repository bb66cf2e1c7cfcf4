"""What is seen of a case in Temporal itself: its state, attributes and details, and its cost."""

from typing import Any

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.api.sdk.v1 import WorkflowMetadata

from engine import search_attributes
from schemas.enums import DecisionKind, Priority, Stage, Template
from schemas.events import CUSTOMER
from tests.waiting import until_answered
from tests.workflows.house import House
from tests.workflows.occasions import case_for, until_quiet, until_same


async def test_the_state_that_is_asked_for_is_that_of_the_record(embedded: House) -> None:
    case = await case_for(embedded, DecisionKind.RESOLVE)
    await embedded.mailed(case)

    asked = await until_same(embedded, case)

    assert asked == embedded.state(case)
    assert (asked.proposer, asked.approved, asked.version) == ("li", True, 1)


async def test_refresh_reads_what_the_record_knows_by_now(embedded: House) -> None:
    case = await case_for(embedded, DecisionKind.TAKE)
    await embedded.mailed(case)
    before = await until_same(embedded, case)
    await embedded.gateway.note(case, "seen by nobody else", "li")
    assert await embedded.cases.state(case) == before

    await embedded.cases.refresh(case)

    assert (await until_same(embedded, case)).seq == before.seq + 1


async def test_search_attributes_find_the_case(embedded: House) -> None:
    case = await case_for(embedded, DecisionKind.APPROVE)
    await embedded.mailed(case)
    await until_same(embedded, case)

    found = await embedded.handle(case).describe()

    state = embedded.state(case)
    expected = {k: v for k, v in search_attributes.values(state).items() if v is not None}
    shown = {pair.key: pair.value for pair in found.typed_search_attributes}
    assert {k: shown[k] for k in expected} == expected
    query = (
        f"WorkflowId = 'feedback-{case}' AND FeedbackStage = 'awaiting_approval'"
        " AND FeedbackPriority = 'high' AND FeedbackCategory = 'malfunction'"
        " AND FeedbackTeam = 'engineering' AND FeedbackChannel = 'web' AND FeedbackCycle = 1"
        " AND FeedbackBreached = false AND FeedbackDueAt > '2020-01-01T00:00:00Z'"
    )
    assert await listed(embedded, query) == [f"feedback-{case}"]


async def listed(house: House, query: str) -> list[str]:
    """The ids of what a query finds, once it finds any: visibility is a moment behind."""

    async def found() -> list[str]:
        return [run.id async for run in house.client.list_workflows(query)]

    return await until_answered(found)


async def test_an_attribute_that_has_no_value_any_more_is_unset(embedded: House) -> None:
    case = await case_for(embedded, DecisionKind.WITHDRAW)
    assert embedded.state(case).due_at
    await embedded.decide(case, DecisionKind.WITHDRAW)
    await embedded.handle(case).result()

    found = await embedded.handle(case).describe()

    shown = {pair.key.name: pair.value for pair in found.typed_search_attributes}
    assert shown["FeedbackStage"] == "closed"
    assert "FeedbackDueAt" not in shown


async def test_the_summary_and_the_details_read_like_a_case_file(embedded: House) -> None:
    case = await case_for(embedded, DecisionKind.APPROVE)
    await embedded.mailed(case)
    await until_same(embedded, case)
    handle = embedded.handle(case)

    described = await handle.describe()
    metadata: WorkflowMetadata = await handle.query(
        "__temporal_workflow_metadata", result_type=WorkflowMetadata
    )

    assert await described.static_summary() == f"{case} · web"
    details = metadata.current_details
    for word in ("**awaiting_approval**", "cycle 1", "malfunction", "high", "engineering", "li"):
        assert word in details
    assert f"next due {embedded.state(case).due_at:%Y-%m-%d %H:%M} UTC" in details
    assert {each.name for each in metadata.definition.query_definitions} >= {"state"}
    names = {each.name for each in metadata.definition.update_definitions}
    assert names == {kind.value for kind in DecisionKind}
    signals = {each.name for each in metadata.definition.signal_definitions}
    assert signals == names | {"refresh"}


@pytest.mark.parametrize("hurry", [False, True], ids=["in peace", "in a hurry"])
async def test_the_ordinary_case_costs_little_history(embedded: House, hurry: bool) -> None:
    """From the acknowledgement to the close: three mails, four decisions, all clocks."""
    case = await embedded.submit(priority=Priority.HIGH)
    handle = embedded.handle(case)
    steps: list[tuple[DecisionKind, str, dict[str, Any]]] = [
        (DecisionKind.PROPOSE, "li", {}),
        (DecisionKind.APPROVE, "zhang", {}),
        (DecisionKind.RESOLVE, "li", {}),
        (DecisionKind.CONFIRM, CUSTOMER, {"solved": True, "rating": 5}),
    ]
    await embedded.reach(case, Stage.PLANNING)
    for kind, by, choice in steps:
        if not hurry:
            await embedded.mailed(case)
            await until_quiet(handle)
        await embedded.decide(case, kind, by, **choice)
    await embedded.mailed(case)
    await until_quiet(handle)

    described = await handle.describe()
    events = [event async for event in handle.fetch_history_events()]
    size = sum(event.ByteSize() for event in events)
    counted = described.raw_description.workflow_execution_info.history_size_bytes
    assert embedded.office.sent(case, team=False) == [
        Template.ACKNOWLEDGEMENT,
        Template.SOLUTION,
        Template.SUMMARY,
    ]
    assert len(events) <= 60, len(events)
    assert max(size, counted) <= 20_000
    summarized = {
        EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED,
        EventType.EVENT_TYPE_MARKER_RECORDED,
        EventType.EVENT_TYPE_TIMER_STARTED,
    }
    bare = [
        EventType.Name(event.event_type)
        for event in events
        if event.event_type in summarized and not event.user_metadata.summary.data
    ]
    assert not bare
    seen = {event.event_type for event in events}
    assert summarized <= seen, "not everything that has a summary was there to be looked at"
