"""Trials that somebody began on a page: each runs beside the pages, as long as it takes."""

import logging
import time
from collections.abc import Callable
from datetime import datetime
from threading import Event, Thread
from typing import Any

from starter.trial.quick import quick
from store.past import Past
from store.trials import Asked, Trials, TrialState

_log = logging.getLogger("huiyin.starter")
_TELL_EVERY = 1.0
"""Seconds."""


class _Unwanted(Exception):
    """Nobody wants the result any more."""


class Background:
    """Carries trials out in threads of this process, which write how far they are."""

    def __init__(self, url: str, trials: Trials, now: Callable[[], datetime]) -> None:
        self._url = url
        self._trials = trials
        self._now = now
        self._closing = Event()
        self._threads: list[Thread] = []

    def begin(self, asked: Asked, in_force: str, by: str, past: Past) -> str:
        """Begin a trial against the text in force; its id, under which everybody finds it."""
        trial = self._trials.begin(asked, by, past.count(), self._now())
        thread = Thread(target=self._run, args=(trial, asked, in_force), daemon=True)
        self._threads = [each for each in self._threads if each.is_alive()] + [thread]
        thread.start()
        return trial

    def wait(self, seconds: float) -> None:
        """Wait until what was begun here has ended."""
        for thread in self._threads:
            thread.join(seconds)

    def close(self) -> None:
        """Leave what runs unfinished; it is written down as failed."""
        self._closing.set()

    def _run(self, trial: str, asked: Asked, in_force: str) -> None:
        try:
            result = self._result(trial, asked, in_force)
            self._trials.end(trial, TrialState.DONE, self._now(), result)
        except _Unwanted:
            self._trials.end(trial, TrialState.FAILED, self._now())
        except Exception:  # noqa: BLE001  # whatever it was, it is written down
            _log.exception("a trial of a policy failed", extra={"trial": trial})
            self._trials.end(trial, TrialState.FAILED, self._now())

    def _result(self, trial: str, asked: Asked, in_force: str) -> dict[str, Any]:
        within, done, told = (asked.since, asked.until), 0, time.monotonic()

        def step(more: int) -> None:
            nonlocal done, told
            done += more
            if self._closing.is_set():
                raise _Unwanted
            if time.monotonic() - told >= _TELL_EVERY:
                told = time.monotonic()
                if not self._trials.tell(trial, done, self._now()):
                    raise _Unwanted

        return quick(self._url, within, (in_force, asked.text), self._now(), step)
