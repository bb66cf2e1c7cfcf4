"""What is thought of a case on its page: what counts now, and what else is likely."""

import re
from html import unescape

import pytest

from activities.record import RecordActivities
from schemas.analysis import Analysis
from schemas.enums import Aspect, Priority, Sentiment
from schemas.messages import Advance
from schemas.policy import Policy
from store.casebook import CaseBook
from store.database import Database
from tests.stores.cases import new_case
from tests.stories import START
from tests.units.case_page import K, at, decided, does, element
from tests.units.desk import Browser, Desk


def analyzed(database: Database, **answer: object) -> str:
    def listen(_: str, policy: Policy) -> Analysis:
        usual = {"category": "malfunction", "priority": Priority.LOW, "confidence": 0.93}
        sure = {Aspect.PRIORITY: 0.81}
        given = {**usual, "sentiment": Sentiment.NEUTRAL, "confidences": sure, **answer}
        return Analysis.model_validate(given)

    case = new_case(database)
    RecordActivities(CaseBook(database), listen).analyze(Advance(case_id=case, now=START))
    return case


@pytest.fixture
def desk(database: Database) -> Desk:
    made = Desk(database)
    made.let_in("li", teams=("engineering", "support", "product"))
    return made


async def card(desk: Desk, case: str) -> str:
    async with desk.browser() as browser:
        desk.seat(browser, "li")
        return element((await browser.get(at(case))).text, "judged")


def question(page: str, label: str) -> str:
    part = page[page.index(f'<div class="chips" role="group" aria-label="{label}">') :]
    return part.split('<div class="chips"')[1]


def words(part: str) -> list[str]:
    """What is read, word for word."""
    return [unescape(each.strip()) for each in re.findall(r">([^<>]+)<", part) if each.strip()]


async def test_what_counts_stands_first_with_how_sure_it_is(desk: Desk, database: Database) -> None:
    page = await card(desk, analyzed(database))

    assert words(question(page, "Category"))[:3] == ["Category", "Malfunction", "93 %"]
    assert words(question(page, "Priority")) == ["Priority", "low", "81 %", "high", "medium"]


async def test_three_others_are_one_click_and_the_rest_behind_it(
    desk: Desk, database: Database
) -> None:
    page = await card(desk, analyzed(database))

    near, far = question(page, "Part of the product").split("<details")
    every = len(desk.gateway.policy().analysis.modules)
    assert near.count('name="module"') == 3
    assert far.count('name="module"') == every - 3
    assert f"{every - 3} more" in far


async def test_one_alone_is_behind_nothing(desk: Desk, database: Database) -> None:
    page = await card(desk, analyzed(database))

    assert len(desk.gateway.policy().categories) == 5
    assert "<details" not in question(page, "Category")


async def test_what_was_said_before_is_the_likeliest(desk: Desk, database: Database) -> None:
    case = analyzed(database)
    last = list(desk.gateway.policy().categories)[-1]
    await decided(desk, case, K.TRIAGE, category=last)
    await decided(desk, case, K.TRIAGE, category="malfunction")

    near = question(await card(desk, case), "Category")

    assert re.findall(r'name="category" value="(\w+)"', near)[0] == last
    assert words(near)[1:3] == ["Malfunction", "li"]


async def test_the_sub_category_is_told_once(desk: Desk, database: Database) -> None:
    category = desk.gateway.policy().categories["malfunction"]
    key, label = next(iter(category.subcategories.items()))
    page = await card(desk, analyzed(database, subcategory=key))

    shown = page.split('<details id="answers"')[0]
    assert words(shown).count("Sub-category") == 1
    assert words(shown).count(label.en) == 1


@pytest.mark.parametrize("by_form", [True, False])
async def test_spam_that_was_brought_back_is_spam_no_more(
    desk: Desk, database: Database, *, by_form: bool
) -> None:
    case = analyzed(database, spam=True, spam_score=0.99, confidences={Aspect.SPAM: 0.99})
    async with desk.browser() as browser:
        desk.seat(browser, "li")
        assert "Set aside as spam" in (await browser.get(at(case))).text
        if by_form:
            await does(browser, case, "triage", category="malfunction", priority="low")
        else:
            await brought_back(browser, case)

    assert words(question(await card(desk, case), "Spam"))[:3] == ["Spam", "no", "li"]


async def brought_back(browser: Browser, case: str) -> None:
    page = element((await browser.get(at(case))).text, "judged")
    form = page[page.rindex("<form", 0, page.index('name="spam" value="false"')) :]
    sent = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form[: form.index("</form>")]))
    assert (await browser.post(at(case), **sent)).status_code == 303
