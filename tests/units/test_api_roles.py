"""Every route of the API with every role. The table here is written by hand: a route that is not in
it fails."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import iter_route_contexts
from starlette.routing import Mount

from rules.access import MAY
from schemas.access import AccessRole, Permission
from starter.api.app import document
from tests.units.api_client import CALLERS, ROLES, Api, calling

P = Permission
ELSE = "7KQ2M-9XD3H"
"""Another case; one that is there takes its place where that makes a difference."""
WORDS = {"text": "2001"}
WHY = {"reason": "2002"}
MASKED = ("administrator", "auditor")
"""Roles that are given no file before they say why."""
FILE = {"files": {"file": ("a.txt", b"2007")}}
ROUTES: dict[tuple[str, str], tuple[Permission, object]] = {
    ("POST", "/feedback"): (P.SUBMIT, {"text": "2003"}),
    ("GET", "/feedback"): (P.READ, None),
    ("GET", "/feedback/{case}"): (P.READ, None),
    ("GET", "/feedback/{case}/events"): (P.READ, None),
    ("POST", "/feedback/{case}/unmask"): (P.UNMASK, WHY),
    ("POST", "/attachments"): (P.SUBMIT, FILE),
    ("GET", "/feedback/{case}/attachments/{file}"): (P.READ, None),
    ("POST", "/feedback/bulk/preview"): (P.BULK, {"filter": {}, "decision": "take"}),
    ("POST", "/feedback/bulk"): (P.BULK, {"filter": {}, "decision": "take"}),
    ("POST", "/feedback/{case}/triage"): (P.DECIDE, {"priority": "low"}),
    ("POST", "/feedback/{case}/assign"): (P.DECIDE, {"to": "wang"}),
    ("POST", "/feedback/{case}/take"): (P.DECIDE, None),
    ("POST", "/feedback/{case}/clarify"): (P.DECIDE, {"question": "2004"}),
    ("POST", "/feedback/{case}/reply"): (P.DECIDE, WORDS),
    ("POST", "/feedback/{case}/propose"): (P.DECIDE, WORDS),
    ("POST", "/feedback/{case}/approve"): (P.DECIDE, {"version": 1}),
    ("POST", "/feedback/{case}/reject"): (P.DECIDE, WHY),
    ("POST", "/feedback/{case}/resolve"): (P.DECIDE, {"summary": "2005"}),
    ("POST", "/feedback/{case}/confirm"): (P.DECIDE, {"solved": True}),
    ("POST", "/feedback/{case}/decline"): (P.DECIDE, WHY),
    ("POST", "/feedback/{case}/duplicate"): (P.DECIDE, {"of": ELSE}),
    ("POST", "/feedback/{case}/withdraw"): (P.DECIDE, {}),
    ("GET", "/feedback/{case}/similar"): (P.READ, None),
    ("POST", "/feedback/{case}/link"): (P.DECIDE, {"other": ELSE}),
    ("POST", "/feedback/{case}/unlink"): (P.DECIDE, {"other": ELSE}),
    ("POST", "/feedback/{case}/reopen"): (P.DECIDE, WHY),
    ("POST", "/feedback/{case}/note"): (P.DECIDE, WORDS),
    ("POST", "/feedback/{case}/progress"): (P.DECIDE, WORDS),
    ("POST", "/feedback/{case}/emergency"): (P.DECIDE, WHY),
    ("POST", "/feedback/{case}/calm"): (P.DECIDE, WHY),
    ("POST", "/feedback/{case}/tasks"): (P.DECIDE, {"text": "2006", "team": "product"}),
    ("POST", "/feedback/{case}/tasks/{task}/done"): (P.DECIDE, WORDS),
    ("POST", "/feedback/{case}/tasks/{task}/drop"): (P.DECIDE, WHY),
}
OPEN = {("GET", "/problems"), ("GET", "/problems/{name}"), ("GET", "/openapi.json")}
"""What is answered without a key."""
CELLS = [(method, path, role) for method, path in ROUTES for role in ROLES]


@pytest.fixture(scope="module")
async def api(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Api]:
    async with calling(sqlite_template, tmp_path_factory.mktemp("api")) as made:
        yield made


def at(path: str, case: str, file: str = "A" * 22) -> str:
    return path.replace("{case}", case).replace("{task}", "T1").replace("{file}", file)


def sent(body: object, other: str = ELSE) -> dict[str, Any]:
    if isinstance(body, dict) and ELSE in body.values():
        return {"json": dict.fromkeys(body, other)}
    return FILE if body is FILE else {"json": body}


def test_every_route_is_in_the_table(api: Api) -> None:
    (mounted,) = (r for r in api.app.routes if isinstance(r, Mount) and r.path == "/api/v1")
    found = {
        (method, route.path)
        for route in iter_route_contexts(mounted.routes)
        for method in route.methods or ()
    }
    assert found == set(ROUTES) | OPEN


def test_every_role_has_a_key() -> None:
    assert {CALLERS[role].role for role in ROLES} == set(AccessRole)


@pytest.mark.parametrize(("method", "path"), ROUTES)
@pytest.mark.parametrize("key", [None, "unknown"])
async def test_without_a_key_nothing_is_told(
    api: Api, method: str, path: str, key: str | None
) -> None:
    answer = await api.send(method, at(path, "7KQ2M-9XD3H"), key, **sent(ROUTES[method, path][1]))

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "/api/v1/problems/unauthorized"


@pytest.mark.parametrize(("method", "path", "role"), CELLS)
async def test_every_role_on_every_route(api: Api, method: str, path: str, role: str) -> None:
    """Allowed: carried out, recorded for later, or refused by the process; else 403."""
    file = await api.kept()
    case = await api.submit(role if role == "intake" else "shop", attachments=[file])
    permission, body = ROUTES[method, path]
    names_another = ELSE in str(body)
    other = await api.submit("shop") if names_another else ELSE

    answer = await api.send(method, at(path, case, file), role, **sent(body, other))

    if AccessRole(role) in MAY[permission]:
        known = (200, 201, 202, 409) if role not in MASKED or "{file}" not in path else (403,)
        assert answer.status_code in known, answer.text
        assert answer.status_code != 409 or "allowed" in answer.json(), answer.text
    else:
        assert answer.status_code == 403, answer.text
        assert answer.json()["needs"] == permission


@pytest.mark.parametrize(("method", "path"), [each for each in ROUTES if "{case}" in each[1]])
@pytest.mark.parametrize("key", ["lead", "elsewhere", "teamless", "shop"])
async def test_an_unseen_case_is_none(api: Api, method: str, path: str, key: str) -> None:
    """Who does not see a case learns nothing of it that is not said of one that is not there."""
    permission, body = ROUTES[method, path]
    case = await api.submit("intake")
    for asked in ("7KQ2M-9XD3H", "no-case", case):
        answer = await api.send(method, at(path, asked), key, **sent(body))
        seen = asked == case and key == "lead"
        if CALLERS[key].role not in MAY[permission]:
            assert answer.status_code == 403
        elif not seen:
            assert answer.status_code == 404, answer.text
            assert answer.json()["type"] == "/api/v1/problems/unknown_case"
            assert set(answer.json()) == {"type", "title", "status", "detail"}


@pytest.mark.parametrize(("method", "path"), sorted(OPEN))
async def test_what_explains_the_api_needs_no_key(api: Api, method: str, path: str) -> None:
    answer = await api.send(method, path.replace("{name}", "not_now"), None)

    assert answer.status_code == 200


def test_the_document_describes_every_route(api: Api) -> None:
    (mounted,) = (r for r in api.app.routes if isinstance(r, Mount) and r.path == "/api/v1")
    told = document(mounted.app)  # type: ignore[arg-type]
    found = {(m.upper(), path) for path, methods in told["paths"].items() for m in methods}

    assert found | {("GET", "/openapi.json")} == set(ROUTES) | OPEN
    assert told["openapi"].startswith("3.1")
    for methods in told["paths"].values():
        for each in methods.values():
            assert {"401", "403", "429", "500", "503"} <= set(each["responses"])
