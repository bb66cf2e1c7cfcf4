"""Search: words and filters in one field."""

import re
from collections.abc import AsyncIterator
from html import unescape

import pytest
from httpx import Response

from schemas.access import AccessRole
from schemas.enums import DecisionKind
from schemas.submissions import Submission
from starter.web.desk import search_hits
from store.database import Database
from tests.stores.cases import decision
from tests.units.desk import Browser, Desk, hidden_of

BATTERY = "电池续航太差，我的电话是 13912345678，王小明"
REFUND = "The refund never arrived"


@pytest.fixture
def desk(database: Database) -> Desk:
    made = Desk(database)
    made.let_in("li", teams=("engineering",))
    made.let_in("eve", AccessRole.AUDITOR, ())
    return made


@pytest.fixture
async def browser(desk: Desk) -> AsyncIterator[Browser]:
    async with desk.browser() as browser:
        await browser.sign_in("li")
        yield browser


async def submitted(desk: Desk, text: str, priority: str = "high", **fields: str) -> str:
    item = {"text": text, "category": "malfunction", "priority": priority, **fields}
    return (await desk.gateway.submit(Submission.model_validate(item))).id


async def search(browser: Browser, text: str) -> Response:
    return await browser.send("/desk/search", q=text, cursor="")


def cases(page: str) -> list[str]:
    return re.findall(r'class="row-link" href="/desk/cases/([\w-]+)"', page)


async def test_without_a_case_it_says_what_to_do(browser: Browser) -> None:
    page = (await browser.get("/desk/search")).text

    assert "There is no case yet." in page
    assert "huiyin submit" in page


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("电池", ["battery"]),
        ("refund", ["refund"]),
        ("priority:high 电池", ["battery"]),
        ("priority:low 电池", []),
        ("优先级:高 电池", ["battery"]),
        ("优先级：高 owner:nobody 电池", ["battery"]),
        ("优先级： 高，状态：制定方案 电池", ["battery"]),
        ("priority: high 电池", ["battery"]),
        ('stage:"planning a solution" team:“Technical support” 电池', ["battery"]),
        ("处理人:无人负责 来源:web -refund", ["battery"]),
        ('"refund never"', ["refund"]),
        ("refund -never", []),
        ("stage:closed 电池", []),
        ("received_after:2020-01-01 refund", ["refund"]),
        ("received_before:2020-01-01 refund", []),
        ("received_after:今天 refund", ["refund"]),
        ("received_before:昨天 refund", []),
        ("received_after:7d received_before:2099/1/2 refund", ["refund"]),
        ("收到早于:2020年1月2日 refund", []),
        ("http://example.com refund", []),
    ],
)
async def test_words_and_filters_stand_in_one_field(
    desk: Desk, browser: Browser, asked: str, found: list[str]
) -> None:
    known = {
        await submitted(desk, BATTERY): "battery",
        await submitted(desk, REFUND, "low"): "refund",
    }

    answer = await search(browser, asked)

    assert answer.status_code == 200
    assert [known[each] for each in cases(answer.text)] == found
    assert ("No case is like that." in answer.text) is (not found)


async def test_the_words_are_shown_where_they_are_and_nobody_is_named(
    desk: Desk, browser: Browser
) -> None:
    await submitted(desk, BATTERY, name="王小明")

    page = (await search(browser, "电池")).text
    assert "<mark>电池</mark>续航太差" in page
    assert "13912345678" not in page
    assert "王小明" in page

    async with desk.browser() as other:
        await other.sign_in("eve")
        page = (await search(other, "电池")).text
    assert "<mark>电池</mark>" in page
    assert "王小明" not in page


async def test_words_of_later_are_said_to_be_elsewhere(desk: Desk, browser: Browser) -> None:
    case = await submitted(desk, BATTERY)
    await desk.gateway.note(case, "shipped a spare part", "li", "note-0001")

    page = (await search(browser, "spare")).text

    assert cases(page) == [case]
    assert "what was written later" in page


async def test_filters_alone_have_an_address(desk: Desk, browser: Browser) -> None:
    high = await submitted(desk, BATTERY)
    await submitted(desk, REFUND, "low")

    answer = await search(browser, "priority:high owner:-")

    assert answer.headers["location"] == "/desk/search?priority=high&owner=-"
    assert cases((await browser.get(answer.headers["location"])).text) == [high]


async def test_words_are_in_no_address(desk: Desk, browser: Browser) -> None:
    await submitted(desk, BATTERY)
    await submitted(desk, BATTERY)

    answer = await search(browser, "priority:high 电池")

    assert answer.status_code == 200
    assert not re.findall(r'(?:href|action)="[^"]*(?:电池|%E7%94%B5)', answer.text)


async def test_what_is_asked_can_be_taken_away(desk: Desk, browser: Browser) -> None:
    await submitted(desk, BATTERY)

    page = unescape((await search(browser, "priority:high stage:planning 电池")).text)

    rests = re.findall(r'name="q" value="([^"]*)"><button class="chip" aria-label="([^"]*)"', page)
    assert rests == [
        ("stage:planning 电池", "take “priority: high” away"),
        ("priority:high 电池", "take “stage: planning a solution” away"),
        ("priority:high stage:planning", "take “words: 电池” away"),
    ]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("priority:hoch", "There is no priority hoch. It can be: high, medium, low"),
        ("priority:", "There is no value after priority:. It can be: high, medium, low"),
        ("-priority:high", "-priority:high takes nothing away: only words can be taken away"),
        ("priority:low priority:high", "priority is there twice; only priority:high counts"),
        ("优先:高", "There is no filter 优先. Did you mean priority:? There are stage:"),
        ("breached:yes", "It can be: true (missed), false (kept)"),
        ("stage:done 电池", "awaiting_confirmation"),
        ("情绪:sad", "It can be: positive"),
        ("module:unknown", "login ("),
        ("prio:high", "There is no filter prio. Did you mean priority:? There are stage: outcome:"),
        ("team:nobody", "engineering (Technical support)"),
        ("due_before:soon", "2026-11-22T08:00:00Z"),
        ("id:1", "is not a case id"),
    ],
)
async def test_a_mistake_says_what_is_possible(
    desk: Desk, browser: Browser, asked: str, said: str
) -> None:
    await submitted(desk, BATTERY)

    page = unescape((await search(browser, asked)).text)

    assert said in page
    assert cases(page)
    assert f'value="{asked}"' in page  # to be mended, not to be typed anew


async def test_from_an_empty_search_one_click_leads_to_all(desk: Desk, browser: Browser) -> None:
    case = await submitted(desk, BATTERY)
    nothing = (await search(browser, "priority:low 电饭锅")).text

    assert 'href="/desk/search">take all away<' in nothing
    assert cases((await browser.get("/desk/search")).text) == [case]


async def test_a_wrong_value_is_said_in_chinese_signs(browser: Browser) -> None:
    await browser.send("/desk", "/desk/preferences", locale="zh")

    assert "high（高）、medium（中）、low（低）" in (await search(browser, "priority:hoch")).text


async def test_a_number_opens_its_case(desk: Desk, browser: Browser) -> None:
    case = await submitted(desk, BATTERY)

    for typed in (case, case.lower(), f" {case.replace('-', '')} "):
        assert (await search(browser, typed)).headers["location"] == f"/desk/cases/{case}"

    assert "No case is like that." in (await search(browser, "00000-00000")).text
    desk.let_in("mei", teams=("product",))
    async with desk.browser() as other:
        await other.sign_in("mei")
        assert "location" not in (await search(other, case)).headers


async def test_closed_cases_are_found(desk: Desk, browser: Browser) -> None:
    case = await submitted(desk, BATTERY)
    await desk.gateway.decide(decision(case, DecisionKind.WITHDRAW, "li", "withdraw-1"))

    page = (await search(browser, "电池")).text

    assert cases(page) == [case]
    assert "withdrawn" in page


async def test_pages_go_on_by_post(
    desk: Desk, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_hits, "PAGE", 2)
    ids = []
    for _ in range(3):
        ids.append(await submitted(desk, BATTERY))
        desk.clock.go_on(minutes=1)

    first = (await search(browser, "电池")).text
    assert cases(first) == [ids[2], ids[1]]
    cursor = re.search(r'name="cursor" value="([^"]+)"', first)
    assert cursor
    second = (await browser.send("/desk/search", q="电池", cursor=cursor[1])).text
    assert cases(second) == [ids[0]]
    assert "Back to the first" in second
    other = (await browser.send("/desk/search", q="续航", cursor=cursor[1])).text
    assert cases(other) == [ids[2], ids[1]]


async def test_another_team_finds_nothing(desk: Desk) -> None:
    await submitted(desk, BATTERY)
    desk.let_in("mei", teams=("product",))

    async with desk.browser() as other:
        await other.sign_in("mei")
        assert cases((await search(other, "电池")).text) == []


async def test_text_full_of_markup_is_shown_as_text(desk: Desk, browser: Browser) -> None:
    await submitted(desk, "<script>alert(1)</script> \u202eevil 🎉")

    page = (await search(browser, '<script> "alert')).text

    assert "<script>alert" not in page
    assert "&lt;<mark>script</mark>&gt;<mark>alert</mark>" in page


async def test_every_page_has_the_field(browser: Browser) -> None:
    page = (await browser.get("/desk")).text

    assert 'action="/desk/search" class="find"' in page
    assert 'data-key="/"' in page


async def test_another_language_shows_the_same_cases(desk: Desk, browser: Browser) -> None:
    case = await submitted(desk, BATTERY)
    await submitted(desk, REFUND)
    shown = {**hidden_of(await search(browser, "priority:high 电池")), "q": "priority:high 电池"}

    answer = await browser.post("/desk/preferences", **shown, locale="zh")

    assert answer.status_code == 307
    page = (await browser.post(answer.headers["location"], **shown)).text
    assert cases(page) == [case]
    assert "找到 1 件" in page
