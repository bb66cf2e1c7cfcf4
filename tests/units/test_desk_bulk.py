"""The same decision for many cases: first looked at, then done."""

import re
from collections.abc import AsyncIterator
from urllib.parse import urlencode

import pytest
from httpx import Response

from schemas.access import AccessRole
from schemas.enums import DecisionKind, Stage
from schemas.submissions import Submission
from starter import bulk
from store.database import Database
from tests.stores.cases import decision
from tests.units.desk import Browser, Desk, hidden_of

TEXT = "付款以后闪退"


@pytest.fixture
def desk(database: Database) -> Desk:
    made = Desk(database)
    made.let_in("li", teams=("engineering",))
    made.let_in("zhang", AccessRole.LEAD, ("engineering",))
    return made


@pytest.fixture
async def browser(desk: Desk) -> AsyncIterator[Browser]:
    async with desk.browser() as browser:
        await browser.sign_in("zhang")
        yield browser


async def submitted(desk: Desk, priority: str = "high", **fields: str) -> str:
    item = {"text": TEXT, "category": "malfunction", "priority": priority, **fields}
    return (await desk.gateway.submit(Submission.model_validate(item))).id


async def preview(browser: Browser, kind: str, *ids: str, **more: str) -> Response:
    csrf = hidden_of(await browser.get("/desk/board"))["csrf"]
    fields = [("csrf", csrf), ("decision", kind), *(("case", each) for each in ids)]
    fields += {"place": "board", "q": "", **more}.items()
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    return await browser.client.post("/desk/bulk", content=urlencode(fields), headers=headers)


def ticked(shown: Response) -> list[str]:
    return re.findall(r'name="case" value="([^"]+)" checked', shown.text)


async def carry_out(
    browser: Browser, shown: Response, cases: list[str] | None = None, /, **fields: str
) -> Response:
    """Send the form that was shown, with all that is ticked."""
    chosen = {"case": ticked(shown) if cases is None else cases}
    given = {**hidden_of(shown), **fields, **chosen}
    return await browser.client.post("/desk/bulk/done", data=given)


async def test_nothing_is_done_before_it_was_looked_at(desk: Desk, browser: Browser) -> None:
    one, two, _ = [await submitted(desk) for _ in range(3)]

    shown = await preview(browser, "take", one, two, one)

    assert "Cases it is done to: 2" in shown.text
    assert "Do it: take (2)" in shown.text
    assert one in shown.text
    assert (await desk.gateway.view(one)).state.owner is None

    done = await carry_out(browser, shown)
    assert "2 done" in done.text
    assert "0 not done" in done.text
    assert (await desk.gateway.view(one)).state.owner == "zhang"


async def test_all_that_match_are_meant(desk: Desk, browser: Browser) -> None:
    high = [await submitted(desk), await submitted(desk)]
    low = await submitted(desk, "low")

    shown = await preview(browser, "assign", every="1", q="priority:high")
    assert "Cases it is done to: 2" in shown.text
    done = await carry_out(browser, shown, to="li")

    assert "2 done" in done.text
    assert 'href="/desk/board?priority=high"' in done.text
    owners = [(await desk.gateway.view(each)).state.owner for each in (*high, low)]
    assert owners == ["li", "li", None]


async def test_all_that_a_search_finds_are_meant(desk: Desk, browser: Browser) -> None:
    case = await submitted(desk, text="电池鼓包")
    await submitted(desk)

    shown = await preview(browser, "triage", every="1", q="电池", place="search")
    done = await carry_out(browser, shown, priority="low")

    assert "1 done" in done.text
    assert (await desk.gateway.view(case)).state.priority == "low"
    assert not re.findall(r'(?:href|action)="[^"]*电池', done.text)


async def test_each_case_says_what_happens_to_it_or_why_nothing_can(
    desk: Desk, browser: Browser
) -> None:
    closed, free, owned = [await submitted(desk) for _ in range(3)]
    await desk.gateway.decide(decision(closed, DecisionKind.WITHDRAW, "li", "withdraw-1"))
    await desk.gateway.decide(decision(owned, DecisionKind.TAKE, "li", "take-0001"))

    shown = await preview(browser, "take", closed, free, owned)

    can, cannot = shown.text.split('aria-labelledby="cannot"')
    assert "nobody&#39;s now" in can
    assert "now li&#39;s" in can
    assert closed in cannot
    assert "already been decided" in cannot
    assert [each.partition(".")[0] for each in ticked(shown)] == [free, owned]
    triage = await preview(browser, "triage", free)
    assert "high · Malfunction · Technical support" in triage.text
    assert "will not hear of it" in (await preview(browser, "progress", free)).text


async def test_of_very_many_the_first_are_shown_and_the_rest_behind_them(
    desk: Desk, browser: Browser
) -> None:
    free = [await submitted(desk) for _ in range(12)]
    closed = [await submitted(desk) for _ in range(2)]
    for case in closed:
        await desk.gateway.decide(decision(case, DecisionKind.WITHDRAW, "li", f"withdraw-{case}"))

    shown = await preview(browser, "take", *free, *closed)

    can, cannot = shown.text.split('aria-labelledby="cannot"')
    assert (
        can.index("Cases it is done to: 12") < can.index("Not possible now: 2") < can.index("<tr")
    )
    first, rest = can.split('<details id="more-can"><summary>2 more</summary>')
    assert (first.count("<tr"), rest.count("<tr")) == (10, 2)
    assert re.search(r'<h3>[^<]+<span class="count">2</span></h3>', cannot)
    assert len(ticked(shown)) == 12

    done = (await carry_out(browser, shown)).text
    assert done.index("12 done") < done.index("<tr")
    assert "<summary>2 more</summary>" in done


async def test_what_is_unticked_is_left_out(desk: Desk, browser: Browser) -> None:
    one, other = await submitted(desk), await submitted(desk)
    shown = await preview(browser, "take", one, other)

    nothing = await carry_out(browser, shown, [])
    assert nothing.status_code == 400
    assert "Tick one case at least." in nothing.text
    assert "1 done" in (await carry_out(browser, shown, ticked(shown)[:1])).text

    owners = [(await desk.gateway.view(each)).state.owner for each in (one, other)]
    assert owners == ["zhang", None]


async def test_what_changed_after_it_was_looked_at_is_left_alone_and_can_be_looked_at_again(
    desk: Desk, browser: Browser
) -> None:
    one, other = await submitted(desk), await submitted(desk)
    shown = await preview(browser, "assign", every="1", q="priority:high")
    late = await submitted(desk)
    await desk.gateway.decide(decision(one, DecisionKind.TAKE, "li", "take-0001"))

    done = await carry_out(browser, shown, to="zhang")

    assert "1 done" in done.text
    assert "1 not done" in done.text
    assert "has changed since you looked" in done.text
    owners = [(await desk.gateway.view(each)).state.owner for each in (one, other, late)]
    assert owners == ["li", "zhang", None]
    again = await browser.post("/desk/bulk", **hidden_of(done))
    assert "now li&#39;s" in again.text
    assert "1 done" in (await carry_out(browser, again, to="zhang")).text


async def test_a_note_for_many_is_written_once(desk: Desk, browser: Browser) -> None:
    cases = [await submitted(desk), await submitted(desk)]
    shown = await preview(browser, "note", *cases)

    for _ in range(2):
        done = await carry_out(browser, shown, note="Known fault, see the notice")
        assert "2 done" in done.text

    for case in cases:
        events = (await desk.gateway.view(case)).events
        assert [e.texts["text"] for e in events if e.kind == "noted"] == [
            "Known fault, see the notice"
        ]
    assert "This is needed: internal note" in (await carry_out(browser, shown, note=" ")).text


async def test_sent_twice_it_is_done_once(desk: Desk, browser: Browser) -> None:
    case = await submitted(desk)
    shown = await preview(browser, "take", every="1", q="owner:-")

    answers = [await carry_out(browser, shown) for _ in range(2)]

    assert ["1 done" in each.text for each in answers] == [True, True]
    events = (await desk.gateway.view(case)).events
    assert sum(event.by == "zhang" for event in events) == 1


@pytest.mark.parametrize(
    ("kind", "fields", "said"),
    [
        ("assign", {}, "This is needed: to"),
        ("assign", {"to": "Not A Login"}, "This is not as it must be: to"),
        ("triage", {}, "This is needed: priority"),
        ("triage", {"priority": "urgent"}, "This is not as it must be: priority"),
        ("decline", {"reason": " "}, "This is needed: reason"),
        ("progress", {"text": "x" * 20_001}, "This is not as it must be: what customers are told"),
    ],
)
async def test_what_is_missing_or_wrong_is_said(
    desk: Desk, browser: Browser, kind: str, fields: dict[str, str], said: str
) -> None:
    case = await submitted(desk)
    before = (await desk.gateway.view(case)).events
    shown = await preview(browser, kind, case)

    answer = await carry_out(browser, shown, **fields)

    assert answer.status_code == 400
    assert said in answer.text
    assert (await desk.gateway.view(case)).events == before


async def test_nothing_selected_is_nothing(browser: Browser) -> None:
    answer = await preview(browser, "take")

    assert "No case was selected." in answer.text


async def test_more_than_can_be_decided_are_not(
    desk: Desk, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "MOST", 1)
    ids = [await submitted(desk), await submitted(desk)]

    assert "More than 1 match" in (await preview(browser, "take", *ids)).text
    assert "More than 1 match" in (await preview(browser, "take", every="1")).text
    searched = await preview(browser, "take", every="1", place="search")
    assert "More than 1 match" in searched.text


async def test_cases_of_others_are_not_seen(desk: Desk, browser: Browser) -> None:
    case = await submitted(desk)
    desk.let_in("mei", AccessRole.LEAD, ("product",))

    async with desk.browser() as other:
        await other.sign_in("mei")
        assert "No case was selected." in (await preview(other, "take", case)).text
        shown = await preview(browser, "take", case)
        csrf = hidden_of(await other.get("/desk/board"))["csrf"]
        done = await carry_out(other, shown, csrf=csrf)
    assert "1 not done" in done.text
    assert (await desk.gateway.view(case)).state.owner is None


@pytest.mark.parametrize("more", [{"decision": "approve"}, {"place": "//evil.example"}])
async def test_what_is_not_offered_is_missing(browser: Browser, more: dict[str, str]) -> None:
    kind = more.get("decision", "take")

    assert (await preview(browser, kind, **more)).status_code == 404


async def test_an_agent_may_not(desk: Desk) -> None:
    async with desk.browser() as other:
        await other.sign_in("li")
        assert (await preview(other, "take")).status_code == 403


async def test_who_comes_again_by_the_address_is_led_to_the_board(browser: Browser) -> None:
    assert (await browser.get("/desk/bulk/done")).headers["location"] == "/desk/board"


async def test_one_answer_to_many_is_proposed_and_then_sent(desk: Desk, browser: Browser) -> None:
    strict, free, other = await submitted(desk), await submitted(desk, "low"), await submitted(desk)

    shown = await preview(browser, "propose", strict, free)
    assert "the solution</label>" in shown.text
    empty = await carry_out(browser, shown)
    assert "This is needed: the solution" in empty.text
    proposed = await carry_out(browser, shown, text="Install it anew")
    assert "2 done" in proposed.text

    shown = await preview(browser, "resolve", strict, free, other)
    assert [each.partition(".")[0] for each in ticked(shown)] == [free]
    assert "1 done" in (await carry_out(browser, shown, summary="Please install it anew")).text
    stages = [(await desk.gateway.view(each)).state.stage for each in (strict, free, other)]
    assert stages == [Stage.AWAITING_APPROVAL, Stage.AWAITING_CONFIRMATION, Stage.PLANNING]


async def test_a_standard_solution_goes_to_those_that_it_is_for(desk: Desk) -> None:
    desk.let_in("chen", AccessRole.MANAGER, ("engineering", "support"))
    fits = await submitted(desk, category="usage_question")
    other = await submitted(desk)

    async with desk.browser() as browser:
        await browser.sign_in("chen")
        shown = await preview(browser, "standard", fits, other)
        assert [each.partition(".")[0] for each in ticked(shown)] == [fits]
        done = await carry_out(browser, shown, standard="password_reset")

    assert "1 done" in done.text
    assert (await desk.gateway.view(fits)).state.stage is Stage.AWAITING_CONFIRMATION
