"""The pages of operations, over a real record; Temporal is away."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from schemas.access import AccessRole
from schemas.enums import DecisionKind, EventKind
from schemas.errors import EngineUnavailable
from schemas.submissions import Submission
from store.database import Database
from store.workers import Workers
from tests.stores.cases import decision
from tests.units.desk import Browser, Desk
from tests.units.direct import Direct

R = AccessRole
PAGE = "/desk/operations"


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    url = database.engine.url.render_as_string(hide_password=False)
    made = Desk(database, data_dir=tmp_path, database_url=url, temporal_port=1, smtp_port=1)
    for login, role in (("ops", R.ADMINISTRATOR), ("audit", R.AUDITOR), ("zhang", R.LEAD)):
        made.let_in(login, role, ("product",) if role is R.LEAD else ())
    return made


@pytest.fixture
async def browser(desk: Desk) -> AsyncIterator[Browser]:
    async with desk.browser() as browser:
        await browser.sign_in("ops")
        yield browser


async def submitted(desk: Desk) -> str:
    item = {"text": "闪退", "category": "malfunction", "priority": "high", "contact": "a@b.example"}
    return (await desk.gateway.submit(Submission.model_validate(item))).id


async def test_with_temporal_away_the_record_is_shown_and_it_is_said(
    desk: Desk, browser: Browser
) -> None:
    case = await submitted(desk)
    desk.clock.go_on(minutes=10)

    page = (await browser.get(PAGE)).text

    assert "Temporal does not answer" in page
    assert case in page
    assert "accepted, and its workflow not started" in page
    assert "a mail waits long to be sent" in page
    assert "No worker is alive" in page
    assert 'Not well: <a href="#parts">Temporal' in page
    assert "not seen to be well since this web process began" in page
    assert "闪退" not in page


async def test_what_to_do_is_said_once_for_all_decisions_of_a_case(
    desk: Desk, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = await submitted(desk)

    async def away(*_: object) -> None:
        raise EngineUnavailable

    monkeypatch.setattr(Direct, "hand_over", away)
    for kind in (DecisionKind.TAKE, DecisionKind.WITHDRAW):
        await desk.gateway.decide(decision(case, kind, "li", f"request-{kind}"))
    desk.clock.go_on(minutes=10)

    for at in (PAGE, f"{PAGE}/cases/{case}"):
        page = (await browser.get(at)).text
        assert page.count("a decision is accepted, and not delivered") == 2
        assert page.count("the sweeper hands it over again, or retry now") == 1


async def test_a_worker_that_died_is_told_of_beside_the_one_that_works(
    desk: Desk, browser: Browser
) -> None:
    workers = Workers(desk.database)
    workers.beat("here:1", "0001", desk.clock.at)
    assert "no worker is heard of" not in (await browser.get(PAGE)).text
    desk.clock.go_on(minutes=2)
    desk.room.operations.forget()

    page = (await browser.get(PAGE)).text
    assert "no worker is heard of" in page
    assert "It ended without saying so" in page
    workers.beat("here:2", "0001", desk.clock.at)
    desk.room.operations.forget()

    page = (await browser.get(PAGE)).text
    assert "no worker is heard of" not in page
    assert page.index("here:2") < page.index("here:1") < page.index("It ended without saying so")


async def test_a_lead_sees_the_cases_of_the_own_teams_only(desk: Desk) -> None:
    case = await submitted(desk)
    desk.clock.go_on(minutes=10)
    async with desk.browser() as other:
        await other.sign_in("zhang")
        assert case not in (await other.get(PAGE)).text
        assert (await other.get(f"{PAGE}/cases/{case}")).status_code == 404
        assert (await other.get(f"{PAGE}/cases/{case}/history")).status_code == 403


async def test_a_mail_is_given_up_with_a_reason(desk: Desk, browser: Browser) -> None:
    case = await submitted(desk)
    at = f"{PAGE}/cases/{case}"

    answer = await browser.send(at, action="skip", reason="the address is dead")

    assert answer.status_code == 409, answer.text[1500:]
    assert "It is noted in the case" in answer.text
    view = desk.gateway.look(case)
    assert not view.state.unsent
    [noted] = [event for event in view.events if event.kind is EventKind.OPERATED]
    assert (noted.by, noted.data["action"]) == ("ops", "skip")
    assert noted.texts == {"reason": "the address is dead"}


async def test_only_what_is_possible_is_offered(desk: Desk, browser: Browser) -> None:
    case = await submitted(desk)
    at = f"{PAGE}/cases/{case}"

    page = (await browser.get(at)).text
    assert 'value="skip"' in page
    assert 'value="anew"' not in page
    answer = await browser.send(at, action="anew", reason="why not")

    assert "This cannot be done any more" in answer.text
    kinds = [event.kind for event in desk.gateway.look(case).events]
    assert EventKind.OPERATED not in kinds


@pytest.mark.parametrize("fields", [{"reason": " "}, {"reason": "x" * 1001}, {"action": "burn"}])
async def test_a_form_that_lacks_something_does_nothing(
    desk: Desk, browser: Browser, fields: dict[str, str]
) -> None:
    case = await submitted(desk)
    known = {"action": "skip", "reason": "why"}

    answer = await browser.send(f"{PAGE}/cases/{case}", **{**known, **fields})

    assert answer.status_code == 422
    assert "Say why" in answer.text
    assert desk.gateway.look(case).state.unsent


async def test_the_auditor_looks_and_does_nothing(desk: Desk) -> None:
    case = await submitted(desk)
    async with desk.browser() as other:
        await other.sign_in("audit")
        page = (await other.get(f"{PAGE}/cases/{case}")).text
        answer = await other.send(
            f"{PAGE}/cases/{case}", action="skip", reason="why", request="operate-1"
        )
        history = await other.get(f"{PAGE}/cases/{case}/history")
    assert "An administrator can step in." in page
    assert answer.status_code == 403
    assert history.status_code == 200
    assert "Temporal does not answer" in history.text


async def test_the_self_check_shows_what_lacks(desk: Desk, browser: Browser) -> None:
    case = await submitted(desk)
    desk.clock.go_on(minutes=10)
    assert "Nothing was checked yet." in (await browser.get(f"{PAGE}/audit")).text

    answer = await browser.send(f"{PAGE}/audit")
    assert answer.headers["location"] == f"{PAGE}/audit"
    await desk.room.operations.check.finished()
    page = await browser.get(f"{PAGE}/audit")

    assert "Refresh" not in page.headers
    assert case in page.text
    assert "its workflow was never started" in page.text
    assert "workflows were not checked" in page.text


async def test_a_case_that_nobody_has_is_not_there(browser: Browser) -> None:
    assert (await browser.get(f"{PAGE}/cases/AAAAA-AAAAA")).status_code == 404
    assert (await browser.get(f"{PAGE}/cases/x")).status_code == 404


async def test_everything_is_said_in_chinese(desk: Desk, browser: Browser) -> None:
    case = await submitted(desk)
    desk.clock.go_on(minutes=10)
    await browser.send("/desk", "/desk/preferences", locale="zh")

    page = (await browser.get(PAGE)).text
    assert "已接受，流程还没有启动" in page
    assert f"工单 {case}：运维" in (await browser.get(f"{PAGE}/cases/{case}")).text
