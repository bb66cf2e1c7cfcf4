"""The HTTP API: decisions, two people at once, and many cases at once."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from schemas.enums import DecisionKind, EventKind
from tests.stores.cases import carry_out, count, decision, rows
from tests.units.api_client import PHONE, Api, calling, carried


@pytest.fixture
async def api(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Api]:
    async with calling(sqlite_template, tmp_path) as made:
        yield made


async def test_a_decision_that_waits_is_202_and_sent_twice_it_is_one(api: Api) -> None:
    case = await api.submit()
    for _ in range(2):
        answer = await api.post(f"/feedback/{case}/take", {}, "agent", Idempotency_Key="take-0001")
        assert answer.status_code == 202
        assert answer.json()["pending"] is True
        assert answer.json()["request_id"] != "take-0001"
    assert count(api.database, "decisions") == 1
    (row,) = rows(api.database, "SELECT * FROM decisions")
    assert (row["by"], row["via"], row["kind"]) == ("li", None, "take")


async def test_a_key_decides_one_thing(api: Api) -> None:
    case, other = await api.submit(), await api.submit()
    key = {"Idempotency_Key": "a-key-0001"}
    assert (await api.post(f"/feedback/{case}/take", {}, "agent", **key)).status_code == 202

    for path, body, who in (
        (f"{case}/assign", {"to": "wang"}, "agent"),
        (f"{other}/take", {}, "agent"),
        (f"{case}/note", {"text": "1"}, "agent"),
    ):
        answer = await api.post(f"/feedback/{path}", body, who, **key)
        assert (answer.status_code, answer.json()["type"]) == (409, "/api/v1/problems/key_reused")
    assert count(api.database, "decisions") == 1


async def test_a_key_is_its_callers_own(api: Api) -> None:
    """Nobody's request is taken for another's, or for one of ours, by its key."""
    case = await api.submit()
    for who in ("agent", "lead", "manager"):
        note = {"text": who}
        for _ in range(2):
            answer = await api.post(f"/feedback/{case}/note", note, who, Idempotency_Key="same")
            assert answer.status_code == 200
    events = [e for e in api.gateway.look(case).events if e.kind is EventKind.NOTED]
    assert [e.texts["text"] for e in events] == ["agent", "lead", "manager"]
    for seen in [str(e.request_id) for e in events]:
        answer = await api.post(f"/feedback/{case}/take", {}, "agent", Idempotency_Key=seen)
        assert answer.json()["pending"] is True
    assert count(api.database, "decisions") == 3


async def test_a_note_sent_twice_is_one(api: Api) -> None:
    case = await api.submit()
    note = {"text": f"{PHONE} 2001"}
    for _ in range(2):
        answer = await api.post(f"/feedback/{case}/note", note, "agent", Idempotency_Key="n")
        assert answer.status_code == 200
    noted = [e for e in api.gateway.look(case).events if e.kind is EventKind.NOTED]
    assert [(e.by, e.texts) for e in noted] == [("li", note)]


@pytest.mark.parametrize("decision", ["take", "note"])
async def test_two_people_do_not_overwrite_each_other(api: Api, decision: str) -> None:
    case = await api.submit()
    seen = (await api.get(f"/feedback/{case}")).headers["etag"]
    carried(api, case, DecisionKind.PROGRESS, text=f"3001 {PHONE}")

    body = {"text": "2001"} if decision == "note" else {}
    answer = await api.post(f"/feedback/{case}/{decision}", body, "lead", If_Match=seen)

    assert answer.status_code == 412
    told = answer.json()
    assert told["type"] == "/api/v1/problems/changed"
    assert [(e["kind"], e["by"]) for e in told["changed"]] == [("progress", "li")]
    assert PHONE not in answer.text
    assert "take" in told["allowed"]
    assert answer.headers["etag"] == f'"{told["version"]}"'
    for matching in (answer.headers["etag"], "*"):
        again = await api.post(f"/feedback/{case}/{decision}", body, "lead", If_Match=matching)
        assert again.status_code in (200, 202)


async def test_the_version_is_judged_in_the_transaction_of_the_record(api: Api) -> None:
    """Two decisions for the same version pass the door; the record takes the first only."""
    case = await api.submit()
    seen = (await api.get(f"/feedback/{case}")).headers["etag"]
    requests = list[str]()
    for key, who in (("take-0001", "agent"), ("take-0002", "lead")):
        headers = {"If_Match": seen, "Idempotency_Key": key}
        answer = await api.post(f"/feedback/{case}/take", {}, who, **headers)
        assert answer.status_code == 202
        requests.append(answer.json()["request_id"])
    for request in requests:
        with api.gateway._book.open(case) as opened:
            from activities import ledger

            made = opened.decision(request)
            assert made
            ledger.carry_out(opened, made, datetime.now(UTC))

    assert api.gateway.look(case).state.owner == "li"
    refused = api.gateway.look(case).events[-1]
    assert (refused.kind, refused.data["refusal"]) == (EventKind.REFUSED, "changed")
    again = await api.post(
        f"/feedback/{case}/take", {}, "lead", If_Match=seen, Idempotency_Key="take-0002"
    )
    assert again.status_code == 412


async def test_a_refused_decision_says_why_and_what_is_possible(api: Api) -> None:
    case = await api.submit()
    answer = await api.post(f"/feedback/{case}/resolve", {"summary": "1"}, "agent")

    assert answer.status_code == 409
    assert answer.json()["type"] == "/api/v1/problems/not_now"
    assert "propose" in answer.json()["allowed"]
    assert "resolve" not in answer.json()["allowed"]


@pytest.mark.parametrize(
    ("key", "by", "status"),
    [
        ("agent", "li", 202),
        ("agent", "wang", 403),
        ("lead", "li", 403),
        ("manager", "li", 202),
        ("manager", "customer", 403),
        ("person", "wang", 403),
    ],
)
async def test_in_whose_name_somebody_decides(api: Api, key: str, by: str, status: int) -> None:
    case = await api.submit()
    answer = await api.post(f"/feedback/{case}/take", {"by": by}, key)

    assert answer.status_code == status
    if key == "manager" and status == 202:
        (row,) = rows(api.database, "SELECT * FROM decisions")
        assert (row["by"], row["via"]) == ("li", "key:chen")


async def test_who_spoke_for_another_stands_in_the_event(api: Api) -> None:
    case = await api.submit()
    made = decision(case, DecisionKind.TAKE).model_copy(update={"via": "key:chen"})
    carry_out(api.database, made, datetime.now(UTC))

    events = (await api.get(f"/feedback/{case}/events")).json()["items"]
    assert (events[-1]["by"], events[-1]["via"]) == ("li", "key:chen")


@pytest.mark.parametrize(
    ("body", "if_match", "enough"),
    [
        ({}, None, False),
        ({}, "*", False),
        ({"level": 1}, None, False),
        ({"version": 1}, None, True),
        ({"hash": "0123456789abcdef"}, None, True),
        ({}, "THIS", True),
    ],
)
async def test_an_approval_says_what_it_approves(
    api: Api, body: dict[str, Any], if_match: str | None, *, enough: bool
) -> None:
    case = await api.submit()
    known = (await api.get(f"/feedback/{case}")).headers["etag"]
    headers = {"If-Match": known if if_match == "THIS" else if_match} if if_match else {}
    answer = await api.post(f"/feedback/{case}/approve", body, "lead", **headers)
    many = {"ids": [case], "decision": "approve", "fields": body}
    together = await api.post("/feedback/bulk", many, "lead")

    assert (answer.status_code != 428) == enough
    assert (together.status_code != 428) == bool(body.get("version") or body.get("hash"))
    if not enough:
        assert answer.json()["type"].endswith("/precondition_required")


@pytest.mark.parametrize(
    ("path", "body", "wrong"),
    [
        ("assign", {}, "body.to"),
        ("assign", {"to": "Li!"}, "body.to"),
        ("confirm", {"solved": True, "rating": 6}, "body.rating"),
        ("progress", {"text": "1", "expect": "2020-01-01T00:00:00Z"}, "body.expect"),
        ("progress", {"text": "1", "expect": "2099-01-01T00:00:00"}, "body.expect"),
        ("propose", {"text": "1", "amount": 0.123}, "body.amount"),
        ("tasks", {"text": "1", "team": "product", "within": "soon"}, "body.within"),
        ("clarify", {"question": []}, "body.question"),
        ("note", {"text": " "}, "body.text"),
    ],
)
async def test_what_a_decision_is_given_is_checked(
    api: Api, path: str, body: Any, wrong: str
) -> None:
    case = await api.submit()
    answer = await api.post(f"/feedback/{case}/{path}", body, "agent")

    assert answer.status_code == 422, answer.text
    assert all(each["path"].startswith(wrong) for each in answer.json()["errors"])


async def test_several_questions_are_one_numbered_text(api: Api) -> None:
    case = await api.submit()
    asked = {"question": ["4001", "4002"]}
    assert (await api.post(f"/feedback/{case}/clarify", asked, "agent")).status_code == 202
    (row,) = rows(api.database, "SELECT texts FROM decisions")
    assert "1. 4001\\n2. 4002" in row["texts"]


async def test_a_preview_counts_and_changes_nothing(api: Api) -> None:
    cases = [await api.submit(text=str(n)) for n in range(12)]
    which = {"filter": {"team": "engineering"}, "decision": "resolve"}
    told = (await api.post("/feedback/bulk/preview", which, "lead")).json()

    assert (told["count"], told["more"], told["not_now"]) == (12, False, 12)
    assert [each["id"] for each in told["sample"]] == cases[::-1][:10]
    assert count(api.database, "decisions") == 0


async def test_each_case_has_its_own_result_and_once(api: Api) -> None:
    one, two = await api.submit(), await api.submit(category="product_suggestion")
    carried(api, two, DecisionKind.DECLINE, reason="1")
    many = {"ids": [two, "7KQ2M-9XD3H", one, one], "decision": "assign", "fields": {"to": "wang"}}

    answers = [
        await api.post("/feedback/bulk", many, "lead", Idempotency_Key="b-1") for _ in range(2)
    ]

    for answer in answers:
        told = answer.json()
        assert [(r["id"], r["outcome"]) for r in told["results"]] == [
            (two, "refused"),
            ("7KQ2M-9XD3H", "unknown"),
            (one, "pending"),
        ]
        assert (told["count"], told["done"], told["pending"], told["refused"]) == (3, 0, 1, 2)
        assert told["results"][0]["type"] == "/api/v1/problems/already_decided"
    other = await api.post("/feedback/bulk", {**many, "ids": [one]}, "lead", Idempotency_Key="b-1")
    assert other.status_code == 409
    assert len(rows(api.database, "SELECT * FROM decisions WHERE kind = 'assign'")) == 1


async def test_the_same_key_is_for_the_same_cases_whatever_came_since(api: Api) -> None:
    await api.submit()
    many = {"filter": {"stage": "planning"}, "decision": "take"}
    first = await api.post("/feedback/bulk", many, "lead", Idempotency_Key="b-1")
    await api.submit()
    again = await api.post("/feedback/bulk", many, "lead", Idempotency_Key="b-1")
    assert again.json() == first.json()

    expecting = await api.post("/feedback/bulk", {**many, "expected_count": 1}, "lead")
    assert (expecting.status_code, expecting.json()["count"]) == (409, 2)


@pytest.mark.parametrize(
    ("many", "path"),
    [
        ({"decision": "take"}, "body"),
        ({"ids": ["7KQ2M-9XD3H"], "filter": {}, "decision": "take"}, "body"),
        ({"ids": ["x"], "decision": "take"}, "body.ids.0"),
        ({"ids": [], "decision": "take"}, "body.ids"),
        ({"filter": {"colour": 1}, "decision": "take"}, "body.filter.colour"),
        ({"filter": {}, "decision": "fly"}, "body.decision"),
        ({"filter": {}, "decision": "assign"}, "body.fields.to"),
        ({"filter": {}, "decision": "take", "fields": {"x": 1}}, "body.fields.x"),
    ],
)
async def test_what_is_wrong_with_many_is_named(api: Api, many: Any, path: str) -> None:
    answer = await api.post("/feedback/bulk", many, "lead")

    assert answer.status_code == 422
    assert [each["path"] for each in answer.json()["errors"]] == [path]
