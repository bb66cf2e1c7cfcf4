"""`python -m benchmarks.desk`: the pages of the desk before very many cases in PostgreSQL.

Pages are asked for by HTTP of a real web process; Temporal is not needed to look.
"""

import argparse
import asyncio
import itertools
import os
import re
import secrets
import shutil
import statistics
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

import httpx
from rich.console import Console
from rich.table import Table
from sqlmodel import col, select

from activities import ledger
from benchmarks import lists, many_cases, stand
from schemas.access import AccessRole
from schemas.accounts import NewAccount
from schemas.enums import EventKind
from schemas.events import NewEvent
from starter.identity import tokens
from store.accounts import Accounts
from store.casebook import CaseBook
from store.database import Database
from store.sessions import Sessions
from store.tables import Case

if TYPE_CHECKING:
    from playwright.async_api import Page

PAGE_SECONDS = 0.1
"""To reach: within which 95 of 100 pages are answered."""
PAINT_SECONDS = 0.5
CHANGE_SECONDS = 1.0
VIEWERS, VIEWERS_PART = 200, 0.1
"""So many pages that look on cost less than this part of one core while nothing changes."""
_TEAMS = ("engineering", "support", "product", "service")
_LOGIN = "agent7"
_READY_SECONDS = 60
_CALM_SECONDS = 20
_PATIENCE = 60
_REPLACED = """new Promise(done => document.addEventListener(
    'huiyin:replaced', () => done(1), {once: true}))"""
_PAINTED = """new Promise(done => new PerformanceObserver(seen => {
    for (const each of seen.getEntriesByName('first-contentful-paint')) done(each.startTime)
}).observe({type: 'paint', buffered: true}))"""
_CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
_CLOCK_TICKS = os.sysconf("SC_CLK_TCK")


class Figure(NamedTuple):
    """One thing that was measured, in seconds (or, of one core, a part), and its target."""

    name: str
    p50: float
    p95: float
    target: float
    unit: str = "ms"

    @property
    def is_good(self) -> bool:
        return self.p95 < self.target


class Office:
    """A web process, somebody who is signed in, and the record behind it."""

    def __init__(self, database: Database, url: str, cookie: str, process: int) -> None:
        self.database = database
        self.url = url
        self.headers = {"Cookie": f"huiyin={cookie}", "Accept-Language": "en"}
        self.process = process
        self.cookie = cookie

    def cpu(self) -> float:
        """Seconds of processor that the web process has used."""
        fields = Path(f"/proc/{self.process}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _CLOCK_TICKS


async def pages(office: Office, times: int) -> list[Figure]:
    """How long each page takes."""
    async with httpx.AsyncClient(base_url=office.url, headers=office.headers, timeout=30) as client:
        cases, oldest = itertools.cycle(_own(office, "due_at")), _own(office, "received_at")[0]
        csrf = re.findall(r'name="csrf" value="([^"]+)"', (await client.get("/desk")).text)[0]
        asks: Mapping[str, Callable[[], Awaitable[httpx.Response]]] = {
            "my work": lambda: client.get("/desk"),
            "board": lambda: client.get("/desk/board"),
            "board, filtered": lambda: client.get("/desk/board?team=engineering&priority=high"),
            "case": lambda: client.get(f"/desk/cases/{next(cases)}"),
            "case, the oldest": lambda: client.get(f"/desk/cases/{oldest}"),
            "approvals": lambda: client.get("/desk/approvals"),
            "search, Chinese": lambda: client.post("/desk/search", data=_words(csrf, "闪退")),
            "search, rare": lambda: client.post("/desk/search", data=_words(csrf, many_cases.MARK)),
        }
        return [await _figure(name, ask, times) for name, ask in asks.items()]


def _own(office: Office, by: str) -> list[str]:
    """Open cases of whoever is signed in, the first by a time of theirs first."""
    order = getattr(Case, by)
    query = select(Case.id).where(Case.owner == _LOGIN, col(Case.closed_at).is_(None))
    with office.database.reading() as session:
        return list(session.exec(query.order_by(order).limit(50)))


def _words(csrf: str, words: str) -> dict[str, str]:
    return {"csrf": csrf, "q": words}


async def _figure(name: str, ask: Callable[[], Awaitable[httpx.Response]], times: int) -> Figure:
    took = []
    for n in range(times + 3):
        began = time.perf_counter()
        answer = await ask()
        if answer.status_code != httpx.codes.OK:
            raise RuntimeError(f"{name}: {answer.status_code}")
        if n >= 3:  # the first ones warm up
            took.append(time.perf_counter() - began)
    return Figure(name, statistics.median(took), statistics.quantiles(took, n=20)[-1], PAGE_SECONDS)


async def viewers(office: Office) -> Figure:
    """What so many pages that look on cost while nothing changes."""
    limits = httpx.Limits(max_connections=VIEWERS + 1)
    async with httpx.AsyncClient(
        base_url=office.url, headers=office.headers, timeout=_PATIENCE, limits=limits
    ) as client:
        opened = asyncio.Semaphore(0)

        async def look() -> None:
            async with client.stream("GET", "/desk/live") as stream:
                async for _ in stream.aiter_lines():
                    opened.release()

        looking = [asyncio.create_task(look()) for _ in range(VIEWERS)]
        for _ in looking:
            await opened.acquire()
        before, began = office.cpu(), time.monotonic()
        await asyncio.sleep(_CALM_SECONDS)  # this is what is measured: a while without changes
        part = (office.cpu() - before) / (time.monotonic() - began)
        for task in looking:
            task.cancel()
        await asyncio.gather(*looking, return_exceptions=True)
    return Figure(f"{VIEWERS} viewers, nothing changes", part, part, VIEWERS_PART, "% of a core")


async def in_the_browser(office: Office, times: int) -> list[Figure]:
    """The first paint of the board, and how long a change takes to every open board."""
    from playwright.async_api import async_playwright

    program = next(filter(None, map(shutil.which, _CHROMIUM)), None)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        context = await browser.new_context()
        await context.add_cookies([{"name": "huiyin", "value": office.cookie, "url": office.url}])
        page = await context.new_page()
        paints = [await _painted(page, f"{office.url}/desk/board") for _ in range(times)]
        changes = [await _change(office, page, n) for n in range(times)]
        await browser.close()
    return [
        Figure("board, first paint", statistics.median(paints), max(paints), PAINT_SECONDS),
        Figure("decision to open board", statistics.median(changes), max(changes), CHANGE_SECONDS),
    ]


async def _painted(page: "Page", url: str) -> float:
    await page.goto(url)
    return float(await page.evaluate(_PAINTED)) / 1000


async def _change(office: Office, page: "Page", n: int) -> float:
    waiting = asyncio.create_task(page.evaluate(_REPLACED))
    card = await page.locator("[data-row] a.row-link").first.get_attribute("href")
    began = time.perf_counter()
    await asyncio.to_thread(_assign, office, str(card).rsplit("/", 1)[1], n)
    await waiting
    return time.perf_counter() - began


def _assign(office: Office, case_id: str, n: int) -> None:
    with CaseBook(office.database).open(case_id) as case:
        owner = f"agent{n % 40}"
        assigned = NewEvent(kind=EventKind.ASSIGNED, by=_LOGIN, data={"to": owner})
        ledger.record(case, [assigned], datetime.now(UTC))


def report(console: Console, figures: list[Figure]) -> bool:
    """Print the figures; whether all of them are within their targets."""
    table = Table(box=None, header_style="dim")
    for title in ("", "p50", "p95", "to reach", "unit", ""):
        table.add_column(title, justify="left" if title in ("", "unit") else "right")
    for each in figures:
        many = 1000 if each.unit == "ms" else 100
        cells = [f"{many * value:.1f}" for value in (each.p50, each.p95, each.target)]
        table.add_row(each.name, *cells, each.unit, "" if each.is_good else "missed")
    console.print(table)
    return all(each.is_good for each in figures)


def _sign_in(database: Database) -> str:
    """The token of a session of somebody who has about 2,000 cases."""
    now, token = datetime.now(UTC), tokens.new()
    new = NewAccount(login=_LOGIN, address=None, role=AccessRole.AGENT, teams=_TEAMS)
    accounts = Accounts(database)
    known = accounts.find(_LOGIN) or accounts.add(new, now)
    Sessions(database).start(tokens.digest(token), _LOGIN, known.stamp, "bench", now)
    return token


async def _measured(office: Office, times: int) -> list[Figure]:
    await _until_serving(office.url)
    return [
        *await pages(office, times),
        await viewers(office),
        *await in_the_browser(office, max(3, times // 10)),
    ]


async def _until_serving(url: str) -> None:
    give_up_at = time.monotonic() + _READY_SECONDS
    async with httpx.AsyncClient() as client:
        while time.monotonic() < give_up_at:
            with suppress(httpx.TransportError):
                if (await client.get(f"{url}/healthz")).is_success:
                    return
            await asyncio.sleep(0.1)
    raise TimeoutError(url)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=1_100_000, help="cases; one in ten is open")
    parser.add_argument("--times", type=int, default=60, help="how often each page is asked for")
    parser.add_argument("--keep", type=Path, help="a folder for the record, to be used again")
    args = parser.parse_args()
    console, texts = Console(), many_cases.texts_of(None)
    with lists.server(args.keep) as (url, folder), TemporaryDirectory() as data:
        lists.fill(console, url, folder / lists.FILLED, args.cases, texts)
        return 0 if _run(console, url, data, args.times) else 1


def _run(console: Console, record: str, data: str, times: int) -> bool:
    port, database = stand.free_port(), Database(record)
    os.environ |= {
        "HUIYIN_DATABASE_URL": record,
        "HUIYIN_DATA_DIR": data,
        "HUIYIN_SECRET_KEY": secrets.token_hex(24),
        "HUIYIN_WEB_PORT": str(port),
        "HUIYIN_LIMIT_DESK": "1000000/minute",
        "HUIYIN_LIMIT_KEY": "1000000/minute",
    }
    web = stand.start([sys.executable, "-m", "starter.main", "web"], data)
    try:
        office = Office(database, f"http://127.0.0.1:{port}", _sign_in(database), web.pid)
        return report(console, asyncio.run(_measured(office, times)))
    finally:
        web.kill()
        web.wait()
        database.close()


if __name__ == "__main__":
    raise SystemExit(main())
