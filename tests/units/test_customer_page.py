"""The customer's page: looking changes nothing, and nothing internal shows."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest

from rules.links import Purpose
from schemas.enums import EventKind, Locale, Outcome, Stage
from schemas.events import CUSTOMER
from starter.web.words import WORDS
from tests.units.customer_page import (
    Browser,
    MemoryGateway,
    browsing,
    fields_of,
    token,
)


@pytest.fixture
def gateway() -> MemoryGateway:
    return MemoryGateway()


@pytest.fixture
async def browser(gateway: MemoryGateway) -> AsyncIterator[Browser]:
    async with browsing(gateway) as browser:
        yield browser


# ── Looking ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("purpose", sorted(set(Purpose) - {Purpose.APPROVE, Purpose.TASK}))
async def test_looking_twenty_times_changes_nothing(
    browser: Browser, gateway: MemoryGateway, purpose: Purpose
) -> None:
    gateway.resolve()
    before = list(gateway.events)
    for _ in range(20):
        assert (await browser.get(token(purpose))).status_code == 200
        assert (await browser.client.head(f"/c/{token(purpose)}?solved=yes")).status_code == 200
    assert gateway.events == before
    assert gateway.decided == []


async def test_every_page_is_kept_by_nobody_and_runs_nothing(browser: Browser) -> None:
    for address in (f"/c/{token()}", "/c/altered", "/no/such/page"):
        answer = await browser.client.get(address)
        headers = answer.headers
        assert headers["cache-control"] == "no-store"
        assert headers["x-robots-tag"] == "noindex"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-content-type-options"] == "nosniff"
        policy = headers["content-security-policy"]
        for rule in ("default-src 'none'", "form-action 'self'", "frame-ancestors 'none'"):
            assert rule in policy
        assert "base-uri 'none'" in policy
        assert "script" not in answer.text
        assert "set-cookie" not in headers


async def test_nothing_internal_is_shown(browser: Browser, gateway: MemoryGateway) -> None:
    gateway.happen(EventKind.TAKEN, by="wang")
    gateway.happen(EventKind.NOTED, by="wang", texts={"text": "9002"})
    gateway.happen(EventKind.REJECTED, by="zhang", texts={"reason": "9003"})
    gateway.happen(EventKind.REFUSED, by="wang", texts={"reason": "9004"}, later=True)
    gateway.happen(EventKind.WARNED, by="system", clock="resolve", of_cycle=1)
    gateway.happen(EventKind.PROGRESS, texts={"text": "2003"}, expect="2030-01-02T03:04:00Z")
    gateway.resolve()
    gateway.happen(EventKind.REOPENED, by="zhang", texts={"reason": "9005"}, why="lead")
    page = (await browser.get(token(), "en")).text
    shown = re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    assert not re.findall(r"900\d|1002|1003@|wang|zhang", shown)
    for told in ("1001", "2002", "2003", "2 January 2030, 11:04", "Malfunction"):
        assert told in shown


async def test_an_answer_that_came_too_late_is_not_swallowed(
    browser: Browser, gateway: MemoryGateway
) -> None:
    gateway.happen(EventKind.REFUSED, by=CUSTOMER, texts={"comment": "3001"}, later=True)
    page = (await browser.get(token(), "en")).text
    assert WORDS[Locale.EN]["event_refused"] in page
    assert "3001" in page


async def test_the_page_says_when_an_answer_is_late(
    browser: Browser, gateway: MemoryGateway
) -> None:
    assert "You can expect an answer by" in (await browser.get(token(), "en")).text
    gateway.happen(EventKind.PROGRESS, expect=datetime.now(UTC) - timedelta(hours=1))
    assert "We are sorry" in (await browser.get(token(), "en")).text


@pytest.mark.parametrize("locale", list(Locale))
def test_every_state_has_words(locale: Locale) -> None:
    states = {f"state_{stage}" for stage in set(Stage) - {Stage.CLOSED}}
    endings = {f"closed_{outcome}" for outcome in Outcome}
    words = {key for key in WORDS[locale] if key.startswith(("state_", "closed_"))}
    assert words == states | endings


async def test_the_result_stands_above_the_question_about_it(
    browser: Browser, gateway: MemoryGateway
) -> None:
    gateway.resolve()
    page = (await browser.get(token(), "en")).text
    assert page.index("What we have done") < page.index("2002") < page.index('name="solved"')
    gateway.happen(EventKind.REOPENED, CUSTOMER, why="not_solved")
    assert "What we have done" not in (await browser.get(token(), "en")).text
    gateway.happen(EventKind.DECLINED, texts={"reason": "2004"})
    page = (await browser.get(token(), "en")).text
    assert page.index("Our reasons") < page.index("2004") < page.index("<form")


# ── Links ────────────────────────────────────────────────────────────────────────────────────────


async def test_a_link_that_is_not_valid_reveals_nothing(
    browser: Browser, gateway: MemoryGateway
) -> None:
    good = token()
    bad = [good[:-2] + "xx", token(days=-1), token(case="00000-00000"), "x", good.upper()]
    pages = [await browser.get(each) for each in bad]
    pages += [await browser.post(each, solved="yes") for each in bad]
    assert {page.status_code for page in pages} == {404}
    assert len({page.text for page in pages}) == 1
    assert "7KQ2M" not in pages[0].text
    assert "71@72.example" in pages[0].text
    assert gateway.decided == []


async def test_a_link_is_for_one_purpose_and_one_cycle(
    browser: Browser, gateway: MemoryGateway
) -> None:
    gateway.ask()
    forms = {
        p: fields_of(await browser.get(token(p)))
        for p in set(Purpose) - {Purpose.APPROVE, Purpose.TASK}
    }
    assert forms == {
        Purpose.CASE: {"nonce", "answer"},
        Purpose.ANSWER: {"nonce", "answer"},
        Purpose.CONFIRM: set(),
    }
    gateway.happen(EventKind.REPLIED, CUSTOMER, texts={"text": "3001"})
    gateway.resolve()
    forms = {
        p: fields_of(await browser.get(token(p)))
        for p in set(Purpose) - {Purpose.APPROVE, Purpose.TASK}
    }
    confirmation = {"nonce", "solved", "rating", "comment"}
    assert forms == {
        Purpose.CASE: confirmation,
        Purpose.ANSWER: set(),
        Purpose.CONFIRM: confirmation,
    }
    assert fields_of(await browser.get(token(Purpose.CONFIRM, cycle=2))) == set()


# ── Languages ────────────────────────────────────────────────────────────────────────────────────


async def test_the_language_is_the_case_s_until_it_is_switched(browser: Browser) -> None:
    page = (await browser.get(token())).text
    assert '<html lang="zh-CN">' in page
    assert '<a href="?lang=en" hreflang="en" lang="en">English</a>' in page
    assert '<html lang="en">' in (await browser.get(token(), "en")).text
    assert '<html lang="zh-CN">' in (await browser.get(token(), "xx")).text


async def test_the_language_stays_switched_after_sending(
    browser: Browser, gateway: MemoryGateway
) -> None:
    gateway.resolve()
    link = token()
    assert 'action="?lang=en"' in (await browser.get(link, "en")).text
    answer = await browser.send(link, "en", solved="yes")
    assert answer.headers["location"] == f"./{link}?lang=en"
    answer = await browser.send(link, solved="no")
    assert answer.headers["location"] == f"./{link}"


def test_both_languages_have_the_same_words() -> None:
    assert set(WORDS[Locale.ZH]) == set(WORDS[Locale.EN])
    for key, said in WORDS[Locale.ZH].items():
        assert set(re.findall(r"{\w+}", said)) == set(re.findall(r"{\w+}", WORDS[Locale.EN][key]))


async def test_no_language_strays_into_the_other(browser: Browser, gateway: MemoryGateway) -> None:
    gateway.ask()
    gateway.happen(EventKind.REPLIED, CUSTOMER, texts={"text": "3001"})
    gateway.resolve()
    for _ in range(2):
        chinese, english = [read((await browser.get(token(), lang)).text) for lang in Locale]
        assert not re.search(
            r"[A-Za-z]", re.sub(r"7KQ2M-9XD3H|English|UTC|@72.example", "", chinese)
        )
        assert not re.search(r"[\u3000-\u9fff\uff00-\uffef]", english.replace("中文", ""))
        gateway.happen(EventKind.CONFIRMED, CUSTOMER, rating=5)


def read(page: str) -> str:
    """What a reader sees of a page, without ids, addresses and the name of the other language."""
    seen = unescape(re.sub(r"<style>.*?</style>|<[^>]+>", " ", page, flags=re.DOTALL))
    return re.sub(r"7KQ2M-9XD3H|UTC|@72.example|English|中文", "", seen)


async def test_there_is_a_sign_of_life_and_no_more(browser: Browser) -> None:
    assert (await browser.client.get("/healthz")).json() == {"status": "ok"}
    assert (await browser.client.get("/docs")).status_code == 404
