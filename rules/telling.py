"""In how many digests people are told what there is to tell, if a pass comes every minute."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from rules.digests import drafts
from schemas.notices import Notice, Waiting, Way
from schemas.policy import Policy

_PASS = timedelta(minutes=1)
_LOOK = timedelta(minutes=15)
"""How often it is looked whether quiet hours are over."""
_BEGAN = datetime(1970, 1, 1, tzinfo=UTC)


def digests(notices: Iterable[Notice], policy: Policy) -> Counter[Way]:
    """How many mails and messages in chats the notices of all cases become."""
    found, held, now = Counter[Way](), list[Waiting](), _BEGAN
    coming = sorted(_waiting(notices), key=lambda each: each.written_at, reverse=True)
    while coming or held:
        passes = [_after(coming[-1].written_at, _PASS)] if coming else []
        now = min([*passes, _after(now, _LOOK)] if held else passes)
        while coming and coming[-1].written_at < now:
            held.append(coming.pop())
        written = drafts(held, policy, (), (), now)
        found.update(draft.way for draft in written)
        told = {number for draft in written for number in draft.notices}
        held = [each for each in held if each.id not in told]
    return found


def _after(at: datetime, every: timedelta) -> datetime:
    """The next full minute, quarter of an hour, or the like."""
    return at + every - (at - _BEGAN) % every


def _waiting(notices: Iterable[Notice]) -> list[Waiting]:
    return [
        Waiting(
            id=number,
            recipient=each.to.name,
            team=each.team,
            critical=each.critical,
            written_at=each.written_at,
        )
        for number, each in enumerate(notices)
    ]
