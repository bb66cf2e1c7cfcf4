"""How often one address may ask for something; counted in this process, within moving windows."""

import math
import time
from collections.abc import Mapping
from typing import Protocol

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

_LIMITS: Mapping[str, str] = {
    "feedback": "20 per 10 minutes",
    "mine": "10 per 10 minutes",
    "vote": "60 per 10 minutes",
}


class Gate(Protocol):
    """Says who may go on."""

    def wait(self, scope: str, who: str) -> int:
        """After how many seconds somebody may go on; 0: now, and this once is counted."""


class MemoryGate:
    """A gate of one process."""

    def __init__(self, limits: Mapping[str, str] = _LIMITS) -> None:
        self._limits: dict[str, RateLimitItem] = {name: parse(how) for name, how in limits.items()}
        self._windows = MovingWindowRateLimiter(MemoryStorage())

    def wait(self, scope: str, who: str) -> int:
        limit = self._limits[scope]
        if self._windows.hit(limit, scope, who):
            return 0
        again = self._windows.get_window_stats(limit, scope, who).reset_time
        return max(1, math.ceil(again - time.time()))
