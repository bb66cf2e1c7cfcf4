"""Nothing is lost: the parts of a running installation are killed at any moment."""

import asyncio
import random
import signal
import sqlite3
from collections import defaultdict
from email.message import EmailMessage
from email.utils import parseaddr

import psutil
import pytest

from engine.cases import Cases
from engine.connection import connect
from rules.fold import fold
from schemas.enums import DecisionKind, EventKind, Priority, Stage
from schemas.errors import EngineUnavailable
from schemas.ids import workflow_id
from schemas.messages import Choice
from schemas.submissions import Decision, Submission
from starter.gateway import Gateway
from tests.system.installed import Installed
from tests.system.walking import Walker, gateway_of, killing
from tests.waiting import until, until_answered

pytestmark = [pytest.mark.system, pytest.mark.kill]

_MANY = 1000
_ATTEMPTS = 5


@pytest.mark.timeout(600)
async def test_twenty_kills_lose_nothing(installed: Installed) -> None:
    await _survives(installed, seed=20, kills=20, at_once=6, patience=150)


@pytest.mark.soak
@pytest.mark.timeout(4 * 3600)
async def test_a_thousand_kills_lose_nothing(installed: Installed) -> None:
    await _survives(installed, seed=1000, kills=_MANY, at_once=12, patience=900)


@pytest.mark.timeout(300)
async def test_a_committed_decision_survives_the_end_of_worker_and_server(
    installed: Installed,
) -> None:
    """Both die between the commit of the decision's event and the end of its workflow task."""
    gateway, database = gateway_of(installed)
    for _ in range(_ATTEMPTS):
        case = await _planned(gateway)
        if await _killed_between(installed, gateway, case):
            break
    else:
        raise AssertionError("the worker was never caught in the middle")

    await until(lambda: gateway.look(case).state.stage is Stage.RESOLVING, 60)
    await _agree(installed, gateway, case)
    assert _events(gateway, case, EventKind.PROPOSED) == 1
    again = await gateway.decide(_propose(case))
    assert not again.pending
    assert _events(gateway, case, EventKind.PROPOSED) == 1
    database.close()


async def _killed_between(installed: Installed, gateway: Gateway, case: str) -> bool:
    """Hold the worker inside its transaction and freeze the server; then let the transaction
    commit and kill both. False if the worker had not got so far."""
    alive = await until(lambda: _alive(installed), 60)
    assert alive
    worker, server = alive
    worker.send_signal(signal.SIGSTOP)
    carried = await gateway.decide(_propose(case))
    assert carried.pending
    with sqlite3.connect(installed.data_dir / "record.sqlite3", isolation_level=None) as record:
        record.execute("BEGIN IMMEDIATE")  # the worker's transaction has to wait for it
        worker.send_signal(signal.SIGCONT)
        await _workflow_task_started(installed, case)
        server.send_signal(signal.SIGSTOP)  # what the worker completes now reaches nobody
        record.execute("ROLLBACK")
    try:
        await until(lambda: _events(gateway, case, EventKind.PROPOSED) == 1, 5)
    except AssertionError:
        return False
    finally:
        worker.kill()
        server.kill()
    return True


def _alive(installed: Installed) -> tuple[psutil.Process, psutil.Process] | None:
    worker, server = installed.process("worker"), installed.process("temporal")
    return (worker, server) if worker and server else None


async def _survives(
    installed: Installed, seed: int, kills: int, at_once: int, patience: float
) -> None:
    chance = random.Random(seed)
    gateway, database = gateway_of(installed)
    killer = asyncio.create_task(killing(installed, chance, kills))
    walked: list[Walker] = []

    async def walk_on() -> None:
        while not killer.done():
            walker = Walker(installed, gateway, random.Random(chance.random()), patience)
            walked.append(walker)
            await walker.walk()

    await asyncio.gather(*(walk_on() for _ in range(at_once)))
    await killer
    assert sum(len(walker.decided) for walker in walked) > kills
    for walker in walked:
        await _whole(installed, gateway, walker, patience)
    caught = _by_recipient(installed)
    for walker in walked:
        _mails_are_one_each(caught[walker.address], gateway, walker)
    database.close()


async def _whole(installed: Installed, gateway: Gateway, walker: Walker, patience: float) -> None:
    """Every decision once, every mail under one Message-ID, workflow and record agreed.

    That a mail has gone out can be in the record before the workflow hears of it: an attempt
    whose worker died ends after half a minute, and the next one waits the longer, the more failed.
    """
    view = gateway.look(walker.case)
    assert view.state.stage is Stage.CLOSED
    assert not view.pending
    assert [event.seq for event in view.events] == list(range(1, len(view.events) + 1))
    assert fold(view.events).stage is view.state.stage
    requests = [event.request_id for event in view.events if event.request_id]
    assert sorted(requests) == sorted({*requests})
    assert set(walker.decided) <= set(requests)
    assert not [event for event in view.events if event.kind is EventKind.REFUSED]
    await until(lambda: not gateway.look(walker.case).state.unsent, patience)
    await _agree(installed, gateway, walker.case, patience)


def _by_recipient(installed: Installed) -> dict[str, list[EmailMessage]]:
    """All mails, read once."""
    found: dict[str, list[EmailMessage]] = defaultdict(list)
    for mail in installed.mails():
        found[parseaddr(str(mail["To"]))[1]].append(mail)
    return found


def _mails_are_one_each(caught: list[EmailMessage], gateway: Gateway, walker: Walker) -> None:
    kinds = {EventKind.ACKNOWLEDGED, EventKind.MAILED}
    sent = [event for event in gateway.look(walker.case).events if event.kind in kinds]
    wanted = {
        f"{walker.case}.{e.data['template']}.{e.data['of_cycle']}.{e.data['occurrence']}"
        for e in sent
    }
    assert len(wanted) == len(sent)
    assert {str(mail["Message-ID"]).strip("<>").rpartition("@")[0] for mail in caught} == wanted
    subjects = {(str(mail["Message-ID"]), str(mail["Subject"])) for mail in caught}
    assert len(subjects) == len(wanted)


async def _agree(installed: Installed, gateway: Gateway, case: str, patience: float = 60) -> None:
    """The workflow, once it has heard of the last event, knows what the record says."""
    await until_answered(lambda: _agreed(installed, gateway, case), patience)


async def _agreed(installed: Installed, gateway: Gateway, case: str) -> bool:
    try:
        state = await Cases(await connect(installed.settings())).state(case)
    except EngineUnavailable:
        return False  # just started again
    known = gateway.look(case).state
    return (state.seq, state.stage, state.cycle) == (known.seq, known.stage, known.cycle)


async def _workflow_task_started(installed: Installed, case: str) -> None:
    client = await connect(installed.settings())
    handle = client.get_workflow_handle(workflow_id(case))

    async def started() -> bool:
        raw = (await handle.describe()).raw_description
        return raw.HasField("pending_workflow_task") and raw.pending_workflow_task.HasField(
            "started_time"
        )

    await until_answered(started, 20)


async def _planned(gateway: Gateway) -> str:
    accepted = await gateway.submit(Submission(text="cannot log in", priority=Priority.LOW))
    await until(lambda: gateway.look(accepted.id).state.stage is Stage.PLANNING, 60)
    return accepted.id


def _propose(case: str) -> Decision:
    return Decision(
        case_id=case,
        request_id="committed-and-then-killed",
        kind=DecisionKind.PROPOSE,
        by="li",
        choice=Choice(),
        texts={"text": "replace it"},
    )


def _events(gateway: Gateway, case: str, kind: EventKind) -> int:
    return sum(event.kind is kind for event in gateway.look(case).events)
