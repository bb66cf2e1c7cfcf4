"""The lives of cases, and the passes beside them, that are recorded of every version."""

import asyncio
import base64
from collections.abc import Awaitable, Callable
from itertools import repeat
from typing import Any

import pytest

from activities.erasure import Cause, Order
from schemas.enums import DecisionKind, EventKind, Priority, Stage
from schemas.messages import DecisionRequest
from schemas.submissions import Submission
from starter.following import Origin
from tests.endpoint import Model, language_model
from tests.waiting import until
from tests.workflows.house import CONTACT, House, policy

QUICK = policy(
    confirm='"4 seconds"', remind_after='["1 seconds", "2 seconds"]', window='"2 seconds"'
)
KEY = f"recorded:{base64.b64encode(bytes(32)).decode()}"
"""Known to everybody, so that what was recorded encrypted can be replayed for ever."""
_SPAM = "Congratulations! You WON a $1000 gift card!!! Click http://win.example.com now to claim"


def _asking(seconds: int) -> str:
    """The policy by which a second opinion is waited for."""
    return f"{QUICK}\n[analysis.second]\nseconds = {seconds}\n"


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


async def consulted(house: House) -> str:
    """A language model is asked for a second opinion, which is another one."""
    with language_model() as model:
        case = await _submitted_to(house, model)
        await house.reach(case, Stage.TRIAGE)
        await house.walk_on(case)
    return case


async def consulted_in_vain(house: House) -> str:
    """The language model says nothing while the case waits for it."""
    with language_model() as model:
        model.silent = True
        case = await _submitted_to(house, model)
        await house.reach(case, Stage.PLANNING)
        await house.walk_on(case)
    return case


async def consultation_lost(house: House) -> str:
    """Who asks the language model is gone before the answer is kept."""

    def gone(*_: object) -> bool:
        raise SystemError

    with language_model() as model, pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(house.installation.consultations, "end", gone)
        case = await _submitted_to(house, model)
        await house.reach(case, Stage.PLANNING)
    await house.walk_on(case)
    return case


async def _submitted_to(house: House, model: Model) -> str:
    """A case of a house that asks this model."""
    await house.close()
    house.installation.__dict__["adviser"] = model.adviser()
    await house.open()
    return await house.submit(category=None, priority=None)


async def duplicate(house: House) -> str:
    first = await house.submit()
    case = await house.submit()
    await house.reach(case, Stage.PLANNING)
    await house.decide(case, DecisionKind.DUPLICATE, of=first)
    return case


async def duplicate_taken_back(house: House) -> str:
    case = await duplicate(house)
    await house.decide(case, DecisionKind.REOPEN)
    await house.walk_on(case)
    return case


async def set_aside(house: House) -> str:
    """Spam, which is closed by itself and brought back by a person."""
    case = await house.submit(_SPAM, category=None, priority=None)
    await house.reach(case, Stage.CLOSED)
    await house.decide(case, DecisionKind.TRIAGE, spam=False)
    await house.walk_on(case)
    return case


async def learn(house: House) -> str:
    handle = await house.client.start_workflow("Learn", id="learn", task_queue=house.queue)
    await handle.result()
    return "learn"


async def tell_systems(house: House) -> str:
    await house.submit()
    handle = await house.client.start_workflow(
        "TellSystems", id="tell_systems", task_queue=house.queue
    )
    await handle.result()
    return "tell_systems"


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
    consulted,
    consulted_in_vain,
    consultation_lost,
    duplicate,
    duplicate_taken_back,
    set_aside,
    learn,
    tell_systems,
)
PASSES: tuple[Scenario, ...] = (retention, submitted, sweep, tell, learn, tell_systems)
"""Those that give the id of a workflow and not of a case."""
POLICIES: dict[Scenario, str] = {
    consulted: _asking(10),
    consulted_in_vain: _asking(1),
    consultation_lost: _asking(10),
}
"""Those that live under a policy of their own."""
