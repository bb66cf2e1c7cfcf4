"""The analyzer of an installation: with the model that is in use now, without a restart."""

import logging
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from schemas.errors import RecordUnavailable

if TYPE_CHECKING:
    from analysis.analyst import Analyst
    from schemas.analysis import Analysis
    from schemas.policy import Policy
    from store.models import Models

_log = logging.getLogger("huiyin.analysis")
_EVERY = 30.0
"""Seconds after which it is asked again which model is in use."""


class Ear:
    """Says what texts are about. `seconds` is a clock that only goes forward."""

    def __init__(self, models: "Models", seconds: Callable[[], float] = time.monotonic) -> None:
        self._models = models
        self._seconds = seconds
        self._lock = threading.Lock()
        self._asked: float | None = None
        self._number: int | None = None
        self._analyst: Analyst | None = None

    def __call__(self, text: str, policy: "Policy", /) -> "Analysis":
        return self.analyst()(text, policy)

    def warm_up(self) -> None:
        """Load what the first text would wait for."""
        from analysis import encoder

        self.analyst()
        encoder.warm()

    def analyst(self) -> "Analyst":
        """The analyst with the model that is in use."""
        with self._lock:
            now = self._seconds()
            if self._analyst is None or self._asked is None or now - self._asked >= _EVERY:
                self._asked = now
                self._look()
            if self._analyst is None:
                raise RuntimeError("there is an analyst once it was looked for one")
            return self._analyst

    def _look(self) -> None:
        try:
            number = self._models.in_use()
        except RecordUnavailable:
            if self._analyst is None:
                raise
            return
        if self._analyst is None or number != self._number:
            self._analyst, self._number = self._read(number), number

    def _read(self, number: int | None) -> "Analyst":
        from analysis.weights import BadModel

        try:
            return self._made(number)
        except BadModel as error:  # a model that cannot be read must not stop any case
            _log.error("model %s cannot be read: %s", number, error)
            return self._analyst or self._made(None)

    def _made(self, number: int | None) -> "Analyst":
        from analysis.analyst import Analyst
        from analysis.model import Model

        return Analyst(Model.load(None if number is None else self._models.content(number)))
