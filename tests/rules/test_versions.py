"""What a decision has to know of before it is made, and what happens beside it."""

import pytest

from rules.versions import since, version
from schemas.enums import EventKind
from schemas.events import Event
from tests.stories import START


def event(seq: int, kind: EventKind) -> Event:
    return Event(case_id="7K3M9-2QABC", seq=seq, kind=kind, at=START, cycle=1, by="li")


TAKEN = event(2, EventKind.TAKEN)


@pytest.mark.parametrize("kind", [EventKind.ACKNOWLEDGED, EventKind.MAILED, EventKind.WARNED])
def test_the_post_and_the_clocks_make_no_other_version(kind: EventKind) -> None:
    events = (TAKEN, event(3, kind))

    assert version(events) == TAKEN.seq
    assert since(events, TAKEN.seq) == ()


def test_what_people_do_makes_another_version() -> None:
    events = (TAKEN, event(3, EventKind.TRIAGED))

    assert version(events) == 3
    assert since(events, TAKEN.seq) == events[1:]
