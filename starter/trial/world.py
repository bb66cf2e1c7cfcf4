"""A world of its own to try a policy in: a virtual clock, a record that is thrown away, no mail."""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import SecretStr

from activities.delivery import Delivery
from activities.protocols import Analyzer, Compare, Envelope, KeepLikeness, Postman
from engine.cases import Cases
from engine.virtual import VirtualServer, virtual_server
from schemas.analysis import Analysis
from schemas.errors import EngineUnavailable
from schemas.events import NewEvent
from schemas.policy import Policy
from schemas.settings import Settings
from schemas.state import CaseState
from starter.gateway import Gateway
from store import migrate, policies
from store.database import Database
from store.queries import Queries
from worker.installation import Installation
from worker.main import make_worker

_PATIENCE = timedelta(seconds=10)


class World:
    """Everything of one installation, in virtual time."""

    def __init__(self, server: VirtualServer, installation: "TrialInstallation") -> None:
        self._server = server
        self._installation = installation
        self._queries = Queries(installation.database)
        self._shift = timedelta()
        self._read_at, self._last = 0.0, datetime.min.replace(tzinfo=UTC)

    async def begin(self, at: datetime) -> None:
        """Let it be `at` (UTC) now."""
        self._shift = at - await self._server.now()
        await self._read()
        installation = self._installation
        self.gateway = Gateway(
            installation.database,
            installation.policy_text,
            installation.signer,
            installation.settings.base_url,
            self._connect,
            self.now,
        )

    @cached_property
    def policy(self) -> Policy:
        """The policy that every case here is under."""
        return policies.resolved(self._installation.policy_text)

    def state(self, case: str) -> CaseState:
        """How a case stands; much cheaper than all that the gateway shows of it."""
        return self._queries.state(case)

    def now(self) -> datetime:
        """What time it is, while nobody turns the clock."""
        return self._last + timedelta(seconds=time.monotonic() - self._read_at)

    async def go_to(self, at: datetime) -> None:
        """Turn the clock on to `at`; what is due on the way happens at its time."""
        await self._read()
        if at > self._last:
            await self._server.sleep(at - self._last)
            await self._read()

    async def deliver(self, case: str) -> None:
        """Tell a case's workflow what it has not heard of yet, as the sweeper does in life."""
        with suppress(EngineUnavailable):
            await self._delivery.deliver(case, _PATIENCE)

    async def _read(self) -> None:
        self._last = await self._server.now() + self._shift
        self._read_at = time.monotonic()

    async def _connect(self) -> Delivery:
        return self._delivery

    @cached_property
    def _delivery(self) -> Delivery:
        installation = self._installation
        cases = Cases(self._server.client, self._shift)
        return Delivery(installation.book, installation.backlog, cases, self.now)


class TrialInstallation(Installation):
    """An installation that sends no mail, and says of past cases what was said of them."""

    def __init__(
        self, settings: Settings, server: VirtualServer, said: Mapping[str, Analysis]
    ) -> None:
        loop = asyncio.get_running_loop()

        def now() -> datetime:
            asked = asyncio.run_coroutine_threadsafe(server.now(), loop)
            return asked.result(30)

        super().__init__(settings, now)
        self._said = said
        self._heard: dict[str, Analysis] = {}

    @cached_property
    def database(self) -> Database:
        return Database(self.settings.record_url, durable=False)

    @cached_property
    def postman(self) -> Postman:
        return _NoPost()

    @cached_property
    def analyzer(self) -> Analyzer:
        return self._analyze

    @cached_property
    def compare(self) -> Compare:
        return _never

    def _analyze(self, text: str, policy: Policy) -> Analysis:
        known = self._said.get(text)
        if known and known.category in policy.categories:
            return known
        # Every case of a world is under its one policy, so a text is analyzed once.
        if text not in self._heard:
            self._heard[text] = self._analyst(text, policy)
        return self._heard[text]

    @cached_property
    def _analyst(self) -> Analyzer:
        from analysis.analyst import Analyst

        return Analyst()


def _never(_case: object) -> KeepLikeness:
    return _nothing_is_alike


def _nothing_is_alike(_case: object, _now: datetime) -> list[NewEvent]:
    """Words of past cases are not read: what they were like is no matter of a policy."""
    return []


class _NoPost:
    """Takes every letter and sends none."""

    async def send(self, letter: Envelope, /) -> None:
        return


@asynccontextmanager
async def world(policy_text: str, said: Mapping[str, Analysis]) -> AsyncIterator[World]:
    """A world under a policy; nothing of it is left afterwards.

    `said` holds the analyses that are known already, by text.
    """
    with TemporaryDirectory(prefix="huiyin-try-") as folder:
        settings = _settings(Path(folder), policy_text)
        migrate.upgrade(settings.record_url)
        async with virtual_server() as server:
            installation = TrialInstallation(settings, server, said)
            try:
                async with make_worker(server.client, installation):
                    yield World(server, installation)
            finally:
                installation.database.close()


def _settings(folder: Path, policy_text: str) -> Settings:
    """Every setting that could reach out of the folder is given, whatever the environment says."""
    file = folder / "policy.toml"
    file.write_text(policy_text, encoding="utf-8")
    return Settings(
        data_dir=folder,
        database_url=f"sqlite:///{folder / 'record.sqlite3'}",
        policy=file,
        secret_key=SecretStr(secrets.token_hex(24)),
        smtp_url="smtp://127.0.0.1:9",
        public_url="http://127.0.0.1",
        llm_url=None,
    )
