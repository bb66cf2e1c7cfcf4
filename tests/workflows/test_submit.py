"""Submissions that come by a workflow: encrypted only, once each, and soon gone from Temporal."""

import asyncio
import json
import secrets
from datetime import datetime, timedelta
from typing import Any

import pytest
from pydantic import SecretStr
from temporalio.api.common.v1 import Payload
from temporalio.client import Client, WorkflowFailureError
from temporalio.common import RawValue, WorkflowIDReusePolicy
from temporalio.exceptions import ActivityError, ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from engine.codec import new_key
from engine.inspection import Inspection
from schemas.enums import EventKind, Stage
from schemas.ids import workflow_id
from schemas.sealing import SEALED
from starter.doctor import encryption
from starter.doctor.verdict import Patient, Status
from store.search import Search
from tests.waiting import until
from tests.workflows.house import House
from worker.installation import Installation, now

SECRET = "zqxsecret"


@pytest.fixture
async def sealed(embedded: House, monkeypatch: pytest.MonkeyPatch) -> House:
    """A house that encrypts what Temporal keeps."""
    await embedded.encrypt(monkeypatch, new_key("k1"))
    return embedded


def later() -> datetime:
    """Whatever the record holds, is older."""
    return now() + timedelta(hours=1)


async def hand_in(house: House, given: object, name: str | None = None) -> Any:
    return await house.client.execute_workflow(
        "SubmitFeedback",
        given,
        id=name or f"intake-{secrets.token_hex(4)}",
        task_queue=house.queue,
        execution_timeout=timedelta(seconds=60),
    )


async def seen(house: House, name: str) -> bytes:
    """All that Temporal keeps of an execution, undecoded."""
    plain = house.env.client
    history = await plain.get_workflow_handle(name).fetch_history()
    return b"".join(event.SerializeToString() for event in history.events)


async def test_a_submission_becomes_a_case_once(sealed: House) -> None:
    item = {
        "text": f"the app crashes, {SECRET}",
        "contact": "a@example.com",
        "external_id": "crm-1",
    }
    first = await hand_in(sealed, item, "intake-first")
    assert first["created"]
    assert sealed.view(first["id"]).text == item["text"]
    await sealed.reach(first["id"], Stage.PLANNING)
    assert SECRET.encode() not in await seen(sealed, "intake-first")

    assert await hand_in(sealed, item) == {"id": first["id"], "created": False, "added": False}

    more = {**item, "text": f"it still crashes, {SECRET}"}
    assert await hand_in(sealed, more) == {"id": first["id"], "created": False, "added": True}
    [wrote] = sealed.events(first["id"], EventKind.WROTE)
    with sealed.installation.book.look(first["id"]) as case:
        assert case.written_at(wrote) == {"text": more["text"]}
    await until(lambda: not list(sealed.installation.backlog.ahead(later(), 9)))


async def test_without_an_external_id_the_workflow_id_is_the_item(sealed: House) -> None:
    item = {"text": "the app crashes"}
    first = await hand_in(sealed, item, "intake-named")
    again = await sealed.client.execute_workflow(
        "SubmitFeedback",
        item,
        id="intake-named",
        task_queue=sealed.queue,
        id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
    )
    assert again == {"id": first["id"], "created": False, "added": False}


async def refusal(house: House, client: Client, given: object, name: str) -> ApplicationError:
    with pytest.raises(WorkflowFailureError) as failed:
        await client.execute_workflow(
            "SubmitFeedback",
            given,
            id=name,
            task_queue=house.queue,
            execution_timeout=timedelta(seconds=30),
        )
    cause: BaseException | None = failed.value.cause
    cause = cause.cause if isinstance(cause, ActivityError) else cause
    assert isinstance(cause, ApplicationError)
    return cause


def after_the_start(history: Any) -> bytes:
    """All but what the caller itself put there."""
    return b"".join(event.SerializeToString() for event in history.events[1:])


async def test_plain_input_is_refused_and_not_repeated(sealed: House) -> None:
    plain = sealed.env.client
    forged = Payload(metadata={"encoding": b"json/plain", SEALED: b"1"})
    forged.data = json.dumps({"text": SECRET}).encode()
    for n, given in enumerate(({"text": SECRET}, RawValue(forged), f"not even JSON: {SECRET}")):
        error = await refusal(sealed, plain, given, f"intake-plain-{n}")
        assert error.type in ("PlainInput", None) or "decode" in str(error)
        history = await plain.get_workflow_handle(f"intake-plain-{n}").fetch_history()
        assert SECRET.encode() not in after_the_start(history)
    assert not Search(sealed.installation.database).find().rows


async def test_without_keys_nothing_is_taken(embedded: House) -> None:
    forged = Payload(metadata={"encoding": b"json/plain", SEALED: b"1"}, data=b'{"text": "x"}')
    for n, given in enumerate(({"text": "x"}, RawValue(forged))):
        error = await refusal(embedded, embedded.client, given, f"intake-keyless-{n}")
        assert error.type == "PlainInput"


@pytest.mark.parametrize(
    ("item", "told"),
    [
        ({"text": "x", "channel": SECRET}, "channel must be one of: "),
        ({"text": "x", "contact": SECRET}, "contact: value_error"),
        ({"text": "", SECRET: SECRET}, "?: extra_forbidden; text: string_too_short"),
        (SECRET, "?: model_type"),
    ],
)
async def test_what_is_wrong_is_named_and_not_repeated(
    sealed: House, item: object, told: str
) -> None:
    error = await refusal(sealed, sealed.client, item, f"intake-wrong-{secrets.token_hex(4)}")
    assert error.type == "BadInput"
    assert str(error).startswith(f"BadInput: {told}")
    assert SECRET not in str(error)


async def test_the_doctor_names_a_key_that_running_cases_need(sealed: House) -> None:
    case = await sealed.submit()
    temporal = Inspection(sealed.client)
    for keys, there in ((("k1",), True), (("k2", "k1"), True), (("k2",), False), ((), False)):
        given = SecretStr(",".join(map(new_key, keys))) if keys else None
        settings = sealed.installation.settings.model_copy(update={"payload_keys": given})
        patient = Patient(Installation(settings, sealed.clock), now())
        verdict = await encryption.needed(temporal, patient)
        assert ("k1" in verdict.found.en, case in verdict.found.en) == (not there, not there)
        assert (verdict.status is Status.OK) == there


async def test_an_execution_is_deleted_once_it_is_over(sealed: House) -> None:
    name = "intake-deleted"
    await hand_in(sealed, {"text": "the app crashes"}, name)

    async def gone() -> bool:
        await sealed.cases.forget_submissions(sealed.installation.now() + timedelta(seconds=2))
        try:
            await sealed.client.get_workflow_handle(name).describe()
        except RPCError as error:
            return error.status is RPCStatusCode.NOT_FOUND
        return False

    # The server has half a minute's patience of its own before it deletes.
    async with asyncio.timeout(90):
        while not await gone():  # noqa: ASYNC110 - another process, no event
            await asyncio.sleep(0.5)


async def test_a_case_from_before_goes_on_encrypted(
    embedded: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = await embedded.submit()
    await embedded.walk(case, Stage.RESOLVING)
    plain = len(embedded.events(case))
    await embedded.encrypt(monkeypatch, new_key("k1"))

    await embedded.walk_on(case)

    assert embedded.stage(case) is Stage.CLOSED
    assert len(embedded.events(case)) > plain
    history = await embedded.env.client.get_workflow_handle(workflow_id(case)).fetch_history()
    encrypted = [b"binary/encrypted" in event.SerializeToString() for event in history.events]
    assert not encrypted[0]
    assert any(encrypted)
