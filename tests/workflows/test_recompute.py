"""A case that is moved to corrected calendars: its timer moves with it."""

from datetime import datetime, timedelta
from functools import partial

import pytest

from activities.adoption import adopt
from activities.recompute import Recompute
from schemas.calendars import KnownDay, KnownDays
from schemas.enums import ClockKind, EventKind, Stage
from store import policies
from store.tables import PolicyRow
from tests.waiting import until, until_answered
from tests.workflows.house import House, policy
from tests.workflows.virtual_time import A_MOMENT, MINUTE

ALWAYS = """
[calendars.always]
zone = "UTC"
hours = { mon-sun = ["00:00-24:00"] }

# ---------------------------------------------------------------------------- people
"""
PEOPLE = "\n# ---------------------------------------------------------------------------- people\n"
TEXT = policy(calendar='"always"', resolve='"24 business hours"').replace(PEOPLE, ALWAYS)


def version_with_days_off(house: House, now: datetime) -> str:
    """A version that takes the days to come for holidays."""
    known = policies.resolved(TEXT)
    days = {
        (now + timedelta(days=n)).date(): KnownDay(working=False, zh="假日", en="holiday")
        for n in range(9)
    }
    always = known.resolved["always"].model_copy(update={"known": KnownDays(days=days)})
    calendars = {**known.resolved, "always": always}
    row = PolicyRow(
        version=f"days-off-{now:%Y-%m-%d}",
        text=TEXT,
        calendars={name: each.model_dump(mode="json") for name, each in calendars.items()},
        created_at=now,
    )
    with house.installation.database.writing() as session:
        session.add(row)
        return row.version


async def knows(house: House, case: str, due_at: datetime) -> bool:
    """Whether the workflow, not only the record, takes something for due then."""
    return (await house.cases.state(case)).due_at == due_at


@pytest.mark.parametrize("policy_text", [TEXT], indirect=True)
async def test_the_timer_moves_with_the_clocks(skipping: House) -> None:
    case = await skipping.submit()
    await skipping.reach(case, Stage.PLANNING)
    await skipping.mailed(case)  # else the workflow would hear of it from its mails
    now = await skipping.clock.read()
    book, backlog = skipping.installation.book, skipping.installation.backlog
    mistaken = version_with_days_off(skipping, now)
    with book.open(case) as opened:
        later = adopt(opened, mistaken, "chen", now)
    await skipping.cases.refresh(case)
    assert later.due_at
    assert later.due_at > now + timedelta(days=8)
    await until_answered(partial(knows, skipping, case, later.due_at))

    work = Recompute(book, backlog)
    done = await work.apply("chen", lambda: now, skipping.cases.refresh, lambda: None)

    assert (done.moved, done.untold) == (1, {})
    [received] = skipping.events(case, EventKind.RECEIVED)
    await skipping.sleep_until(received.at + timedelta(hours=24) + MINUTE)
    missed = await until(lambda: resolve_missed(skipping, case))
    assert missed
    assert received.at + timedelta(hours=24) <= missed <= received.at + timedelta(days=1) + A_MOMENT


def resolve_missed(house: House, case: str) -> datetime | None:
    told = house.events(case, EventKind.MISSED)
    return next((e.at for e in told if e.data["clock"] == ClockKind.RESOLVE), None)
