"""A day of operations: the mail server is away, the worker is killed, no case is forgotten."""

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from playwright.async_api import Page, expect

from schemas.access import AccessRole
from schemas.accounts import NewAccount
from schemas.enums import DecisionKind, EventKind, Stage
from schemas.submissions import Submission
from starter.gateway import Gateway
from starter.identity.people import People
from starter.up.ports import free_port
from store.database import Database
from tests.browser.browsers import DESKTOP, chromium, violations
from tests.stores.cases import decision
from tests.system.installed import Installed
from tests.system.walking import gateway_of
from tests.units.desk import HASH, PASSWORD
from tests.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.system]
_SOON = 60_000


class MailServer:
    """One that can be away."""

    def __init__(self) -> None:
        self.port = free_port()
        self.taken = 0
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    async def handle_DATA(self, *_: object) -> str:  # noqa: N802 - aiosmtpd's name
        self.taken += 1
        return "250 OK"

    def comes_back(self) -> None:
        self._controller.start()

    def close(self) -> None:
        self._controller.stop(no_assert=True)
        self._controller.loop.close()  # that of one that never came back, too


@pytest.fixture
def mail() -> Iterator[MailServer]:
    server = MailServer()
    yield server
    server.close()


@pytest.fixture
async def installed(tmp_path: Path, mail: MailServer) -> AsyncIterator[Installed]:
    installation = Installed(tmp_path, HUIYIN_SMTP_URL=f"smtp://127.0.0.1:{mail.port}")
    await installation.up()
    yield installation
    installation.down()


@asynccontextmanager
async def administrator(installed: Installed) -> AsyncIterator[Page]:
    """Signed in, in front of the page of operations."""
    async with chromium() as browser:
        context = await browser.new_context(viewport=DESKTOP, locale="en-US")  # type: ignore[arg-type]
        page = await context.new_page()
        await page.goto(f"{installed.settings().base_url}/login")
        await page.locator("[name=name]").fill("root")
        await page.locator("[name=password]").fill(PASSWORD)
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/desk")  # and its scripts: from then on keys are heard
        await go(page, "g o", "Operations")
        yield page
        await context.close()


def let_in(database: Database) -> None:
    people = People(database, ["for no link"], lambda: datetime.now(UTC))
    new = NewAccount(
        login="root", address="root@example.com", role=AccessRole.ADMINISTRATOR, teams=()
    )
    people.accounts.add(new, datetime.now(UTC), HASH)


async def submitted(gateway: Gateway) -> str:
    item = {"text": "闪退", "contact": "a@b.example", "category": "malfunction", "priority": "low"}
    case = (await gateway.submit(Submission.model_validate(item))).id
    await until(lambda: gateway.look(case).state.stage is Stage.PLANNING, 60)
    return case


async def go(page: Page, keys: str, title: str | re.Pattern[str]) -> None:
    for key in keys.split():
        await page.keyboard.press(key)
    await expect(page.get_by_role("heading", level=1)).to_have_text(title)


@pytest.mark.timeout(180)
async def test_a_day_of_operations(installed: Installed, mail: MailServer) -> None:
    gateway, database = gateway_of(installed)
    let_in(database)
    case = await submitted(gateway)
    async with administrator(installed) as page:
        await expect(page.get_by_text("nobody answers there")).to_be_visible()
        await the_worker_is_killed(page, installed, gateway)
        await the_mail_is_retried(page, installed, gateway, mail, case)
        await nobody_is_forgotten(page)
    database.close()


async def the_worker_is_killed(page: Page, installed: Installed, gateway: Gateway) -> None:
    """Cases go on all the same, and the page says who died and who works."""
    workers = page.get_by_role("region", name="Workers")
    await expect(workers.get_by_text("works", exact=True)).to_have_count(1)
    assert installed.kill("worker")

    other = await submitted(gateway)
    await gateway.decide(decision(other, DecisionKind.TAKE, "li", f"take-{other}"))

    await expect(workers.get_by_text("silent", exact=True)).to_have_count(1, timeout=_SOON)
    await expect(workers.get_by_text("works", exact=True)).to_have_count(1, timeout=_SOON)
    await until(lambda: gateway.look(other).state.owner == "li", 30)
    assert await violations(page) == []


async def the_mail_is_retried(
    page: Page, installed: Installed, gateway: Gateway, mail: MailServer, case: str
) -> None:
    """It is shown with its error and its next try; once the server is back, it goes at once."""
    await page.goto(f"{installed.settings().base_url}/desk/operations/cases/{case}")
    standing = page.locator("#standing")
    for told in ("send a mail", "the mail server takes nothing", "next try"):
        await expect(standing).to_contain_text(told, timeout=_SOON)
    assert await violations(page) == []
    await go(page, "h", re.compile("history of the workflow"))
    await expect(page.get_by_role("list").filter(has_text="send a mail").first).to_be_visible()
    await expect(page.get_by_role("link", name="Show in Temporal")).to_have_attribute(
        "href", re.compile(f"/workflows/[^/]*{case}/.+/history$")
    )
    assert await violations(page) == []
    await page.go_back()
    mail.comes_back()
    await page.get_by_label("Reason").fill("the mail server is back")
    await page.get_by_role("button", name="Retry now").click()
    await expect(page.get_by_text("It is tried again now.")).to_be_visible()
    await expect(standing).to_contain_text("Nothing of this case stands still.", timeout=_SOON)
    assert mail.taken
    view = gateway.look(case)
    [noted] = [event for event in view.events if event.kind is EventKind.OPERATED]
    assert (noted.by, noted.texts) == ("root", {"reason": "the mail server is back"})


@pytest.mark.timeout(180)
async def test_operations_give_up_a_mail_begin_anew_and_end_by_mouse(installed: Installed) -> None:
    """Each is an event of the case, with who and why."""
    gateway, database = gateway_of(installed)
    let_in(database)
    case = await submitted(gateway)
    async with administrator(installed) as page:
        await page.goto(f"{installed.settings().base_url}/desk/operations/cases/{case}")
        run = page.locator("#standing code").last
        first = await run.inner_text()

        await steps_in(page, "give up the mails", "the address is dead")
        await expect(page.get_by_text("The mail is given up.")).to_be_visible()
        assert not gateway.look(case).state.unsent

        await steps_in(page, "begin the workflow anew", "it hangs")
        await expect(page.get_by_text("The workflow was begun anew.")).to_be_visible()
        await expect(run).not_to_have_text(first, timeout=_SOON)

        await steps_in(page, "end the workflow", "it is in the way")
        await expect(page.get_by_text("The workflow was ended.")).to_be_visible()
        assert await violations(page) == []
    noted = [each for each in gateway.look(case).events if each.kind is EventKind.OPERATED]
    assert [(each.by, each.data["action"], each.texts["reason"]) for each in noted] == [
        ("root", "skip", "the address is dead"),
        ("root", "anew", "it hangs"),
        ("root", "end", "it is in the way"),
    ]
    database.close()


async def steps_in(page: Page, deed: str, reason: str) -> None:
    await page.get_by_label("Reason").click()
    await page.keyboard.type(reason)
    await page.get_by_role("button", name=deed, exact=True).click()
    await page.wait_for_url("**done=*")


async def nobody_is_forgotten(page: Page) -> None:
    await go(page, "g o", "Operations")
    await go(page, "s", "Self-check")
    await page.keyboard.press("s")
    told = page.get_by_text("2 cases checked: each has an owner, a next deadline and a workflow.")
    await expect(told).to_be_visible(timeout=_SOON)
    assert await violations(page) == []
