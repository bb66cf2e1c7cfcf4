"""The HTTP API: what is handed in, looked at and decided, and what is said of mistakes."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from schemas.enums import DecisionKind, EventKind, Locale, Refusal
from schemas.words import REFUSALS
from starter import projection
from starter.api.guard import MOST_BYTES
from starter.api.languages import preferred
from starter.api.problems import PROBLEMS
from tests.stores.cases import carry_out, count, decision, rows
from tests.units.api_client import CONTACT, NAME, PHONE, TEXT, Api, calling

PERSONAL = (NAME, CONTACT, PHONE, "wang.xiaoming")


@pytest.fixture
async def api(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Api]:
    async with calling(sqlite_template, tmp_path) as made:
        yield made


def carried(api: Api, case: str, kind: DecisionKind, by: str = "li", **texts: str) -> None:
    """Carry out a decision as the workflow does; Temporal is away here."""
    made = decision(case, kind, by, f"{kind.value}-0001", texts)
    carry_out(api.database, made, datetime.now(UTC))


# ── Handing in ───────────────────────────────────────────────────────────────────────────────────


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


# ── Looking ──────────────────────────────────────────────────────────────────────────────────────


async def test_a_case_has_the_fields_of_the_command_line_masked(api: Api) -> None:
    case = await api.submit()
    carried(api, case, DecisionKind.PROGRESS, text=f"{NAME} {CONTACT} {PHONE}")
    answer = await api.get(f"/feedback/{case}", "auditor")

    shown = projection.whole(api.gateway.look(case), "")
    assert set(answer.json()) == set(shown)
    for word in PERSONAL:
        assert word in str(shown)
        assert word not in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json()["status_url"] is None


@pytest.mark.parametrize(
    ("key", "sees_name"),
    [("agent", True), ("person", True), ("administrator", False), ("intake", False)],
)
async def test_who_works_on_the_case_sees_the_name_alone(
    api: Api, key: str, sees_name: bool
) -> None:
    case = await api.submit()
    answer = await api.get(f"/feedback/{case}", key)

    assert (answer.json()["name"] == NAME) is sees_name
    assert (NAME in answer.json()["text"]) is sees_name
    assert PHONE not in answer.text
    assert CONTACT not in answer.text
    assert (answer.json()["status_url"] is not None) is (key == "intake")


async def test_unmasking_is_an_event_with_a_reason(api: Api) -> None:
    case = await api.submit()
    refused = await api.post(f"/feedback/{case}/unmask", {}, "auditor")
    assert refused.status_code == 422
    answer = await api.post(f"/feedback/{case}/unmask", {"reason": "2001"}, "auditor")

    assert (answer.json()["name"], answer.json()["contact"]) == (NAME, CONTACT)
    assert answer.json()["text"] == TEXT
    events = (await api.get(f"/feedback/{case}/events", "agent")).json()["items"]
    (looked,) = [e for e in events if e["kind"] == "unmasked"]
    assert (looked["by"], looked["texts"]) == ("audit", {"reason": "2001"})


async def test_looking_at_personal_data_makes_nobody_decide_anew(api: Api) -> None:
    case = await api.submit()
    before = (await api.get(f"/feedback/{case}", "agent")).headers["etag"]
    await api.post(f"/feedback/{case}/unmask", {"reason": "2001"}, "auditor")

    assert (await api.get(f"/feedback/{case}", "agent")).headers["etag"] == before


async def test_pages_are_stable_while_cases_come_in(api: Api) -> None:
    cases = [await api.submit(text=str(n)) for n in range(5)]
    found: list[str] = []
    path = "/feedback?limit=2"
    while path:
        page = (await api.get(path)).json()
        found += [each["id"] for each in page["items"]]
        await api.submit()
        path = page["next"] and f"/feedback?limit=2&cursor={page['next']}"

    assert found == cases[::-1]


async def test_a_list_is_filtered(api: Api) -> None:
    one = await api.submit(text="电池续航太短")
    two = await api.submit(text="the battery", priority="high", category="usage_question")
    carried(api, one, DecisionKind.TAKE)
    at = (await api.get(f"/feedback/{two}")).json()["received_at"]

    for query, expected in {
        "": {one, two},
        "q=电池": {one},
        "q=BATTERY the": {two},
        "stage=planning&priority=high": {two},
        "category=malfunction": {one},
        "team=support": {two},
        "owner=li": {one},
        "channel=web&breached=false": {one, two},
        "breached=true": set(),
        f"received_after={at}": {two},
        f"received_before={at}": {one},
    }.items():
        answer = await api.get(f"/feedback?{query.replace('+', '%2B')}")
        assert {each["id"] for each in answer.json()["items"]} == expected, query
        assert not any(word in answer.text for word in PERSONAL)


async def test_a_list_holds_what_its_caller_sees(api: Api) -> None:
    one = await api.submit()
    two = await api.submit("shop", category="product_suggestion")

    for key, expected in {
        "person": {one},
        "elsewhere": {two},
        "teamless": set(),
        "intake": {one},
        "shop": {two},
        "auditor": {one, two},
    }.items():
        answer = await api.get("/feedback", key)
        assert {each["id"] for each in answer.json()["items"]} == expected, key


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=201", "stage=x", "cursor=x", "cursor=e30", "colour=1", "q=%00"]
)
async def test_a_wrong_query_is_named(api: Api, query: str) -> None:
    answer = await api.get(f"/feedback?{query}")

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["path"] == f"query.{query.partition('=')[0]}"


# ── Deciding ─────────────────────────────────────────────────────────────────────────────────────


async def test_a_decision_that_waits_is_202_and_sent_twice_it_is_one(api: Api) -> None:
    case = await api.submit()
    for _ in range(2):
        answer = await api.post(f"/feedback/{case}/take", {}, "agent", Idempotency_Key="take-0001")
        assert answer.status_code == 202
        assert answer.json()["pending"] is True
        assert answer.json()["request_id"] == "take-0001"
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
        (f"{case}/take", {}, "lead"),
        (f"{case}/note", {"text": "1"}, "agent"),
    ):
        answer = await api.post(f"/feedback/{path}", body, who, **key)
        assert (answer.status_code, answer.json()["type"]) == (409, "/api/v1/problems/key_reused")
    assert count(api.database, "decisions") == 1


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
    for key, who in (("take-0001", "agent"), ("take-0002", "lead")):
        headers = {"If_Match": seen, "Idempotency_Key": key}
        assert (await api.post(f"/feedback/{case}/take", {}, who, **headers)).status_code == 202
    for request in ("take-0001", "take-0002"):
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


# ── Many at once ─────────────────────────────────────────────────────────────────────────────────


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


# ── Mistakes ─────────────────────────────────────────────────────────────────────────────────────


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


async def test_a_large_request_without_a_length_is_refused(api: Api) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(MOST_BYTES // 1024 + 2):
            yield b" " * 1024

    headers = {"Authorization": "Bearer intake", "Content-Type": "application/json"}
    answer = await api.client.post("/api/v1/feedback", content=endless(), headers=headers)
    assert answer.status_code == 413


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
