"""The page of one's own work."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from schemas.access import AccessRole
from schemas.enums import DecisionKind
from schemas.submissions import Submission
from starter.web.desk import my_work
from store.database import Database
from tests.stores.cases import decision
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


def section(page: str, name: str) -> str:
    begin = page.index(f'aria-labelledby="{name}"')
    return page[begin : page.index("</section>", begin)]


async def test_an_empty_desk_says_so(browser: Browser) -> None:
    page = (await browser.get("/desk")).text

    assert "Nothing waits for you now." in page
    assert 'data-count="0"' in page


async def test_a_case_of_nobody_is_offered_and_then_mine(desk: Desk, browser: Browser) -> None:
    case = await submitted(desk)
    page = (await browser.get("/desk")).text
    assert case in section(page, "free")
    assert case in section(page, "first")
    assert "nobody has it yet" in section(page, "first")

    await desk.gateway.decide(decision(case, DecisionKind.TAKE, "li"))

    page = (await browser.get("/desk")).text
    assert case in section(page, "mine")
    assert case in section(page, "first")
    assert case not in section(page, "free")


async def test_what_is_due_first_is_to_be_done_first(desk: Desk, browser: Browser) -> None:
    low, high = await submitted(desk, "low"), await submitted(desk, "high")
    for case in (low, high):
        await desk.gateway.decide(decision(case, DecisionKind.TAKE, "li", f"take-{case}"))

    page = (await browser.get("/desk")).text

    assert high in section(page, "first")
    assert low not in section(page, "first")
    assert page.index(high, page.index('"mine"')) < page.index(low, page.index('"mine"'))


async def test_numbers_are_masked_in_lists(desk: Desk, browser: Browser) -> None:
    await submitted(desk)

    page = (await browser.get("/desk")).text

    assert "付款以后闪退" in page
    assert "13912345678" not in page


async def test_a_proposal_waits_for_the_lead_and_not_for_its_author(
    desk: Desk, browser: Browser
) -> None:
    case = await submitted(desk)
    await desk.gateway.decide(decision(case, DecisionKind.TAKE, "li", "take-0001"))
    texts = {"text": "换新"}
    await desk.gateway.decide(decision(case, DecisionKind.PROPOSE, "li", "prop-0001", texts))

    assert case in section((await browser.get("/desk")).text, "handed")
    async with desk.browser() as other:
        await other.sign_in("zhang")
        waiting = section((await other.get("/desk")).text, "waiting")
    assert case in waiting
    assert "waits for your yes" in waiting


async def test_an_answer_of_the_customer_waits_for_the_owner(desk: Desk, browser: Browser) -> None:
    case = await submitted(desk)
    asked = {"question": "哪个型号？"}
    await desk.gateway.decide(decision(case, DecisionKind.TAKE, "li", "take-0001"))
    await desk.gateway.decide(decision(case, DecisionKind.CLARIFY, "li", "ask-0001", asked))
    assert case in section((await browser.get("/desk")).text, "handed")

    answer = {"text": "X12"}
    await desk.gateway.decide(decision(case, DecisionKind.REPLY, "customer", "rep-0001", answer))

    page = (await browser.get("/desk")).text
    assert "the customer has answered" in section(page, "waiting")
    assert 'data-count="1"' in page


async def test_a_rejected_proposal_waits_for_the_owner(desk: Desk, browser: Browser) -> None:
    case = await submitted(desk)
    solution, reason = {"text": "换新"}, {"reason": "太贵"}
    await desk.gateway.decide(decision(case, DecisionKind.TAKE, "li", "take-0001"))
    await desk.gateway.decide(decision(case, DecisionKind.PROPOSE, "li", "prop-0001", solution))
    await desk.gateway.decide(decision(case, DecisionKind.REJECT, "zhang", "no-00001", reason))

    page = (await browser.get("/desk")).text
    assert "the proposal was rejected" in section(page, "waiting")
    assert 'data-count="1"' in page

    await desk.gateway.decide(decision(case, DecisionKind.PROPOSE, "li", "prop-0002", solution))
    assert case not in section((await browser.get("/desk")).text, "waiting")


async def test_what_was_given_away_is_followed_until_it_is_done(
    desk: Desk, browser: Browser
) -> None:
    given, tasked, proposed, taken = [await submitted(desk) for _ in range(4)]
    steps: list[tuple[str, DecisionKind, str, dict[str, str], dict[str, str]]] = [
        (given, DecisionKind.ASSIGN, "li", {}, {"to": "zhang"}),
        (tasked, DecisionKind.TAKE, "zhang", {}, {}),
        (tasked, DecisionKind.TASK, "li", {"text": "查日志"}, {"to": "zhang"}),
        (proposed, DecisionKind.PROPOSE, "li", {"text": "换新"}, {}),
        (taken, DecisionKind.ASSIGN, "li", {}, {"to": "wang"}),
        (taken, DecisionKind.TAKE, "zhang", {}, {}),
    ]
    for n, (case, kind, by, texts, choice) in enumerate(steps):
        await desk.gateway.decide(decision(case, kind, by, f"request-{n:04}", texts, **choice))

    handed = section((await browser.get("/desk")).text, "handed")
    assert "you gave it to zhang" in handed
    assert "task T1 is with zhang" in handed
    assert proposed in handed
    assert taken not in handed  # somebody else has given it to himself since

    done = {"task": "T1"}
    await desk.gateway.decide(
        decision(tasked, DecisionKind.DONE, "zhang", "request-done", {"text": "x"}, **done)
    )
    assert tasked not in section((await browser.get("/desk")).text, "handed")


async def test_a_missed_clock_is_told(desk: Desk, browser: Browser) -> None:
    case = await submitted(desk)
    await desk.gateway.decide(decision(case, DecisionKind.TAKE, "li"))
    desk.clock.at += timedelta(days=30)
    await browser.sign_in("li")

    assert "clock missed" in section((await browser.get("/desk")).text, "mine")


async def test_a_case_of_nobody_is_taken(desk: Desk, browser: Browser) -> None:
    case = await submitted(desk)

    answer = await browser.send("/desk", f"/desk/take/{case}")

    page = (await browser.get(answer.headers["location"])).text
    assert f"Taken: {case} is yours now." in page
    assert f'href="/desk/cases/{case}#do-assign"' in page
    assert case in section(page, "mine")
    assert "Taken:" not in (await browser.get("/desk")).text


async def test_only_what_is_ones_own_is_said_to_be_taken(desk: Desk, browser: Browser) -> None:
    taken, free = await submitted(desk), await submitted(desk)
    await desk.gateway.decide(decision(taken, DecisionKind.TAKE, "zhang"))

    for case in (taken, free, "no-such"):
        assert "Taken:" not in (await browser.get(f"/desk?taken={case}")).text


async def test_of_two_who_take_a_case_the_first_has_it(desk: Desk, browser: Browser) -> None:
    case = await submitted(desk)
    form = hidden_of(await browser.get("/desk"))
    await desk.gateway.decide(decision(case, DecisionKind.TAKE, "zhang"))

    answer = await browser.post(f"/desk/take/{case}", **form)

    assert answer.status_code == 409
    assert "Not taken" in answer.text
    assert desk.gateway.look(case).state.owner == "zhang"


async def test_nobody_takes_what_is_not_seen(desk: Desk, browser: Browser) -> None:
    case = await submitted(desk, category="product_suggestion")
    desk.let_in("mei", teams=("engineering",))

    shown = await browser.get("/desk")
    form = {**hidden_of(shown), "request": "0" * 16, "seen": "3"}

    assert (await browser.post(f"/desk/take/{case}", **form)).status_code == 404


async def test_a_task_that_was_given_is_with_others(desk: Desk, browser: Browser) -> None:
    case = await submitted(desk)
    await desk.gateway.decide(decision(case, DecisionKind.TAKE, "li", "take-0001"))
    text = {"text": "检查日志"}
    made = decision(case, DecisionKind.TASK, "li", "task-0001", text, team="engineering")
    await desk.gateway.decide(made)

    handed = section((await browser.get("/desk")).text, "handed")
    assert case in handed
    assert "task T1 is with Technical support" in handed
    assert "task T1 is yours" in section((await browser.get("/desk")).text, "waiting")


async def test_another_team_sees_nothing(desk: Desk) -> None:
    case = await submitted(desk)
    desk.let_in("mei", teams=("product",))

    async with desk.browser() as other:
        await other.sign_in("mei")
        assert case not in (await other.get("/desk")).text


async def test_text_full_of_markup_is_shown_as_text(desk: Desk, browser: Browser) -> None:
    await submitted(desk, text="<script>alert(1)</script> \u202eevil 🎉")

    page = (await browser.get("/desk")).text

    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page


async def test_a_person_chooses_language_and_look(desk: Desk, browser: Browser) -> None:
    answer = await browser.send("/desk", "/desk/preferences", locale="zh", theme="dark")

    assert answer.headers["location"] == "/desk"
    page = (await browser.get("/desk")).text
    assert "<title>我的工作 · 回音</title>" in page
    assert 'data-theme="dark"' in page
    await browser.send("/desk", "/desk/preferences", theme="auto")
    assert "data-theme" not in (await browser.get("/desk")).text


async def test_figures_stand_apart_from_chinese_words(desk: Desk, browser: Browser) -> None:
    await submitted(desk)
    await browser.send("/desk", "/desk/preferences", locale="zh")

    assert "还剩 24 小时" in (await browser.get("/desk")).text


async def test_what_is_not_there_is_said_at_the_desk(browser: Browser) -> None:
    answer = await browser.get("/desk/nowhere")

    assert answer.status_code == 404
    assert "There is no such page" in answer.text
    assert "My work" in answer.text
    assert (await browser.get("/desk/board/")).headers["location"] == "/desk/board"


async def test_the_way_back_leads_nowhere_else(browser: Browser) -> None:
    answer = await browser.send("/desk", "/desk/preferences", here="//evil.example", theme="dark")

    assert answer.headers["location"] == "/desk"


async def test_intake_has_no_desk(desk: Desk) -> None:
    desk.let_in("crm", AccessRole.INTAKE, ())
    async with desk.browser() as other:
        await other.sign_in("crm")
        answer = await other.get("/desk")
    assert answer.status_code == 403
    assert "There is no desk for this account" in answer.text
    assert 'class="button" href="/account"' in answer.text
    assert 'href="/desk/board"' not in answer.text


async def test_whatever_acts_on_a_page_comes_from_us(browser: Browser) -> None:
    page = await browser.get("/desk")

    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert "style=" not in page.text
    for name in ("desk.css", "desk.js", "live.js", "keys.js", "palette.js"):
        stamp = page.text.split("/desk/static/")[1].split("/")[0]
        asset = await browser.get(f"/desk/static/{stamp}/{name}")
        assert asset.status_code == 200
        assert "immutable" in asset.headers["cache-control"]


async def test_of_many_own_cases_the_most_urgent_are_shown_and_all_are_counted(
    desk: Desk, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(my_work, "_MOST", 1)
    for _ in range(2):
        case = await submitted(desk)
        await desk.gateway.decide(decision(case, DecisionKind.TAKE, "li", f"take-{case}"))

    page = (await browser.get("/desk")).text

    assert "All 2 of mine on the board" in page
    assert "/desk/board?owner=li" in page
