"""Who is told, reckoned from the clocks: as often as time really makes it happen."""

import random
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest

from rules.alarms import alarms
from rules.clocks import clocks
from rules.figures import figures
from schemas.enums import EventKind, Priority
from schemas.events import CUSTOMER, SYSTEM, Event
from tests.rules.case_life import Life
from tests.stories import CASE, POLICY, START

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


def life(seed: int) -> Life:
    """An ordinary case, with a question; late or not, as chance will."""
    chance = random.Random(seed)
    priority = chance.choice(list(Priority)).value
    received = {"channel": "web", "locale": "en", "reachable": True, "priority": priority}
    sorted_ = {"category": "other", "priority": priority, "team": "support", "certain": True}
    story: tuple[tuple[float, EventKind, str, dict[str, Any]], ...] = (
        (0.0, EventKind.ANALYZED, SYSTEM, sorted_),
        (0.0, EventKind.ROUTED, SYSTEM, {"team": "support"}),
        (0.0, EventKind.ACKNOWLEDGED, SYSTEM, {}),
        (chance.uniform(0, 40), EventKind.TAKEN, "li", {}),
        (chance.uniform(0, 40), EventKind.ASKED, "li", {}),
        (chance.uniform(0, 90), EventKind.REPLIED, CUSTOMER, {}),
        (chance.uniform(0, 90), EventKind.PROPOSED, "li", {"version": 1}),
        (chance.uniform(0, 90), EventKind.RESOLVED, "li", {}),
    )
    lived, at = Life(POLICY, [event(1, START, EventKind.RECEIVED, CUSTOMER, received)]), START
    for seq, (hours, kind, by, data) in enumerate(story, start=2):
        at += hours * HOUR
        pass_time(lived, at)
        lived.do(event(seq, at, kind, by, data))
    return lived


def event(seq: int, at: datetime, kind: EventKind, by: str, data: dict[str, Any]) -> Event:
    return Event(case_id=CASE, seq=seq, at=at, cycle=1, kind=kind, by=by, data=data)


def pass_time(lived: Life, until: datetime) -> None:
    """Whatever falls due before an instant happens at its time."""
    while coming := _next(lived, until):
        lived.look_at_the_clock(coming)


def _next(lived: Life, until: datetime) -> datetime | None:
    now = lived.events[-1].at
    known = clocks(lived.events, POLICY, now)
    found = alarms(lived.events, known, lived.state, POLICY)
    return max(found[0].at, now) if found and found[0].at < until else None


@pytest.mark.parametrize("seed", range(12))
def test_levels_are_told_as_often_as_is_reckoned_from_the_clocks(seed: int) -> None:
    lived = life(seed)
    now = lived.events[-1].at + SECOND

    told = figures(lived.events, POLICY, now).told

    assert told == figures(lived.events, POLICY, now, lived=False).told


def test_some_of_them_are_late_enough_for_every_level() -> None:
    told = Counter[int]()
    for seed in range(12):
        told += figures(life(seed).events, POLICY, START).told
    assert set(told) == set(range(len(POLICY.escalation)))
