"""The page of a case: what is shown, and to whom."""

import re
from collections.abc import AsyncIterator, Sequence
from datetime import datetime

import pytest

from activities import ledger
from schemas.absences import Absence
from schemas.access import AccessRole
from schemas.enums import Outcome, Template
from schemas.updates import Point
from starter.web.desk.words.case_events import MAILS, POINTS
from store import policies
from store.casebook import CaseBook
from store.database import Database
from tests.stories import START
from tests.units.case_page import (
    ADDRESS,
    NAME,
    PHONE,
    K,
    at,
    decided,
    element,
    form_of,
    offered,
    submitted,
)
from tests.units.desk import Browser, Desk
from worker.likening import Likening


@pytest.fixture
def desk(database: Database) -> Desk:
    made = Desk(database)
    made.let_in("li", teams=("engineering",))
    made.let_in("zhang", AccessRole.LEAD, ("engineering",))
    return made


@pytest.fixture
async def browser(desk: Desk) -> AsyncIterator[Browser]:
    async with desk.browser() as browser:
        await browser.sign_in("li")
        yield browser


async def test_the_customers_words_come_first_and_masked(desk: Desk, browser: Browser) -> None:
    case = await submitted(desk)

    page = (await browser.get(at(case))).text

    assert "付款以后闪退" in element(page, "said")
    assert NAME in page  # who works on it needs the name
    assert PHONE not in page
    assert ADDRESS not in page
    assert page.index('id="said"') < page.index('id="actions"') < page.index('id="story"')


async def test_only_what_is_allowed_is_offered_with_what_follows(
    desk: Desk, browser: Browser
) -> None:
    case = await submitted(desk)
    page = (await browser.get(at(case))).text
    assert {"take", "assign", "triage", "clarify", "propose", "note"} <= set(offered(page))
    assert not {"approve", "reject", "resolve", "confirm", "reopen", "calm"} & set(offered(page))
    assert "emergency" not in offered(page)  # of others than the owner, only a lead

    await decided(desk, case, K.TRIAGE, priority="low")
    await decided(desk, case, K.PROPOSE, texts={"text": "换新"}, solution="answer")
    page = (await browser.get(at(case))).text
    assert "resolve" in offered(page)
    assert "starts the 7 days for confirmation" in page


async def test_who_is_away_is_asked_once(
    desk: Desk, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = await submitted(desk)
    asked: list[datetime] = []
    away = desk.gateway.away

    def counted(at: datetime) -> Sequence[Absence]:
        asked.append(at)
        return away(at)

    monkeypatch.setattr(desk.gateway, "away", counted)

    await browser.get(at(case))

    assert len(asked) == 1


async def test_what_comes_later_has_its_place_from_the_first_on(
    desk: Desk, browser: Browser
) -> None:
    case = await submitted(desk)

    page = (await browser.get(at(case))).text

    for name in ("tasks", "proposal", "customer-facts"):
        assert f'id="{name}" data-live="{case}"' in page


async def test_versions_of_a_proposal_are_compared(desk: Desk, browser: Browser) -> None:
    case = await submitted(desk)
    await decided(desk, case, K.PROPOSE, texts={"text": "换一台新的"})
    await decided(desk, case, K.REJECT, "zhang", {"reason": "太贵"})
    await decided(desk, case, K.PROPOSE, texts={"text": "修一台旧的"})

    proposal = element((await browser.get(at(case))).text, "proposal")

    assert "<ins>修</ins>" in proposal
    assert "<del>新</del>" in proposal


async def test_somebody_else_is_seen_for_a_minute(desk: Desk, browser: Browser) -> None:
    case = await submitted(desk)
    csrf = form_of((await browser.get(at(case))).text, "note")["csrf"]
    assert (await browser.post(f"{at(case)}/presence", csrf=csrf)).json()["others"] == []

    async with desk.browser() as other:
        await other.sign_in("zhang")
        page = (await other.get(at(case))).text
        assert "li is looking at this case, too" in page
        desk.clock.go_on(seconds=61)
        assert "looking at this case" not in (await other.get(at(case))).text
        csrf_of_other = form_of(page, "note")["csrf"]
        await other.post(f"{at(case)}/presence", csrf=csrf_of_other)
        here = await browser.post(f"{at(case)}/presence", csrf=csrf)
        await other.post(f"{at(case)}/presence", csrf=csrf_of_other, left="1")
        gone = await browser.post(f"{at(case)}/presence", csrf=csrf)
    assert (here.json()["others"], gone.json()["others"]) == (["zhang"], [])


async def test_personal_data_is_shown_once_with_a_reason(desk: Desk, browser: Browser) -> None:
    case = await submitted(desk)
    page = (await browser.get(at(case))).text
    csrf = form_of(page, "note")["csrf"]

    none = await browser.post(at(case), csrf=csrf, form="unmask", do="unmask", reason=" ")
    whole = await browser.post(at(case), csrf=csrf, form="unmask", do="unmask", reason="回电")

    assert none.status_code == 422
    assert PHONE not in none.text
    assert PHONE in whole.text
    assert ADDRESS in whole.text
    assert "data-live" not in whole.text
    later = (await browser.get(at(case))).text
    assert PHONE not in later
    assert "personal data looked at" in element(later, "story")
    assert "回电" in element(later, "story")


async def test_other_cases_of_the_customer_are_listed(desk: Desk, browser: Browser) -> None:
    case, other = await submitted(desk), await submitted(desk, text="还有一个问题")
    strangers = await submitted(desk, contact="else@example.com", text="别人的问题")
    unseen = await submitted(desk, category="product_suggestion", text="深色模式")

    customer = element((await browser.get(at(case))).text, "customer")

    assert other in customer
    assert f'id="customers-cases" data-live="{case} {other}"' in customer
    assert strangers not in customer
    assert unseen not in customer


def compared(desk: Desk, *ids: str) -> None:
    """Cases are known to what they are alike, as they are after their analysis."""
    likening = Likening()
    for each in ids:
        with CaseBook(desk.database).open(each) as case:
            ledger.record(case, likening.compare(case)(case, START), START)


async def test_similar_cases_are_shown_with_what_helped(desk: Desk, browser: Browser) -> None:
    case = await submitted(desk, text="付款以后应用就闪退，打不开")
    near = await submitted(desk, text="付款以后應用就閃退，請修復", contact="b@example.com")
    far = await submitted(desk, text="电池续航太差", contact="c@example.com")
    done = await submitted(desk, text="应用付款以后闪退，打不开了", contact="d@example.com")
    await decided(desk, done, K.PROPOSE, texts={"text": "更新"})
    await decided(desk, done, K.APPROVE, "zhang", version=1)
    await decided(desk, done, K.RESOLVE, texts={"summary": f"请更新到 5.2，电话 {PHONE}"})
    await decided(desk, done, K.CONFIRM, "zhang", solved=True)
    compared(desk, case, near, far, done)

    customer = element((await browser.get(at(case))).text, "customer")

    assert near in customer
    assert far not in customer
    assert "Solution: 请更新到 5.2" in customer
    assert PHONE not in customer


async def test_levels_and_moods_are_not_taken_for_cases_that_are_alike(
    desk: Desk, browser: Browser
) -> None:
    case = await submitted(desk, priority="high")
    await decided(desk, case, K.PROPOSE, texts={"text": "换新"})

    story = element((await browser.get(at(case))).text, "story")

    assert "approval asked" in story
    assert "the same as" not in story
    assert "%" not in story


async def test_what_is_the_same_problem_is_linked_and_parted(desk: Desk, browser: Browser) -> None:
    case = await submitted(desk, text="付款以后应用就闪退，打不开")
    near = await submitted(desk, text="付款以后應用就閃退，請修復", contact="b@example.com")
    compared(desk, case, near)
    csrf = form_of((await browser.get(at(case))).text, "note")["csrf"]

    linked = await browser.post(at(case), csrf=csrf, form="link", do="link", other=near)
    assert linked.status_code == 303
    page = (await browser.get(at(near))).text
    assert "linked by li" in element(page, "customer")
    assert f"the same as {case}" in element(page, "story")

    await browser.post(at(near), csrf=csrf, form="link", do="unlink", other=case)
    assert near not in element((await browser.get(at(case))).text, "customer")


async def test_a_duplicate_is_closed_and_taken_back(desk: Desk, browser: Browser) -> None:
    case = await submitted(desk, text="付款以后应用就闪退，打不开")
    near = await submitted(desk, text="付款以后應用就閃退，請修復", contact="b@example.com")
    compared(desk, near, case)
    form = form_of((await browser.get(at(case))).text, "duplicate")
    done = await browser.post(at(case), **form, of=near.lower(), do="send")
    page = (await browser.get(done.headers["location"])).text

    assert desk.gateway.look(case).state.outcome is Outcome.DUPLICATE
    assert 'name="reason_code" value="not_a_duplicate"' in element(page, "told")


async def test_clocks_explain_themselves(desk: Desk, browser: Browser) -> None:
    case = await submitted(desk, priority="low")
    await decided(desk, case, K.CLARIFY, texts={"question": "哪个型号？"})
    desk.clock.go_on(hours=5)
    await browser.sign_in("li")

    clocks = element((await browser.get(at(case))).text, "clocks")

    assert "14 days, day and night" in clocks
    assert "not counted: waiting for the customer" in clocks
    assert "5 h" in clocks


async def test_of_years_a_clock_explains_the_first_and_the_latest(
    desk: Desk, browser: Browser
) -> None:
    with desk.database.writing() as session:  # the plain one of tests knows no working time
        policies.apply(session, str(policies.shipped_text("default.toml")))
    case = await submitted(desk, priority="low")
    desk.clock.go_on(days=1000)
    await browser.sign_in("li")

    clocks = element((await browser.get(at(case))).text, "clocks")

    assert "stretches; the length is what counted of them" in clocks
    assert clocks.count("<tr class=") < 300


async def test_auditors_read_and_decide_nothing(desk: Desk) -> None:
    case = await submitted(desk)
    desk.let_in("audit", AccessRole.AUDITOR, ())
    desk.let_in("root", AccessRole.ADMINISTRATOR, ())
    for login in ("audit", "root"):
        async with desk.browser() as other:
            await other.sign_in(login)
            page = (await other.get(at(case))).text
            assert offered(page) == ["unmask"]
            assert NAME not in page
            assert "decide nothing" in page
            csrf = re.findall(r'data-csrf="([^"]+)"', page)[0]
            form = {"csrf": csrf, "form": "take", "request": "request-0001", "do": "send"}
            assert (await other.post(at(case), **form)).status_code == 403
    assert desk.gateway.look(case).state.owner is None


async def test_another_team_sees_nothing_and_does_nothing(desk: Desk, browser: Browser) -> None:
    case = await submitted(desk)
    csrf = form_of((await browser.get(at(case))).text, "note")["csrf"]
    other = await submitted(desk, category="product_suggestion")
    fields = {"csrf": csrf, "form": "take", "request": "request-0001", "do": "send"}

    assert (await browser.get(at(other))).status_code == 404
    for path in (at(other), f"{at(other)}/draft", f"{at(other)}/presence"):
        assert (await browser.post(path, **fields)).status_code == 404
    assert (await browser.get("/desk/cases/nothing")).status_code == 404


async def test_text_full_of_markup_is_shown_as_text(desk: Desk, browser: Browser) -> None:
    evil = "<script>alert(1)</script> \u202e</textarea>evil 🎉"
    case = await submitted(desk, text=evil, name="<b>王</b>")
    await decided(desk, case, K.PROPOSE, texts={"text": evil})
    form = form_of((await browser.get(at(case))).text, "note")
    await browser.post(f"{at(case)}/draft", **form, text=evil)

    page = (await browser.get(at(case))).text

    assert page.count("&lt;script&gt;alert(1)") >= 4
    assert "<script>alert" not in page
    assert "<b>王" not in page
    assert "style=" not in page


def test_every_mail_and_every_point_has_a_name() -> None:
    assert set(MAILS) == set(Template)
    assert set(POINTS) == set(Point)


async def test_the_page_is_said_in_chinese(desk: Desk, browser: Browser) -> None:
    case = await submitted(desk)
    await browser.send("/desk", "/desk/preferences", locale="zh")

    page = (await browser.get(at(case))).text

    assert "客户说的话" in page
    assert "由您负责，其他人会看到。" in page
