"""The customer's forms: acting happens once, and nothing that was typed is lost."""

import re
from collections.abc import AsyncIterator

import pytest

from rules.fold import fold
from rules.links import Purpose, Signer
from schemas.enums import DecisionKind, EventKind, Locale, Outcome
from schemas.errors import RecordUnavailable
from schemas.events import CUSTOMER
from schemas.submissions import MAX_TEXT
from starter.web.words import WORDS
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

SCRIPT = "<script>alert('x')</script>"


@pytest.fixture
def gateway() -> MemoryGateway:
    return MemoryGateway()


@pytest.fixture
async def browser(gateway: MemoryGateway) -> AsyncIterator[Browser]:
    async with browsing(gateway) as browser:
        yield browser


# ── Confirming ───────────────────────────────────────────────────────────────────────────────────


async def test_the_confirmation_is_one_form_with_these_fields(
    browser: Browser, gateway: MemoryGateway
) -> None:
    gateway.resolve()
    page = (await browser.get(token(Purpose.CONFIRM))).text
    assert re.findall(r'<form method="(\w+)"', page) == ["post"]
    for field, values in {"solved": ["yes", "no"], "rating": list("12345")}.items():
        assert re.findall(rf'type="radio" name="{field}" value="(\w+)"', page) == values
    assert '<textarea id="comment" name="comment"' in page


async def test_a_confirmation_is_recorded_once_and_shown(
    browser: Browser, gateway: MemoryGateway
) -> None:
    gateway.resolve()
    link = token(Purpose.CONFIRM)
    nonce = nonce_of(await browser.get(link))
    fields = {"nonce": nonce, "solved": "yes", "rating": "4", "comment": " 3001\r\n3002 "}
    answers = [await browser.post(link, "en", **fields) for _ in range(2)]
    assert {answer.status_code for answer in answers} == {303}
    first, second = gateway.decided
    assert first == second
    assert (first.kind, first.by, first.cycle) == (DecisionKind.CONFIRM, CUSTOMER, 1)
    assert (first.choice.solved, first.choice.rating) == (True, 4)
    assert first.texts == {"comment": "3001\n3002"}
    assert fold(gateway.events).outcome is Outcome.CONFIRMED
    page = await browser.client.get(answers[0].headers["location"].replace("./", "/c/"))
    for told in ("Your answer is recorded", "Rating: 4 of 5", "3001\n3002"):
        assert told in page.text


async def test_another_answer_to_the_same_question_shows_the_recorded_one(
    browser: Browser, gateway: MemoryGateway
) -> None:
    gateway.resolve()
    link = token(Purpose.CONFIRM)
    late = nonce_of(await browser.get(link))
    await browser.send(link, solved="no", comment="3001")
    assert fold(gateway.events).cycle == 2
    answer = await browser.post(link, "en", nonce=late, solved="yes", comment="3002")
    assert answer.status_code == 200
    assert "You have already answered" in answer.text
    assert "<strong>Not solved</strong>" in answer.text
    assert "not recorded" in answer.text
    assert "3002" in answer.text
    assert fold(gateway.events).cycle == 2


async def test_within_the_window_not_solved_opens_the_case_again(
    browser: Browser, gateway: MemoryGateway
) -> None:
    gateway.resolve()
    gateway.happen(EventKind.CONFIRMED, CUSTOMER, rating=5)
    for link in (token(Purpose.CONFIRM), token()):
        fields = fields_of(await browser.get(link))
        assert fields == {"nonce", "solved", "comment", "rating"}
    assert (await browser.send(token(Purpose.CONFIRM), solved="no")).status_code == 303
    assert fold(gateway.events).cycle == 2
    after = await browser.get(token(Purpose.CONFIRM), "en")
    assert fields_of(after) == set()
    assert "<strong>Not solved</strong>" in after.text


async def test_after_silence_both_answers_are_still_possible(
    browser: Browser, gateway: MemoryGateway
) -> None:
    gateway.resolve()
    gateway.happen(EventKind.UNCONFIRMED, "system")
    page = await browser.get(token(Purpose.CONFIRM))
    assert fields_of(page) == {"nonce", "solved", "rating", "comment"}


async def test_what_is_carried_out_later_is_said_to_be_recorded(
    browser: Browser, gateway: MemoryGateway
) -> None:
    gateway.resolve()
    gateway.later = True
    assert (await browser.send(token(), solved="yes")).status_code == 303
    page = await browser.get(token(), "en")
    assert WORDS[Locale.EN]["pending"] in page.text
    assert fields_of(page) == set()


# ── Answering ────────────────────────────────────────────────────────────────────────────────────


async def test_an_answer_goes_to_the_question(browser: Browser, gateway: MemoryGateway) -> None:
    gateway.ask("2009")
    assert "2009" in (await browser.get(token(Purpose.ANSWER))).text
    answer = await browser.send(token(Purpose.ANSWER), answer="3001")
    assert answer.status_code == 303
    (decision,) = gateway.decided
    assert (decision.kind, decision.texts) == (DecisionKind.REPLY, {"text": "3001"})
    page = await browser.get(token(Purpose.ANSWER), "en")
    assert "Your answer is recorded" in page.text
    assert fields_of(page) == set()


async def test_an_answer_that_nobody_waits_for_any_more_is_shown_again(
    browser: Browser, gateway: MemoryGateway
) -> None:
    gateway.ask()
    nonce = nonce_of(await browser.get(token()))
    gateway.happen(EventKind.DECLINED, texts={"reason": "2004"})
    answer = await browser.post(token(), "en", nonce=nonce, answer="3001")
    assert answer.status_code == 409
    assert WORDS[Locale.EN]["refused"] in answer.text
    assert "3001" in answer.text


# ── What can be wrong ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"comment": "3001"}, "missing_solved"),
        ({"solved": "perhaps", "comment": "3001"}, "missing_solved"),
        ({"solved": "yes", "rating": "9", "comment": "3001"}, "bad_rating"),
        ({"solved": "yes", "rating": "4.5", "comment": "3001"}, "bad_rating"),
        ({"solved": "no", "comment": "3001" + "字" * MAX_TEXT}, "long_text"),
    ],
)
async def test_a_form_that_is_wrong_keeps_what_was_typed(
    browser: Browser, gateway: MemoryGateway, fields: dict[str, str], wrong: str
) -> None:
    gateway.resolve()
    answer = await browser.send(token(Purpose.CONFIRM), "en", **fields)
    assert answer.status_code == 422
    assert WORDS[Locale.EN][wrong].format(limit=MAX_TEXT) in answer.text
    assert f"{fields['comment']}</textarea>" in answer.text
    kept = f'value="{fields.get("solved")}" required checked'
    assert (kept in answer.text) is (fields.get("solved") in ("yes", "no"))
    assert gateway.decided == []


async def test_an_empty_or_endless_answer_is_not_sent(
    browser: Browser, gateway: MemoryGateway
) -> None:
    gateway.ask()
    assert (await browser.send(token(), answer=" \r\n\x00 ")).status_code == 422
    assert (await browser.send(token(), answer="x" * (MAX_TEXT + 1))).status_code == 422
    assert (await browser.send(token(), answer="x" * 2_000_000)).status_code == 413
    many = {f"field{n}": "x" for n in range(50)}
    assert (await browser.send(token(), answer="x", **many)).status_code == 413
    assert gateway.decided == []


@pytest.mark.parametrize(
    "nonce",
    [
        "",
        "altered",
        SIGNER.nonce("view-id", "00000-00000", 1, "confirm"),
        SIGNER.nonce("view-id", CASE, 2, "confirm"),
        SIGNER.nonce("view-id", CASE, 1, "answer"),
        SIGNER.nonce("view-id", CASE, 1),
        SIGNER.nonce("view-id", CASE, 1, "T1"),
        Signer(["another key"]).nonce("view-id", CASE, 1, "confirm"),
    ],
)
async def test_a_nonce_of_another_page_is_refused(
    browser: Browser, gateway: MemoryGateway, nonce: str
) -> None:
    gateway.resolve()
    link = token(Purpose.CONFIRM)
    answer = await browser.post(link, "en", nonce=nonce, solved="yes", comment="3001")
    assert answer.status_code == 409
    assert WORDS[Locale.EN]["stale"] in answer.text
    assert "3001</textarea>" in answer.text
    assert gateway.decided == []
    again = await browser.post(link, nonce=nonce_of(answer), solved="yes", comment="3001")
    assert again.status_code == 303


async def test_when_nothing_can_be_recorded_nothing_is_lost(
    browser: Browser, gateway: MemoryGateway
) -> None:
    gateway.resolve()
    nonce = nonce_of(await browser.get(token()))
    gateway.error = RecordUnavailable()
    fields = {"nonce": nonce, "solved": "no", "rating": "2", "comment": "3001"}
    answer = await browser.post(token(), "en", **fields)
    assert answer.status_code == 503
    assert "3001</textarea>" in answer.text
    gateway.error = None
    kept = dict(re.findall(r'name="(\w+)" value="([^"]*)"', answer.text))
    assert kept == {"nonce": nonce, "solved": "no", "rating": "2"}
    assert (await browser.post(token(), "en", **kept, comment="3001")).status_code == 303
    assert fold(gateway.events).cycle == 2


async def test_trouble_has_friendly_pages(browser: Browser, gateway: MemoryGateway) -> None:
    gateway.error = RecordUnavailable()
    answer = await browser.get(token())
    assert (answer.status_code, "没有任何内容丢失" in answer.text) == (503, True)
    gateway.resolve()
    gateway.error = None
    nonce = nonce_of(await browser.get(token()))
    gateway.error = RuntimeError("9009")
    answer = await browser.post(token(), "zh", nonce=nonce, solved="yes")
    assert (answer.status_code, "出了意外的问题" in answer.text) == (500, True)
    assert "9009" not in answer.text


async def test_what_people_wrote_stays_text(browser: Browser, gateway: MemoryGateway) -> None:
    gateway.text = SCRIPT
    gateway.ask(SCRIPT)
    pages = [await browser.get(token())]
    pages.append(await browser.post(token(), nonce="", answer=f"</textarea>{SCRIPT}"))
    await browser.send(token(), answer=SCRIPT)
    pages.append(await browser.get(token()))
    for page in pages:
        assert "<script" not in page.text
        assert "&lt;script&gt;" in page.text
