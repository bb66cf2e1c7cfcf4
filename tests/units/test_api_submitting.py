"""The HTTP API: what is handed in, once and again."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from schemas.enums import Locale
from tests.stores.cases import count
from tests.units.api_client import Api, calling


@pytest.fixture
async def api(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Api]:
    async with calling(sqlite_template, tmp_path) as made:
        yield made


async def test_an_item_is_a_case_with_a_link(api: Api) -> None:
    answer = await api.post("/feedback", {"text": "1001"}, "intake")

    assert answer.status_code == 202
    told = answer.json()
    assert set(told) == {"id", "stage", "created", "status_url", "added"}
    assert (told["stage"], told["created"]) == ("acknowledged", True)
    assert answer.headers["location"] == f"/api/v1/feedback/{told['id']}"
    page = await api.client.get(told["status_url"])
    assert page.status_code == 200
    assert "1001" in page.text


async def test_the_same_key_is_the_same_request(api: Api) -> None:
    async def send(text: str, who: str = "intake", key: str = "a-key") -> Any:
        return await api.post("/feedback", {"text": text}, who, Idempotency_Key=key)

    first = await send("1001")
    for _ in range(3):
        again = await send("1001")
        assert (again.status_code, again.json()) == (202, first.json())
    other = await send("1002")
    assert (other.status_code, other.json()["type"]) == (409, "/api/v1/problems/key_reused")
    assert (await send("1002", "shop")).json()["id"] != first.json()["id"]
    assert (await send("1002", key="b-key")).json()["id"] != first.json()["id"]
    assert count(api.database, "cases") == 3


async def test_a_key_is_forgotten_after_a_day(api: Api) -> None:
    with time_machine.travel(datetime(2026, 3, 4, tzinfo=UTC), tick=False) as clock:
        first = await api.post("/feedback", {"text": "1"}, "intake", Idempotency_Key="k")
        clock.shift(timedelta(hours=24))
        second = await api.post("/feedback", {"text": "2"}, "intake", Idempotency_Key="k")

    assert second.status_code == 202
    assert first.json()["id"] != second.json()["id"]


async def test_an_external_id_is_one_case_and_new_words_are_kept(api: Api) -> None:
    async def send(text: str, who: str = "intake") -> Any:
        return await api.post("/feedback", {"text": text, "external_id": "A-1"}, who)

    first, again, more, repeated = [await send(t) for t in ("1001", "1001", "1002", "1002")]

    assert (first.status_code, again.status_code, more.status_code) == (202, 200, 200)
    assert [each.json()["created"] for each in (first, again, more)] == [True, False, False]
    assert [each.json()["added"] for each in (again, more, repeated)] == [False, True, False]
    events = (await api.get(f"/feedback/{first.json()['id']}/events", "intake")).json()["items"]
    assert [e["texts"] for e in events if e["kind"] == "wrote"] == [{"text": "1002"}]
    assert (await send("1001", "shop")).status_code == 202


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({}, "body.text"),
        ({"text": ""}, "body.text"),
        ({"text": "1", "contact": "nobody"}, "body.contact"),
        ({"text": "1", "contact": "=?utf-8?q?li=40a.cn?=@b.cn"}, "body.contact"),
        ({"text": "1", "priority": "urgent"}, "body.priority"),
        ({"text": "1", "channel": "pigeon"}, "body.channel"),
        ({"text": "1", "category": "unknown"}, "body.category"),
        ({"text": "1", "colour": "red"}, "body.colour"),
        ({"text": "1\u0000"}, "body.text"),
        ([], "body"),
    ],
)
@pytest.mark.parametrize("locale", Locale)
async def test_each_wrong_field_is_named(api: Api, body: Any, path: str, locale: Locale) -> None:
    answer = await api.post("/feedback", body, "intake", Accept_Language=locale.value)

    assert answer.status_code == 422
    assert answer.headers["content-language"] == locale.value
    (wrong,) = answer.json()["errors"]
    assert wrong["path"] == path
    assert wrong["problem"]
    assert wrong["expected"]
    if locale is Locale.EN:
        assert str(wrong).isascii()
