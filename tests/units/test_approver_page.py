"""The approver's page: looking decides nothing, and a link decides one thing for one person."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from httpx import Response

from rules.links import part
from schemas.approvals import Approval
from schemas.enums import DecisionKind, EventKind, Locale, Stage
from schemas.errors import RecordUnavailable
from schemas.messages import Choice
from schemas.submissions import Decision
from tests.stories import POLICY
from tests.units import customer_page
from tests.units.customer_page import (
    CASE,
    SIGNER,
    Browser,
    MemoryGateway,
    browsing,
    nonce_of,
    token,
)

LEVELS = [{"who": ["zhang", "wang"], "need": 2}, {"who": "manager"}]


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> MemoryGateway:
    rule = Approval.model_validate({"levels": LEVELS})
    policy = POLICY.model_copy(update={"approvals": (rule,)})
    monkeypatch.setattr(customer_page, "POLICY", policy)
    made = MemoryGateway()
    propose(made, "3001")
    return made


@pytest.fixture
async def browser(gateway: MemoryGateway) -> AsyncIterator[Browser]:
    async with browsing(gateway) as browser:
        yield browser


def propose(gateway: MemoryGateway, text: str) -> None:
    choice = Choice.model_validate({"solution": "remedy", "remedy": "voucher", "amount": "80"})
    gateway.carry_out(
        decision(DecisionKind.PROPOSE, "li", text=text).model_copy(update={"choice": choice})
    )


def decision(kind: DecisionKind, by: str, **texts: str) -> Decision:
    return Decision(case_id=CASE, request_id="request-1", kind=kind, by=by, texts=texts)


def link(who: str = "zhang", version: int = 1, level: int = 1, days: int = 0) -> str:
    at = datetime.now(UTC) - timedelta(days=days)
    return SIGNER.approval_token(CASE, 1, part(version, level), who, at)


async def get(browser: Browser, which: str, lang: str = "en") -> Response:
    return await browser.client.get(f"/a/{which}?lang={lang}")


async def post(browser: Browser, which: str, **fields: Any) -> Response:
    return await browser.client.post(f"/a/{which}?lang=en", data=fields, follow_redirects=False)


async def send(browser: Browser, which: str, **fields: Any) -> Response:
    return await post(browser, which, nonce=nonce_of(await get(browser, which)), **fields)


def kinds(gateway: MemoryGateway) -> list[EventKind]:
    return [event.kind for event in gateway.events]


async def test_looking_twenty_times_decides_nothing(
    browser: Browser, gateway: MemoryGateway
) -> None:
    before = list(gateway.events)
    for _ in range(20):
        assert (await get(browser, link())).status_code == 200
        assert (await browser.client.head(f"/a/{link()}?answer=yes")).status_code == 200
    assert gateway.events == before
    assert gateway.decided == []


@pytest.mark.parametrize("locale", Locale)
async def test_it_shows_the_proposal_its_terms_and_what_comes_next(
    browser: Browser, locale: Locale
) -> None:
    page = await get(browser, link(), locale.value)
    assert "script" not in page.text
    assert page.headers["cache-control"] == "no-store"
    for told in ("3001", "1001", "CNY 80.00", "1 / 2", "zhang"):
        assert told in page.text
    assert {Locale.ZH: "代金券", Locale.EN: "Voucher"}[locale] in page.text
    assert "1003@" not in page.text


@pytest.mark.parametrize("locale", Locale)
async def test_a_deputy_reads_for_whom(
    browser: Browser, gateway: MemoryGateway, locale: Locale
) -> None:
    deputies = {"zhang": "chen"}
    told: dict[str, Any] = {"version": 1, "level": 1, "asked": ["chen"], "deputies": deputies}
    gateway.happen(EventKind.APPROVAL_REMINDED, "system", **told)
    page = await get(browser, link("chen"), locale.value)
    assert {Locale.ZH: "chen（代 zhang）", Locale.EN: "chen (for zhang)"}[locale] in page.text


async def test_row_18_a_yes_by_the_link_of_a_mail_counts_once_and_a_replay_shows_it(
    browser: Browser, gateway: MemoryGateway
) -> None:
    page = await get(browser, link())
    fields = {"nonce": nonce_of(page), "answer": "yes"}
    for _ in range(3):
        assert (await post(browser, link(), **fields)).status_code == 303
    voted = [event for event in gateway.events if event.kind is EventKind.VOTED]
    assert [(e.by, e.data["answer"]) for e in voted] == [("zhang", "yes")]
    again = await get(browser, link())
    assert "Your decision is recorded" in again.text
    assert 'name="nonce"' not in again.text


async def test_a_no_needs_a_reason_and_goes_back_to_planning(
    browser: Browser, gateway: MemoryGateway
) -> None:
    refused = await send(browser, link(), answer="no")
    assert refused.status_code == 422
    assert gateway.decided == []
    assert (await send(browser, link(), answer="no", reason="3009")).status_code == 303
    assert (await gateway.view(CASE)).state.stage is Stage.PLANNING
    assert gateway.events[-1].texts == {"reason": "3009"}
    assert "3009" in (await get(browser, link("wang"))).text


async def test_an_edit_voids_the_link(browser: Browser, gateway: MemoryGateway) -> None:
    page = await get(browser, link())
    propose(gateway, "3002")
    sent = await post(browser, link(), nonce=nonce_of(page), answer="yes")
    assert sent.status_code == 409
    assert "is not the present one" in sent.text
    assert "3001" in sent.text
    assert "3002" not in sent.text
    assert EventKind.VOTED not in kinds(gateway)


async def test_a_form_of_one_level_decides_no_other(
    browser: Browser, gateway: MemoryGateway
) -> None:
    """The manager may decide at both levels: the form is for the one that it was shown for."""
    stale = link("chen", level=1)
    nonce = SIGNER.nonce("view-000001", CASE, 1, part(1, 1), "chen")
    for who in ("zhang", "wang"):
        assert (await send(browser, link(who), answer="yes")).status_code == 303
    sent = await post(browser, stale, nonce=nonce, answer="yes")
    assert sent.status_code == 409
    assert "decided already" in sent.text
    assert EventKind.APPROVED not in kinds(gateway)
    assert (await send(browser, link("chen", level=2), answer="yes")).status_code == 303
    assert kinds(gateway)[-1] is EventKind.APPROVED


async def test_who_is_asked_by_nobody_cannot_decide(
    browser: Browser, gateway: MemoryGateway
) -> None:
    sent = await send(browser, link("li"), answer="yes")
    assert sent.status_code == 409
    assert "not possible now" in sent.text
    assert EventKind.VOTED not in kinds(gateway)


async def test_a_nonce_of_another_person_is_not_believed(
    browser: Browser, gateway: MemoryGateway
) -> None:
    nonce = nonce_of(await get(browser, link("wang")))
    assert (await post(browser, link("zhang"), nonce=nonce, answer="yes")).status_code == 409
    assert (await post(browser, link("zhang"), answer="yes")).status_code == 409
    assert gateway.decided == []


async def test_links_of_customers_and_of_approvers_open_no_other_door(browser: Browser) -> None:
    assert (await get(browser, token())).status_code == 404
    assert (await browser.get(link())).status_code == 404
    assert (await get(browser, link("mallory"))).status_code == 404
    assert (await get(browser, link(days=500))).status_code == 404
    assert (await get(browser, link() + "x")).status_code == 404


async def test_a_record_that_is_away_says_so(browser: Browser, gateway: MemoryGateway) -> None:
    gateway.error = RecordUnavailable("away")
    assert (await get(browser, link())).status_code == 503
