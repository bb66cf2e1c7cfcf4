"""An agent's days at the desk of an installation that really runs, from the first login on."""

import secrets
from collections.abc import AsyncIterator
from email.message import EmailMessage
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from schemas.enums import DecisionKind, EventKind, Stage
from schemas.submissions import Submission
from starter import wiring
from starter.web.desk.case.forms import NOTE, PUBLISH, STANDARD, UNPUBLISH
from tests.browser.browsers import violations
from tests.browser.hands import HANDS, Hand, Keyboard, Mouse, arrived, sending
from tests.system.installed import Installed, first_link
from tests.waiting import until
from worker.installation import Installation

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
KEYS, MOUSE = Keyboard(), Mouse()
EVIL = "1008 <script>window.hit=1</script><img src=x onerror=window.hit=1>\u202e\u2067abc 😀"
"""Markup, a script, marks that turn what follows around, and an emoji."""

Step = tuple[str, str, dict[str, str]]

LOW: list[Step] = [
    ("mei", "take", {}),
    ("mei", "triage", {"priority": "low", "problem": "an old version"}),
    ("mei", "clarify", {"question": "Which model?"}),
    ("mei", "reply", {"text": "X12"}),
    ("mei", "progress", {"text": "We look into it"}),
    ("mei", "task", {"text": "Look at the log", "team": "Product management"}),
    ("mei", "done-T1", {"text": "Looked at"}),
    ("mei", "task", {"text": "Look again", "team": "Product management"}),
    ("mei", "drop-T2", {"reason": "No need"}),
    ("mei", "note", {"text": "It is the old one"}),
    ("mei", "propose", {"text": "Install it anew"}),
    ("mei", "resolve", {"summary": "Please install it anew"}),
    ("mei", "confirm", {"solved": "Not solved"}),
    ("zhang", "assign", {"to": "wang"}),
    ("zhang", "emergency", {"reason": "It is in the news"}),
    ("zhang", "calm", {"reason": "It was not"}),
    ("zhang", "propose", {"text": "A new one"}),
    ("zhang", "resolve", {"summary": "You get a new one"}),
    ("zhang", "confirm", {"solved": "Solved"}),
    ("zhang", "reopen", {"reason": "It was another customer"}),
    ("zhang", "publish", {"title": "It stops", "summary": "Mended"}),
    ("zhang", "unpublish", {}),
    ("zhang", "withdraw", {}),
]
HIGH: list[Step] = [
    ("mei", "propose", {"text": "Wait a week"}),
    ("zhang", "reject", {"reason": "Too slow"}),
    ("mei", "propose", {"text": "Mend it today"}),
    ("zhang", "approve", {}),
    ("mei", "decline", {"reason": "It is not ours"}),
]
QUESTION: list[Step] = [("mei", "standard", {"standard": "Resetting a password"})]


@pytest.fixture(scope="module")
async def people(browser: Browser, up: Installed) -> AsyncIterator[dict[str, Page]]:
    """A new colleague and her lead, each where the first login leads to."""
    teams = ("--team", "engineering", "--team", "support")
    new = up.answer("user", "add", "mei@example.com", "--role", "agent", *teams)["link"]
    lead = up.answer("user", "invite", "zhang")["link"]
    async with (
        arrived(browser, up, new, "mei") as mei,
        arrived(browser, up, lead, "zhang") as zhang,
    ):
        yield {"mei": mei, "zhang": zhang}


async def test_an_agents_day(up: Installed, browser: Browser, people: dict[str, Page]) -> None:
    page, address = people["mei"], "customer@example.com"
    first = await _submitted(up, "The app stops", "malfunction", "high", address)
    await page.goto("/desk")
    await expect(page.locator("[aria-labelledby=first]")).to_contain_text("nobody has it yet")
    assert await violations(page) == []
    async with page.expect_navigation():
        await page.keyboard.press("t")
    await page.keyboard.press("f")
    await page.wait_for_url(f"**/desk/cases/{first}")
    async with sending(page):
        await page.locator("#judged").get_by_role("button", name="medium").click()
    async with sending(page):
        await page.keyboard.press("Backspace")  # the chip was one too far: undone
    await MOUSE.does(page, "triage", priority="low", problem="It stops when paying")
    await KEYS.does(page, "clarify", question="Which model?")

    await page.goto("/desk")
    await expect(_card(page, "handed")).to_contain_text(first)
    await _answered(browser, up, first, "question", answer="X12")
    await expect(_card(page, "waiting")).to_contain_text("the customer has answered")
    await expect(page).to_have_title("(1) My work · Huiyin")
    await page.keyboard.press("f")
    await expect(page.locator("#said")).to_contain_text("X12")
    await MOUSE.does(page, "progress", text="We look into it")
    await KEYS.does(page, "task", text="Look at the log", team="Product", to="wang")
    await expect(page.locator("#tasks")).to_contain_text("1 / 1")
    await up.carried("done", first, "--task", "T1", "--text", "An old version", "--by", "wang")
    await expect(page.locator("#tasks")).to_contain_text("An old version")
    await MOUSE.does(page, "note", text="Only the old one")
    await _unmasked(page, address)
    await KEYS.does(page, "propose", text="Install it anew")
    await KEYS.does(page, "resolve", summary="Please install it anew")
    await _answered(browser, up, first, "solution", solved="no", comment="It stops again")

    await page.goto("/desk")
    await expect(_card(page, "waiting")).to_contain_text(first)  # opened again: it is back
    await page.keyboard.press("f")
    await MOUSE.does(page, "propose", text="A new one")
    await MOUSE.does(page, "resolve", summary="You get a new one")
    await _answered(browser, up, first, "solution.2", solved="yes", rating="5")
    await expect(page.locator("#head")).to_contain_text("closed")
    await _others_of_the_day(up, page)
    await page.goto("/desk")
    await expect(_card(page, "mine")).to_contain_text("You have no case to work on")


@pytest.mark.parametrize("by", HANDS)
async def test_everything_is_done_by_either_hand(
    up: Installed, people: dict[str, Page], by: str
) -> None:
    every = (LOW, "malfunction", "medium"), (HIGH, "malfunction", "high")
    ended = [
        await _walked(up, people, HANDS[by], *each)
        for each in (*every, (QUESTION, "usage_question", "low"))
    ]

    same: list[Step] = [("mei", "duplicate", {"of": ended[2]["id"]})]
    ended.append(await _walked(up, people, HANDS[by], same, "usage_question", "low"))
    assert [(each["stage"], each["outcome"]) for each in ended] == [
        ("closed", "withdrawn"),
        ("closed", "declined"),
        ("awaiting_confirmation", None),
        ("closed", "duplicate"),
    ]
    done = {name.partition("-")[0] for _, name, _ in (*LOW, *HIGH, *QUESTION, *same)}
    assert done == {*DecisionKind, NOTE, PUBLISH, UNPUBLISH, STANDARD}


async def _walked(
    up: Installed, people: dict[str, Page], hand: Hand, steps: list[Step], *kind: str
) -> Any:
    case = await _submitted(up, "The app stops when I pay", *kind)
    last = ""
    for who, name, fields in steps:
        if who != last:
            await people[who].goto(f"/desk/cases/{case}")
        await hand.does(people[who], name, **fields)
        last = who
    return up.show(case)


async def _submitted(
    up: Installed,
    text: str,
    category: str,
    priority: str,
    contact: str | None = None,
    name: str | None = None,
) -> str:
    door = wiring.gateway(Installation(up.settings()))
    item = {
        "text": text,
        "category": category,
        "priority": priority,
        "contact": contact or f"c{secrets.token_hex(4)}@example.com",
        "name": name,
    }
    case = (await door.submit(Submission.model_validate(item))).id

    def settled() -> bool:
        """Whether the case waits for people alone: whatever came now would be a conflict."""
        view = door.look(case)
        kinds = {each.kind for each in view.events}
        return view.state.stage is Stage.PLANNING and EventKind.ACKNOWLEDGED in kinds

    await until(settled, 60)
    return case


async def _others_of_the_day(up: Installed, page: Page) -> None:
    """Answered on the telephone, and declined; handed on; and from then on followed only."""
    second = await _submitted(up, "Where is my money", "malfunction", "low")
    await page.goto(f"/desk/cases/{second}")
    await KEYS.does(page, "take")
    await MOUSE.does(page, "clarify", question="Which order?")
    await MOUSE.does(page, "reply", text="None")
    await MOUSE.does(page, "decline", reason="There was no order")
    third = await _submitted(up, "The colour is wrong", "malfunction", "low")
    await page.goto(f"/desk/cases/{third}")
    await MOUSE.does(page, "take")
    await KEYS.does(page, "assign", to="wang")
    await page.goto("/desk")
    await expect(_card(page, "handed")).to_contain_text("you gave it to wang")


def _card(page: Page, name: str) -> Any:
    return page.locator(f"[aria-labelledby={name}]")


async def _unmasked(page: Page, address: str) -> None:
    await expect(page.locator("#customer")).not_to_contain_text(address)
    await page.keyboard.press("i")
    await expect(page.locator("#unmask-reason")).to_be_focused()
    await page.keyboard.type("To call back")
    async with page.expect_navigation():
        await page.keyboard.press("Enter")
    await expect(page.locator("#customer")).to_contain_text(address)
    await page.get_by_role("link", name="Mask it again").click()
    await expect(page.locator("#customer")).not_to_contain_text(address)
    await expect(page.locator("#story")).to_contain_text("To call back")


async def _mail(up: Installed, case: str, about: str) -> EmailMessage:
    def sent() -> list[EmailMessage]:
        return [m for m in up.mails() if f"{case}.{about}" in str(m["Message-ID"])]

    return (await until(sent, 60))[-1]


async def _answered(browser: Browser, up: Installed, case: str, about: str, **fields: str) -> None:
    """The customer follows the link of a mail, on a telephone without JavaScript."""
    context = await browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    await page.goto(first_link(await _mail(up, case, about)))
    for name, value in fields.items():
        field = page.locator(f"[name={name}]")
        if await field.first.get_attribute("type") == "radio":
            await page.locator(f"[name={name}][value='{value}']").check()
        else:
            await field.fill(value)
    await page.locator("main form button").first.click()
    await context.close()


async def test_what_a_customer_writes_is_text_everywhere(
    up: Installed, browser: Browser, people: dict[str, Page]
) -> None:
    name = "<b onclick=hit()>1009</b>"  # a name has no marks
    case = await _submitted(up, EVIL, "malfunction", "high", None, name)
    await up.carried("clarify", case, "--question", EVIL, "--by", "li")
    await up.carried("reply", case, "--text", EVIL, "--by", "li")
    await up.carried("propose", case, "--text", EVIL, "--by", "li")
    page, here = people["zhang"], f"/desk/cases/{case}"
    found: dict[str, Any] = {}
    places = ("/desk", "/desk/board", here, f"{here}?similar=1", f"/desk/approvals/{case}")
    for place in (*places, f"/desk/operations/cases/{case}"):
        await page.goto(place)
        found[place] = await page.evaluate(_TURNED, EVIL)
        assert await page.evaluate("window.hit") is None
        assert "1008" not in await page.title()
    for part in (EVIL, "1008"):
        await page.goto("/desk/search")
        await page.fill("#q", part)
        await page.keyboard.press("Enter")
        await page.wait_for_selector("mark")
        found[f"search {part}"] = await page.evaluate(_TURNED, EVIL)
    mail = await browser.new_page()
    for each in [m for m in up.mails() if case in str(m["Message-ID"])]:
        about = str(each["Message-ID"])
        assert "1008" not in str(each["Subject"]), about
        html, plain = each.get_body(("html",)), each.get_body(("plain",))
        assert html
        assert plain
        await mail.set_content(html.get_content())
        found[f"{about} html"] = await mail.evaluate(_TURNED, EVIL)
        found[f"{about} text"] = [
            line
            for line in plain.get_content().splitlines()
            if _turns(line.replace(EVIL, ""), line)
        ]
        assert await mail.evaluate("window.hit") is None
    await mail.close()
    assert len(found) > 10
    assert {place: turned for place, turned in found.items() if turned} == {}


def _turns(own: str, line: str) -> bool:
    """Whether words of ours stand in a line that a customer's mark turns around."""
    return "\u202e" in line and any(char.isalnum() for char in own) and "\u2068" not in line


_TURNED = """evil => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  const turns = ({ data }) => /[\\u202a-\\u202e]/.test(data);
  while (walker.nextNode()) {
    const text = walker.currentNode;
    if (!turns(text)) continue;
    let at = text.parentElement;
    while (!/isolate|plaintext/.test(getComputedStyle(at).unicodeBidi)) at = at.parentElement;
    const own = at.textContent.split(evil).slice(1).join("");
    if (/[\\p{L}\\p{N}]/u.test(own)) found.push(at.outerHTML.slice(0, 300));
  }
  return found;
}"""
"""Where words of ours come after a customer's marks, and are not set apart from them."""
