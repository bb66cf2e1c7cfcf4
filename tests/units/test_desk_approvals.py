"""The page of proposals that wait for a yes."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from html import unescape

import pytest

from schemas.absences import Absence
from schemas.access import AccessRole
from schemas.enums import DecisionKind, EventKind, Stage
from schemas.submissions import Submission
from store.database import Database
from tests.stores.cases import decision, kinds, state
from tests.units.desk import Browser, Desk

TEXT = "付款以后闪退，我的电话是 13912345678"
HERE = "/desk/approvals"


@pytest.fixture
def desk(database: Database) -> Desk:
    made = Desk(database)
    made.let_in("li", teams=("engineering",))
    made.let_in("zhang", AccessRole.LEAD, ("engineering",))
    return made


@pytest.fixture
async def lead(desk: Desk) -> AsyncIterator[Browser]:
    async with desk.browser() as browser:
        desk.seat(browser, "zhang")
        yield browser


async def proposed(desk: Desk, text: str = "换新", priority: str = "high", **choice: object) -> str:
    item = {"text": TEXT, "category": "malfunction", "priority": priority}
    case = (await desk.gateway.submit(Submission.model_validate(item))).id
    await desk.gateway.decide(decision(case, DecisionKind.TAKE, "li", f"take-{case}"))
    await again(desk, case, text, "p1", **choice)
    return case


async def again(desk: Desk, case: str, text: str, request: str, **choice: object) -> None:
    made = decision(case, DecisionKind.PROPOSE, "li", f"{request}-{case}", {"text": text}, **choice)
    await desk.gateway.decide(made)


def section(page: str, name: str) -> str:
    begin = page.index(f'aria-labelledby="{name}"')
    return page[begin : page.index("</section>", begin)]


def form_of(page: str, action: str) -> dict[str, str]:
    """The hidden fields, and the ticked boxes, of one form of a page."""
    begin = page.index(f'action="{action}"')
    inside = page[begin : page.index("</form>", begin)]
    found = re.findall(r'<input type="(?:hidden|checkbox)" name="([^"]+)" value="([^"]*)"', inside)
    return {name: unescape(value) for name, value in found}


async def decide(browser: Browser, case: str, answer: str, reason: str = "", **changed: str) -> str:
    page = (await browser.get(f"{HERE}/{case}")).text
    given = {**form_of(page, f"{HERE}/{case}"), "answer": answer, "reason": reason, **changed}
    sent = await browser.post(f"{HERE}/{case}", **given)
    return sent.headers.get("location", f"{sent.status_code}") if sent.is_redirect else sent.text


async def test_an_empty_list_says_so(lead: Browser) -> None:
    page = (await lead.get(HERE)).text

    assert "No proposal waits for you." in page
    assert "No proposal of yours waits for anybody." in page
    assert 'data-count="0"' in page


async def test_all_that_wait_are_ticked_by_one_box(desk: Desk, lead: Browser) -> None:
    await proposed(desk)
    alone = (await lead.get(HERE)).text
    await proposed(desk)

    assert "data-all" not in alone
    assert 'data-all="waiting-list"> Select all 2<' in (await lead.get(HERE)).text


async def test_a_proposal_is_shown_with_everything_that_counts(desk: Desk, lead: Browser) -> None:
    terms = {"solution": "remedy", "remedy": "voucher", "amount": "80"}
    case = await proposed(desk, "换新，并送优惠券", **terms)

    page = (await lead.get(HERE)).text

    now = section(page, "now")
    assert case in section(page, "waiting")
    for told in ("换新，并送优惠券", "CNY 80", "付款以后闪退", "by li", "in your own name"):
        assert told in now
    assert "nobody else is needed" in now
    assert "13912345678" not in page


async def test_a_yes_carries_the_case_on_and_the_next_one_comes(desk: Desk, lead: Browser) -> None:
    first = await proposed(desk)
    desk.clock.go_on(minutes=1)
    second = await proposed(desk)

    to = await decide(lead, first, "approve")

    assert to == f"{HERE}?done=approve"
    assert state(desk.database, first).stage is Stage.RESOLVING
    page = (await lead.get(to)).text
    assert "Approved: 1." in page
    assert first not in section(page, "waiting")
    assert second in section(page, "now")
    assert first in section(page, "decided")


async def test_a_no_needs_a_reason_and_the_proposer_reads_it(desk: Desk, lead: Browser) -> None:
    case = await proposed(desk)

    assert "Please say why you reject it" in await decide(lead, case, "reject")
    assert state(desk.database, case).stage is Stage.AWAITING_APPROVAL
    assert await decide(lead, case, "reject", "太贵") == f"{HERE}?done=reject"

    assert state(desk.database, case).stage is Stage.PLANNING
    rejected = desk.gateway.look(case).events[-1]
    assert (rejected.kind, rejected.texts) == (EventKind.REJECTED, {"reason": "太贵"})


async def test_nobody_approves_what_he_has_not_seen(desk: Desk, lead: Browser) -> None:
    case = await proposed(desk)
    old = form_of((await lead.get(HERE)).text, f"{HERE}/{case}")
    await again(desk, case, "退款", "p2")

    answer = await lead.post(f"{HERE}/{case}", **{**old, "answer": "approve", "reason": "好"})

    assert answer.status_code == 409
    assert "was not recorded" in answer.text
    assert "退款" in section(answer.text, "now")
    assert ">好</textarea>" in answer.text
    assert state(desk.database, case).stage is Stage.AWAITING_APPROVAL


async def test_the_same_form_twice_is_one_decision(desk: Desk, lead: Browser) -> None:
    case = await proposed(desk)
    form = form_of((await lead.get(HERE)).text, f"{HERE}/{case}")

    answers = [await lead.post(f"{HERE}/{case}", **form, answer="approve") for _ in range(2)]

    assert [each.status_code for each in answers] == [303, 303]
    assert kinds(desk.database, case).count(EventKind.APPROVED) == 1


async def test_what_changed_since_the_last_version_is_told(desk: Desk, lead: Browser) -> None:
    terms = {"solution": "remedy", "remedy": "voucher"}
    case = await proposed(desk, "We send a new phone", amount="80", **terms)
    await decide(lead, case, "reject", "太贵")
    await again(desk, case, "We repair the old phone", "p2", amount="20", **terms)

    now = section((await lead.get(HERE)).text, "now")

    assert "We <del>send a new</del><ins>repair the old</ins> phone" in now
    assert "last version: CNY 80" in now
    assert "太贵" in now


async def test_a_deputy_is_told_for_whom(desk: Desk) -> None:
    desk.let_in("sun", AccessRole.AGENT, ("support",))
    away = Absence(
        login="zhang",
        starts=desk.clock.at - timedelta(hours=1),
        ends=desk.clock.at + timedelta(days=1),
        deputy="sun",
    )
    desk.room.absences.add(away, "zhang", desk.clock.at)
    case = await proposed(desk)
    async with desk.browser() as other:
        desk.seat(other, "sun")

        page = (await other.get(HERE)).text
        assert "you stand in for zhang" in section(page, "now")
        assert await decide(other, case, "approve") == f"{HERE}?done=approve"


async def test_who_may_not_decide_is_shown_nothing(desk: Desk) -> None:
    case = await proposed(desk)
    desk.let_in("mei", AccessRole.LEAD, ("product",))
    for login in ("li", "mei"):
        async with desk.browser() as other:
            desk.seat(other, login)
            assert case not in section((await other.get(HERE)).text, "waiting")
            assert (await other.get(f"{HERE}/{case}")).status_code == 404
            sent = await other.send(HERE, f"{HERE}/{case}", answer="approve")
            assert sent.status_code in (403, 404)
    assert state(desk.database, case).stage is Stage.AWAITING_APPROVAL


async def test_the_proposer_reads_who_it_waits_for(desk: Desk) -> None:
    case = await proposed(desk)
    async with desk.browser() as agent:
        desk.seat(agent, "li")
        own = section((await agent.get(HERE)).text, "proposed")

    assert case in own
    assert "waits for zhang" in own


async def test_several_are_looked_at_and_then_decided_together(desk: Desk, lead: Browser) -> None:
    cases = [await proposed(desk, f"方案{n}") for n in range(3)]
    listed = form_of((await lead.get(HERE)).text, f"{HERE}/several")
    chosen = {name: v for name, v in listed.items() if name != f"case-{cases[2]}"}

    preview = await lead.post(f"{HERE}/several", **chosen, answer="approve")

    assert "Approve 2 proposals" in preview.text
    assert "方案0" in preview.text
    assert "方案2" not in preview.text
    form = form_of(preview.text, f"{HERE}/several/decide")
    answer = await lead.post(f"{HERE}/several/decide", **form, answer="approve")
    assert answer.headers["location"] == f"{HERE}?done=approve&n=2"
    stages = [state(desk.database, case).stage for case in cases]
    assert stages == [Stage.RESOLVING, Stage.RESOLVING, Stage.AWAITING_APPROVAL]


async def test_of_several_each_is_judged_for_itself(desk: Desk, lead: Browser) -> None:
    first, second = await proposed(desk), await proposed(desk)
    listed = form_of((await lead.get(HERE)).text, f"{HERE}/several")
    preview = await lead.post(f"{HERE}/several", **listed, answer="reject")
    form = form_of(preview.text, f"{HERE}/several/decide")
    no_reason = await lead.post(f"{HERE}/several/decide", **form, answer="reject")
    assert no_reason.status_code == 422
    await again(desk, second, "退款", "p2")

    answer = await lead.post(f"{HERE}/several/decide", **form, answer="reject", reason="太贵")

    assert answer.status_code == 409
    assert "Recorded: 1. These were not" in answer.text
    assert state(desk.database, first).stage is Stage.PLANNING
    assert state(desk.database, second).stage is Stage.AWAITING_APPROVAL


async def test_of_what_somebody_else_decided_meanwhile_it_says_who_and_what(
    desk: Desk, lead: Browser
) -> None:
    first, second = await proposed(desk), await proposed(desk)
    listed = form_of((await lead.get(HERE)).text, f"{HERE}/several")
    await decide(lead, first, "reject", "太贵")

    preview = (await lead.post(f"{HERE}/several", **listed, answer="approve")).text

    assert "Approve 1 proposal" in preview
    assert re.search(
        rf"{first}</span> This proposal does not wait for you any more. zhang, ", preview
    )
    form = form_of(preview, f"{HERE}/several/decide")
    await decide(lead, second, "reject", "太贵")
    answer = await lead.post(f"{HERE}/several/decide", **form, answer="approve")
    assert answer.status_code == 409
    assert "Recorded: 0. These were not" in answer.text
    assert "zhang, " in answer.text
    old = await lead.get(f"{HERE}/{first}")
    assert old.status_code == 404
    assert "zhang, " in old.text


async def test_who_proposed_it_is_told_why_he_cannot_approve(desk: Desk, lead: Browser) -> None:
    case = await proposed(desk)
    made = decision(case, DecisionKind.PROPOSE, "zhang", f"p2-{case}", {"text": "退款"})
    await desk.gateway.decide(made)

    page = (await lead.get(f"{HERE}/{case}")).text

    assert "Nobody may approve their own proposal." in page
    assert case in section(page, "proposed")
    assert case not in section(page, "waiting")


async def test_nothing_chosen_is_said(lead: Browser) -> None:
    page = await lead.send(HERE, f"{HERE}/several", answer="approve", request="0" * 16)

    assert page.status_code == 422
    assert "Please tick proposals" in page.text


async def test_an_altered_seal_decides_nothing(desk: Desk, lead: Browser) -> None:
    case = await proposed(desk)

    await decide(lead, case, "approve", **{f"case-{case}": "9.9..9.9x"})

    assert state(desk.database, case).stage is Stage.AWAITING_APPROVAL


async def test_markup_is_shown_as_text(desk: Desk, lead: Browser) -> None:
    await proposed(desk, "<script>alert(1)</script>\u202e 🎉")

    page = (await lead.get(HERE)).text

    assert "&lt;script&gt;alert" in page
    assert "<script>alert" not in page
