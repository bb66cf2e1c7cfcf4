"""The pages of the policy: read, checked, tried, put in force; nothing that was written is lost."""

from collections.abc import AsyncIterator
from datetime import timedelta
from html import unescape

import pytest

from schemas.access import AccessRole
from schemas.submissions import Submission
from store import policies
from store.database import Database
from store.trials import Asked, Trials, TrialState
from tests.stories import POLICY_TEXT, START
from tests.units.desk import Browser, Desk

PLACE = "/desk/settings/policy"
CHANGED = POLICY_TEXT.replace('\nwindow = "14 days"', '\nwindow = "21 days"')
WRONG = CHANGED.replace('fallback_category = "other"', 'fallback_category = "nothing"')
REASON = "customers asked for more time"


@pytest.fixture
def desk(database: Database) -> Desk:
    made = Desk(database)
    made.let_in("root", AccessRole.ADMINISTRATOR, ())
    made.let_in("li", AccessRole.AGENT, ("engineering",))
    with database.writing() as session:
        policies.apply(session, POLICY_TEXT, "chen", "the first")
    return made


@pytest.fixture
async def browser(desk: Desk) -> AsyncIterator[Browser]:
    async with desk.browser() as browser:
        await browser.sign_in("root")
        yield browser


def in_force(desk: Desk) -> str:
    return desk.room.policies.in_force().text


async def written(browser: Browser, to: str, text: str, **fields: str) -> str:
    """The page after a form of the editor was sent, whatever it says."""
    return (await browser.send(f"{PLACE}/edit", f"{PLACE}/{to}", text=text, **fields)).text


async def test_everybody_reads_what_is_in_force(desk: Desk) -> None:
    async with desk.browser() as browser:
        await browser.sign_in("li")
        page = unescape((await browser.get(PLACE)).text)
        text = unescape((await browser.get(f"{PLACE}?as=text")).text)

    for told in ("the first", "chen", "Special targets", "Usage question", "(CNY)", "4 business"):
        assert told in page
    assert f"{PLACE}/edit" not in page
    assert 'fallback_category = "other"' in text


async def test_the_language_is_the_readers(browser: Browser) -> None:
    await browser.send("/desk", "/desk/preferences", locale="zh")

    assert "客户的答复" in (await browser.get(PLACE)).text


async def test_a_change_is_reviewed_and_put_in_force(desk: Desk, browser: Browser) -> None:
    page = unescape(await written(browser, "review", CHANGED))
    assert "reopening.window" in page
    assert "<ins>21 days</ins>" in page
    assert in_force(desk) == POLICY_TEXT

    answer = await browser.send(f"{PLACE}/edit", f"{PLACE}/apply", text=CHANGED, reason=REASON)

    assert answer.headers["location"] == f"{PLACE}?applied"
    assert in_force(desk) == CHANGED
    versions = (await browser.get(f"{PLACE}/versions")).text
    assert REASON in versions
    assert "the first" in versions


async def test_without_a_reason_nothing_happens(desk: Desk, browser: Browser) -> None:
    page = unescape(await written(browser, "apply", CHANGED, reason="  "))

    assert "Please say why" in page
    assert 'window = "21 days"' in page
    assert in_force(desk) == POLICY_TEXT


@pytest.mark.parametrize("to", ["edit", "review", "apply", "trials"])
async def test_what_is_wrong_is_told_by_its_line_and_kept(
    desk: Desk, browser: Browser, to: str
) -> None:
    page = unescape(await written(browser, to, WRONG, reason=REASON))

    line = WRONG[: WRONG.index('"nothing"')].count("\n") + 1
    assert f'<li id="line-{line}" class="error">' in page
    assert "analysis.fallback_category" in page
    assert "there is no nothing" in page
    assert WRONG in page
    assert in_force(desk) == POLICY_TEXT


async def test_a_script_hears_the_same_while_somebody_writes(browser: Browser) -> None:
    answer = await browser.send(f"{PLACE}/edit", f"{PLACE}/findings", text=WRONG)

    found = answer.json()
    assert found["errors"] == 1
    [error] = [each for each in found["findings"] if each["severity"] == "error"]
    assert error["key"] == "analysis.fallback_category"
    assert error["remedy"].startswith("write one of")


async def test_lines_ended_the_way_of_browsers_are_the_same(desk: Desk, browser: Browser) -> None:
    await written(browser, "apply", CHANGED.replace("\n", "\r\n"), reason=REASON)

    assert in_force(desk) == CHANGED


async def test_who_comes_second_sees_both(desk: Desk, browser: Browser) -> None:
    theirs = POLICY_TEXT.replace('name = "default"', 'name = "theirs"')
    with desk.database.reading() as session:
        seen = policies.current(session) or ""
    with desk.database.writing() as session:
        policies.apply(session, theirs, "zhang")

    answer = await browser.send(PLACE, f"{PLACE}/apply", text=CHANGED, reason=REASON, seen=seen)

    assert answer.status_code == 409
    page = unescape(answer.text)
    assert "zhang applied" in page
    assert CHANGED in page
    assert f'href="{PLACE}?as=text" target="_blank"' in page  # what was written stays
    assert page.index("<ins>theirs</ins>") < page.index("<ins>default</ins>")
    assert in_force(desk) == theirs
    again = {"text": CHANGED, "reason": REASON}
    assert (await browser.send(f"{PLACE}/edit", f"{PLACE}/apply", **again)).status_code == 303


async def test_two_versions_are_compared(desk: Desk, browser: Browser) -> None:
    await written(browser, "apply", CHANGED, reason=REASON)
    after, before = (each.version for each in desk.room.policies.every())

    page = unescape((await browser.get(f"{PLACE}/compare?from={before}&to={after}")).text)

    assert "Differences: 1" in page
    assert (await browser.get(f"{PLACE}/compare?from=none&to={after}")).status_code == 404
    assert "This is not the version" in (await browser.get(f"{PLACE}/versions/{before}")).text


async def test_who_may_not_change_it_cannot(desk: Desk) -> None:
    async with desk.browser() as browser:
        await browser.sign_in("li")
        answer = await browser.send(PLACE, f"{PLACE}/apply", text=CHANGED, reason=REASON)

    assert answer.status_code == 403
    assert in_force(desk) == POLICY_TEXT


async def test_a_text_full_of_markup_stays_text(browser: Browser) -> None:
    text = CHANGED + '\n# </textarea><script>alert(1)</script>\n"<img src=x>" = 1\n'

    page = await written(browser, "edit", text)

    assert "<script>alert" not in page
    assert "<img" not in page
    assert "&lt;/textarea&gt;" in page


async def test_a_trial_runs_beside_the_pages_and_can_be_read_later(
    desk: Desk, browser: Browser
) -> None:
    item = {"text": "闪退", "category": "malfunction", "priority": "high"}
    await desk.gateway.submit(Submission.model_validate(item))
    desk.clock.go_on(days=10)
    await browser.sign_in("root")

    answer = await browser.send(f"{PLACE}/edit", f"{PLACE}/trials", text=CHANGED)
    desk.room.policies.wait()

    page = unescape((await browser.get(answer.headers["location"])).text)
    assert "as it was: default" in page
    assert "0 met / 1 missed" in page
    assert CHANGED in page
    assert answer.headers["location"] in (await browser.get(f"{PLACE}/versions")).text


async def test_a_trial_is_of_the_days_that_are_chosen(desk: Desk, browser: Browser) -> None:
    for _ in range(3):  # the first day, the second, the third
        item = {"text": "闪退", "category": "malfunction", "priority": "high"}
        await desk.gateway.submit(Submission.model_validate(item))
        desk.clock.go_on(days=1)
    await browser.sign_in("root")
    second = (START + timedelta(days=1)).date().isoformat()

    answer = await browser.send(
        f"{PLACE}/edit", f"{PLACE}/trials", text=CHANGED, first=second, last=second
    )
    desk.room.policies.wait()

    [trial] = desk.room.policies.trials.latest(9, desk.clock.at)
    assert trial.total == 1
    page = unescape((await browser.get(answer.headers["location"])).text)
    assert "received from" in page
    none = {"first": "2001-01-01", "last": "2001-02-01"}
    assert "No case came in" in await written(browser, "trials", CHANGED, **none)


@pytest.mark.parametrize("days", [("2026-03-02", "2026-03-01"), ("soon", ""), ("0001-01-01", "")])
async def test_a_trial_of_days_that_are_none_keeps_what_was_written(
    browser: Browser, days: tuple[str, str]
) -> None:
    page = unescape(await written(browser, "trials", CHANGED, first=days[0], last=days[1]))

    assert "no such days" in page
    assert f'value="{days[0]}"' in page
    assert CHANGED in page


async def test_without_cases_there_is_nothing_to_try(browser: Browser) -> None:
    assert "No case came in" in await written(browser, "trials", CHANGED)


async def test_a_trial_is_stopped_and_says_how_far_it_is(desk: Desk, browser: Browser) -> None:
    trials, asked = Trials(desk.database), Asked(CHANGED, None, START, START)
    trial = trials.begin(asked, "root", 4, START)
    assert trials.tell(trial, 3, START)
    page = f"{PLACE}/trials/{trial}"
    assert "Counting: 3 of 4" in (await browser.get(page)).text
    assert "there is one at a time" in await written(browser, "trials", CHANGED)

    await browser.send(page, f"{page}/cancel")

    assert "It was stopped" in (await browser.get(page)).text
    assert not trials.tell(trial, 4, START)
    assert not trials.end(trial, TrialState.DONE, START, {})


async def test_a_trial_that_fell_silent_did_not_finish(desk: Desk, browser: Browser) -> None:
    trials, asked = Trials(desk.database), Asked(CHANGED, None, START, START)
    trial = trials.begin(asked, "root", 4, START)
    desk.clock.go_on(minutes=3)

    assert "It did not finish" in (await browser.get(f"{PLACE}/trials/{trial}")).text
