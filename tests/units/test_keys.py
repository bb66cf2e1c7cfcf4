"""Keys at the API: whose they are, what each role may do with them, and what is not believed."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from httpx import ASGITransport, AsyncClient

from rules.access import MAY
from schemas.access import AccessRole, Caller, Kind, Permission
from schemas.enums import Locale
from starter.api.callers import Known, allowed
from starter.api.problems import Problem
from starter.identity import tokens
from starter.identity.people import People
from store.database import Database
from store.tables_identity import KeyRow
from tests.stores.cases import rows
from tests.stories import START
from tests.units.desk import SECRET, Clock, Desk


class Api:
    """A route for each permission, before a real record of keys."""

    def __init__(self, database: Database) -> None:
        self.clock = Clock()
        self.database = database
        self.people = People(database, [SECRET], self.clock)
        self.app = FastAPI(exception_handlers={Problem: _problem})
        self.app.state.identity = self.people
        self.app.state.services = SimpleNamespace(secure=False)
        for permission in Permission:
            self._add(permission)

        @self.app.get("/me")
        async def me(caller: Known) -> Caller:
            return caller

    def _add(self, permission: Permission) -> None:
        caller_with: Any = allowed(permission)

        async def route(caller: caller_with) -> str:
            return str(caller.name)

        self.app.add_api_route(f"/{permission.value}", route, methods=["GET"])

    def key(self, role: AccessRole = AccessRole.INTAKE, **fields: Any) -> str:
        parts = tokens.new_key()
        row = KeyRow(
            id=parts.id,
            name="shop",
            secret=tokens.digest(parts.secret),
            role=role.value,
            created_at=START,
            **fields,
        )
        self.people.keys.add(row)
        return str(parts)

    async def get(self, path: str, key: str | None, scheme: str = "Bearer") -> Any:
        value = f"{scheme} {key}".encode("latin-1")
        headers = {b"Authorization": value} if key is not None else {}
        transport = ASGITransport(self.app)
        async with AsyncClient(transport=transport, base_url="http://api.test") as client:
            return await client.get(path, headers=headers)


async def _problem(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Problem)
    body = error.body(Locale.EN)
    return JSONResponse(body, body["status"], error.headers)


@pytest.fixture
def api(database: Database) -> Api:
    return Api(database)


@pytest.mark.parametrize("role", AccessRole)
async def test_each_role_at_a_route_of_each_permission(api: Api, role: AccessRole) -> None:
    key = api.key(role)
    for permission in Permission:
        answer = await api.get(f"/{permission.value}", key)
        may = role in MAY[permission]
        assert answer.status_code == (200 if may else 403), (role, permission)
        if not may:
            assert answer.json()["type"] == "/api/v1/problems/forbidden"
            assert answer.json()["needs"] == permission.value


async def test_a_key_says_who_calls_and_what_it_sees(api: Api) -> None:
    for teams, seen in ((None, None), ("support,product", {"support", "product"})):
        key = api.key(AccessRole.LEAD, teams=teams)
        caller = await api.people.by_key(key)
        expected = None if seen is None else frozenset(seen)
        assert caller == Caller(kind=Kind.KEY, name="shop", role=AccessRole.LEAD, teams=expected)


async def test_what_is_not_believed_is_answered_the_same(api: Api) -> None:
    right = api.key()
    expired = api.key(expires_at=START)
    revoked = api.key()
    api.people.keys.revoke(revoked.split("_")[1], START)
    unknown = str(tokens.new_key())
    altered = right[:-1] + ("A" if right[-1] != "A" else "B")
    crossed = "_".join([*right.split("_", 2)[:2], unknown.split("_", 2)[2]])
    texts = set()
    for key in (None, "", expired, revoked, unknown, altered, crossed, "hy__", "é", right + "x"):
        answer = await api.get("/me", key)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
        texts.add(answer.text)
    assert (await api.get("/me", right, "Basic")).status_code == 401
    assert len(texts) == 1
    assert (await api.get("/me", right)).status_code == 200
    assert (await api.get("/me", right, "bearer")).status_code == 200


async def test_a_key_ends_at_its_instant(api: Api) -> None:
    key = api.key(expires_at=START + timedelta(hours=1))
    api.clock.go_on(minutes=59, seconds=59)
    assert await api.people.by_key(key)
    api.clock.go_on(seconds=1)
    assert await api.people.by_key(key) is None


async def test_the_use_of_a_key_is_noted_and_of_a_wrong_one_not(api: Api) -> None:
    key = api.key()
    await api.people.by_key(key[:-1])
    assert rows(api.database, "SELECT used_at FROM keys") == [{"used_at": None}]

    for seconds in (0, 30, 29, 1):
        api.clock.go_on(seconds=seconds)
        assert await api.people.by_key(key)

    found = api.people.keys.find(key.split("_")[1])
    assert found
    assert found.used_at == START + timedelta(seconds=60)


async def test_the_record_has_no_key(api: Api) -> None:
    key = api.key()
    assert key.split("_", 2)[2] not in repr(rows(api.database, "SELECT * FROM keys"))


@pytest.mark.parametrize(
    ("role", "teams", "seen"),
    [
        (AccessRole.AGENT, ("support",), frozenset({"support"})),
        (AccessRole.AGENT, (), frozenset()),
        (AccessRole.AUDITOR, (), None),
        (AccessRole.ADMINISTRATOR, (), None),
    ],
)
async def test_a_person_sees_the_own_teams(
    database: Database,
    role: AccessRole,
    teams: tuple[str, ...],
    seen: frozenset[str] | None,
) -> None:
    desk = Desk(database)
    desk.let_in(role=role, teams=teams)
    async with desk.browser() as browser:
        await browser.sign_in()
        token = browser.session
    assert token
    caller = await desk.people.by_session(token)
    assert caller == Caller(kind=Kind.PERSON, name="mei", role=role, teams=seen)
