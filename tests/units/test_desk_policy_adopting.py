"""Running cases follow the policy in force: by the desk, after it was looked at."""

import re
from collections.abc import AsyncIterator

import pytest

from schemas.access import AccessRole
from schemas.enums import EventKind
from schemas.submissions import Submission
from starter.web.desk import policy_adopting
from store import policies
from store.database import Database
from tests.stories import POLICY_TEXT
from tests.units.desk import Browser, Desk, hidden_of

PLACE = "/desk/settings/policy"
LATER = POLICY_TEXT.replace('resolve = "24 hours"', 'resolve = "30 hours"')


@pytest.fixture
def desk(database: Database, tmp_path: object) -> Desk:
    made = Desk(database, temporal_port=1)
    made.let_in("root", AccessRole.ADMINISTRATOR, ())
    made.let_in("li", teams=("engineering",))
    return made


@pytest.fixture
async def browser(desk: Desk) -> AsyncIterator[Browser]:
    async with desk.browser() as browser:
        desk.seat(browser, "root")
        yield browser


async def submitted(desk: Desk, category: str = "malfunction") -> str:
    item = {"text": "付款以后闪退", "category": category, "priority": "high"}
    return (await desk.gateway.submit(Submission.model_validate(item))).id


def apply(desk: Desk, text: str) -> str:
    with desk.database.writing() as session:
        return policies.apply(session, text, "root")


async def look(browser: Browser) -> str:
    csrf = hidden_of(await browser.get(PLACE))["csrf"]
    return (await browser.post(f"{PLACE}/adopt", csrf=csrf)).text


async def test_after_a_change_it_is_offered_looked_at_and_done(
    desk: Desk, browser: Browser
) -> None:
    case = await submitted(desk)
    assert "under versions from before" not in (await browser.get(PLACE)).text
    version = apply(desk, LATER)

    assert "Running cases under versions from before: 1." in (await browser.get(PLACE)).text
    shown = await look(browser)
    assert f"Can follow {version}: 1" in shown
    assert "Of these, deadlines change: 1." in shown
    assert re.search(rf">{case}</a></th><td>resolve [^<]+ → ", shown)
    assert EventKind.ADOPTED not in [e.kind for e in desk.gateway.look(case).events]

    csrf = hidden_of(await browser.get(PLACE))["csrf"]
    done = await browser.post(f"{PLACE}/adopt/done", csrf=csrf, version=version)

    assert f"Follow {version} now: 1" in done.text
    assert "The workflows of 1 could not be told now" in done.text  # Temporal is away here
    [adopted] = [e for e in desk.gateway.look(case).events if e.kind is EventKind.ADOPTED]
    assert adopted.by == "root"
    assert "under versions from before" not in (await browser.get(PLACE)).text
    again = await browser.post(f"{PLACE}/adopt/done", csrf=csrf, version=version)
    assert f"Follow {version} now: 0" in again.text


async def test_what_does_not_fit_stays_and_says_why(desk: Desk, browser: Browser) -> None:
    case = await submitted(desk)
    apply(desk, re.sub(r"\bmalfunction\b", "defect", POLICY_TEXT))

    shown = await look(browser)

    assert "Cannot: 1" in shown
    assert "there is no category malfunction" in shown
    assert case in shown
    assert "adopt/done" not in shown


async def test_another_version_meanwhile_is_looked_at_first(desk: Desk, browser: Browser) -> None:
    case = await submitted(desk)
    seen = apply(desk, LATER)
    shown = await browser.get(PLACE)
    apply(desk, LATER.replace('"30 hours"', '"31 hours"'))

    answer = await browser.post(f"{PLACE}/adopt/done", csrf=hidden_of(shown)["csrf"], version=seen)

    assert answer.status_code == 409
    assert "look again" in answer.text
    assert EventKind.ADOPTED not in [e.kind for e in desk.gateway.look(case).events]


async def test_very_many_are_for_the_command_line(
    desk: Desk, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    await submitted(desk)
    version = apply(desk, LATER)
    monkeypatch.setattr(policy_adopting, "MOST", 0)

    assert f"huiyin policy adopt {version} --cases all --by root" in await look(browser)


async def test_who_may_not_change_the_policy_is_offered_nothing(desk: Desk) -> None:
    await submitted(desk)
    apply(desk, LATER)
    async with desk.browser() as other:
        desk.seat(other, "li")
        shown = await other.get(PLACE)
        assert "under versions from before" not in shown.text
        csrf = hidden_of(shown)["csrf"]
        assert (await other.post(f"{PLACE}/adopt", csrf=csrf)).status_code == 403
