"""What can be said to a case: decisions as updates and as signals, and looking at it."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from types import MappingProxyType
from typing import Any, NamedTuple

import pytest
from temporalio.api.common.v1 import Payload
from temporalio.api.enums.v1 import EventType
from temporalio.api.sdk.v1 import WorkflowMetadata
from temporalio.client import (
    WorkflowExecutionStatus,
    WorkflowHandle,
    WorkflowUpdateFailedError,
)
from temporalio.common import RawValue
from temporalio.exceptions import ApplicationError

from engine import search_attributes
from schemas.enums import (
    DecisionKind,
    EventKind,
    Outcome,
    Priority,
    Refusal,
    Role,
    Stage,
    Template,
)
from schemas.errors import Refused
from schemas.events import CUSTOMER, SYSTEM
from schemas.messages import DecisionReceipt, DecisionRequest
from schemas.state import CaseState
from tests.waiting import until
from tests.workflows.house import House, policy, request_id_for

Handle = WorkflowHandle[object, object]


class Occasion(NamedTuple):
    """When a decision is possible, who may take it, and what comes of it."""

    stage: Stage
    by: str
    event: EventKind
    choice: Mapping[str, Any] = MappingProxyType({})
    after: DecisionKind | None = None
    """What has to be decided before."""


OCCASIONS = {
    DecisionKind.TAKE: Occasion(Stage.PLANNING, "wang", EventKind.TAKEN),
    DecisionKind.ASSIGN: Occasion(Stage.PLANNING, "li", EventKind.ASSIGNED, {"to": "wang"}),
    DecisionKind.TRIAGE: Occasion(Stage.PLANNING, "li", EventKind.TRIAGED, {"priority": "low"}),
    DecisionKind.CLARIFY: Occasion(Stage.PLANNING, "li", EventKind.ASKED),
    DecisionKind.REPLY: Occasion(Stage.CLARIFYING, CUSTOMER, EventKind.REPLIED),
    DecisionKind.PROGRESS: Occasion(Stage.PLANNING, "li", EventKind.PROGRESS),
    DecisionKind.PROPOSE: Occasion(Stage.PLANNING, "li", EventKind.PROPOSED),
    DecisionKind.APPROVE: Occasion(Stage.AWAITING_APPROVAL, "zhang", EventKind.APPROVED),
    DecisionKind.REJECT: Occasion(Stage.AWAITING_APPROVAL, "zhang", EventKind.REJECTED),
    DecisionKind.RESOLVE: Occasion(Stage.RESOLVING, "li", EventKind.RESOLVED),
    DecisionKind.CONFIRM: Occasion(
        Stage.AWAITING_CONFIRMATION, CUSTOMER, EventKind.CONFIRMED, {"solved": True}
    ),
    DecisionKind.REOPEN: Occasion(Stage.CLOSED, "zhang", EventKind.REOPENED),
    DecisionKind.DECLINE: Occasion(Stage.PLANNING, "li", EventKind.DECLINED),
    DecisionKind.WITHDRAW: Occasion(Stage.PLANNING, "li", EventKind.WITHDRAWN),
    DecisionKind.TASK: Occasion(Stage.PLANNING, "li", EventKind.TASK_ADDED, {"team": "support"}),
    DecisionKind.DONE: Occasion(
        Stage.PLANNING, "li", EventKind.TASK_DONE, {"task": "T1"}, DecisionKind.TASK
    ),
    DecisionKind.DROP: Occasion(
        Stage.PLANNING, "li", EventKind.TASK_DROPPED, {"task": "T1"}, DecisionKind.TASK
    ),
    DecisionKind.EMERGENCY: Occasion(Stage.PLANNING, "zhang", EventKind.EMERGENCY),
    DecisionKind.CALM: Occasion(
        Stage.PLANNING, "zhang", EventKind.CALMED, after=DecisionKind.EMERGENCY
    ),
}


async def case_for(house: House, kind: DecisionKind) -> str:
    """A case where a decision is possible."""
    case = await house.submit(priority=Priority.HIGH)
    await house.walk(case, OCCASIONS[kind].stage)
    if before := OCCASIONS[kind].after:
        await house.decide(case, before, OCCASIONS[before].by, **OCCASIONS[before].choice)
    return case


async def update(
    handle: Handle, kind: DecisionKind, request: DecisionRequest, update_id: str | None = None
) -> DecisionReceipt:
    receipt: DecisionReceipt = await handle.execute_update(
        kind.value, request, id=update_id, result_type=DecisionReceipt
    )
    return receipt


async def refusal_of(
    handle: Handle, kind: DecisionKind, request: DecisionRequest
) -> ApplicationError:
    with pytest.raises(WorkflowUpdateFailedError) as failed:
        await update(handle, kind, request)
    cause = failed.value.cause
    assert isinstance(cause, ApplicationError)
    return cause


async def event_types(handle: Handle) -> list[EventType.ValueType]:
    return [event.event_type async for event in handle.fetch_history_events()]


async def status(handle: Handle) -> WorkflowExecutionStatus | None:
    return (await handle.describe()).status


# ------------------------------------------------------------------------------ decisions


def test_every_decision_is_tried() -> None:
    assert set(OCCASIONS) == set(DecisionKind)


async def test_every_decision_as_an_update(embedded: House, subtests: pytest.Subtests) -> None:
    for kind, occasion in OCCASIONS.items():
        with subtests.test(kind.value):
            case = await case_for(embedded, kind)
            decision = embedded.decision(case, kind, occasion.by, **occasion.choice)
            request = await embedded.accept(decision)

            receipt = await update(embedded.handle(case), kind, request)

            [event] = embedded.events(case, occasion.event)
            assert (event.by, event.request_id) == (occasion.by, request.request_id)
            assert event.texts == decision.texts
            state = embedded.state(case)
            assert receipt == DecisionReceipt(
                request_id=request.request_id, seq=event.seq, stage=state.stage, cycle=state.cycle
            )


async def test_every_decision_as_a_signal(embedded: House, subtests: pytest.Subtests) -> None:
    for kind, occasion in OCCASIONS.items():
        with subtests.test(kind.value):
            case = await case_for(embedded, kind)
            decision = embedded.decision(case, kind, occasion.by, **occasion.choice)
            request = await embedded.accept(decision)

            await embedded.handle(case).signal(kind.value, request)

            [event] = await until(partial(embedded.events, case, occasion.event))
            assert (event.by, event.request_id) == (occasion.by, request.request_id)
            assert event.texts == decision.texts


async def test_decisions_without_a_door(embedded: House) -> None:
    """A system that speaks only Temporal decides by choices alone, without words."""
    case = await case_for(embedded, DecisionKind.REJECT)
    request = DecisionRequest(
        request_id="from-afar-0001", by="zhang", version=1, reason_code="too_dear", cycle=1
    )

    await update(embedded.handle(case), DecisionKind.REJECT, request)

    [event] = embedded.events(case, EventKind.REJECTED)
    assert (event.by, event.data["reason_code"], event.texts) == ("zhang", "too_dear", {})
    words_missing = DecisionRequest(request_id="from-afar-0002", by="li")
    refusal = await refusal_of(embedded.handle(case), DecisionKind.PROPOSE, words_missing)
    assert refusal.type == Refusal.TEXT_MISSING


async def test_the_same_update_twice_is_one(embedded: House) -> None:
    case = await case_for(embedded, DecisionKind.TAKE)
    request = DecisionRequest(request_id=request_id_for(DecisionKind.TAKE), by="li")
    handle = embedded.handle(case)

    first, second = await asyncio.gather(
        update(handle, DecisionKind.TAKE, request, "one-and-the-same"),
        update(handle, DecisionKind.TAKE, request, "one-and-the-same"),
    )
    third = await update(handle, DecisionKind.TAKE, request, "one-and-the-same")

    assert first == second == third
    assert len(embedded.events(case, EventKind.TAKEN)) == 1


async def test_the_same_request_under_another_update_is_one(embedded: House) -> None:
    case = await case_for(embedded, DecisionKind.APPROVE)
    request = DecisionRequest(request_id=request_id_for(DecisionKind.APPROVE), by="zhang")
    handle = embedded.handle(case)

    first, second = await asyncio.gather(
        update(handle, DecisionKind.APPROVE, request), update(handle, DecisionKind.APPROVE, request)
    )
    third = await update(handle, DecisionKind.APPROVE, request)
    await embedded.decide(case, DecisionKind.RESOLVE)
    much_later = await update(handle, DecisionKind.APPROVE, request)

    assert first == second == third
    assert much_later.seq == first.seq
    assert len(embedded.events(case, EventKind.APPROVED)) == 1
    assert not embedded.events(case, EventKind.REFUSED)


async def test_the_same_decision_twice_at_the_door_is_one(embedded: House) -> None:
    case = await case_for(embedded, DecisionKind.APPROVE)
    decision = embedded.decision(case, DecisionKind.APPROVE, "zhang")

    carried = await asyncio.gather(*(embedded.gateway.decide(decision) for _ in range(5)))
    again = await embedded.gateway.decide(decision)

    assert {each.stage for each in (*carried, again)} == {Stage.RESOLVING}
    assert not any(each.pending for each in carried)
    assert len(embedded.events(case, EventKind.APPROVED)) == 1


async def test_a_refused_request_stays_refused(embedded: House) -> None:
    case = await case_for(embedded, DecisionKind.APPROVE)
    request = DecisionRequest(request_id=request_id_for(DecisionKind.APPROVE), by="wang")
    handle = embedded.handle(case)

    first = await refusal_of(handle, DecisionKind.APPROVE, request)
    second = await refusal_of(handle, DecisionKind.APPROVE, request)

    assert first.type == second.type == Refusal.ROLE_TOO_LOW
    assert len(embedded.events(case, EventKind.REFUSED)) == 1


async def test_a_request_id_stands_for_one_kind_of_decision(embedded: House) -> None:
    case = await case_for(embedded, DecisionKind.APPROVE)
    decision = embedded.decision(case, DecisionKind.APPROVE, "zhang")
    request = await embedded.accept(decision)

    refusal = await refusal_of(embedded.handle(case), DecisionKind.REJECT, request)

    assert refusal.type == Refusal.INVALID
    assert embedded.stage(case) is Stage.AWAITING_APPROVAL


async def test_the_same_signal_twice_is_one(embedded: House) -> None:
    case = await case_for(embedded, DecisionKind.TAKE)
    request = DecisionRequest(request_id=request_id_for(DecisionKind.TAKE), by="li")
    handle = embedded.handle(case)

    for _ in range(3):
        await handle.signal("take", request)
    # An update comes after the signals that were sent before it.
    await update(handle, DecisionKind.PROGRESS, await _accepted_progress(embedded, case))

    assert len(embedded.events(case, EventKind.TAKEN)) == 1


async def _accepted_progress(house: House, case: str) -> DecisionRequest:
    return await house.accept(house.decision(case, DecisionKind.PROGRESS, "li"))


# ------------------------------------------------------------------------------ refusals


async def test_refusals_by_the_validator_leave_no_trace(embedded: House) -> None:
    case = await case_for(embedded, DecisionKind.APPROVE)
    await embedded.mailed(case)
    handle = embedded.handle(case)
    await until_quiet(handle)
    before = await event_types(handle)

    def request(**more: Any) -> DecisionRequest:
        return DecisionRequest(request_id=request_id_for(DecisionKind.APPROVE), by="zhang", **more)

    refusals = [
        await refusal_of(handle, DecisionKind.RESOLVE, request()),
        await refusal_of(handle, DecisionKind.APPROVE, request(version=7)),
        await refusal_of(handle, DecisionKind.APPROVE, request(cycle=2)),
        await refusal_of(handle, DecisionKind.CONFIRM, request(solved=True)),
    ]

    assert [refusal.type for refusal in refusals] == [
        Refusal.NOT_NOW,
        Refusal.OTHER_VERSION,
        Refusal.OTHER_CYCLE,
        Refusal.NOT_NOW,
    ]
    assert all(refusal.non_retryable for refusal in refusals)
    assert await event_types(handle) == before
    assert not embedded.events(case, EventKind.REFUSED)


async def test_refusals_by_the_record_are_recorded(embedded: House) -> None:
    case = await case_for(embedded, DecisionKind.APPROVE)
    handle = embedded.handle(case)
    expected = {
        "wang": Refusal.ROLE_TOO_LOW,
        "li": Refusal.OWN_PROPOSAL,
        "stranger": Refusal.UNKNOWN_PERSON,
        CUSTOMER: Refusal.ROLE_TOO_LOW,
    }

    found = {}
    for by in expected:
        request = DecisionRequest(request_id=f"approval-of-{by}", by=by)
        found[by] = (await refusal_of(handle, DecisionKind.APPROVE, request)).type

    assert found == expected
    refused = embedded.events(case, EventKind.REFUSED)
    assert {event.by: event.data["refusal"] for event in refused} == expected
    assert {event.data["decision"] for event in refused} == {"approve"}
    assert embedded.stage(case) is Stage.AWAITING_APPROVAL


async def test_a_signal_of_somebody_without_rights_is_recorded_as_refused(embedded: House) -> None:
    case = await case_for(embedded, DecisionKind.APPROVE)
    handle = embedded.handle(case)

    await handle.signal("approve", DecisionRequest(request_id="signal-of-wang", by="wang"))
    await handle.signal("approve", DecisionRequest(request_id="signal-of-nobody"))
    await handle.signal("resolve", DecisionRequest(request_id="signal-too-soon", by="li"))
    await until(lambda: len(embedded.events(case, EventKind.REFUSED)) == 3)

    refused = [
        (e.by, e.data["decision"], e.data["refusal"])
        for e in embedded.events(case, EventKind.REFUSED)
    ]
    assert refused == [
        ("wang", "approve", Refusal.ROLE_TOO_LOW),
        (SYSTEM, "approve", Refusal.UNKNOWN_PERSON),
        ("li", "resolve", Refusal.NOT_NOW),
    ]
    assert embedded.stage(case) is Stage.AWAITING_APPROVAL
    # Nobody waited for the answer, so who decided is told; of nobody's decision, the team.
    assert await embedded.tell() == 3
    told = sorted(each.recipient.partition("@")[0] for each in embedded.office.digests)
    assert told == ["engineering", "li", "wang"]


async def test_signals_that_cannot_be_read_never_fail_the_case(embedded: House) -> None:
    case = await case_for(embedded, DecisionKind.APPROVE)
    handle = embedded.handle(case)
    good = {"request_id": "malformed-0001", "by": "zhang"}
    raw = RawValue(Payload(metadata={"encoding": b"json/plain"}, data=b'{"request_id": "cut o'))
    foreign = RawValue(Payload(metadata={"encoding": b"application/foreign"}, data=b"\x00\xff"))
    unmarked = RawValue(Payload(data=b"\x80"))
    malformed: list[list[Any]] = [
        [],
        [None],
        [7],
        ["approve"],
        [[good]],
        [{}],
        [{"by": "zhang"}],
        [{**good, "request_id": "short"}],
        [{**good, "request_id": "with spaces in it"}],
        [{**good, "request_id": 12345678}],
        [{**good, "by": "Somebody With A Name"}],
        [{**good, "version": 0}],
        [{**good, "version": "latest"}],
        [{**good, "priority": "most urgent"}],
        [{**good, "rating": 6}],
        [{**good, "expect": "next week"}],
        [{**good, "cycle": -1}],
        [{**good, "reason_code": "x" * 10_000}],
        [b"\x00\x01\x02"],
        [raw],
        [foreign],
        [unmarked],
    ]

    for kind in DecisionKind:
        for args in malformed if kind is DecisionKind.APPROVE else malformed[:3]:
            await handle.signal(kind.value, args=args)
    await handle.signal("approve", args=[{**good, "request_id": "two-arguments"}, "more"])
    await handle.signal("no_such_decision", good)
    await handle.signal("refresh", args=["unexpected"])

    # Still there, and still of sound mind.
    carried = await embedded.decide(case, DecisionKind.APPROVE, "zhang")
    assert carried.stage in (Stage.RESOLVING, Stage.AWAITING_APPROVAL)
    assert await status(handle) is WorkflowExecutionStatus.RUNNING
    assert EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED not in await event_types(handle)


async def test_values_that_the_policy_does_not_know_are_refused(embedded: House) -> None:
    case = await case_for(embedded, DecisionKind.TRIAGE)
    handle = embedded.handle(case)
    wrong: list[tuple[DecisionKind, dict[str, Any]]] = [
        (DecisionKind.TRIAGE, {"category": "no_such_category"}),
        (DecisionKind.TRIAGE, {"team": "no_such_team"}),
        (DecisionKind.ASSIGN, {"to": "stranger"}),
    ]
    for n, (kind, choice) in enumerate(wrong):
        request = DecisionRequest(request_id=f"unknown-value-{n}", by="li", **choice)
        await handle.signal(kind.value, request)
    await until(lambda: len(embedded.events(case, EventKind.REFUSED)) == len(wrong))

    assert {e.data["refusal"] for e in embedded.events(case, EventKind.REFUSED)} == {
        Refusal.UNKNOWN_VALUE
    }
    assert embedded.stage(case) is Stage.PLANNING


# ------------------------------------------------------------------------------ races


async def test_of_many_approvals_at_once_exactly_one_wins(embedded: House) -> None:
    case = await case_for(embedded, DecisionKind.APPROVE)
    requests = [
        DecisionRequest(request_id=f"approval-number-{n}", by=("zhang", "chen")[n % 2])
        for n in range(8)
    ]

    answers = await asyncio.gather(
        *(update(embedded.handle(case), DecisionKind.APPROVE, each) for each in requests),
        return_exceptions=True,
    )

    won = [each for each in answers if isinstance(each, DecisionReceipt)]
    lost = [each for each in answers if isinstance(each, WorkflowUpdateFailedError)]
    assert (len(won), len(lost)) == (1, 7), answers
    reasons = {each.cause.type for each in lost if isinstance(each.cause, ApplicationError)}
    assert reasons <= {Refusal.NO_APPROVAL_NEEDED, Refusal.ALREADY_DECIDED}
    [approved] = embedded.events(case, EventKind.APPROVED)
    assert approved.request_id == won[0].request_id
    assert embedded.stage(case) is Stage.RESOLVING


async def test_of_approval_and_rejection_at_once_exactly_one_wins(embedded: House) -> None:
    cases = [await case_for(embedded, DecisionKind.APPROVE) for _ in range(6)]

    async def decide(case: str, kind: DecisionKind, by: str) -> bool:
        try:
            await embedded.decide(case, kind, by)
        except Refused:
            return False
        return True

    for case in cases:
        won = await asyncio.gather(
            decide(case, DecisionKind.APPROVE, "zhang"), decide(case, DecisionKind.REJECT, "chen")
        )
        decided = embedded.events(case, EventKind.APPROVED, EventKind.REJECTED)
        assert len(decided) == sum(won) == 1
        assert embedded.stage(case) is (Stage.RESOLVING if won[0] else Stage.PLANNING)


@pytest.mark.parametrize(
    "policy_text", [policy(confirm='"2 seconds"', remind_after="[]")], indirect=True
)
@pytest.mark.parametrize("solved", [True, False])
async def test_the_customer_answers_while_silence_closes_the_case(
    embedded: House, solved: bool
) -> None:
    cases = [await embedded.submit() for _ in range(12)]
    for case in cases:
        await embedded.walk(case, Stage.AWAITING_CONFIRMATION)

    async def answer(n: int, case: str) -> None:
        [resolved] = embedded.events(case, EventKind.RESOLVED)
        silence = resolved.at + timedelta(seconds=2, milliseconds=10 * (n - 4))
        left = (silence - datetime.now(UTC)).total_seconds()
        await asyncio.sleep(max(left, 0))  # the race is between two clocks
        await embedded.confirm(case, solved=solved)

    await asyncio.gather(*(answer(n, case) for n, case in enumerate(cases)))
    await asyncio.gather(*(embedded.mailed(case) for case in cases))

    for case in cases:
        answered = EventKind.CONFIRMED if solved else EventKind.REOPENED
        course = [
            kind
            for kind in embedded.kinds(case)
            if kind in (EventKind.CONFIRMED, EventKind.UNCONFIRMED, EventKind.REOPENED)
        ]
        assert course in ([answered], [EventKind.UNCONFIRMED, answered])
        state = embedded.state(case)
        if solved:
            assert (state.stage, state.outcome) == (Stage.CLOSED, Outcome.CONFIRMED)
        else:
            assert (state.stage, state.cycle, state.outcome) == (Stage.PLANNING, 2, None)
        assert await embedded.cases.state(case) == state
        letters = [x.message_id for x in embedded.office.letters if x.case_id == case]
        assert len(letters) == len(set(letters))


async def test_decisions_before_the_analysis_wait_for_it(embedded: House) -> None:
    await embedded.close()
    by_signal = await embedded.submit()
    by_update = await embedded.submit()
    request = await embedded.accept(embedded.decision(by_signal, DecisionKind.TAKE, "li"))
    await embedded.handle(by_signal).signal("take", request)
    decision = embedded.decision(by_update, DecisionKind.PROPOSE, "li")
    request = await embedded.accept(decision)
    answer = asyncio.create_task(
        update(embedded.handle(by_update), DecisionKind.PROPOSE, request, request.request_id)
    )
    await embedded.open()

    receipt = await answer
    assert receipt.stage is Stage.RESOLVING
    await until(lambda: EventKind.TAKEN in embedded.kinds(by_signal))
    for case, event in ((by_signal, EventKind.TAKEN), (by_update, EventKind.PROPOSED)):
        kinds = embedded.kinds(case)
        assert kinds.index(EventKind.ANALYZED) < kinds.index(event)
        types = await event_types(embedded.handle(case))
        assert EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED not in types


async def test_an_impatient_door_says_recorded_and_the_next_pass_does_it(embedded: House) -> None:
    case = await case_for(embedded, DecisionKind.TAKE)
    await embedded.close()

    carried = await embedded.gateway.decide(embedded.decision(case, DecisionKind.TAKE, "li"))
    assert carried.pending
    assert [each.by for each in embedded.view(case).pending] == ["li"]
    await embedded.open()
    await embedded.delivery.deliver(case, timedelta(seconds=10))

    assert len(embedded.events(case, EventKind.TAKEN)) == 1
    assert embedded.view(case).pending == ()


# ------------------------------------------------------------------------------ looking


async def test_the_state_that_is_asked_for_is_that_of_the_record(embedded: House) -> None:
    case = await case_for(embedded, DecisionKind.RESOLVE)
    await embedded.mailed(case)

    asked = await until_same(embedded, case)

    assert asked == embedded.state(case)
    assert (asked.proposer, asked.approved, asked.version) == ("li", True, 1)


async def until_same(house: House, case: str) -> CaseState:
    """The state that a workflow knows, once it is the record's."""
    deadline = asyncio.get_running_loop().time() + 10
    while (known := await house.cases.state(case)) != house.state(case):
        assert asyncio.get_running_loop().time() < deadline, (known, house.state(case))
        await asyncio.sleep(0.02)
    return known


async def until_quiet(handle: Handle) -> None:
    """Wait until a workflow has nothing to do that it knows of."""
    deadline = asyncio.get_running_loop().time() + 10
    while True:
        raw = (await handle.describe()).raw_description
        if not raw.pending_activities and not raw.HasField("pending_workflow_task"):
            return
        assert asyncio.get_running_loop().time() < deadline, raw
        await asyncio.sleep(0.02)


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


async def listed(house: House, query: str, expected: int = 1) -> list[str]:
    """The ids of what a query finds, once it finds so many: visibility is a moment behind."""
    deadline = asyncio.get_running_loop().time() + 10
    while True:
        found = [run.id async for run in house.client.list_workflows(query)]
        if len(found) == expected or asyncio.get_running_loop().time() > deadline:
            return found
        await asyncio.sleep(0.05)


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


def test_roles_are_ordered() -> None:
    """`Refusal.ROLE_TOO_LOW` rests on it."""
    assert list(Role) == [Role.AGENT, Role.LEAD, Role.MANAGER]
