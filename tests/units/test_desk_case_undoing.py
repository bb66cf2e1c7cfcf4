"""What was just done on the page of a case is undone, as a whole or not at all."""

import re
from collections.abc import AsyncIterator

import pytest

from rules.judgement import judgement
from schemas.access import AccessRole
from schemas.enums import EventKind
from store.database import Database
from tests.units.case_page import (
    at,
    does,
    element,
    submitted,
)
from tests.units.desk import Browser, Desk


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


async def test_one_click_corrects_and_can_be_undone(desk: Desk, browser: Browser) -> None:
    case = await submitted(desk)
    page = (await browser.get(at(case))).text
    chip = page[page.index('name="priority" value="low"') - 700 :]
    chip = chip[chip.rindex("<form", 0, chip.index('name="priority" value="low"')) :]
    found = re.findall(r'name="([^"]+)" value="([^"]*)"', chip[: chip.index("</form>")])

    answer = await browser.post(at(case), **dict(found))
    assert desk.gateway.look(case).state.priority == "low"
    told = element((await browser.get(answer.headers["location"])).text, "told")
    undo = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', told))
    for _ in range(2):
        await browser.post(at(case), **undo)

    view = desk.gateway.look(case)
    assert view.state.priority == "high"
    assert [e.kind for e in view.events].count(EventKind.TRIAGED) == 2


async def test_triage_is_undone_as_a_whole_or_not_at_all(desk: Desk, browser: Browser) -> None:
    case = await submitted(desk)
    for fields, whole in (
        ({"scope": "some", "reproduced": "true"}, False),  # nobody had said either before
        ({"scope": "many", "reproduced": "false", "priority": "low"}, True),
        ({"problem": "旧版本"}, False),
    ):
        before = desk.gateway.look(case)
        usual = {"category": "malfunction", "priority": before.state.priority or ""}
        answer = await does(browser, case, "triage", **{**usual, **fields})
        told = element((await browser.get(answer.headers["location"])).text, "told")
        assert ("Undo" in told) == whole, fields
        if whole:
            undo = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', told))
            assert (await browser.post(at(case), **undo)).status_code == 303
            after = desk.gateway.look(case)
            assert judgement(after.events) == judgement(before.events)
            assert after.state.priority == before.state.priority


async def test_who_hands_a_case_to_strangers_hears_where_it_is(
    desk: Desk, browser: Browser
) -> None:
    case = await submitted(desk)

    answer = await does(browser, case, "triage", category="product_suggestion", priority="high")

    assert "with another team now" in (await browser.get(answer.headers["location"])).text
    assert (await browser.get(at(case))).status_code == 404


async def test_what_nobody_had_before_is_not_given_back(desk: Desk, browser: Browser) -> None:
    case = await submitted(desk)
    first = await does(browser, case, "take")
    assert "Undo" not in (await browser.get(first.headers["location"])).text

    async with desk.browser() as other:
        await other.sign_in("zhang")
        second = await does(other, case, "take")
        told = element((await other.get(second.headers["location"])).text, "told")
        undo = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', told))
        await other.post(at(case), **undo)

    assert desk.gateway.look(case).state.owner == "li"
