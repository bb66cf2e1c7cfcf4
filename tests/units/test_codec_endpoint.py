"""The endpoint that decrypts for Temporal's pages: who is answered, and what."""

import json
from collections.abc import AsyncIterator

import httpx
import pytest
from pydantic import SecretStr

from engine.codec import keys_of, new_key, sealed_json
from rules.links import Signer
from schemas.access import AccessRole, Caller, Kind
from schemas.settings import Settings
from starter.web.app import create_app
from tests.units.customer_page import MemoryGateway

UI = "http://127.0.0.1:8233"
SETTINGS = Settings(payload_keys=SecretStr(new_key("k1")), temporal_ui_port=8233)


class People:
    """Knows one key and one session of each role, named like the role."""

    async def by_key(self, key: str) -> Caller | None:
        return self._caller(key, Kind.KEY)

    async def by_session(self, token: str) -> Caller | None:
        return self._caller(token, Kind.PERSON)

    def _caller(self, name: str, kind: Kind) -> Caller | None:
        if name not in set(AccessRole):
            return None
        return Caller(kind=kind, name=name, role=AccessRole(name), teams=None)


def client_of(settings: Settings) -> httpx.AsyncClient:
    app = create_app(MemoryGateway(), Signer(["k" * 32]), settings)
    app.state.identity = People()
    transport = httpx.ASGITransport(app=app)
    return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000")


@pytest.fixture
async def asking() -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(SETTINGS) as client:
        yield client


async def body() -> dict[str, object]:
    sealed = await sealed_json(keys_of(SETTINGS), b'{"text": "secret"}')
    names = {"encoding": "YmluYXJ5L2VuY3J5cHRlZA==", "encryption-key-id": "azE="}
    return {"payloads": [{"metadata": names, "data": sealed["data"]}]}


def key(role: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {role}"}


@pytest.mark.parametrize("role", AccessRole)
async def test_each_role(asking: httpx.AsyncClient, role: AccessRole) -> None:
    reads = role in (AccessRole.ADMINISTRATOR, AccessRole.AUDITOR)
    decoded = await asking.post("/codec/decode", json=await body(), headers=key(role))
    assert decoded.status_code == (200 if reads else 403)
    assert ("secret" in decoded.text) is False  # bytes travel in base64
    plain = {"payloads": [{"metadata": {"encoding": "anNvbi9wbGFpbg=="}, "data": "InNlY3JldCI="}]}
    encoded = await asking.post("/codec/encode", json=plain, headers=key(role))
    assert encoded.status_code == 200  # whoever is known may submit, or read histories
    [made] = encoded.json()["payloads"]
    assert made["metadata"]["encoding"] == "YmluYXJ5L2VuY3J5cHRlZA=="
    assert made["data"] != plain["payloads"][0]["data"]


async def test_what_is_decrypted_is_what_was_given(asking: httpx.AsyncClient) -> None:
    answer = await asking.post("/codec/decode", json=await body(), headers=key("auditor"))
    [payload] = answer.json()["payloads"]
    assert payload["data"] == "eyJ0ZXh0IjogInNlY3JldCJ9"
    assert payload["metadata"] == {"encoding": "anNvbi9wbGFpbg=="}
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(("scheme", "cookie"), [("http", "huiyin"), ("https", "__Host-huiyin")])
async def test_a_session_does_too(scheme: str, cookie: str) -> None:
    """By the one name that its cookie has here: another host could set the other one."""
    settings = SETTINGS.model_copy(update={"public_url": f"{scheme}://feedback.test"})
    other = {"http": "__Host-huiyin", "https": "huiyin"}[scheme]
    headers = {"Cookie": f"{cookie}=auditor", "Origin": UI}
    async with client_of(settings) as asking:
        answer = await asking.post("/codec/decode", json=await body(), headers=headers)
        headers["Cookie"] = f"{other}=auditor"
        refused = await asking.post("/codec/decode", json=await body(), headers=headers)
    assert refused.status_code == 401
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == UI
    assert answer.headers["Access-Control-Allow-Credentials"] == "true"


async def test_nobody_unknown(asking: httpx.AsyncClient) -> None:
    for headers in ({}, key("stranger"), {"Cookie": "huiyin=stranger"}):
        answer = await asking.post("/codec/decode", json=await body(), headers=headers)
        assert answer.status_code == 401
        assert answer.text == ""


async def test_only_the_pages_of_temporal_ask_across_origins(asking: httpx.AsyncClient) -> None:
    asked = {"Access-Control-Request-Method": "POST"}
    allowed = await asking.options("/codec/decode", headers={"Origin": UI, **asked})
    assert allowed.status_code == 204
    assert allowed.headers["Access-Control-Allow-Origin"] == UI
    assert "x-namespace" in allowed.headers["Access-Control-Allow-Headers"]
    evil = {"Origin": "https://evil.example"}
    assert (await asking.options("/codec/decode", headers={**evil, **asked})).status_code == 403
    headers = {**evil, "Cookie": "huiyin=administrator"}
    refused = await asking.post("/codec/decode", json=await body(), headers=headers)
    assert refused.status_code == 403
    assert "Access-Control-Allow-Origin" not in refused.headers


async def test_what_is_wrong_is_refused(asking: httpx.AsyncClient) -> None:
    async def answered(content: bytes) -> int:
        given = await asking.post("/codec/decode", content=content, headers=key("auditor"))
        return given.status_code

    assert await answered(b"\xff{") == 400
    assert await answered(b'{"payloads": 7}') == 400
    assert await answered(b" " * 8_000_001) == 413
    foreign = await body()
    foreign["payloads"][0]["metadata"]["encryption-key-id"] = "azk="  # type: ignore[index]
    assert await answered(json.dumps(foreign).encode()) == 422


async def test_there_is_none_where_nothing_is_encrypted() -> None:
    app = create_app(MemoryGateway(), Signer(["k" * 32]), Settings())
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        answer = await client.post("/codec/decode", json={}, headers=key("administrator"))
    assert answer.status_code in (404, 405)
