"""The HTTP API: what is shown of cases, and what is masked."""

import inspect
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from schemas.enums import DecisionKind
from starter import projection
from starter.api.filters import Filter
from starter.cli.listing import list_cases
from store.casebook import CaseBook
from tests.units.api_client import CONTACT, NAME, PHONE, TEXT, Api, calling, carried

PERSONAL = (NAME, CONTACT, PHONE, "wang.xiaoming")


@pytest.fixture
async def api(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Api]:
    async with calling(sqlite_template, tmp_path) as made:
        yield made


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
    assert answer.json()["status_url"] is None  # who has it speaks as the customer
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
        "owner=-": {two},
        "due_before=2199-01-01T00:00:00Z": {one, two},
        f"due_before={at}": set(),
        f"due_after={at}&closed_before={at}": set(),
        "outcome=declined": set(),
    }.items():
        answer = await api.get(f"/feedback?{query.replace('+', '%2B')}")
        assert {each["id"] for each in answer.json()["items"]} == expected, query
        assert not any(word in answer.text for word in PERSONAL)


def test_both_doors_list_by_the_same_names() -> None:
    own = {"q", "search", "cursor", "after", "limit", "as_json"}
    api, shell = set(Filter.model_fields), set(inspect.signature(list_cases).parameters)
    assert api - own == shell - own


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


async def test_what_is_masked_is_not_found_by_it(api: Api) -> None:
    case = await api.submit(text=f"闪退，电话 {PHONE}")

    for key in ("agent", "auditor", "administrator"):
        answer = await api.get(f"/feedback?q={PHONE}", key)
        assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (
            422,
            "masked_search",
        )
    for key in ("lead", "manager"):
        found = (await api.get(f"/feedback?q={PHONE}", key)).json()["items"]
        assert [each["id"] for each in found] == [case]


async def test_a_confidential_case_is_not_there_for_the_others_of_its_team(
    api: Api,
) -> None:
    case = await api.submit(text="闪退")
    with CaseBook(api.database).open(case) as opened:
        opened.save(opened.known.model_copy(update={"confidential": True}))

    for key, there in (("agent", False), ("person", False), ("lead", True), ("auditor", True)):
        shown = await api.get(f"/feedback/{case}", key)
        listed = (await api.get("/feedback", key)).json()["items"]
        assert (shown.status_code == 200, bool(listed)) == (there, there), key
        assert not there or shown.json()["confidential"]


async def test_who_hands_feedback_in_reads_nothing_that_staff_write_for_each_other(
    api: Api,
) -> None:
    case = await api.submit()
    carried(api, case, DecisionKind.TRIAGE, problem="the inside view")
    await api.post(f"/feedback/{case}/note", {"text": "between us"})
    carried(api, case, DecisionKind.CLARIFY, question="which model?")

    whole = (await api.get(f"/feedback/{case}", "intake")).json()
    events = (await api.get(f"/feedback/{case}/events", "intake")).json()

    for answer in (whole, events):
        assert "between us" not in str(answer)
        assert "the inside view" not in str(answer)
        assert "which model?" in str(answer)
    assert "between us" in str((await api.get(f"/feedback/{case}", "agent")).json())
