"""The public pages over a real record on SQLite; Temporal is away, so cases only begin."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import tomlkit
from httpx import ASGITransport, AsyncClient, Response

from activities.delivery import Delivery
from rules.links import Signer
from schemas.errors import EngineUnavailable
from schemas.settings import Settings
from schemas.views import CaseView
from starter.board import BoardDoor
from starter.gateway import Gateway
from starter.own_cases import OwnCases
from starter.web import files
from starter.web.app import create_app
from starter.web.attaching import Attaching
from starter.web.limits import Limits
from starter.web.portal.house import House
from store import migrate
from store.attachments import Attachments
from store.database import Database
from store.search import Search
from tests.plain import PLAIN_TEXT

SIGNER = Signer(["a key for tests of the public pages"])
SECRET = "the widget's secret"
ORIGIN = "https://shop.example"
PLENTY = dict.fromkeys(("feedback", "contact", "mine", "vote"), "1000 per minute")


class Portal:
    """An installation with public pages."""

    def __init__(
        self,
        folder: Path,
        limits: dict[str, str] | None = None,
        origins: tuple[str, ...] = (ORIGIN,),
        most_files: int = 5,
        **changes: Any,
    ) -> None:
        url = f"sqlite:///{folder / 'record.sqlite3'}"
        migrate.upgrade(url)
        self.database = Database(url)
        self.clock = datetime(2026, 11, 20, 9, tzinfo=UTC)
        self.policy_text = _policy(changes)
        self.gateway = Gateway(
            self.database, self.policy_text, SIGNER, "http://portal.test", _away, self.now
        )
        self.board = BoardDoor(self.database, SIGNER, self.now)
        self.attachments = Attachments(self.database, folder / "attachments", self.now)
        settings = Settings(attachment_bytes=3000, attachments_at_once=most_files)
        self.attaching = Attaching(self.attachments, settings.file_limits)
        self.house = House(
            intake=self.gateway,
            board=self.board,
            own=OwnCases(self.database, SIGNER, self.now),
            signer=SIGNER,
            limits=Limits(PLENTY | (limits or {})),
            attaching=self.attaching,
            now=self.now,
            people="71@72.example",
            origins=origins,
            widget_secret=SECRET,
        )
        self.app = create_app(
            self.gateway, SIGNER, Settings(), house=self.house, attaching=self.attaching
        )
        self.app.include_router(files.router(self.gateway, SIGNER, self.attachments))

    def now(self) -> datetime:
        return self.clock

    def cases(self) -> list[CaseView]:
        rows = Search(self.database).find(limit=1000).rows
        return [self.gateway.look(row.id) for row in reversed(rows)]

    @asynccontextmanager
    async def visited(self, address: str = "192.0.2.7") -> AsyncIterator[AsyncClient]:
        """A browser of somebody at a network address."""
        transport = ASGITransport(self.app, raise_app_exceptions=False, client=(address, 1))
        async with AsyncClient(transport=transport, base_url="http://portal.test") as client:
            yield client


async def _away() -> Delivery:
    raise EngineUnavailable("Temporal is away")


def _policy(changes: dict[str, Any]) -> str:
    policy = tomlkit.parse(PLAIN_TEXT)
    for name, value in changes.items():
        policy["portal"][name] = value
    return tomlkit.dumps(policy)


def hidden(page: Response | str, name: str = "nonce") -> str:
    text = page if isinstance(page, str) else page.text
    return str(re.findall(rf'name="{name}" value="([^"]*)"', text)[0])


async def send(client: AsyncClient, path: str = "/feedback?lang=zh", **fields: str) -> Response:
    """Open the form and send it, as a browser does."""
    page = await client.get(path)
    shown = {name: hidden(page, name) for name in ("nonce", "channel")}
    return await client.post(path, data={**shown, **fields})
