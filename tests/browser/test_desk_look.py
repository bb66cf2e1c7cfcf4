"""Every page of the desk in Chinese, dark and on a phone: whole, and to be used by everybody."""

import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from schemas.access import AccessRole
from schemas.enums import DecisionKind
from schemas.submissions import Submission
from starter.identity import tokens
from store.database import Database
from tests.browser.browsers import DESKTOP, PHONE, served, too_wide, violations
from tests.stores.cases import decision
from tests.units.desk import Desk

pytestmark = pytest.mark.browser
TEXT = "付款以后页面一直转圈，钱扣了两次，订单却没有生成"
K, R = DecisionKind, AccessRole
WORK = ("/desk", "/desk/board", "/desk/approvals", "/desk/search", "/desk/nowhere", "/account")
ROOMS = ("people", "teams", "absences", "keys", "channels", "webhooks", "policy", "letters")
CARE = (
    *("/desk/operations", "/desk/operations/doctor", "/desk/operations/audit"),
    *("/desk/settings", *(f"/desk/settings/{each}" for each in ROOMS)),
    *("/desk/settings/policy/edit", "/desk/settings/policy/versions", "/account/codes"),
    "/desk/settings/letters/acknowledgement",
)
OPEN = "document.querySelectorAll('main details').forEach(e => { e.name = ''; e.open = true; })"
SMALL = """() => [...document.querySelectorAll('a,button,summary,select,input')].filter((each) => {
  if (!each.checkVisibility() || each.closest('p, dd, td, .facts')) return false;
  const { width, height } = (each.closest('label') ?? each).getBoundingClientRect();
  return width && Math.min(width, height) < 24;
}).map((each) => each.outerHTML)"""
"""What is smaller than a finger and does not stand in a sentence."""
SPACED = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em }"
CUT = """() => [...document.querySelectorAll('main *')].filter((each) =>
  getComputedStyle(each).overflowX === 'hidden' && each.scrollWidth > each.clientWidth + 1
).map((each) => each.outerHTML)"""


@pytest.fixture
def desk(sqlite_template: Path, tmp_path: Path) -> Iterator[Desk]:
    url = f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'record.sqlite3')}"
    away: dict[str, Any] = {"temporal_port": 1, "smtp_port": 1, "public_url": None}
    database = Database(url)
    made = Desk(database, data_dir=tmp_path, database_url=url, **away)
    made.clock.at = datetime.now(UTC)
    made.let_in("li", teams=("engineering",))
    made.let_in("zhang", R.LEAD, ("engineering",))
    made.let_in("root", R.ADMINISTRATOR, ())
    yield made
    database.close()


@asynccontextmanager
async def sitting(
    desk: Desk, browser: Browser, base: str, login: str, **how: Any
) -> AsyncIterator[Page]:
    account, token = desk.people.accounts.find(login), tokens.new()
    assert account
    at = desk.clock.at
    assert desk.people.sessions.start(tokens.digest(token), login, account.stamp, "", at)
    context = await browser.new_context(base_url=base, **{"viewport": DESKTOP, **how})
    await context.add_cookies([{"name": "huiyin", "value": token, "url": base}])
    try:
        yield await context.new_page()
    finally:
        await context.close()


async def proposed(desk: Desk) -> str:
    item = {"text": TEXT, "category": "malfunction", "priority": "high", "contact": "a@b.example"}
    case = (await desk.gateway.submit(Submission.model_validate(item))).id
    for kind, said in ((K.TAKE, {}), (K.TASK, {"text": "查日志"}), (K.PROPOSE, {"text": "退款"})):
        choice = {"team": "engineering"} if kind is K.TASK else {}
        made = decision(case, kind, "li", f"{kind}-{case}", said, **choice)
        await desk.gateway.decide(made)
    return case


async def test_every_page_in_chinese_dark_and_on_a_phone(desk: Desk, browser: Browser) -> None:
    case = await proposed(desk)
    desk.clock.go_on(minutes=30)
    own = (*WORK, f"/desk/cases/{case}")
    all_pages = (("zhang", own), ("root", (*CARE, f"/desk/operations/cases/{case}")))
    look = {"viewport": PHONE, "locale": "zh-CN", "color_scheme": "dark"}
    async with served(desk.app) as base:
        for login, paths in all_pages:
            async with sitting(desk, browser, base, login, **look) as page:
                for path in paths:
                    await page.goto(path)
                    await page.evaluate(OPEN)
                    assert (path, await violations(page)) == (path, [])
                    assert (path, await page.evaluate(SMALL)) == (path, [])
                    assert (path, await too_wide(page)) == (path, False)


async def test_a_reader_may_space_and_print_the_words(desk: Desk, browser: Browser) -> None:
    case = await proposed(desk)
    async with (
        served(desk.app) as base,
        sitting(desk, browser, base, "zhang", bypass_csp=True) as page,
    ):
        for path in ("/desk", "/desk/board", "/desk/approvals", f"/desk/cases/{case}"):
            await page.goto(path)
            await page.add_style_tag(content=SPACED)
            assert (path, await page.evaluate(CUT), await too_wide(page)) == (path, [], False)

        await page.emulate_media(media="print", color_scheme="dark")
        await expect(page.get_by_text(TEXT)).to_be_visible()
        for gone in (".top", "#actions"):
            await expect(page.locator(gone)).to_be_hidden()
        paper = "getComputedStyle(document.body).backgroundColor"
        assert await page.evaluate(paper) == "rgb(255, 255, 255)"


async def test_the_menu_goes_away(desk: Desk, browser: Browser) -> None:
    async with served(desk.app) as base, sitting(desk, browser, base, "li") as page:
        await page.goto("/desk")
        menu = page.locator("details.menu")
        await menu.locator("summary").click()
        await expect(menu).to_have_attribute("open", "")
        await page.locator("h1").click()
        await expect(menu).not_to_have_attribute("open", "")
        await menu.locator("summary").click()
        await page.keyboard.press("Escape")
        await expect(menu).not_to_have_attribute("open", "")
        await expect(menu.locator("summary")).to_be_focused()
