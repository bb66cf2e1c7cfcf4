"""The quick way: only the clocks of past cases are folded again, on every processor.

Nobody decides anything anew, so it cannot say what would have gone another way; of targets alone
it says the same as living the cases again.
"""

import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from multiprocessing import get_context

from rules.figures import Figures, figures
from rules.fold import unfolded
from schemas.policy import Policy
from store import policies
from store.database import Database
from store.past import Past

_AT_ONCE = 1000
Range = tuple[datetime, datetime]


def folded(
    url: str, within: Range, text: str, now: datetime, step: Callable[[int], None]
) -> tuple[Figures, Figures]:
    """The figures of the record's cases under their own policies, and under another.

    `within` is [since, until) of their receipt; `step` hears how many more are done.
    """
    before, after = Figures(), Figures()
    database = Database(url)
    starts = Past(database, *within).starts(_AT_ONCE)
    database.close()
    ends = [*starts[1:], None]
    with _processors() as pool:
        parts = [
            pool.submit(_part, url, within, first, end, text, now)
            for first, end in zip(starts, ends, strict=True)
        ]
        for part in as_completed(parts):
            was, would_be = part.result()
            before += was
            after += would_be
            step(was.cases)
    return before, after


@contextmanager
def _processors() -> Iterator[ProcessPoolExecutor]:
    """Every processor; what is not begun is never begun once this is left early."""
    # Ctrl-C is for us: told of it too, each of them would say where it was.
    deaf = (signal.SIGINT, signal.SIG_IGN)
    context = get_context("spawn")
    with ProcessPoolExecutor(os.cpu_count(), context, signal.signal, deaf) as pool:
        try:
            yield pool
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _part(
    url: str, within: Range, first: str, end: str | None, text: str, now: datetime
) -> tuple[Figures, Figures]:
    database, other = _database(url), policies.resolved(text)
    before, after = Figures(), Figures()
    for case in Past(database, *within).cases(first, end):
        states = tuple(unfolded(case.events))
        before += figures(case.events, _policy(url, case.policy_version), now, states, lived=False)
        after += figures(case.events, other, now, states, lived=False)
    return before, after


@lru_cache(maxsize=1)
def _database(url: str) -> Database:
    return Database(url)


@lru_cache(maxsize=100)
def _policy(url: str, version: str) -> Policy:
    with _database(url).reading() as session:
        return policies.load(session, version)
