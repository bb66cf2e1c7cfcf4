"""One case before a browser: what its page shows and sends."""

import re
from html import unescape
from typing import Any

from httpx import Response

from schemas.enums import DecisionKind
from schemas.submissions import Submission
from tests.stores.cases import decision
from tests.units.desk import Browser, Desk

PHONE, NAME, ADDRESS = "13912345678", "王小明", "wang.xiaoming@example.com"
TEXT = f"付款以后闪退，我的电话是 {PHONE}"
K = DecisionKind


async def submitted(desk: Desk, **fields: str) -> str:
    usual = {"text": TEXT, "category": "malfunction", "priority": "high"}
    item = {**usual, "name": NAME, "contact": ADDRESS, **fields}
    return (await desk.gateway.submit(Submission.model_validate(item))).id


async def decided(
    desk: Desk, case: str, kind: K, by: str = "li", texts: Any = None, **choice: Any
) -> None:
    seq = desk.gateway.look(case).state.seq
    await desk.gateway.decide(decision(case, kind, by, f"request-{seq}", texts, **choice))


def at(case: str) -> str:
    return f"/desk/cases/{case}"


def form_of(page: str, name: str) -> dict[str, str]:
    """What the form of an action sends by itself."""
    part = page[page.index(f'id="do-{name}"') :]
    part = part[: part.index("</form>")]
    found = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', part)
    return {key: unescape(value) for key, value in found}


async def does(browser: Browser, case: str, name: str, **fields: str) -> Response:
    """Look at the page, and send a form of it."""
    page = (await browser.get(at(case))).text
    sent = {**form_of(page, name), **fields, "do": "send"}
    return await browser.post(at(case), **sent)


def offered(page: str) -> list[str]:
    return re.findall(r'id="do-([\w-]+)"', page)


_MARK = re.compile("</?mark[^>]*>")


def element(page: str, name: str) -> str:
    """A section of the page; what is marked in a text is read as the text."""
    part = page[page.index(f'id="{name}"') :]
    return _MARK.sub("", part[: part.index("</section>")])
