"""What a customer says once the answer is given, and once the case is over: never an error."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from rules.fold import fold
from rules.links import Purpose
from schemas.enums import EventKind, Locale, Outcome
from schemas.events import CUSTOMER
from starter.web.words import WORDS
from tests.units.customer_page import (
    OTHER,
    POLICY,
    Browser,
    MemoryGateway,
    browsing,
    nonce_of,
    token,
)

EN = WORDS[Locale.EN]


@pytest.fixture
def gateway() -> MemoryGateway:
    gateway = MemoryGateway()
    gateway.resolve()
    return gateway


@pytest.fixture
async def browser(gateway: MemoryGateway) -> AsyncIterator[Browser]:
    async with browsing(gateway) as browser:
        yield browser


def kinds(gateway: MemoryGateway) -> list[EventKind]:
    return [event.kind for event in gateway.events]


def nonces(page: str) -> list[str]:
    return [part.split('"')[0] for part in page.split('name="nonce" value="')[1:]]


async def test_a_low_rating_takes_the_case_up_again(
    browser: Browser, gateway: MemoryGateway
) -> None:
    page = await browser.get(token(), "en")
    assert EN["rating_low"].format(low=2) in page.text
    answer = await browser.send(token(), solved="yes", rating="2")
    assert answer.status_code == 303
    assert gateway.events[-1].data == {"why": "low_rating", "rating": 2}
    assert fold(gateway.events).cycle == 2
    after = (await browser.get(token(), "en")).text
    assert "<strong>Solved</strong>" in after
    assert EN["event_low_rating"] in after


async def test_what_was_wrong_is_asked_after_a_low_rating(
    browser: Browser, gateway: MemoryGateway
) -> None:
    await browser.send(token(), solved="yes", rating="1")
    asked = await browser.get(token(), "en")
    assert EN["remark_title"] in asked.text
    answer = await browser.post(token(), nonce=nonce_of(asked), comment="3001")
    assert answer.status_code == 303
    assert gateway.events[-1].texts == {"comment": "3001"}
    assert gateway.events[-1].data == {"of_cycle": 1}
    page = await browser.get(token(), "en")
    assert "3001" in page.text
    assert EN["remark_title"] not in page.text


async def test_a_high_rating_asks_nothing_more(browser: Browser, gateway: MemoryGateway) -> None:
    await browser.send(token(), solved="yes", rating="4")
    assert EN["remark_title"] not in (await browser.get(token(), "en")).text


async def test_a_rating_may_be_changed_and_each_change_is_kept(
    browser: Browser, gateway: MemoryGateway
) -> None:
    await browser.send(token(), solved="yes", rating="3")
    for rating in ("5", "4"):
        page = await browser.get(token(), "en")
        answer = await browser.post(token(), nonce=nonces(page.text)[1], rating=rating)
        assert answer.status_code == 303
    assert [e.data.get("rating") for e in gateway.events[-3:]] == [3, 5, 4]
    assert kinds(gateway)[-3:] == [EventKind.CONFIRMED, EventKind.RATED, EventKind.RATED]
    page = await browser.get(token(), "en")
    assert "Rating: 4 of 5" in page.text
    assert fold(gateway.events).outcome is Outcome.CONFIRMED


async def test_the_same_change_sent_twice_is_one(browser: Browser, gateway: MemoryGateway) -> None:
    await browser.send(token(), solved="yes", rating="3")
    nonce = nonces((await browser.get(token())).text)[1]
    for _ in range(2):
        assert (await browser.post(token(), nonce=nonce, rating="5")).status_code == 303
    assert kinds(gateway).count(EventKind.RATED) == 1


async def test_changing_to_a_low_rating_takes_the_case_up_again(
    browser: Browser, gateway: MemoryGateway
) -> None:
    await browser.send(token(), solved="yes", rating="5")
    nonce = nonces((await browser.get(token())).text)[1]
    await browser.post(token(), nonce=nonce, rating="1", comment="3001")
    assert fold(gateway.events).cycle == 2
    assert gateway.events[-1].data["rating"] == 1


async def test_a_rating_cannot_be_changed_for_ever(
    browser: Browser, gateway: MemoryGateway
) -> None:
    await browser.send(token(), solved="yes", rating="5")
    nonce = nonces((await browser.get(token())).text)[1]
    gateway.at += POLICY.confirmation.rating_window
    answer = await browser.post(token(), "en", nonce=nonce, rating="4", comment="3001")
    assert answer.status_code == 409
    assert EN["refused_rating"] in answer.text
    assert "3001" in answer.text
    assert EventKind.RATED not in kinds(gateway)


async def test_an_empty_change_is_asked_for_again(browser: Browser, gateway: MemoryGateway) -> None:
    await browser.send(token(), solved="yes", rating="5")
    nonce = nonces((await browser.get(token())).text)[1]
    answer = await browser.post(token(), "en", nonce=nonce, comment="3001")
    assert answer.status_code == 422
    assert EN["missing_rating"] in answer.text
    assert nonce in answer.text
    assert "3001</textarea>" in answer.text


async def test_a_doubtful_answer_can_be_vouched_for(
    browser: Browser, gateway: MemoryGateway
) -> None:
    gateway.happen(EventKind.CONFIRMED, CUSTOMER, rating=5, suspect="fast")
    page = await browser.get(token(), "en")
    assert EN["vouch_title"] in page.text
    assert (await browser.post(token(), nonce=nonces(page.text)[0])).status_code == 303
    assert gateway.events[-1].data == {"of_cycle": 1, "vouched": True}
    assert EN["vouch_title"] not in (await browser.get(token(), "en")).text


# ── After the end ────────────────────────────────────────────────────────────────────────────────


async def test_a_not_solved_after_the_end_is_a_new_case(
    browser: Browser, gateway: MemoryGateway
) -> None:
    gateway.happen(EventKind.CONFIRMED, CUSTOMER)
    open_page = nonce_of(await browser.get(token()))
    gateway.happen(EventKind.ENDED, "system")
    answer = await browser.post(token(), "en", nonce=open_page, solved="no", comment="3001")
    assert answer.status_code == 303
    assert list(gateway.followed.values()) == ["3001"]
    page = await browser.get(token(), "en")
    assert EN["followed"] in page.text
    assert OTHER in page.text


async def test_a_not_solved_without_a_word_says_so(
    browser: Browser, gateway: MemoryGateway
) -> None:
    open_page = nonce_of(await browser.get(token(Purpose.CONFIRM)))
    gateway.happen(EventKind.UNCONFIRMED, "system")
    gateway.happen(EventKind.ENDED, "system")
    answer = await browser.post(token(Purpose.CONFIRM), nonce=open_page, solved="no")
    assert answer.status_code == 303
    (text,) = gateway.followed.values()
    assert "仍未解决" in text


async def test_a_solved_after_the_end_is_kept_and_changes_no_figure_of_closing(
    browser: Browser, gateway: MemoryGateway
) -> None:
    open_page = nonce_of(await browser.get(token(Purpose.CONFIRM)))
    gateway.happen(EventKind.UNCONFIRMED, "system")
    gateway.happen(EventKind.ENDED, "system")
    answer = await browser.post(token(Purpose.CONFIRM), nonce=open_page, solved="yes", rating="4")
    assert answer.status_code == 303
    assert gateway.events[-1].data == {"of_cycle": 1, "rating": 4, "solved": True}
    assert fold(gateway.events).outcome is Outcome.UNCONFIRMED


async def test_an_answer_after_the_end_is_a_new_case(
    browser: Browser, gateway: MemoryGateway
) -> None:
    other = MemoryGateway()
    other.ask()
    async with browsing(other) as customer:
        open_page = nonce_of(await customer.get(token()))
        other.happen(EventKind.WITHDRAWN, "system")
        answer = await customer.post(token(), nonce=open_page, answer="3001")
    assert answer.status_code == 303
    assert list(other.followed.values()) == ["3001"]


async def test_the_page_of_a_case_that_is_over_takes_what_is_left_to_say(
    browser: Browser, gateway: MemoryGateway
) -> None:
    gateway.happen(EventKind.CONFIRMED, CUSTOMER)
    gateway.happen(EventKind.ENDED, "system")
    gateway.at += timedelta(days=20)
    page = await browser.get(token(), "en")
    assert EN["follow_title"] in page.text
    empty = await browser.post(token(), nonce=nonce_of(page), answer="")
    assert empty.status_code == 422
    for _ in range(2):
        answer = await browser.post(token(), nonce=nonce_of(page), answer="3001")
        assert answer.status_code == 303
    assert len(gateway.followed) == 1
    after = await browser.get(token(), "en")
    assert EN["follow_title"] not in after.text
    assert f">{OTHER}</a>" in after.text
