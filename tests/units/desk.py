"""A browser of a member of staff, before the real application over a real record."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from httpx import ASGITransport, AsyncClient, Response

from rules.links import Signer
from schemas.access import AccessRole
from schemas.accounts import NewAccount
from schemas.settings import Settings
from starter.hooks import Hooks
from starter.identity import passwords, tokens
from starter.identity.people import People
from starter.operations.motor import Connection
from starter.operations.operations import Operations
from starter.policies import Policies
from starter.trial.background import Background
from starter.web.app import create_app
from starter.web.attaching import NO_FILES, Attaching
from starter.web.desk.case.services import case_services
from starter.web.desk.live import Live
from starter.web.desk.seat import Desk as DeskRoom
from starter.web.staff.visit import House as Staffroom
from store.absences import Absences
from store.approvals import Approvals
from store.database import Database
from store.desk import DeskQueries
from store.saved_views import SavedViews
from store.search import Search
from store.trials import Trials
from store.webhooks import Webhooks
from tests.stories import POLICY_TEXT, START
from tests.units.direct import direct_gateway
from worker.installation import Installation

SECRET = "a key for tests that is long enough"
PASSWORD = "correct horse battery"
HASH = passwords.hashed(PASSWORD)


@dataclass
class Clock:
    """What time it is."""

    at: Any = START

    def __call__(self) -> Any:
        return self.at

    def go_on(self, **span: float) -> None:
        self.at += timedelta(**span)


class Desk:
    """One installation, its people, and browsers before it."""

    def __init__(
        self, database: Database, attaching: Attaching = NO_FILES, **settings: Any
    ) -> None:
        self.clock = Clock()
        self.database = database
        self.people = People(database, [SECRET], self.clock)
        self.settings = Settings(**{"public_url": "http://desk.test", **settings})
        self.app_signer = Signer([SECRET])
        self.gateway = direct_gateway(database, self.app_signer, self.settings.base_url, self.clock)
        self.room = DeskRoom(
            staff=Staffroom(self.people, self.app_signer, self.settings.base_url),
            gateway=self.gateway,
            queries=DeskQueries(database),
            approvals=Approvals(database),
            absences=Absences(database),
            search=Search(database),
            views=SavedViews(database),
            live=Live(DeskQueries(database).changed, self.clock),
            operations=self._operations(),
            case=case_services(database, self.app_signer, self.clock, attaching),
            now=self.clock,
            policies=self._policies(database),
            hooks=Hooks(Webhooks(database), [SECRET]),
        )
        self.app = create_app(
            self.gateway, self.app_signer, self.settings, self.people, desk=self.room
        )

    def _policies(self, database: Database) -> Policies:
        trials, url = Trials(database), database.engine.url.render_as_string(hide_password=False)
        background = Background(url, trials, self.clock)
        return Policies(database, POLICY_TEXT, background, trials, self.clock)

    def _operations(self) -> Operations:
        """Over the record; its Temporal is away."""
        installation = Installation(self.settings, self.clock)
        installation.database = self.database
        return Operations(installation, Connection(installation))

    def let_in(
        self,
        login: str = "mei",
        role: AccessRole = AccessRole.AGENT,
        teams: tuple[str, ...] = ("support",),
        password: str | None = HASH,
    ) -> None:
        new = NewAccount(login=login, address=f"{login}@example.com", role=role, teams=teams)
        self.people.accounts.add(new, START, password)

    def seat(self, browser: "Browser", login: str) -> None:
        """Let a browser be signed in, without the work that a password costs."""
        account, token = self.people.accounts.find(login), tokens.new()
        assert account
        kept = tokens.digest(token)
        assert self.people.sessions.start(kept, login, account.stamp, "", self.clock.at)
        browser.client.cookies.set("huiyin", token)

    @asynccontextmanager
    async def browser(self, address: str = "192.0.2.1") -> AsyncIterator["Browser"]:
        transport = ASGITransport(
            self._behind_proxy, raise_app_exceptions=False, client=(address, 1234)
        )
        headers = {"Accept-Language": "en", "User-Agent": "Firefox"}
        async with AsyncClient(
            transport=transport, base_url=self.settings.base_url, headers=headers
        ) as client:
            yield Browser(client)

    async def _behind_proxy(self, scope: Any, receive: Any, send: Any) -> None:
        """A proxy takes the path of the public address away."""
        path = scope["path"].removeprefix(urlsplit(self.settings.base_url).path)
        await self.app({**scope, "path": path}, receive, send)


class Browser:
    """Keeps cookies, fills in the forms that it was shown."""

    def __init__(self, client: AsyncClient) -> None:
        self.client = client

    async def get(self, path: str) -> Response:
        return await self.client.get(path)

    async def send(self, page: str, to: str | None = None, /, **fields: str) -> Response:
        """Look at a page, and send a form of it."""
        shown = await self.client.get(page)
        hidden = {name: value for name, value in hidden_of(shown).items() if name != "session"}
        return await self.post(to or page, **{**hidden, **fields})

    async def post(self, path: str, /, **fields: str) -> Response:
        return await self.client.post(path, data=fields)

    async def sign_in(
        self, name: str = "mei", password: str = PASSWORD, code: str = ""
    ) -> Response:
        return await self.send("/login", name=name, password=password, code=code)

    @property
    def session(self) -> str | None:
        return self.client.cookies.get("huiyin") or self.client.cookies.get("__Host-huiyin")


def hidden_of(page: Response) -> dict[str, str]:
    found = re.findall(
        r'type="hidden" name="([^"]+)" (?:autocomplete="\w+" )?value="([^"]*)"', page.text
    )
    return {name: unescape(value) for name, value in found}
