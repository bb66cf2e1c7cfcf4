"""An installation in one process: a real record, a real mail server, a real worker and a door."""

import asyncio
import re
import secrets
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from pydantic import SecretStr
from temporalio.bridge.proto.workflow_activation import WorkflowActivation
from temporalio.client import Client, WorkflowHandle
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from activities.delivery import Delivery
from engine import embedded, search_attributes
from engine.cases import Cases
from engine.codec import keys_of
from engine.connection import runtime
from engine.converter import DATA_CONVERTER, converter
from rules.decisions import TEXT_OF
from schemas.enums import DecisionKind, EventKind, Priority, Stage
from schemas.events import CUSTOMER, Event
from schemas.ids import workflow_id
from schemas.messages import Choice, DecisionRequest
from schemas.settings import Settings
from schemas.state import CaseState
from schemas.submissions import Decision, Submission
from schemas.views import Carried, CaseView
from starter.gateway import Gateway
from tests.plain import PLAIN_TEXT
from tests.waiting import until
from tests.workflows.office import HOST, Office, office
from worker.installation import Installation, now
from worker.main import make_worker

CONTACT = "customer@example.com"
_AGENT, _LEAD = "li", "zhang"
_WORDS = "what somebody wrote"
_numbers = count(1)


class Clock:
    """The clock of a test server, which may be far ahead of this machine's."""

    def __init__(self, env: WorkflowEnvironment) -> None:
        self._env = env
        self._loop = asyncio.get_running_loop()
        self._last: datetime | None = None

    async def read(self) -> datetime:
        self._last = await self._env.get_current_time()
        return self._last

    def __call__(self) -> datetime:
        """The same for code that does not await: in the event loop the time that was read last."""
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return asyncio.run_coroutine_threadsafe(self.read(), self._loop).result(10)
        assert self._last is not None
        return self._last


class House:
    """Everything of one installation. What it records lies in a folder of its own."""

    def __init__(
        self,
        env: WorkflowEnvironment,
        clock: Clock,
        post: Office,
        installation: Installation,
        queue: str,
    ) -> None:
        self.env = env
        self.queue = queue
        self.clock = clock
        self.office = post
        self.installation = installation
        self.client: Client = env.client
        self.cases = Cases(env.client)
        self.delivery = Delivery(installation.book, installation.backlog, self.cases, clock)
        self.gateway = Gateway(
            installation.database,
            installation.policy_text,
            installation.signer,
            installation.settings.base_url,
            self._connect,
            installation.now,
        )
        self._worker: Worker | None = None

    async def _connect(self) -> Delivery:
        return self.delivery

    async def open(self) -> None:
        """Begin to work: until then workflows can be started and told, and nothing happens."""
        if not self._worker:
            self._worker = make_worker(self.client, self.installation)
            await self._worker.__aenter__()

    async def close(self) -> None:
        """Let what runs come to its end, and work no more; until `open`."""
        if self._worker:
            worker, self._worker = self._worker, None
            await worker.__aexit__(None, None, None)
            await asyncio.to_thread(_take_down, worker)

    async def encrypt(self, monkeypatch: pytest.MonkeyPatch, key: str) -> None:
        """From now on this house encrypts what Temporal keeps."""
        await self.close()
        settings = self.installation.settings
        monkeypatch.setattr(settings, "payload_keys", SecretStr(key))
        config = self.env.client.config()
        config["data_converter"] = converter(keys_of(settings))
        self.client = Client(**config)
        self.cases = Cases(self.client)
        kept = self.installation
        self.delivery = Delivery(kept.book, kept.backlog, self.cases, self.clock)
        await self.open()

    async def submit(self, text: str = "The app crashes", **fields: object) -> str:
        """Hand in an item as a door does; medium priority and reachable unless said otherwise."""
        await self.clock.read()
        known: dict[str, object] = {
            "contact": CONTACT,
            "category": "malfunction",
            "priority": Priority.MEDIUM,
        }
        given = Submission.model_validate({"text": text, **known, **fields})
        return (await self.gateway.submit(given)).id

    def decision(
        self,
        case_id: str,
        kind: DecisionKind,
        by: str,
        *,
        words: str = _WORDS,
        request_id: str | None = None,
        cycle: int | None = None,
        **choice: object,
    ) -> Decision:
        field = TEXT_OF.get(kind)
        return Decision(
            case_id=case_id,
            request_id=request_id or request_id_for(kind),
            kind=kind,
            by=by,
            cycle=cycle,
            choice=Choice.model_validate(choice),
            texts={field: words} if field and words else {},
        )

    async def decide(
        self,
        case_id: str,
        kind: DecisionKind,
        by: str = _AGENT,
        *,
        words: str = _WORDS,
        request_id: str | None = None,
        cycle: int | None = None,
        **choice: object,
    ) -> Carried:
        """Decide as at a door; the words that the decision needs are given along."""
        await self.clock.read()
        decision = self.decision(
            case_id, kind, by, words=words, request_id=request_id, cycle=cycle, **choice
        )
        carried = await self.gateway.decide(decision)
        await self.clock.read()  # what is looked at next is later than what was decided
        assert not carried.pending, f"{kind} was not carried out at once"
        return carried

    async def accept(self, decision: Decision) -> DecisionRequest:
        """Record a decision as a door does, without telling the workflow."""
        await asyncio.to_thread(self.gateway._accept_decision, decision)
        return DecisionRequest(request_id=decision.request_id, by=decision.by)

    async def confirm(self, case_id: str, *, solved: bool, rating: int | None = None) -> Carried:
        return await self.decide(
            case_id, DecisionKind.CONFIRM, CUSTOMER, solved=solved, rating=rating
        )

    async def walk_on(self, case_id: str) -> None:
        """Take a case from wherever it stands to its confirmed close."""
        for _ in Stage:
            match self.stage(case_id):
                case Stage.RECEIVED | Stage.ACKNOWLEDGED | Stage.ANALYZED:
                    await self.reach(case_id, Stage.PLANNING)
                case Stage.TRIAGE:
                    await self.decide(case_id, DecisionKind.TRIAGE, category="other")
                case Stage.CLARIFYING:
                    await self.decide(case_id, DecisionKind.REPLY)
                case Stage.PLANNING:
                    await self.decide(case_id, DecisionKind.PROPOSE)
                case Stage.AWAITING_APPROVAL:
                    await self.decide(case_id, DecisionKind.APPROVE, _LEAD)
                case Stage.RESOLVING:
                    await self.decide(case_id, DecisionKind.RESOLVE)
                case Stage.AWAITING_CONFIRMATION:
                    await self.confirm(case_id, solved=True, rating=5)
                case Stage.CLOSED:
                    return
        raise AssertionError("the case does not come to an end")

    async def walk(self, case_id: str, to: Stage) -> None:
        """Go on, the ordinary way, until a case stands at a stage."""
        await self.reach(case_id, Stage.PLANNING)
        if to is Stage.PLANNING:
            return
        if to is Stage.CLARIFYING:
            await self.decide(case_id, DecisionKind.CLARIFY)
            return
        await self.decide(case_id, DecisionKind.PROPOSE)
        if self.state(case_id).stage is Stage.AWAITING_APPROVAL and to is not self.stage(case_id):
            await self.decide(case_id, DecisionKind.APPROVE, _LEAD)
        if to in (Stage.AWAITING_CONFIRMATION, Stage.CLOSED):
            await self.decide(case_id, DecisionKind.RESOLVE)
        if to is Stage.CLOSED:
            await self.confirm(case_id, solved=True, rating=5)
        assert self.stage(case_id) is to

    async def reach(self, case_id: str, stage: Stage, seconds: float = 10) -> CaseState:
        """Wait until the record has a case at a stage."""

        def there() -> CaseState | None:
            state = self.state(case_id)
            return state if state.stage is stage else None

        found = await until(there, seconds)
        assert found
        return found

    async def mailed(self, case_id: str, seconds: float = 10) -> None:
        """Wait until a case has no mail that is to be sent."""
        await until(lambda: not self.state(case_id).unsent, seconds)

    async def tell(self) -> int:
        """A pass of telling people, as the schedule begins it; how many digests were sent."""
        await self.clock.read()
        with self.env.auto_time_skipping_disabled():
            number: int = await self.client.execute_workflow(
                "Tell", id=f"tell-{next(_numbers)}", task_queue=self.queue, result_type=int
            )
        return number

    async def sleep(self, duration: timedelta) -> None:
        """Let this time pass; on a test server everything that falls due in it happens."""
        await self.env.sleep(duration)
        await self.clock.read()

    async def sleep_until(self, instant: datetime) -> None:
        await self.sleep(instant - await self.clock.read())

    def view(self, case_id: str) -> CaseView:
        return self.gateway.look(case_id)

    def state(self, case_id: str) -> CaseState:
        return self.view(case_id).state

    def stage(self, case_id: str) -> Stage:
        return self.state(case_id).stage

    def events(self, case_id: str, *kinds: EventKind) -> list[Event]:
        """The events of a case; only those of these kinds, if any are named."""
        return [e for e in self.view(case_id).events if not kinds or e.kind in kinds]

    def kinds(self, case_id: str) -> list[EventKind]:
        return [event.kind for event in self.view(case_id).events]

    def handle(self, case_id: str, run_id: str | None = None) -> WorkflowHandle[object, object]:
        return self.client.get_workflow_handle(workflow_id(case_id), run_id=run_id)


def _take_down(worker: Worker) -> None:
    """End the coroutines of a worker's workflows as an eviction does.

    A worker that stops leaves them to the garbage collector, which cannot end them: it would
    complain in the middle of another test.
    """
    assert worker._workflow_worker
    for run_id, run in worker._workflow_worker._running_workflows.items():
        evict = WorkflowActivation(run_id=run_id)
        evict.jobs.add().remove_from_cache.SetInParent()
        run.activate(evict)


def request_id_for(kind: DecisionKind) -> str:
    return f"{kind.value}-{next(_numbers):08}"


def policy(**changed: str) -> str:
    """The plain policy with other values for these keys, wherever they stand."""
    text = PLAIN_TEXT
    for key, value in changed.items():
        text, found = re.subn(rf"(?m)^{key} = .*$", f"{key} = {value}", text)
        assert found, key
    return text


@asynccontextmanager
async def house(
    env: WorkflowEnvironment,
    folder: Path,
    record: Path,
    monkeypatch: pytest.MonkeyPatch,
    policy_text: str | None = None,
) -> AsyncIterator[House]:
    """A house whose worker is at work. `record` is a migrated database to copy."""
    shutil.copy(record, folder / "record.sqlite3")
    (folder / "policy.toml").write_text(policy_text or PLAIN_TEXT, encoding="utf-8")
    # One server serves many houses; each asks for its own work only.
    queue = f"huiyin-{secrets.token_hex(4)}"
    for place in ("worker.main", "engine.cases"):
        monkeypatch.setattr(f"{place}.TASK_QUEUE", queue)
    clock = Clock(env)
    await clock.read()
    async with office(clock.read) as post:
        settings = Settings(
            data_dir=folder,
            secret_key=SecretStr(secrets.token_hex(24)),
            smtp_url=f"smtp://{HOST}:{post.port}?timeout=5",
            mail_reply_to="people@localhost.example",
        )
        installation = Installation(settings, clock if env.supports_time_skipping else now)
        made = House(env, clock, post, installation, queue)
        await made.open()
        try:
            yield made
        finally:
            post.taking.set()
            await made.close()
            installation.database.close()


async def start_time_skipping() -> WorkflowEnvironment:
    env = await WorkflowEnvironment.start_time_skipping(
        data_converter=DATA_CONVERTER,
        runtime=runtime(),
        test_server_existing_path=str(Path(sys.executable).parent / "temporal-test-server"),
    )
    # It cannot list the attributes that it has, so `register` does not work there.
    await search_attributes.add(env.client, list(search_attributes.REGISTRY.values()))
    return env


async def start_embedded(**dynamic_config: str) -> WorkflowEnvironment:
    """Temporal's own server, in memory; a dot in a setting's name is written as `__`."""
    settings = {name.replace("__", "."): value for name, value in dynamic_config.items()}
    settings |= embedded._DYNAMIC_CONFIG
    env = await WorkflowEnvironment.start_local(
        data_converter=DATA_CONVERTER,
        runtime=runtime(),
        identity="tests",
        dev_server_existing_path=str(embedded.program()),
        dev_server_extra_args=embedded._each("--dynamic-config-value", settings),
        dev_server_log_level="error",
        dev_server_startup_timeout=timedelta(seconds=30),
    )
    await embedded.prepare(env.client, timedelta(days=30))
    return env
