"""The page of an outside party: looking does nothing, a link is for one task and one address."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from httpx import Response

from rules.links import LINK_LIFE, Purpose, part
from schemas.enums import DecisionKind, EventKind, Locale
from schemas.errors import RecordUnavailable
from schemas.events import OUTSIDE
from schemas.messages import Choice
from schemas.submissions import MAX_TEXT, Decision
from starter.web.outside_words import WORDS
from tests.units.customer_page import (
    CASE,
    SIGNER,
    Browser,
    MemoryGateway,
    browsing,
    fields_of,
    nonce_of,
    token,
)

REPAIR, LAWYER = "repair@elsewhere.example", "law@elsewhere.example"
TEXT, RESULT = "5001", "5002"
OF_THE_CASE = ("1001", "1002", "1003@example.com", "5003", "5004", REPAIR)
"""What the customer wrote and is called, another task, what another party said, addresses."""


@pytest.fixture
def gateway() -> MemoryGateway:
    made = MemoryGateway()
    made.happen(EventKind.ROUTED, "system", team="engineering")
    add(made, REPAIR, TEXT)
    add(made, LAWYER, "5003")
    return made


@pytest.fixture
async def browser(gateway: MemoryGateway) -> AsyncIterator[Browser]:
    async with browsing(gateway) as browser:
        yield browser


def decide(gateway: MemoryGateway, kind: DecisionKind, by: str = "li", **given: Any) -> None:
    choice = Choice.model_validate(given.pop("choice", {}))
    gateway.carry_out(
        Decision(case_id=CASE, request_id="request-1", kind=kind, by=by, choice=choice, texts=given)
    )


def add(gateway: MemoryGateway, address: str, text: str) -> None:
    decide(gateway, DecisionKind.TASK, text=text, outside=address)


def link(task: str = "T1", address: str = REPAIR, ago: timedelta = timedelta()) -> str:
    return SIGNER.task_token(CASE, 1, task, address, datetime.now(UTC) - ago)


async def get(browser: Browser, which: str, lang: str = "en") -> Response:
    return await browser.client.get(f"/t/{which}?lang={lang}")


async def post(browser: Browser, which: str, **fields: Any) -> Response:
    return await browser.client.post(f"/t/{which}?lang=en", data=fields, follow_redirects=False)


def done(gateway: MemoryGateway) -> list[str]:
    return [e.data["task"] for e in gateway.events if e.kind is EventKind.TASK_DONE]


# ── Looking ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_looking_does_nothing(browser: Browser, gateway: MemoryGateway, method: str) -> None:
    before = list(gateway.events)
    for _ in range(20):
        answer = await browser.client.request(method, f"/t/{link()}?text=done&lang=en")
        assert answer.status_code == 200
    assert gateway.events == before
    assert gateway.decided == []


@pytest.mark.parametrize("lang", list(Locale))
async def test_the_page_shows_the_task_and_nothing_of_the_case(
    browser: Browser, gateway: MemoryGateway, lang: Locale
) -> None:
    decide(gateway, DecisionKind.DONE, OUTSIDE, text="5004", choice={"task": "T2"})
    gateway.happen(EventKind.NOTED, by="wang", texts={"text": "5004"})

    page = await get(browser, link(), lang)

    assert TEXT in page.text
    assert not [marker for marker in (*OF_THE_CASE, "wang", "li<") if marker in page.text]
    assert fields_of(page) == {"nonce", "text"}
    for name in ("cache-control", "content-security-policy", "referrer-policy", "x-robots-tag"):
        assert page.headers[name]


@pytest.mark.parametrize(
    "wrong",
    [
        link(address="somebody@else.example"),
        link(address=LAWYER),
        link("T2"),
        link("T9"),
        link(ago=LINK_LIFE),
        link() + "x",
        token(Purpose.CASE),
        SIGNER.approval_token(CASE, 1, part(1, 1), "zhang", datetime.now(UTC)),
        SIGNER.task_token("00000-00000", 1, "T1", REPAIR, datetime.now(UTC)),
    ],
)
async def test_a_link_that_is_not_for_this_reveals_nothing(browser: Browser, wrong: str) -> None:
    for answer in (await get(browser, wrong), await post(browser, wrong, nonce="n", text=RESULT)):
        assert answer.status_code == 404
        assert TEXT not in answer.text
        assert CASE not in answer.text


@pytest.mark.parametrize("door", ["c", "a"])
async def test_the_link_of_a_task_opens_no_other_page(browser: Browser, door: str) -> None:
    answer = await browser.client.get(f"/{door}/{link()}")

    assert answer.status_code == 404
    assert "1001" not in answer.text


async def test_the_address_of_a_customer_makes_no_link_of_a_customer(
    browser: Browser, gateway: MemoryGateway
) -> None:
    add(gateway, "1003@example.com", "5005")

    assert (await get(browser, link("T3", "1003@example.com"))).status_code == 200
    opened = await browser.client.get(f"/c/{link('T3', '1003@example.com')}")
    assert opened.status_code == 404


@pytest.mark.parametrize("lang", list(Locale))
async def test_no_language_strays_into_the_other(browser: Browser, lang: Locale) -> None:
    shown = (await get(browser, link(), lang)).text
    page = re.sub(r"<(style|nav)>.*?</\1>|<[^>]+>", "", shown, flags=re.DOTALL)
    spoken = re.sub(rf"{CASE}|T1|UTC|{TEXT}|Huiyin|\u56de\u97f3", "", page)
    foreign = r"[A-Za-z]" if lang is Locale.ZH else r"[\u4e00-\u9fff]"
    assert not re.search(foreign, spoken)
    assert set(WORDS[Locale.ZH]) == set(WORDS[Locale.EN])


# ── Sending ──────────────────────────────────────────────────────────────────────────────────────


async def test_what_was_done_is_recorded_once(browser: Browser, gateway: MemoryGateway) -> None:
    nonce = nonce_of(await get(browser, link()))
    for _ in range(2):
        answer = await post(browser, link(), nonce=nonce, text=RESULT)
        assert answer.status_code == 303
    assert done(gateway) == ["T1"]

    after = await get(browser, link())
    assert RESULT in after.text
    assert TEXT not in after.text
    assert fields_of(after) == set()


async def test_two_pages_are_one_answer(browser: Browser, gateway: MemoryGateway) -> None:
    first, second = [nonce_of(await get(browser, link())) for _ in range(2)]
    await post(browser, link(), nonce=first, text=RESULT)
    late = await post(browser, link(), nonce=second, text="5006")

    assert late.status_code == 409
    assert "5006" in late.text  # nothing that somebody typed is lost
    assert done(gateway) == ["T1"]


async def test_a_nonce_belongs_to_its_link(browser: Browser, gateway: MemoryGateway) -> None:
    other = nonce_of(await get(browser, link("T2", LAWYER)))
    for nonce in (other, "", "altered", nonce_of(await browser.get(token()))):
        answer = await post(browser, link(), nonce=nonce, text=RESULT)
        assert answer.status_code == 409
        assert RESULT in answer.text
    assert done(gateway) == []


@pytest.mark.parametrize("text", ["", "  \r\n ", "x" * (MAX_TEXT + 1)])
async def test_a_form_that_is_wrong_is_shown_again(
    browser: Browser, gateway: MemoryGateway, text: str
) -> None:
    nonce = nonce_of(await get(browser, link()))

    answer = await post(browser, link(), nonce=nonce, text=text)

    assert answer.status_code == 422
    assert nonce_of(answer)
    assert done(gateway) == []


async def test_more_than_a_form_can_hold_is_refused(browser: Browser) -> None:
    assert (await post(browser, link(), text="x" * (1 << 21))).status_code == 413


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        (DecisionKind.DROP, {"reason": "5007", "choice": {"task": "T1"}}),
        (DecisionKind.DONE, {"text": "5007", "choice": {"task": "T1"}}),
        (DecisionKind.WITHDRAW, {}),
    ],
)
async def test_the_link_ends_with_the_task(
    browser: Browser, gateway: MemoryGateway, kind: DecisionKind, given: dict[str, Any]
) -> None:
    nonce = nonce_of(await get(browser, link()))
    decide(gateway, kind, **given)

    page, late = await get(browser, link()), await post(browser, link(), nonce=nonce, text=RESULT)

    assert "has ended" in page.text
    assert late.status_code == 409
    for answer in (page, late):
        assert not [marker for marker in (TEXT, "5007") if marker in answer.text]
    assert [e for e in gateway.events if e.by == OUTSIDE] == []


async def test_what_waits_for_the_engine_is_said_and_not_asked_again(
    browser: Browser, gateway: MemoryGateway
) -> None:
    gateway.later = True
    nonce = nonce_of(await get(browser, link()))
    assert (await post(browser, link(), nonce=nonce, text=RESULT)).status_code == 303
    gateway.pending = [each.model_copy(update={"task": "T1"}) for each in gateway.pending]

    assert fields_of(await get(browser, link())) == set()
    assert fields_of(await get(browser, link("T2", LAWYER))) == {"nonce", "text"}


async def test_without_a_record_nothing_is_pretended(
    browser: Browser, gateway: MemoryGateway
) -> None:
    gateway.error = RecordUnavailable()

    assert (await get(browser, link())).status_code == 503
