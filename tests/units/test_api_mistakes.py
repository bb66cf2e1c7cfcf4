"""The HTTP API: what is said of mistakes, ours and others'."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from schemas.enums import Locale, Refusal
from schemas.refusal_words import REFUSALS
from starter.api.guard import MOST_BYTES
from starter.api.languages import preferred
from starter.api.problems import PROBLEMS
from tests.stores.cases import rows
from tests.units.api_client import PHONE, Api, calling


@pytest.fixture
async def api(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Api]:
    async with calling(sqlite_template, tmp_path) as made:
        yield made


async def test_forms_and_sizes(api: Api) -> None:
    own = {"Authorization": "Bearer intake"}
    for content, headers, status in (
        (b"{", {"Content-Type": "application/json"}, 422),
        (b"\xff", {"Content-Type": "application/json"}, 422),
        (b"a=1", {"Content-Type": "text/plain"}, 415),
        (b"[]", {"Content-Type": "application/json", "Accept": "text/html"}, 406),
        (b" " * (MOST_BYTES + 1), {"Content-Type": "application/json"}, 413),
    ):
        answer = await api.client.post(
            "/api/v1/feedback", content=content, headers={**own, **headers}
        )
        assert answer.status_code == status
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["status"] == status


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"text":' * 20_000,
        b'{"text": NaN}',
        b'{"text": "1", "priority": -Infinity}',
        b'{"text": ' + b"9" * 5_000 + b"}",
        b'{"text": "\\ud800"}',
        b'{"text": "1", "\\ud800": 1}',
        b'{"text": "1\\u0000"}',
        b'{"text": "\xff"}',
        b"\x1f\x8b\x08",
        b"{" + b",".join(b'"f%d": 1' % n for n in range(10_000)) + b"}",
    ],
    ids=range(11),
)
async def test_no_body_is_too_strange_to_be_refused(api: Api, body: bytes) -> None:
    headers = {"Authorization": "Bearer intake", "Content-Type": "application/json"}
    answer = await api.client.post("/api/v1/feedback", content=body, headers=headers)
    assert answer.status_code == 422
    assert answer.json()["type"] == "/api/v1/problems/invalid_request"


@pytest.mark.parametrize(
    ("form", "key", "status"),
    [
        ("application/json", "intake", 413),
        ("application/json", "nobody", 413),
        ("multipart/form-data; boundary=b", "intake", 415),
        ("multipart/form-data; boundary=b", "nobody", 415),
    ],
)
async def test_a_large_request_without_a_length_is_not_read(
    api: Api, form: str, key: str, status: int
) -> None:
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        for read in range(1, 4 * MOST_BYTES // 1024):  # noqa: B007
            yield b" " * 1024

    headers = {"Authorization": f"Bearer {key}", "Content-Type": form}
    answer = await api.client.post("/api/v1/feedback", content=endless(), headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (
        status,
        "application/problem+json",
    )
    assert read * 1024 <= MOST_BYTES + 1024


@pytest.mark.parametrize(
    ("method", "path", "status", "allow"),
    [
        ("GET", "/nowhere", 404, None),
        ("GET", "", 404, None),
        ("POST", "", 404, None),
        ("GET", "/", 404, None),
        ("GET", "/feedback/a%0Ab", 404, None),
        ("PUT", "/feedback", 405, "GET, POST"),
        ("DELETE", "/feedback/7KQ2M-9XD3H", 405, "GET"),
        ("GET", "/feedback/7KQ2M-9XD3H/take", 405, "POST"),
    ],
)
async def test_what_is_not_there(
    api: Api, method: str, path: str, status: int, allow: str | None
) -> None:
    answer = await api.send(method, path, "agent")

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers.get("allow") == allow


async def test_our_own_mistakes_tell_nothing(
    api: Api, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(*_: object) -> None:
        raise ValueError(PHONE)

    monkeypatch.setattr(api.gateway, "submit", broken)
    answer = await api.post("/feedback", {"text": "1"}, "intake")

    assert answer.status_code == 500
    assert answer.json()["type"] == "/api/v1/problems/internal"
    assert PHONE not in answer.text
    assert PHONE not in caplog.text


async def test_a_record_that_is_away_is_503(api: Api) -> None:
    api.database.engine.dispose()
    (row,) = rows(api.database, "PRAGMA database_list")
    await asyncio.to_thread(Path(row["file"]).write_bytes, b"no database" * 1000)
    answer = await api.post("/feedback", {"text": "1"}, "intake")

    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"


@pytest.mark.parametrize("locale", Locale)
async def test_every_problem_is_explained(api: Api, locale: Locale) -> None:
    told = (await api.get("/problems", None, headers={"Accept-Language": locale})).json()["items"]

    assert [each["type"].rpartition("/")[2] for each in told] == list(PROBLEMS)
    for each in told:
        one = await api.get(
            each["type"].removeprefix("/api/v1"), None, headers={"Accept-Language": locale}
        )
        assert one.json() == each
        assert each["detail"].isascii() is (locale is Locale.EN)
    assert (await api.get("/problems/colour", None)).status_code == 404


def test_every_refusal_is_a_problem_and_no_name_has_two_meanings() -> None:
    for each in Refusal:
        assert PROBLEMS[each.value].detail is REFUSALS[each]
        assert PROBLEMS[each.value].status == (412 if each is Refusal.CHANGED else 409)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, Locale.EN),
        ("fr", Locale.EN),
        ("zh-CN,zh;q=0.9,en;q=0.8", Locale.ZH),
        ("en;q=0.5, zh;q=0.7", Locale.ZH),
        ("zh;q=0, en", Locale.EN),
        ("zh;q=x", Locale.EN),
    ],
)
def test_the_preferred_language(header: str | None, expected: Locale) -> None:
    assert preferred(header) is expected
