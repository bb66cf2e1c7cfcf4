"""Who asked how often within a moving window, in the memory of one process."""

import math
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock


@dataclass(frozen=True)
class Standing:
    """How somebody stands with one limit: so many may come, so many are left, in so many seconds
    the oldest of them is forgotten."""

    limit: int
    remaining: int
    reset: int

    @property
    def headers(self) -> dict[str, str]:
        return {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(self.reset),
        }


class Windows:
    """Lets everybody ask `limit` times within any `seconds`.

    It holds no more than what was let through within the window: whoever asks, also helps to forget
    those who do not ask any more. Safe to share between threads.
    """

    def __init__(
        self, limit: int, seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._limit = limit
        self._seconds = seconds
        self._clock = clock
        self._turn = Lock()
        # Who came last stands last: so those to be forgotten stand first.
        self._came: OrderedDict[str, deque[float]] = OrderedDict()

    def __len__(self) -> int:
        """Of how many it knows."""
        return len(self._came)

    def hit(self, who: str) -> bool:
        """Whether somebody may go on; if so, this once is counted."""
        with self._turn:
            now = self._clock()
            self._forget(who, now)
            if len(self._came.get(who, ())) >= self._limit:
                return False
            self._came.setdefault(who, deque()).append(now)
            self._came.move_to_end(who)
            return True

    def standing(self, who: str) -> Standing:
        """How somebody stands; this is not counted."""
        with self._turn:
            now = self._clock()
            self._forget(who, now)
            came = self._came.get(who, ())
            reset = math.ceil(came[0] + self._seconds - now) if came else 0
            return Standing(self._limit, max(0, self._limit - len(came)), reset)

    def _forget(self, who: str, now: float) -> None:
        """Forget what is over, of those who did not come any more and of one who does."""
        over = now - self._seconds
        while self._came and next(iter(self._came.values()))[-1] <= over:
            self._came.popitem(last=False)
        came = self._came.get(who, deque())
        while came and came[0] <= over:
            came.popleft()
