"""A case that looks like spam: a person says by one click that it is, or is not."""

import re

import pytest

from activities.record import RecordActivities
from schemas.analysis import Analysis
from schemas.enums import Priority, Sentiment, Stage
from schemas.messages import Advance
from schemas.policy import Policy
from store.casebook import CaseBook
from store.database import Database
from tests.stores.cases import new_case
from tests.stories import START
from tests.units.case_page import at, element
from tests.units.desk import Browser, Desk


def suspected(database: Database) -> str:
    def listen(_: str, policy: Policy) -> Analysis:
        return Analysis(
            category="other",
            priority=Priority.LOW,
            sentiment=Sentiment.NEUTRAL,
            confidence=0.9,
            spam=True,
            spam_score=0.7,
        )

    case = new_case(database)
    RecordActivities(CaseBook(database), listen).analyze(Advance(case_id=case, now=START))
    return case


def chips(page: str) -> dict[str, dict[str, str]]:
    """What one click sends, by the answer to whether it is spam."""
    forms = re.findall(r"<form.*?</form>", element(page, "judged"), re.DOTALL)
    found = [dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form)) for form in forms]
    return {each["spam"]: each for each in found if "spam" in each}


@pytest.fixture
def desk(database: Database) -> Desk:
    made = Desk(database)
    made.let_in("li", teams=("support",))
    return made


async def sent(browser: Browser, case: str, answer: str) -> None:
    await browser.post(at(case), **chips((await browser.get(at(case))).text)[answer])


async def test_a_suspicion_is_confirmed_by_one_click_and_taken_back(
    desk: Desk, database: Database
) -> None:
    case = suspected(database)
    async with desk.browser() as browser:
        await browser.sign_in("li")
        assert chips((await browser.get(at(case))).text).keys() == {"true", "false"}
        await sent(browser, case, "true")
        assert desk.gateway.look(case).state.aside_from is Stage.TRIAGE

        await sent(browser, case, "false")
        state = desk.gateway.look(case).state
        assert (state.stage, state.aside_from) == (Stage.PLANNING, None)
        assert chips((await browser.get(at(case))).text).keys() == {"true"}
