"""Waiting for what will be so, instead of sleeping until it should be."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")

_POLL_SECONDS = 0.02


async def until(
    predicate: Callable[[], T], seconds: float = 10.0, every: float = _POLL_SECONDS
) -> T:
    """What `predicate` gives, as soon as that is true; asked `every` so many seconds.

    Raises:
        AssertionError: it was not within that time.
    """
    deadline = time.monotonic() + seconds
    while not (answer := predicate()):
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds:g} s: {predicate!r} gives {answer!r}")
        await asyncio.sleep(every)
    return answer


async def until_answered(ask: Callable[[], Awaitable[T]], seconds: float = 10.0) -> T:
    """As `until`, for what has to be awaited itself."""
    deadline = time.monotonic() + seconds
    while not (answer := await ask()):
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds:g} s: {ask!r} gives {answer!r}")
        await asyncio.sleep(_POLL_SECONDS)
    return answer
