"""The HTTP API on a real record, called with keys of every role; Temporal is away."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response

from activities.delivery import Delivery
from rules.links import Signer
from schemas.access import AccessRole, Caller, Kind
from schemas.enums import DecisionKind
from schemas.errors import EngineUnavailable
from schemas.messages import Advance
from schemas.settings import Settings
from starter.api.app import create_api
from starter.gateway import Gateway
from starter.web.app import create_app
from store.attachments import Attachments
from store.database import Database
from store.requests import Requests
from store.search import Search
from tests.plain import PLAIN_TEXT
from tests.stores.cases import activities, carry_out, decision
from worker.installation import now

SIGNER = Signer(["a key for tests"])
BASE = "http://feedback.test"
NAME, CONTACT, PHONE = "王小明", "wang.xiaoming@example.com", "13912345678"
MOST_OF_A_FILE = 1000
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(32))
TEXT = f"付款以后闪退，我是{NAME}，电话 {PHONE}"


def caller(
    name: str,
    role: AccessRole = AccessRole.AGENT,
    teams: frozenset[str] | None = None,
    kind: Kind = Kind.KEY,
) -> Caller:
    return Caller(kind=kind, name=name, role=role, teams=teams)


CALLERS: dict[str, Caller] = {
    "agent": caller("li"),
    "lead": caller("zhang", AccessRole.LEAD),
    "manager": caller("chen", AccessRole.MANAGER),
    "administrator": caller("root", AccessRole.ADMINISTRATOR),
    "auditor": caller("audit", AccessRole.AUDITOR),
    "intake": caller("crm", AccessRole.INTAKE),
    "shop": caller("shop", AccessRole.INTAKE),
    "person": caller("li", teams=frozenset({"engineering"}), kind=Kind.PERSON),
    "elsewhere": caller("wang", teams=frozenset({"product"}), kind=Kind.PERSON),
    "teamless": caller("zhao", teams=frozenset(), kind=Kind.PERSON),
}
"""Keys by themselves; the first six are one of each role."""
ROLES = ("agent", "lead", "manager", "administrator", "auditor", "intake")


class KnownKeys:
    """An identity that knows these keys; a key is called as it is."""

    async def by_key(self, key: str) -> Caller | None:
        return CALLERS.get(key)

    async def by_session(self, token: str) -> Caller | None:
        return None


async def away() -> Delivery:
    raise EngineUnavailable("away")


@dataclass
class Api:
    """A client of the API, and the record behind it."""

    client: AsyncClient
    database: Database
    gateway: Gateway
    app: FastAPI

    async def get(self, path: str, key: str | None = "manager", **more: Any) -> Response:
        return await self.send("GET", path, key, **more)

    async def post(
        self, path: str, body: Any = None, key: str | None = "manager", **headers: str
    ) -> Response:
        """Header names are written with `_` for `-`."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.send("POST", path, key, json=body, headers=given)

    async def send(
        self, method: str, path: str, key: str | None, headers: Any = None, **more: Any
    ) -> Response:
        own = {"Authorization": f"Bearer {key}"} if key else {}
        headers = {**own, **(headers or {})}
        return await self.client.request(method, f"/api/v1{path}", headers=headers, **more)

    async def upload(
        self,
        content: bytes = PNG,
        name: str = "a.png",
        key: str | None = "intake",
        **more: Any,
    ) -> Response:
        given = {"files": {"file": (name, content)}, **more}
        return await self.send("POST", "/attachments", key, **given)

    async def kept(self, content: bytes = PNG, name: str = "a.png", key: str = "intake") -> str:
        """The id of a file that was uploaded."""
        answer = await self.upload(content, name, key)
        assert answer.status_code == 201, answer.text
        file: str = answer.json()["id"]
        return file

    async def submit(self, key: str = "intake", **fields: Any) -> str:
        """A case of engineering, analyzed."""
        known = {"text": TEXT, "contact": CONTACT, "name": NAME}
        usual = {**known, "category": "malfunction", "priority": "medium", "locale": "zh"}
        answer = await self.post("/feedback", {**usual, **fields}, key)
        assert answer.status_code == 202, answer.text
        case: str = answer.json()["id"]
        activities(self.database).analyze(Advance(case_id=case, now=now()))
        return case


@asynccontextmanager
async def calling(template: Path, folder: Path) -> AsyncIterator[Api]:
    """A client of an installation of its own."""
    shutil.copy(template, folder / "record.sqlite3")
    database = Database(f"sqlite:///{folder / 'record.sqlite3'}")
    gateway = Gateway(database, PLAIN_TEXT, SIGNER, BASE, away, now)
    settings = Settings(data_dir=folder, attachment_bytes=MOST_OF_A_FILE)
    files = Attachments(database, settings.attachments_folder, now)
    api = create_api(gateway, Search(database), Requests(database), files, SIGNER, settings)
    app = create_app(gateway, SIGNER, settings, api=api)
    app.state.identity = KnownKeys()
    transport = ASGITransport(app, raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url=BASE) as client:
        yield Api(client, database, gateway, app)
    database.close()


def carried(api: Api, case: str, kind: DecisionKind, by: str = "li", **texts: str) -> None:
    """Carry out a decision as the workflow does."""
    carry_out(api.database, decision(case, kind, by, f"{kind.value}-0001", texts), now())
