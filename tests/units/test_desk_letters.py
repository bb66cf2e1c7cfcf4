"""The pages of the letters: own words, a preview that runs nothing, a new version of the policy."""

from collections.abc import AsyncIterator
from html import unescape

import pytest

from schemas.access import AccessRole
from schemas.enums import Template
from store import policies
from store.database import Database
from tests.stories import POLICY_TEXT
from tests.units.desk import Browser, Desk, hidden_of

PLACE = "/desk/settings/letters"
LETTER = f"{PLACE}/solution"
EVIL = "<script>alert(1)</script>\n\n{link}"


@pytest.fixture
def desk(database: Database) -> Desk:
    made = Desk(database)
    made.let_in("root", AccessRole.ADMINISTRATOR, ())
    made.let_in("li", AccessRole.AGENT, ("engineering",))
    with database.writing() as session:
        policies.apply(session, POLICY_TEXT, "chen")
    return made


@pytest.fixture
async def browser(desk: Desk) -> AsyncIterator[Browser]:
    async with desk.browser() as browser:
        await browser.sign_in("root")
        yield browser


async def test_own_words_become_a_version_of_the_policy(desk: Desk, browser: Browser) -> None:
    words = {"subject_en": "{number}: done", "body_en": "Dear {name},\r\n{link}\r\nBye"}
    review = await browser.send(LETTER, LETTER, **words)
    page = unescape(review.text)
    assert "letters.solution" in page
    text = page.split('<textarea name="text" hidden readonly>\n')[1].split("</textarea>")[0]
    fields = {"text": text, "reason": "a friendlier tone"}

    answer = await browser.post("/desk/settings/policy/apply", **{**hidden_of(review), **fields})

    assert answer.status_code == 303
    now = desk.room.policies.in_force()
    assert now.policy.letters[Template.SOLUTION].body.en == "Dear {name},\n{link}\nBye"
    assert now.text.startswith(POLICY_TEXT.rstrip("\n"))
    assert "your own: English" in (await browser.get(PLACE)).text
    shown = unescape((await browser.get(f"{LETTER}/preview/en")).text)
    assert "Dear Jane Doe," in shown
    assert "7KQ2M-9XD3H: done" in shown


async def test_what_is_wrong_is_told_and_kept(desk: Desk, browser: Browser) -> None:
    answer = await browser.send(LETTER, LETTER, body_en="Dear {who},\n{link}")

    page = unescape(answer.text)
    assert answer.status_code == 422
    assert "{who} cannot be filled in here" in page
    assert "letters.solution.body.en" in page
    assert "Dear {who},\n{link}</textarea>" in page
    assert desk.room.policies.in_force().text == POLICY_TEXT


async def test_a_preview_runs_nothing(browser: Browser) -> None:
    answer = await browser.send(LETTER, f"{LETTER}/preview/zh", body_zh=EVIL, subject_zh="<b>x")

    policy = answer.headers["content-security-policy"]
    assert "sandbox" in policy
    assert "script-src" not in policy
    assert "default-src 'none'" in policy
    assert "<script" not in answer.text
    assert "<b>x" not in answer.text
    assert "&amp;lt;script" in answer.text
    assert "the subject does not say the number" in unescape(answer.text)
    assert "frame-src 'self'" in (await browser.get(LETTER)).headers["content-security-policy"]


async def test_others_read(desk: Desk) -> None:
    async with desk.browser() as browser:
        await browser.sign_in("li")
        page = (await browser.get(LETTER)).text
        refused = await browser.send(LETTER, LETTER, body_en="{link}")

    assert "administrators may change it" in page
    assert "readonly" in page
    assert refused.status_code == 403


@pytest.mark.parametrize("path", ["none", "notice_stuck", "task_outside", "solution/preview/fr"])
async def test_there_is_no_other_letter(browser: Browser, path: str) -> None:
    assert (await browser.get(f"{PLACE}/{path}")).status_code == 404
