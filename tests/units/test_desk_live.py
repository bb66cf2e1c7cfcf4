"""What changes reaches every open page, and the record is asked once for all of them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

import pytest

from schemas.errors import RecordUnavailable
from starter.web.desk import live
from starter.web.desk.live import Live
from store.desk import Changed
from tests.stories import START


class Record:
    """A record in which things happen when a test says so."""

    def __init__(self) -> None:
        self.found: list[Changed] = []
        self.asked = 0
        self.is_away = False
        self._loop = asyncio.get_running_loop()
        self._asked = asyncio.Semaphore(0)

    def changed(self, _since: datetime) -> list[Changed]:
        self.asked += 1
        self._loop.call_soon_threadsafe(self._asked.release)
        if self.is_away:
            raise RecordUnavailable("away")
        return list(self.found)

    def happens(self, case: str, seq: int, team: str | None = "engineering") -> None:
        self.found = [each for each in self.found if each.case_id != case]
        self.found.append(Changed(case, seq, team, None))

    async def is_asked(self) -> None:
        """Until it was asked again, twice: then what was there before is told."""
        self._asked = asyncio.Semaphore(0)
        await self._asked.acquire()
        await self._asked.acquire()


@pytest.fixture
async def record(monkeypatch: pytest.MonkeyPatch) -> Record:
    monkeypatch.setattr(live, "_EVERY", 0.001)
    monkeypatch.setattr(live, "_BEAT", 0.05)
    return Record()


@asynccontextmanager
async def looking(record: Record, *teams: str) -> AsyncIterator[list[asyncio.Queue[str]]]:
    """Viewers of these teams; what each hears."""
    found = Live(record.changed, lambda: START)
    queues = [asyncio.Queue[str]() for _ in teams]

    async def look(team: str, heard: asyncio.Queue[str]) -> None:
        async for message in found.stream(lambda each: each.team == team, None):
            heard.put_nowait(message)

    tasks = [asyncio.create_task(look(*each)) for each in zip(teams, queues, strict=True)]
    try:
        yield queues
    finally:
        found.close()
        async with asyncio.timeout(5):
            await asyncio.gather(*tasks)
        assert found.viewers == 0


async def heard(queue: asyncio.Queue[str]) -> str:
    """The next that is no sign of life."""
    async with asyncio.timeout(5):
        while "event: changed" not in (message := await queue.get()):
            pass
        return message


async def test_everybody_who_may_see_it_hears_of_a_change(record: Record) -> None:
    async with looking(record, "engineering", "engineering", "product") as (first, second, other):
        await record.is_asked()
        record.happens("00000-00001", 1)
        assert '["00000-00001"]' in await heard(first)
        assert '["00000-00001"]' in await heard(second)
        record.happens("00000-00002", 1, "product")
        assert '["00000-00002"]' in await heard(other)


async def test_what_was_there_before_is_not_told(record: Record) -> None:
    record.happens("00000-00001", 4)
    async with looking(record, "engineering") as (queue,):
        await record.is_asked()
        record.happens("00000-00002", 1)
        assert '["00000-00002"]' in await heard(queue)


async def test_one_question_is_enough_for_many(record: Record) -> None:
    async with looking(record, *["engineering"] * 20) as queues:
        await record.is_asked()
        asked = record.asked
        record.happens("00000-00001", 1)
        for queue in queues:
            await heard(queue)
        assert record.asked - asked < len(queues)


async def test_a_record_that_is_away_ends_no_stream(record: Record) -> None:
    async with looking(record, "engineering") as (queue,):
        await record.is_asked()
        record.is_away = True
        await record.is_asked()
        record.is_away = False
        record.happens("00000-00001", 1)
        assert '["00000-00001"]' in await heard(queue)


async def test_who_comes_back_hears_what_was_missed(record: Record) -> None:
    record.happens("00000-00001", 2)
    found = Live(record.changed, lambda: START)

    stream = found.stream(lambda _: True, START)
    messages = [await anext(stream), await anext(stream)]
    await stream.aclose()  # type: ignore[attr-defined]

    assert messages[0] == f"retry: 1000\nid: {START.isoformat()}\nevent: begun\ndata: 1\n\n"
    assert '["00000-00001"]' in messages[1]


async def test_a_stream_does_not_live_for_ever(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "_LIFE", 0.02)
    found = Live(record.changed, lambda: START)

    async with asyncio.timeout(5):
        messages = [each async for each in found.stream(lambda _: True, None)]

    assert messages[0].startswith("retry")
