"""The HTTP API: files, uploaded first and then sent along with something."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from activities import ledger
from schemas.enums import EventKind, Locale
from starter.api.guard import MOST_BYTES
from store.attachments import Attachments
from tests.stores.cases import count
from tests.units.api_client import MOST_OF_A_FILE, NAME, PNG, Api, calling

TEXT = "一段文字".encode()


@pytest.fixture
async def api(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Api]:
    async with calling(sqlite_template, tmp_path) as made:
        yield made


async def attached(api: Api, case: str, key: str = "agent") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await api.get(f"/feedback/{case}", key)).json()["attachments"]
    return found


async def test_a_file_goes_with_an_item_and_is_given_out_again(api: Api) -> None:
    answer = await api.upload(PNG, "C:\\图.png")
    told = answer.json()
    assert (answer.status_code, set(told)) == (201, {"id", "name", "type", "size"})
    assert (told["name"], told["type"], told["size"]) == ("图.png", "image/png", len(PNG))

    case = await api.submit(attachments=[told["id"]])

    (file,) = await attached(api, case)
    assert {name: file[name] for name in told} == told
    assert (file["by"], file["event_seq"]) == ("customer", 1)
    for accept in ("*/*", "image/png"):
        place = f"/feedback/{case}/attachments/{told['id']}"
        got = await api.get(place, "agent", headers={"Accept": accept})
        assert (got.status_code, got.content) == (200, PNG)
        assert got.headers["content-type"] == "image/png"
        assert got.headers["content-disposition"].startswith("attachment;")
        assert got.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in got.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("content", "status", "kind"),
    [
        (b"x" * (MOST_OF_A_FILE + 1), 413, "file_too_large"),
        (b"MZ\x00\x01", 415, "file_kind"),
        (b"", 422, "invalid_request"),
    ],
)
@pytest.mark.parametrize("locale", Locale)
async def test_what_is_not_kept_is_explained(
    api: Api, content: bytes, status: int, kind: str, locale: Locale
) -> None:
    answer = await api.send(
        *("POST", "/attachments", "intake"),
        files={"file": ("a.txt", content)},
        headers={"Accept-Language": locale.value},
    )
    assert (answer.status_code, answer.json()["type"]) == (status, f"/api/v1/problems/{kind}")
    assert answer.json()["detail"].isascii() is (locale is Locale.EN)
    assert count(api.database, "attachments") == 0


@pytest.mark.parametrize(
    ("form", "status"),
    [({"data": {"file": "words"}, "files": {"other": ("", b"")}}, 422), ({"json": {}}, 422)],
)
async def test_an_upload_is_a_form_with_a_file(api: Api, form: Any, status: int) -> None:
    assert (await api.send("POST", "/attachments", "intake", **form)).status_code == status


async def test_two_files_at_once_are_too_much(api: Api) -> None:
    two = [("file", ("a.txt", TEXT)), ("file", ("b.txt", TEXT))]
    answer = await api.send("POST", "/attachments", "intake", files=two)
    assert answer.status_code == 413
    assert count(api.database, "attachments") == 0


@pytest.mark.parametrize("key", [None, "intake"])
@pytest.mark.parametrize("path", ["/feedback", "/feedback/7KQ2M-9XD3H/take", "/feedback/bulk"])
async def test_only_uploads_are_streamed(api: Api, path: str, key: str | None) -> None:
    """Anything else would be read as a whole before it is known who sends it."""
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        for _ in range(4 * MOST_BYTES // 1024):
            read += 1024
            yield b" " * 1024

    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = await api.send("POST", path, key, headers=headers, content=endless())
    assert answer.status_code == 415
    assert read <= 2 * MOST_BYTES


async def test_an_upload_is_not_read_for_who_is_not_known(api: Api) -> None:
    read = []

    async def never() -> AsyncIterator[bytes]:
        read.append(1)
        yield b""

    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = await api.send("POST", "/attachments", "unknown", headers=headers, content=never())
    assert (answer.status_code, read) == (401, [])


@pytest.mark.parametrize(
    ("path", "body", "kind"),
    [
        ("note", {"text": "2001"}, EventKind.NOTED),
        ("clarify", {"question": "2003"}, EventKind.ASKED),
        ("propose", {"text": "2004"}, EventKind.PROPOSED),
        ("progress", {"text": "2005"}, EventKind.PROGRESS),
    ],
)
async def test_files_stand_with_the_event_of_a_decision(
    api: Api, path: str, body: dict[str, Any], kind: EventKind
) -> None:
    case, file = await api.submit(), await api.kept(key="agent")
    headers = {"Idempotency_Key": "decided-0001"}
    place, sent = f"/feedback/{case}/{path}", {**body, "attachments": [file]}
    answer, again = [await api.post(place, sent, "agent", **headers) for _ in range(2)]
    assert (answer.status_code, again.json()) == (200 if path == "note" else 202, answer.json())

    if path != "note":
        assert [each["event_seq"] for each in await attached(api, case)] == [None]
        with api.gateway._book.open(case) as opened:
            made = opened.decision(answer.json()["request_id"])
            assert made
            ledger.carry_out(opened, made, datetime.now(UTC))

    (found,) = await attached(api, case)
    event = api.gateway.look(case).events[found["event_seq"] - 1]
    assert (event.kind, event.by, found["by"]) == (kind, "li", "li")


@pytest.mark.parametrize(("path", "field"), [("reply", "text"), ("resolve", "summary")])
async def test_what_is_refused_at_once_takes_no_files(api: Api, path: str, field: str) -> None:
    case, file = await api.submit(), await api.kept(key="agent")
    body = {field: "2001", "attachments": [file]}
    assert (await api.post(f"/feedback/{case}/{path}", body, "agent")).status_code == 409
    assert await attached(api, case) == []


@pytest.mark.parametrize("path", ["note", "progress"])
async def test_words_are_not_recorded_without_their_files(api: Api, path: str) -> None:
    case, other = await api.submit(), await api.submit(attachments=[await api.kept()])
    (of_other,) = await attached(api, other)
    before = len(api.gateway.look(case).events)
    for file in ("A" * 22, of_other["id"]):
        body = {"text": "2001", "attachments": [await api.kept(TEXT), file]}
        answer = await api.post(f"/feedback/{case}/{path}", body, "agent")
        assert answer.status_code == 422
        assert [each["path"] for each in answer.json()["errors"]] == ["body.attachments"]
    assert len(api.gateway.look(case).events) == before
    assert count(api.database, "decisions") == 0
    assert await attached(api, case) == []


async def test_an_item_is_not_recorded_without_its_files(api: Api) -> None:
    answer = await api.post("/feedback", {"text": "1", "attachments": ["A" * 22]}, "intake")
    assert answer.status_code == 422
    assert count(api.database, "cases") == 0


async def test_no_more_files_than_may_go_with_one_message(api: Api) -> None:
    files = [await api.kept(b"%d" % n, f"{n}.txt") for n in range(6)]
    case = await api.submit()
    for path, body in (("", {"text": "1"}), (f"/{case}/note", {"text": "1"})):
        answer = await api.post(f"/feedback{path}", {**body, "attachments": files}, "agent")
        assert answer.status_code == 422
        assert "5" in answer.json()["errors"][0]["expected"]


async def test_who_sends_an_item_again_adds_only_files_that_it_has_not(api: Api) -> None:
    async def send(text: str, *files: bytes) -> Any:
        ids = [await api.kept(each) for each in files]
        body = {"text": text, "external_id": "A-1", "attachments": ids}
        return (await api.post("/feedback", body, "intake")).json()

    first, again, more = await send("1001", PNG), await send("1001", PNG), await send("1001", TEXT)

    assert [each["added"] for each in (first, again, more)] == [False, False, True]
    wrote = [e for e in api.gateway.look(first["id"]).events if e.kind is EventKind.WROTE]
    assert [e.texts for e in wrote] == [{}]
    files = await attached(api, first["id"], "manager")
    assert [each["event_seq"] for each in files] == [1, wrote[0].seq]


async def test_what_goes_with_nothing_is_thrown_away(api: Api, tmp_path: Path) -> None:
    case = await api.submit(attachments=[await api.kept(PNG)])
    await api.kept(TEXT)
    later = Attachments(
        api.database, tmp_path / "attachments", lambda: datetime.now(UTC) + timedelta(hours=25)
    )
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=25)):
        assert later.collect() == 1
    left = [file for file in (tmp_path / "attachments").rglob("*") if file.is_file()]
    assert [file.read_bytes() for file in left] == [PNG]
    assert len(await attached(api, case)) == 1


async def test_a_file_is_of_one_case_and_not_for_many(api: Api) -> None:
    case = await api.submit()
    fields = {"text": "1", "attachments": [await api.kept()]}
    many = {"ids": [case], "decision": "reply", "fields": fields}
    answer = await api.post("/feedback/bulk", many, "lead")
    assert answer.status_code == 422
    assert [e["path"] for e in answer.json()["errors"]] == ["body.fields.attachments"]


@pytest.mark.parametrize(
    ("key", "status", "needs_a_reason"),
    [
        ("agent", 200, False),
        ("person", 200, False),
        ("intake", 200, False),
        ("auditor", 403, True),
        ("administrator", 403, True),
        ("shop", 404, False),
        ("elsewhere", 404, False),
        ("teamless", 404, False),
    ],
)
async def test_who_has_files(api: Api, key: str, status: int, needs_a_reason: bool) -> None:
    case = await api.submit(attachments=[await api.kept(name=f"{NAME}.png")])
    (file,) = await attached(api, case, "agent")
    place = f"/feedback/{case}/attachments/{file['id']}"

    assert (await api.get(place, key)).status_code == status
    if needs_a_reason:
        assert (await attached(api, case, key))[0]["name"] == "王**.png"
        await api.post(f"/feedback/{case}/unmask", {"reason": "2001"}, key)
        assert (await api.get(place, key)).content == PNG


async def test_a_file_of_another_case_is_not_here(api: Api) -> None:
    case, other = await api.submit(attachments=[await api.kept()]), await api.submit()
    (file,) = await attached(api, case)
    for place in (f"{other}/attachments/{file['id']}", f"{case}/attachments/{'A' * 22}"):
        answer = await api.get(f"/feedback/{place}", "agent")
        assert answer.json()["type"] == "/api/v1/problems/unknown_file"


async def test_a_file_sent_twice_under_one_key_is_one(api: Api) -> None:
    headers = {"Idempotency-Key": "once"}
    first, second = [await api.upload(PNG, "1.png", headers=headers) for _ in range(2)]
    other = await api.upload(PNG + b"2", "1.png", headers=headers)
    assert (first.status_code, second.status_code, other.status_code) == (201, 201, 409)
    assert first.json() == second.json()
    assert count(api.database, "attachments") == 1
