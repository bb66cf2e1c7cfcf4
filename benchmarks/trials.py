"""`huiyin policy try`: how quickly past cases are folded again, and lived again.

The baseline of folding is to read the same cases and fold their states, on one processor.
"""

import argparse
import asyncio
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from benchmarks import past
from rules.fold import fold
from schemas.durations import parse_length
from starter.trial.folding import folded
from starter.trial.trial import lived, recorded
from store import migrate, policies
from store.database import Database
from store.past import Past

_OTHER = policies.default_text().replace('resolve = "24 hours"', 'resolve = "8 business hours"')
_LIVED = {
    "past cases": [_OTHER],
    "given cases, under two policies at once": [policies.default_text(), _OTHER],
}
_Range = tuple[datetime, datetime]


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--folded", type=int, default=20_000, help="cases to fold")
    parser.add_argument("--lived", type=int, default=100, help="cases to live")
    args = parser.parse_args()
    console = Console()
    console.rule("a policy tried")
    with tempfile.TemporaryDirectory() as folder:
        _fold(Path(folder), args.folded, console)
        _live(Path(folder), args.lived, console)


def _fold(folder: Path, number: int, console: Console) -> None:
    url, within = _record(folder / "many.sqlite3", number)
    baseline = _timed(lambda: _read(url, within))
    took = _timed(lambda: folded(url, within, _OTHER, datetime.now(UTC), lambda _: None))
    console.print(
        f"folded under two policies: {number / took:,.0f} cases/s, 100,000 in"
        f" {100_000 * took / number:.0f} s; reading and folding states alone:"
        f" {number / baseline:,.0f} cases/s; ratio {baseline / took:.2f}"
    )


def _live(folder: Path, number: int, console: Console) -> None:
    url, within = _record(folder / "few.sqlite3", number)
    database = Database(url)
    approve, now = parse_length("2 business hours"), datetime.now(UTC)
    _, again = recorded(database, Past(database, *within).cases(), now, lambda: None)
    database.close()
    for name, texts in _LIVED.items():
        took = _timed(lambda: asyncio.run(lived(again, texts, approve, now, lambda: None)))  # noqa: B023
        console.print(
            f"lived in virtual time, {name}: {number / took:.1f} cases/s, a year of 1,000 in"
            f" {1000 * took / number / 60:.1f} minutes"
        )


def _record(file: Path, number: int) -> tuple[str, _Range]:
    url = f"sqlite:///{file}"
    migrate.upgrade(url)
    database = Database(url)
    within = past.write(database, number)
    database.close()
    return url, within


def _read(url: str, within: _Range) -> None:
    database = Database(url)
    for case in Past(database, *within).cases():
        fold(case.events)
    database.close()


def _timed(work: Callable[[], object]) -> float:
    began = time.monotonic()
    work()
    return time.monotonic() - began


if __name__ == "__main__":
    main()
