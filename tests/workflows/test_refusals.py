"""Decisions that are refused: some leave no trace, some are recorded, none fails the case."""

from typing import Any

from temporalio.api.common.v1 import Payload
from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowExecutionStatus
from temporalio.common import RawValue

from schemas.enums import DecisionKind, EventKind, Refusal, Role, Stage
from schemas.events import CUSTOMER, SYSTEM
from schemas.messages import DecisionRequest
from tests.waiting import until
from tests.workflows.house import House, request_id_for
from tests.workflows.occasions import Handle, case_for, event_types, refusal_of, until_quiet


async def status(handle: Handle) -> WorkflowExecutionStatus | None:
    return (await handle.describe()).status


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


def test_roles_are_ordered() -> None:
    """`Refusal.ROLE_TOO_LOW` rests on it."""
    assert list(Role) == [Role.AGENT, Role.LEAD, Role.MANAGER]
