"""In how many digests people are told: what comes together goes together, the night waits."""

from datetime import UTC, datetime, timedelta

import pytest

from rules.telling import digests
from schemas.enums import EventKind
from schemas.events import Event
from schemas.notices import Notice, Reason, Recipient, Way
from tests.stories import CASE, POLICY

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
NIGHT = datetime(2026, 3, 2, 18, tzinfo=UTC)
"""Two o'clock in Shanghai."""
MORNING = datetime(2026, 3, 3, 0, tzinfo=UTC)
"""Eight o'clock there: the quiet hours are over."""
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


def notice(at: datetime, to: str = "li", *, critical: bool = False) -> Notice:
    return Notice(
        case_id=CASE,
        to=Recipient(name=to, reason=Reason.OWNER),
        team="engineering",
        critical=critical,
        written_at=at,
        happened=Event(case_id=CASE, seq=1, at=at, cycle=1, kind=EventKind.MISSED),
    )


@pytest.mark.parametrize(
    ("told", "mails"),
    [
        ([], 0),
        ([notice(NOON)], 1),
        ([notice(NOON), notice(NOON + 5 * SECOND)], 1),
        ([notice(NOON), notice(NOON + HOUR)], 2),
        ([notice(NOON), notice(NOON, "@engineering")], 2),
        ([notice(NIGHT), notice(NIGHT + HOUR), notice(NIGHT + 2 * HOUR)], 1),
        ([notice(NIGHT), notice(NIGHT + HOUR, critical=True)], 2),
        ([notice(NIGHT), notice(MORNING + HOUR)], 2),
    ],
)
def test_digests_are_counted_as_they_would_go_out(told: list[Notice], mails: int) -> None:
    assert digests(told, POLICY)[Way.MAIL] == mails
    assert digests(reversed(told), POLICY)[Way.MAIL] == mails
