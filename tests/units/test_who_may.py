"""Every route that a web process serves, with every role, by session and by key. The table here is
written by hand: a route that is not in it fails. Those of the API are in test_api_roles.py."""

import base64
import io
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from httpx import ASGITransport, AsyncClient
from pydantic import SecretStr
from starlette.routing import Mount

from engine.codec import new_key
from rules.access import MAY
from schemas.access import AccessRole, Permission
from schemas.accounts import NewAccount
from schemas.events import CUSTOMER
from schemas.settings import Settings
from starter import web_server, wiring
from starter.identity import tokens
from store import migrate
from store.tables_identity import KeyRow
from tests.stores.cases import analyzed_case
from worker.installation import Installation

P = Permission
R = AccessRole
TEAM = "engineering"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(50)
READ = {"GET", "HEAD"}
PLAIN = base64.b64encode(b'"a"').decode()
PAYLOADS = {"payloads": [{"metadata": {"encoding": "anNvbi9wbGFpbg=="}, "data": PLAIN}]}

FOR_ALL = {
    *(("GET", path) for path in ("/healthz", "/readyz", "/", "/feedback", "/feedback/frame")),
    *(("GET", path) for path in ("/feedback/sent/{token}", "/feedback/frame/sent/{token}")),
    *(("GET", path) for path in ("/mine", "/mine/{token}", "/board", "/widget.js")),
    ("GET", "/desk/static/{stamp}/{name}"),
    *(("GET", path) for path in ("/c/{token}", "/a/{token}", "/t/{token}")),
    ("GET", "/c/{token}/files/{file_id}"),
    *(("POST", path) for path in ("/feedback", "/feedback/frame", "/mine")),
    *(("POST", path) for path in ("/c/{token}", "/a/{token}", "/t/{token}")),
    ("POST", "/board/{number}/vote"),
    ("GET", "/invite/{token}"),
    ("POST", "/invite/{token}"),
    ("OPTIONS", "/codec/encode"),
    ("OPTIONS", "/codec/decode"),
}
"""Customers, machines and links: a key or a session makes no difference."""
DOOR = {("GET", "/login"), ("POST", "/login"), ("GET", "/login/single")}
DOOR |= {("GET", "/login/single/back")}
"""Where people come in; the tests of the entrance and of single sign-on are about these."""
OWN = {
    *(("GET", path) for path in ("/account", "/account/codes")),
    *(("POST", path) for path in ("/account/password", "/account/codes", "/account/codes/off")),
    ("POST", "/account/sessions"),
    ("POST", "/logout"),
}
"""A person's own: for whoever is signed in, whatever the role; for no key."""
PERMITTED: dict[tuple[str, str], frozenset[AccessRole]] = {
    ("GET", "/metrics"): MAY[P.METRICS],
    ("GET", "/files/{file_id}"): frozenset({R.AGENT, R.LEAD, R.MANAGER}),
    ("POST", "/codec/encode"): MAY[P.HISTORY] | MAY[P.SUBMIT],
    ("POST", "/codec/decode"): MAY[P.HISTORY],
}
"""The roles that may; of a file without a reason, who works on its case."""


DESK: dict[tuple[str, str], Permission] = {
    ("GET", "/desk"): P.READ,
    ("POST", "/desk/take/{case}"): P.DECIDE,
    ("GET", "/desk/live"): P.READ,
    ("GET", "/desk/live/changed"): P.READ,
    ("GET", "/desk/{rest:path}"): P.READ,
    ("POST", "/desk/preferences"): P.READ,
    ("GET", "/desk/settings/letters"): P.READ,
    ("GET", "/desk/settings/letters/{template}"): P.READ,
    ("POST", "/desk/settings/letters/{template}"): P.SETTINGS,
    ("GET", "/desk/settings/letters/{template}/preview/{locale}"): P.READ,
    ("POST", "/desk/settings/letters/{template}/preview/{locale}"): P.SETTINGS,
    ("GET", "/desk/settings/policy"): P.READ,
    ("GET", "/desk/settings/policy/versions"): P.READ,
    ("GET", "/desk/settings/policy/versions/{version}"): P.READ,
    ("GET", "/desk/settings/policy/compare"): P.READ,
    ("GET", "/desk/settings/policy/edit"): P.SETTINGS,
    ("POST", "/desk/settings/policy/edit"): P.SETTINGS,
    ("POST", "/desk/settings/policy/findings"): P.SETTINGS,
    ("POST", "/desk/settings/policy/review"): P.SETTINGS,
    ("POST", "/desk/settings/policy/apply"): P.SETTINGS,
    ("POST", "/desk/settings/policy/adopt"): P.SETTINGS,
    ("POST", "/desk/settings/policy/adopt/done"): P.SETTINGS,
    ("POST", "/desk/settings/policy/trials"): P.SETTINGS,
    ("GET", "/desk/settings/policy/trials/{trial}"): P.READ,
    ("POST", "/desk/settings/policy/trials/{trial}/cancel"): P.SETTINGS,
    ("GET", "/desk/operations"): P.METRICS,
    ("GET", "/desk/operations/doctor"): P.METRICS,
    ("GET", "/desk/operations/audit"): P.METRICS,
    ("POST", "/desk/operations/audit"): P.METRICS,
    ("GET", "/desk/operations/cases/{case}"): P.METRICS,
    ("POST", "/desk/operations/cases/{case}"): P.OPERATE,
    ("GET", "/desk/operations/cases/{case}/history"): P.HISTORY,
    ("GET", "/desk/cases/{case}"): P.READ,
    ("POST", "/desk/cases/{case}"): P.READ,
    ("POST", "/desk/cases/{case}/draft"): P.READ,
    ("POST", "/desk/cases/{case}/presence"): P.READ,
    ("GET", "/desk/board"): P.READ,
    ("POST", "/desk/board/views"): P.READ,
    ("POST", "/desk/board/views/{view}"): P.READ,
    ("GET", "/desk/search"): P.READ,
    ("POST", "/desk/search"): P.READ,
    **{(m, f"/desk/bulk{rest}"): P.BULK for m in ("GET", "POST") for rest in ("", "/done")},
    ("GET", "/desk/approvals"): P.DECIDE,
    ("GET", "/desk/approvals/{case}"): P.DECIDE,
    ("POST", "/desk/approvals/{case}"): P.DECIDE,
    ("POST", "/desk/approvals/several"): P.BULK,
    ("POST", "/desk/approvals/several/decide"): P.BULK,
    ("GET", "/desk/settings"): P.READ,
    ("GET", "/desk/settings/people"): P.PEOPLE,
    ("POST", "/desk/settings/people"): P.PEOPLE,
    ("POST", "/desk/settings/people/{login}"): P.PEOPLE,
    ("GET", "/desk/settings/keys"): P.PEOPLE,
    ("POST", "/desk/settings/keys"): P.PEOPLE,
    ("POST", "/desk/settings/keys/{key}"): P.PEOPLE,
    ("GET", "/desk/settings/teams"): P.READ,
    ("GET", "/desk/settings/absences"): P.READ,
    ("POST", "/desk/settings/absences"): P.READ,
    ("POST", "/desk/settings/absences/{number}"): P.READ,
    ("GET", "/desk/settings/channels"): P.READ,
    ("GET", "/desk/settings/webhooks"): P.SETTINGS,
    ("POST", "/desk/settings/webhooks"): P.SETTINGS,
    ("POST", "/desk/settings/webhooks/{name}"): P.SETTINGS,
}
"""The pages of the desk: for the session of whoever has the permission; for no key."""
KEPT = ("POST", "/desk/cases/{case}")
"""Whoever is signed out reads again what was typed, and is shown where to sign in."""
STREAM = ("GET", "/desk/live")
"""Its answer has no end: tests/units/test_desk_live.py is about it."""
REFUSALS = (
    "You may not open",
    "没有权限",
    "There is no desk for this account",
    "这个帐号没有工作台",
)


class Place:
    """The whole application over a real record, and somebody of each role."""

    def __init__(self, folder: Path) -> None:
        settings = Settings(
            data_dir=folder,
            secret_key=SecretStr("a key for tests that is long enough"),
            payload_keys=SecretStr(new_key("k1")),
            oidc_issuer="http://127.0.0.1:1",
            oidc_client_id="huiyin",
        )
        settings = settings.model_copy(
            update=dict.fromkeys(("limit_address", "limit_form", "limit_denied"), "9999/minute")
        )
        migrate.upgrade(settings.record_url)
        self.installation = Installation(settings)
        self.people = wiring.people(self.installation)
        self.app: FastAPI = web_server.application(self.installation)
        self.case = analyzed_case(self.installation.database, category="malfunction")
        self.file = self._file()
        self.keys = {role: self._key(role) for role in AccessRole}
        self.sessions = {role: self._session(role) for role in AccessRole}

    @asynccontextmanager
    async def asking(self) -> AsyncIterator[AsyncClient]:
        transport = ASGITransport(self.app, raise_app_exceptions=False)
        async with AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            yield client

    def by_key(self, role: AccessRole) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.keys[role]}"}

    def by_session(self, role: AccessRole) -> dict[str, str]:
        return {"Cookie": f"huiyin={self.sessions[role]}"}

    def at(self, path: str) -> str:
        known = {"{file_id}": self.file, "{number}": "1", "{token}": "none", "{case}": self.case}
        for name, value in known.items():
            path = path.replace(name, value)
        return path

    def _file(self) -> str:
        kept = self.installation.attachments.keep(
            io.BytesIO(PNG), "a.png", None, self.installation.settings.file_limits
        )
        self.installation.attachments.link(self.case, [kept.id], CUSTOMER)
        return kept.id

    def _key(self, role: AccessRole) -> str:
        parts, at = tokens.new_key(), self.installation.now()
        kept = tokens.digest(parts.secret)
        row = KeyRow(id=parts.id, name=f"k-{role}", secret=kept, role=role.value, created_at=at)
        self.people.keys.add(row)
        return str(parts)

    def _session(self, role: AccessRole) -> str:
        token, at = tokens.new(), self.installation.now()
        new = NewAccount(login=f"p-{role}", address=None, role=role, teams=(TEAM,))
        made = self.people.accounts.add(new, at)
        assert self.people.sessions.start(tokens.digest(token), made.login, made.stamp, "", at)
        return token


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    made = Place(tmp_path_factory.mktemp("place"))
    yield made
    made.installation.database.close()


def test_every_route_is_in_the_table(place: Place) -> None:
    served = [r for r in place.app.routes if not isinstance(r, Mount)]
    found = {
        (method, route.path)
        for route in iter_route_contexts(served)
        for method in route.methods or ()
        if method != "HEAD" and not str(route.path).startswith("/api/v1")
    }
    assert found == FOR_ALL | DOOR | OWN | set(PERMITTED) | set(DESK)


@pytest.mark.parametrize(("method", "path"), sorted(FOR_ALL))
async def test_what_is_for_all_asks_nobody_who_they_are(
    place: Place, method: str, path: str
) -> None:
    somebody = (place.by_key(R.ADMINISTRATOR), place.by_session(R.ADMINISTRATOR))
    async with place.asking() as client:
        answers = [
            await client.request(method, place.at(path), headers=headers)
            for headers in ({}, *somebody)
        ]
    assert len({each.status_code for each in answers}) == 1
    assert not any("p-administrator" in each.text for each in answers)


@pytest.mark.parametrize(("method", "path"), sorted(OWN))
@pytest.mark.parametrize("role", [None, *R])
async def test_what_is_a_persons_own_is_for_sessions_only(
    place: Place, method: str, path: str, role: AccessRole | None
) -> None:
    """Whoever is not signed in is sent to the entrance; a form of elsewhere is nobody's."""
    async with place.asking() as client:
        strangers = [{}] if role is None else [place.by_key(role)]
        for headers in strangers:
            answer = await client.request(method, path, headers=headers)
            assert answer.status_code == (303 if method == "GET" else 403), answer.text
        if role:
            answer = await client.request(method, path, headers=place.by_session(role))
            assert answer.status_code == (200 if method == "GET" else 403)
            assert method == "POST" or f"p-{role}" in answer.text


@pytest.mark.parametrize(("method", "path"), sorted(DESK))
@pytest.mark.parametrize("role", [None, *R])
async def test_the_desk_is_for_people_with_the_permission(
    place: Place, method: str, path: str, role: AccessRole | None
) -> None:
    """A form of elsewhere is nobody's; what does not exist is nobody's either."""
    may = role is not R.INTAKE and role in MAY[DESK[method, path]]
    async with place.asking() as client:
        stranger = place.by_key(role) if role else {}
        answer = await client.request(method, place.at(path), headers=stranger)
        if (method, path) == KEPT:
            assert answer.status_code == 401
        else:
            assert (answer.status_code, answer.headers["location"][:6]) == (303, "/login")
        if role and not (may and (method, path) == STREAM):
            answer = await client.request(method, place.at(path), headers=place.by_session(role))
            assert any(each in answer.text for each in REFUSALS) is not may


@pytest.mark.parametrize(("method", "path"), sorted(PERMITTED))
@pytest.mark.parametrize("role", [None, *R])
async def test_what_needs_a_permission(
    place: Place, method: str, path: str, role: AccessRole | None
) -> None:
    may = role in PERMITTED[method, path]
    ways = [place.by_key(role), place.by_session(role)] if role else [{}]
    body = json.dumps(PAYLOADS).encode() if method == "POST" else None
    async with place.asking() as client:
        for headers in ways:
            answer = await client.request(method, place.at(path), headers=headers, content=body)
            refused = 403 if role else 401
            known = (404, 403) if path.startswith("/files") and role else (refused,)
            assert answer.status_code == 200 if may else answer.status_code in known, answer.text


async def test_a_file_is_for_who_says_why(place: Place) -> None:
    """Files cannot be masked: who does not work on the case looks at it with a reason first."""
    gateway = wiring.gateway(place.installation)
    for role in (R.AUDITOR, R.ADMINISTRATOR):
        async with place.asking() as client:
            file, headers = f"/files/{place.file}", place.by_session(role)
            before = await client.get(file, headers=headers)
            await gateway.unmask(place.case, "a complaint about the complaint", f"p-{role}")
            after = await client.get(file, headers=headers)
        assert (before.status_code, after.status_code) == (403, 200)
