"""Tells every open page which cases changed. The record is asked once for all who look."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta

from schemas.errors import RecordUnavailable
from store.desk import Changed

_EVERY, _BEAT, _LIFE = 0.4, 15.0, 300.0
"""Seconds: between two questions to the record; of silence on a stream; that a stream lives, so
that whoever may not see any more is asked again who he is."""
_OVERLAP = timedelta(seconds=20)
"""Events are found by their times, and written a little later, maybe by another machine's clock."""
_log = logging.getLogger("huiyin.desk")

Sees = Callable[[Changed], bool]


class Viewer:
    """Somebody who looks: gathers what changed until it is asked for."""

    def __init__(self, sees: Sees) -> None:
        self._sees = sees
        self._ids: dict[str, None] = {}
        self._stirred = asyncio.Event()

    def tell(self, changed: list[Changed]) -> None:
        self._ids.update((each.case_id, None) for each in changed if self._sees(each))
        if self._ids:
            self._stirred.set()

    def stir(self) -> None:
        self._stirred.set()

    async def next(self, patience: float) -> list[str]:
        """The ids of the cases that changed since it was asked last; after a while none."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stirred.wait(), patience)
        self._stirred.clear()
        found, self._ids = list(self._ids), {}
        return found


class Live:
    """What changes, for every page that this process serves."""

    def __init__(
        self, changed: Callable[[datetime], list[Changed]], now: Callable[[], datetime]
    ) -> None:
        self._changed = changed
        self._now = now
        self._viewers: set[Viewer] = set()
        self._asking: asyncio.Task[None] | None = None
        self._known: dict[str, int] = {}
        self._closed = asyncio.Event()

    @property
    def viewers(self) -> int:
        """How many look now."""
        return len(self._viewers)

    def close(self) -> None:
        """End every stream: the process stops."""
        self._closed.set()
        for viewer in self._viewers:
            viewer.stir()

    @contextmanager
    def watching(self, sees: Sees) -> Iterator[Viewer]:
        """Look, at what `sees` says yes to."""
        viewer = Viewer(sees)
        self._viewers.add(viewer)
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._ask())
        try:
            yield viewer
        finally:
            self._viewers.discard(viewer)

    async def stream(self, sees: Sees, since: datetime | None) -> AsyncIterator[str]:
        """What an `EventSource` reads: the ids of changed cases. `since` is the id of the event
        that it heard last; what changed in between comes first."""
        ends = asyncio.get_running_loop().time() + _LIFE
        with self.watching(sees) as viewer:
            if since:
                viewer.tell(await self.since(since))
            yield f"retry: 1000\n{_heard_until(self._now())}\nevent: begun\ndata: 1\n\n"
            while not self._closed.is_set() and asyncio.get_running_loop().time() < ends:
                at = self._now()
                ids = await viewer.next(_BEAT)
                yield _message(at, ids) if ids else f"{_heard_until(at)}\n\n"

    async def since(self, at: datetime) -> list[Changed]:
        """What changed since an instant, and maybe a little of what changed before."""
        return await asyncio.to_thread(self._changed, at - _OVERLAP)

    async def _ask(self) -> None:
        told = False
        while self._viewers and not self._closed.is_set():
            told = await self._asked(told)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._closed.wait(), _EVERY)

    async def _asked(self, told: bool) -> bool:
        """Ask once; tell nobody of what was there at first, which every page has just shown."""
        try:
            found = await self.since(self._now())
        except RecordUnavailable:
            _log.warning("what changed is not known: the record cannot be reached")
            return told
        new = [each for each in found if each.seq > self._known.get(each.case_id, 0)]
        self._known = {each.case_id: each.seq for each in found}
        for viewer in self._viewers if told and new else ():
            viewer.tell(new)
        return True


def _message(at: datetime, ids: list[str]) -> str:
    return f"{_heard_until(at)}\nevent: changed\ndata: {json.dumps(ids)}\n\n"


def _heard_until(at: datetime) -> str:
    """What a browser says when it comes back, also if nothing had changed before it went."""
    return f"id: {at.isoformat()}"
