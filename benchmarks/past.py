"""A record full of past cases, written in bulk: a year of them in a minute."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlmodel import Session

from schemas.enums import EventKind, Priority
from schemas.events import CUSTOMER, SYSTEM
from store import policies
from store.database import Database
from store.tables import Case, EventRow

_BEGAN = datetime(2025, 1, 6, tzinfo=UTC)
_YEAR = timedelta(days=365)
_AT_ONCE = 2000
_Story = tuple[tuple[float, EventKind, str, dict[str, Any]], ...]


def write(database: Database, number: int, seed: int = 1) -> tuple[datetime, datetime]:
    """Write so many cases, received within a year; returns [since, until) of their receipt."""
    chance = random.Random(seed)
    with database.writing() as session:
        version = policies.apply(session, policies.default_text())
    for first in range(0, number, _AT_ONCE):
        with database.writing() as session:
            for n in range(first, min(first + _AT_ONCE, number)):
                _write(session, n, _BEGAN + _YEAR * n / number, version, chance)
    return _BEGAN, _BEGAN + _YEAR


def _write(
    session: Session, n: int, received: datetime, version: str, chance: random.Random
) -> None:
    case_id, at = f"{n // 100000:05}-{n % 100000:05}", received
    events: list[dict[str, Any]] = []
    for seq, (hours, kind, by, data) in enumerate(_story(chance), start=1):
        at += timedelta(hours=hours)
        row = {"case_id": case_id, "seq": seq, "at": at, "kind": kind.value, "by": by}
        request = None if by == SYSTEM or seq == 1 else f"{case_id}.{seq}"
        events.append({**row, "cycle": 1, "request_id": request, "data": data})
    case = {
        "id": case_id,
        "channel": "web",
        "locale": "en",
        "stage": "closed",
        "cycle": 1,
        "seq": len(events),
        "breached": False,
        "ended": True,
        "policy_version": version,
        "received_at": received,
        "state": {},
    }
    session.connection().execute(Case.__table__.insert(), [case])  # type: ignore[attr-defined]
    session.connection().execute(EventRow.__table__.insert(), events)  # type: ignore[attr-defined]


def _story(chance: random.Random) -> _Story:
    """An ordinary case: how many hours after what came before, what, by whom."""
    priority = chance.choice(list(Priority)).value
    sorted_ = {"category": "malfunction", "priority": priority, "team": "engineering"}
    asked: _Story = ()
    if chance.random() < 0.3:
        asked = (
            (chance.uniform(1, 9), EventKind.ASKED, "li", {}),
            (chance.uniform(1, 90), EventKind.REPLIED, CUSTOMER, {}),
        )
    return (
        (0, EventKind.RECEIVED, CUSTOMER, {"channel": "web", "locale": "en", "reachable": True}),
        (0, EventKind.ANALYZED, SYSTEM, {**sorted_, "certain": True}),
        (0, EventKind.ROUTED, SYSTEM, {"team": "engineering"}),
        (0.01, EventKind.ACKNOWLEDGED, SYSTEM, {"template": "acknowledgement"}),
        (chance.uniform(0.1, 20), EventKind.TAKEN, "li", {}),
        *asked,
        (chance.uniform(1, 30), EventKind.PROPOSED, "li", {"version": 1}),
        (chance.uniform(1, 90), EventKind.RESOLVED, "li", {}),
        (0.01, EventKind.MAILED, SYSTEM, {"template": "solution"}),
        (chance.uniform(1, 90), EventKind.CONFIRMED, CUSTOMER, {"rating": 4}),
        (0.01, EventKind.MAILED, SYSTEM, {"template": "summary"}),
        (336, EventKind.ENDED, SYSTEM, {}),
    )
