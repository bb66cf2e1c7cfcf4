"""What was kept long enough goes by itself, night after night, in batches."""

import asyncio
import re
from datetime import timedelta
from pathlib import Path

import pytest

from activities import retention
from engine.schedules import KEEPER, ensure_schedules
from schemas.enums import DecisionKind, EventKind, Stage
from tests.plain import PLAIN_TEXT
from tests.workflows.house import House

KEPT = PLAIN_TEXT + "\n[retention]\ncategories = { malfunction = 2 }\n"


@pytest.mark.parametrize("policy_text", [KEPT], indirect=True)
async def test_cases_go_when_their_time_is_over(
    skipping: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "BATCH", 2)
    monkeypatch.setattr("workflows.retention.BATCH", 2)
    old = [await skipping.submit(contact=f"erased{n}@example.com") for n in range(5)]
    kept = await skipping.submit(category="other")
    for case in (*old, kept):
        await skipping.reach(case, Stage.PLANNING)
        await skipping.decide(case, DecisionKind.WITHDRAW)
        await skipping.mailed(case)
    assert {b"erased0@", b"erased3@"} <= written(skipping)
    held = old.pop()
    with skipping.installation.book.open(held) as opened:
        from activities.erasure import hold

        hold(opened, "court order 7", "zhang", await skipping.clock.read())

    assert await expire(skipping) == 0
    await skipping.sleep(timedelta(days=63))
    late = await skipping.submit(contact="late@example.com")
    await skipping.reach(late, Stage.PLANNING)
    assert await expire(skipping) == len(old)

    for case in old:
        assert skipping.state(case).erased
        last = skipping.events(case)[-1]
        assert (last.kind, last.by, last.data["why"]) == (EventKind.ERASED, "system", "retention")
    assert not any(skipping.state(case).erased for case in (held, kept, late))
    [erasure] = [e for e in skipping.installation.erasures.listed(9) if len(e.cases) > 1][:1]
    assert (erasure.cause, erasure.reason) == ("retention", None)
    assert written(skipping) == {b"erased4@"}
    assert await expire(skipping) == 0


def written(house: House) -> set[bytes]:
    """The addresses that stand in the files of the record, its log included."""
    file = Path(str(house.installation.database.engine.url.database))
    held = b"".join(each.read_bytes() for each in file.parent.glob(f"{file.name}*"))
    return set(re.findall(rb"erased\d@", held))


async def expire(house: House) -> int:
    await house.clock.read()
    with house.env.auto_time_skipping_disabled():
        number: int = await house.client.execute_workflow(
            "Retention",
            id=f"retention-{asyncio.get_running_loop().time()}",
            task_queue=house.queue,
            result_type=int,
        )
    return number


async def test_it_is_begun_every_night_and_not_at_once(embedded: House) -> None:
    for _ in range(2):  # every worker that starts does this
        await ensure_schedules(embedded.client, timedelta(hours=1))
    found = await embedded.client.get_schedule_handle(KEEPER).describe()
    assert found.info.recent_actions == []
    assert {at.hour for at in found.info.next_action_times} == {3}
    for name in (KEEPER, "sweeper", "teller"):
        await embedded.client.get_schedule_handle(name).delete()
