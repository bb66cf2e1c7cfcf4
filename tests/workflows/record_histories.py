"""Records how the workflows of this version run: `python -m tests.workflows.record_histories`.

The histories go into `tests/histories/<version>/` and are replayed by `test_replay.py` for ever
after: they are what open cases of that version look like. They are only ever added: a version
that is released has its own folder, and no file is written twice.
"""

import asyncio
import base64
import json
import sys
import tempfile
import tomllib
from collections.abc import Awaitable, Callable
from itertools import repeat
from pathlib import Path
from typing import Any

import pytest
from temporalio.client import Client, WorkflowHistory

from activities.erasure import Cause, Order
from schemas.enums import DecisionKind, EventKind, Priority, Stage
from schemas.ids import workflow_id
from schemas.messages import DecisionRequest
from schemas.submissions import Submission
from starter.following import Origin
from store import migrate
from tests.waiting import until
from tests.workflows.house import CONTACT, House, house, policy, start_embedded

ROOT = Path(__file__).parents[2]
HISTORIES = ROOT / "tests" / "histories"
QUICK = policy(
    confirm='"4 seconds"', remind_after='["1 seconds", "2 seconds"]', window='"2 seconds"'
)
KEY = f"recorded:{base64.b64encode(bytes(32)).decode()}"
"""Known to everybody, so that what was recorded encrypted can be replayed for ever."""
LONG_IS = "30"
"""How many events a history may have before it is handed on, on the server that records that."""


async def ordinary(house: House) -> str:
    case = await house.submit(priority=Priority.HIGH)
    await house.walk(case, Stage.CLOSED)
    return case


async def rejected_then_approved(house: House) -> str:
    case = await house.submit(priority=Priority.HIGH)
    await house.walk(case, Stage.AWAITING_APPROVAL)
    await house.decide(case, DecisionKind.REJECT, "zhang")
    await house.walk(case, Stage.CLOSED)
    return case


async def not_solved_reopened(house: House) -> str:
    case = await house.submit()
    await house.walk(case, Stage.AWAITING_CONFIRMATION)
    await house.confirm(case, solved=False)
    await house.walk(case, Stage.CLOSED)
    await house.confirm(case, solved=False)
    await house.walk(case, Stage.CLOSED)
    return case


async def unconfirmed(house: House) -> str:
    case = await house.submit()
    await house.walk(case, Stage.AWAITING_CONFIRMATION)
    return case


async def declined(house: House) -> str:
    case = await house.submit()
    await house.reach(case, Stage.PLANNING)
    await house.decide(case, DecisionKind.DECLINE)
    return case


async def clarified(house: House) -> str:
    case = await house.submit()
    await house.walk(case, Stage.CLARIFYING)
    await house.decide(case, DecisionKind.REPLY, "customer")
    await house.decide(case, DecisionKind.TRIAGE, priority="low", category="other")
    await house.walk(case, Stage.CLOSED)
    return case


async def withdrawn(house: House) -> str:
    case = await house.submit(contact=None)
    await house.reach(case, Stage.PLANNING)
    await house.decide(case, DecisionKind.WITHDRAW)
    return case


async def undeliverable(house: House) -> str:
    house.office.answer(CONTACT, repeat("550 5.1.1 no such mailbox"))
    case = await house.submit()
    await until(lambda: not house.state(case).reachable)
    await house.walk(case, Stage.CLOSED)
    return case


async def put_off(house: House) -> str:
    house.office.answer(CONTACT, iter(["451 4.2.0 later"] * 2))
    case = await house.submit()
    await house.mailed(case)
    await house.walk(case, Stage.CLOSED)
    return case


async def signalled(house: House) -> str:
    """Decisions by signals, one of them refused, and a repair in between."""
    case = await house.submit(priority=Priority.HIGH)
    await house.walk(case, Stage.AWAITING_APPROVAL)
    handle = house.handle(case)
    await handle.signal("approve", DecisionRequest(request_id="approval-of-wang", by="wang"))
    await handle.signal("refresh")
    await handle.signal("approve", DecisionRequest(request_id="approval-of-zhang", by="zhang"))
    await house.reach(case, Stage.RESOLVING)
    await house.decide(case, DecisionKind.WITHDRAW)
    return case


async def continued_as_new(house: House) -> str:
    house.office.busy()
    case = await house.submit(priority=Priority.HIGH)
    await house.walk(case, Stage.AWAITING_APPROVAL)
    for n in range(12):
        request = DecisionRequest(request_id=f"taken-{n:04}", by="li")
        await house.handle(case).signal("take", request)
        await until(lambda n=n: len(house.events(case, EventKind.TAKEN)) > n)  # type: ignore[misc]
    house.office.busy(None)
    await house.walk_on(case)
    return case


async def approved_over_two_levels(house: House) -> str:
    """A remedy beyond the authority of agent and lead."""
    case = await house.submit()
    await house.reach(case, Stage.PLANNING)
    await house.decide(case, DecisionKind.PROPOSE, **_remedy("2000"))
    await house.decide(case, DecisionKind.APPROVE, "zhang")
    await house.decide(case, DecisionKind.APPROVE, "chen")
    await house.walk_on(case)
    return case


async def settled_by_authority(house: House) -> str:
    case = await house.submit()
    await house.reach(case, Stage.PLANNING)
    await house.decide(case, DecisionKind.PROPOSE, **_remedy("80"))
    await house.walk_on(case)
    return case


def _remedy(amount: str) -> dict[str, Any]:
    return {"solution": "remedy", "remedy": "voucher", "amount": amount}


async def worked_on_by_two_teams(house: House) -> str:
    case = await house.submit()
    await house.reach(case, Stage.PLANNING)
    await house.decide(case, DecisionKind.TASK, team="support")
    await house.decide(case, DecisionKind.TASK, team="quality")
    await house.decide(case, DecisionKind.DONE, task="T1")
    await house.decide(case, DecisionKind.DROP, task="T2")
    await house.walk_on(case)
    return case


async def emergency(house: House) -> str:
    case = await house.submit(priority=Priority.HIGH)
    await house.reach(case, Stage.PLANNING)
    await house.decide(case, DecisionKind.EMERGENCY, "zhang")
    await house.decide(case, DecisionKind.TAKE)
    await house.decide(case, DecisionKind.CALM, "zhang")
    await house.walk_on(case)
    return case


async def tell(house: House) -> str:
    await house.submit()
    handle = await house.client.start_workflow("Tell", id="tell", task_queue=house.queue)
    await handle.result()
    return "tell"


async def erased(house: House) -> str:
    """With a mail on its way whose server is away."""
    house.office.answer(CONTACT, repeat("451 4.2.0 later"))
    case = await house.submit()
    await house.reach(case, Stage.PLANNING)
    order = Order(by="li", cause=Cause.REQUEST, reason="asked for")
    await asyncio.to_thread(house.installation.eraser.erase, [case], order)
    await house.cases.refresh(case)
    return case


async def erased_while_approving(house: House) -> str:
    case = await house.submit(priority=Priority.HIGH)
    await house.walk(case, Stage.AWAITING_APPROVAL)
    order = Order(by="li", cause=Cause.REQUEST, reason="asked for")
    await asyncio.to_thread(house.installation.eraser.erase, [case], order)
    await house.cases.refresh(case)
    return case


async def further_message(house: House) -> str:
    """The same item with other words, while the case runs."""
    case = await house.submit(external_id="crm-1")
    await house.reach(case, Stage.PLANNING)
    assert await house.submit("It still crashes", external_id="crm-1") == case
    await house.walk_on(case)
    return case


async def followed(house: House) -> str:
    """A case that goes on from another one, which is over."""
    before = await house.submit(contact=None)
    await house.reach(before, Stage.PLANNING)
    await house.decide(before, DecisionKind.WITHDRAW)
    item = Submission(text="It crashes again", contact=CONTACT, category="malfunction")
    case = (await house.gateway.submit(item, origin=Origin(follows=before))).id
    await house.walk(case, Stage.CLOSED)
    return case


async def submitted(house: House) -> str:
    """Feedback that came through Temporal, encrypted."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        await house.encrypt(monkeypatch, KEY)
        item = {"text": "The app crashes", "external_id": "crm-1"}
        handle = await house.client.start_workflow(
            "SubmitFeedback", item, id="submitted", task_queue=house.queue
        )
        await handle.result()
    return "submitted"


async def retention(house: House) -> str:
    await house.submit()
    handle = await house.client.start_workflow("Retention", id="retention", task_queue=house.queue)
    await handle.result()
    return "retention"


async def sweep(house: House) -> str:
    await house.submit()
    handle = await house.client.start_workflow("Sweep", id="sweep", task_queue=house.queue)
    await handle.result()
    return "sweep"


Scenario = Callable[[House], Awaitable[str]]
SCENARIOS: tuple[Scenario, ...] = (
    ordinary,
    rejected_then_approved,
    not_solved_reopened,
    unconfirmed,
    declined,
    clarified,
    withdrawn,
    undeliverable,
    put_off,
    signalled,
    approved_over_two_levels,
    settled_by_authority,
    worked_on_by_two_teams,
    emergency,
    tell,
    sweep,
    continued_as_new,
    erased,
    erased_while_approving,
    further_message,
    followed,
    submitted,
    retention,
)
PASSES: tuple[Scenario, ...] = (retention, submitted, sweep, tell)
"""Those that give the id of a workflow and not of a case."""


def version() -> str:
    """The version that this code is."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return str(project["project"]["version"])


def refuse_to_overwrite(folder: Path) -> None:
    """End with an explanation if a version has histories already."""
    if there := sorted(each.name for each in folder.glob("*.json")):
        raise SystemExit(
            f"{folder} has histories already ({', '.join(there)}). They are what open cases of"
            " that version look like and are never written again. Raise the version in"
            " pyproject.toml, or name another one."
        )


def write(folder: Path, name: str, history: WorkflowHistory) -> Path:
    """Write one history to a file that is not there yet."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{name}.json"
    text = json.dumps(json.loads(history.to_json()), indent=1, ensure_ascii=False)
    with file.open("x", encoding="utf-8") as out:
        # Stack traces tell where this checkout lies; nobody needs to know.
        out.write(text.replace(f"{ROOT}/", "") + "\n")
    return file


async def record(folder: Path) -> None:
    """Record every scenario on Temporal's own server."""
    refuse_to_overwrite(folder)
    with tempfile.TemporaryDirectory() as work:
        template = Path(work, "template.sqlite3")
        migrate.upgrade(f"sqlite:///{template}")
        for scenario in SCENARIOS:
            name, histories = scenario.__name__, await record_one(scenario, template)
            for n, history in enumerate(histories, start=1):
                several = f"_{n}" if len(histories) > 1 else ""
                write(folder, name + several, history)
                sys.stdout.write(f"{name}{several}: {len(history.events)} events\n")


async def record_one(scenario: Scenario, template: Path) -> list[WorkflowHistory]:
    """The histories of all runs of one scenario, on a server of its own."""
    long = {"limit__historyCount__suggestContinueAsNew": LONG_IS}
    config = long if scenario is continued_as_new else {}
    with tempfile.TemporaryDirectory() as home, pytest.MonkeyPatch.context() as monkeypatch:
        async with (
            await start_embedded(**config) as env,
            house(env, Path(home), template, monkeypatch, QUICK) as made,
        ):
            case = await scenario(made)
            known = case if scenario in PASSES else workflow_id(case)
            await made.client.get_workflow_handle(known).result()
            return await runs(made.client, known)


async def runs(client: Client, known: str) -> list[WorkflowHistory]:
    """The histories of all runs of a workflow, the first one first."""
    run_id: str | None = (await client.get_workflow_handle(known).describe()).run_id
    found: list[WorkflowHistory] = []
    while run_id:
        history = await client.get_workflow_handle(known, run_id=run_id).fetch_history()
        found.insert(0, history)
        began = history.events[0].workflow_execution_started_event_attributes
        run_id = began.continued_execution_run_id
    return found


if __name__ == "__main__":
    asyncio.run(record(HISTORIES / (sys.argv[1] if len(sys.argv) > 1 else version())))
