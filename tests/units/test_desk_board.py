"""The board: all open cases by stage."""

import re
from collections.abc import AsyncIterator
from html import unescape

import pytest

from schemas.access import AccessRole
from schemas.enums import DecisionKind, Stage
from schemas.submissions import Submission
from starter.web.desk import board_columns
from store.database import Database
from tests.stores.cases import analyzed_case, decision
from tests.stories import START
from tests.units.desk import Browser, Desk, hidden_of

TEXT = "付款以后闪退，我的电话是 13912345678"


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


async def submitted(desk: Desk, priority: str = "high", **fields: str) -> str:
    item = {"text": TEXT, "category": "malfunction", "priority": priority, **fields}
    return (await desk.gateway.submit(Submission.model_validate(item))).id


async def show(browser: Browser, query: str = "") -> str:
    return (await browser.get(f"/desk/board{query}")).text


def column(page: str, stage: Stage) -> str:
    begin = page.index(f'id="column-{stage}"')
    return page[begin : page.index("</details>", begin)]


def cases(text: str) -> list[str]:
    return re.findall(r'class="row-link" href="/desk/cases/([\w-]+)"', text)


def test_the_columns_are_the_stages_in_the_order_of_the_process() -> None:
    assert tuple(Stage)[:-1] == board_columns.STAGES


async def test_without_a_case_the_board_says_what_to_do(browser: Browser) -> None:
    page = await show(browser)

    assert "There is no open case now." in page
    assert "huiyin submit" in page
    assert 'href="/feedback"' in page


async def test_a_case_stands_in_the_column_of_its_stage(desk: Desk, browser: Browser) -> None:
    waiting, asked = await submitted(desk), await submitted(desk)
    await desk.gateway.decide(decision(asked, DecisionKind.TAKE, "li", "take-0001"))
    question = {"question": "哪个型号？"}
    await desk.gateway.decide(decision(asked, DecisionKind.CLARIFY, "li", "ask-0001", question))

    page = await show(browser)

    assert cases(column(page, Stage.CLARIFYING)) == [asked]
    assert waiting in cases(page)
    assert "open" not in column(page, Stage.RESOLVING).split(">")[0]
    card = column(page, Stage.CLARIFYING)
    assert "付款以后闪退" in card
    assert "13912345678" not in card
    assert ">li<" in card
    assert "paused" in card


async def test_the_most_urgent_is_first_and_the_rest_is_counted(
    desk: Desk, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(board_columns, "FIRST", 2)
    low, high, middle = [await submitted(desk, each) for each in ("low", "high", "medium")]

    page = await show(browser)
    assert cases(page) == [high, middle]
    assert '<span class="count">3</span>' in page
    assert "1 more" in page

    more = re.search(r'class="button more" href="([^"#]+)', page)
    assert more
    assert cases((await browser.get(unescape(more[1]))).text) == [high, middle, low]


async def test_a_column_never_shows_more_than_can_be_read(
    desk: Desk, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(board_columns, "FIRST", 1)
    monkeypatch.setattr(board_columns, "MOST", 1)
    await submitted(desk)
    await submitted(desk)

    page = await show(browser, "?shown=planning.9999&shown=nonsense&shown=x.1&shown=planning.²")

    assert len(cases(page)) == 1
    assert "only the 1 most urgent" in page


async def test_missed_targets_are_counted(desk: Desk, browser: Browser) -> None:
    await submitted(desk)
    await submitted(desk, "low")
    with desk.database.writing() as session:
        late = "UPDATE cases SET breached = true WHERE priority = 'high'"
        session.connection().exec_driver_sql(late)

    assert "1 missed" in await show(browser)
    assert len(cases(await show(browser, "?breached=true"))) == 1


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?priority=high", 1),
        ("?priority=low", 1),
        ("?priority=medium", 0),
        ("?owner=li", 1),
        ("?owner=-", 1),
        ("?owner=me", 1),
        ("?team=engineering&channel=web", 2),
        ("?category=malfunction&priority=", 2),
        ("?category=usage_question", 0),
    ],
)
async def test_filters_stand_in_the_address(
    desk: Desk, browser: Browser, query: str, found: int
) -> None:
    mine = await submitted(desk, "low")
    await submitted(desk, "high")
    await desk.gateway.decide(decision(mine, DecisionKind.TAKE, "li"))

    page = await show(browser, query)

    assert len(cases(page)) == found
    assert ("No case is like that." in page) is (not found)


async def test_filters_are_words_that_can_be_taken_away(browser: Browser) -> None:
    page = await show(browser, "?priority=high&owner=-&team=engineering")

    chips = re.findall(r'class="chip" href="([^"]+)" aria-label="([^"]+)"', page)
    assert [unescape(said) for _, said in chips] == [
        "take “priority: high” away",
        "take “team: Technical support” away",
        "take “owner: nobody” away",
    ]
    assert unescape(chips[0][0]) == "/desk/board?team=engineering&owner=-"


async def test_a_filter_that_cannot_be_says_what_can(desk: Desk, browser: Browser) -> None:
    case = await submitted(desk)

    page = unescape(await show(browser, "?priority=urgent&team=nobody"))

    assert "There is no priority urgent. It can be: high, medium, low" in page
    assert "engineering (Technical support)" in page
    assert cases(page) == [case]


async def test_another_team_sees_nothing(desk: Desk) -> None:
    await submitted(desk)
    desk.let_in("mei", teams=("product",))

    async with desk.browser() as other:
        await other.sign_in("mei")
        page = await show(other)
    assert cases(page) == []
    assert "There is no open case now." in page


async def test_text_full_of_markup_is_shown_as_text(desk: Desk, browser: Browser) -> None:
    await submitted(desk, text="<script>alert(1)</script> \u202eevil 🎉")

    page = await show(browser)

    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page
    assert "style=" not in page


async def test_who_may_not_decide_for_many_selects_nothing(desk: Desk, browser: Browser) -> None:
    await submitted(desk)

    assert 'name="case"' not in await show(browser)
    async with desk.browser() as other:
        await other.sign_in("zhang")
        assert 'name="case"' in await show(other)


async def test_a_filter_is_saved_renamed_and_deleted(browser: Browser) -> None:
    await show(browser)
    saved = await browser.send(
        "/desk/board?priority=high&shown=planning.50",
        "/desk/board/views?priority=high",
        name=" 急 件 ",
    )
    assert saved.headers["location"] == "/desk/board?priority=high"

    page = await show(browser)
    assert '<a href="/desk/board?priority=high">急 件</a>' in page
    view = re.search(r'action="(/desk/board/views/\d+)', page)
    assert view
    await browser.send("/desk/board", view[1], act="rename", name="急")
    assert '<a href="/desk/board?priority=high" aria-current="true">急</a>' in await show(
        browser, "?priority=high"
    )
    await browser.send("/desk/board", view[1], act="delete")
    assert "急" not in await show(browser)


async def test_words_are_never_kept_in_a_view(desk: Desk, browser: Browser) -> None:
    await browser.send("/desk/board", "/desk/board/views?q=13912345678&owner=-&name=x", name="v")

    assert [view.query for view in desk.room.views.of("li")] == ["owner=-"]


@pytest.mark.parametrize(
    ("name", "said"), [(" ", "at most 60"), ("x" * 61, "at most 60"), ("\u202e", "at most 60")]
)
async def test_a_view_needs_a_name(browser: Browser, name: str, said: str) -> None:
    answer = await browser.send("/desk/board", "/desk/board/views?owner=-", name=name)

    assert said in (await browser.get(answer.headers["location"])).text


async def test_a_view_of_somebody_else_is_none(desk: Desk, browser: Browser) -> None:
    desk.room.views.save("zhang", "mine", "owner=-", START)
    view = desk.room.views.of("zhang")[0].id

    await browser.send("/desk/board", f"/desk/board/views/{view}", act="delete")

    assert len(desk.room.views.of("zhang")) == 1
    assert (await browser.send("/desk/board", "/desk/board/views/x")).status_code == 404


async def test_thousands_are_not_read(desk: Desk, browser: Browser) -> None:
    for number in range(board_columns.FIRST + 5):
        analyzed_case(desk.database, number, category="malfunction", priority="low")

    page = await show(browser)

    assert len(cases(page)) == board_columns.FIRST
    assert f'<span class="count">{board_columns.FIRST + 5}</span>' in page


async def test_a_case_that_lost_its_events_takes_no_list_from_anybody(
    desk: Desk, browser: Browser
) -> None:
    known = await submitted(desk)
    lost = "00000-00000"
    with desk.database.writing() as session:
        for table, key in (("cases", "id"), ("submissions", "case_id")):
            copied = f"copied_{table}"
            for change in (
                f"CREATE TEMPORARY TABLE {copied} AS SELECT * FROM {table}",  # noqa: S608
                f"UPDATE {copied} SET {key} = '{lost}'",  # noqa: S608
                f"INSERT INTO {table} SELECT * FROM {copied}",  # noqa: S608
                f"DROP TABLE {copied}",
            ):
                session.connection().exec_driver_sql(change)

    assert set(cases(await show(browser))) == {known, lost}


async def test_another_language_shows_the_same_board(desk: Desk, browser: Browser) -> None:
    here = hidden_of(await browser.get("/desk/board?priority=high&owner=-"))["here"]
    assert here == "/desk/board?priority=high&owner=-"

    answer = await browser.send("/desk/board?priority=high", "/desk/preferences", locale="zh")

    assert answer.headers["location"] == "/desk/board?priority=high"
    assert '"去掉“优先级：高”"' in await show(browser, "?priority=high")
