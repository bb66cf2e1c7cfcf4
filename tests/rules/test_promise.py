"""What a case lacks of what is promised: somebody whose turn it is, and a next deadline."""

from datetime import timedelta
from typing import Any

import pytest

from rules.promise import AT_ONCE, Gap, gaps
from schemas.enums import Locale, Stage
from schemas.policy_text import parse
from schemas.state import CaseState
from tests.plain import PLAIN_TEXT
from tests.stories import START

POLICY = parse(PLAIN_TEXT)
SOON, PAST = START + timedelta(hours=1), START - timedelta(hours=1)
LATER = START + AT_ONCE + timedelta(seconds=1)


def lacks(**changes: Any) -> list[Gap]:
    usual = {
        "case_id": "00000-00001",
        "seq": 3,
        "stage": Stage.PLANNING,
        "channel": "web",
        "locale": Locale.EN,
        "reachable": True,
        "team": "engineering",
        "owner": "li",
        "due_at": LATER + timedelta(hours=1),
        "alarm_at": LATER + timedelta(minutes=30),
    }
    return gaps(CaseState.model_validate({**usual, **changes}), POLICY, START, LATER)


def test_a_case_with_owner_and_deadline_lacks_nothing() -> None:
    assert lacks() == []


def test_without_an_owner_it_is_the_teams_turn() -> None:
    assert lacks(owner=None) == []


@pytest.mark.parametrize(
    ("changes", "gap"),
    [
        ({"owner": None, "team": "nobody"}, Gap.EMPTY_TEAM),
        ({"owner": "who.left"}, Gap.OWNER_GONE),
        ({"owner": None, "team": None}, Gap.NO_OWNER),
        ({"due_at": None, "alarm_at": None}, Gap.NO_DEADLINE),
        ({"alarm_at": PAST}, Gap.LATE),
        ({"due_at": PAST, "alarm_at": None}, Gap.LATE),
    ],
)
def test_what_is_missing_is_named(changes: dict[str, Any], gap: Gap) -> None:
    assert lacks(**changes) == [gap]


def test_what_is_set_aside_has_no_deadline() -> None:
    aside = {"stage": Stage.CLOSED, "outcome": "invalid", "aside_from": Stage.ANALYZED}
    assert lacks(**aside, owner=None, due_at=None, alarm_at=None) == []


def test_while_the_customer_is_asked_clocks_stand_still() -> None:
    assert lacks(stage=Stage.CLARIFYING, due_at=None, alarm_at=None) == []


def test_a_closed_case_needs_no_owner_but_the_end_of_its_window() -> None:
    assert lacks(stage=Stage.CLOSED, owner="who.left", due_at=None) == []
    assert lacks(stage=Stage.CLOSED, due_at=None, alarm_at=PAST) == [Gap.LATE]
    assert lacks(stage=Stage.CLOSED, due_at=None, alarm_at=None, ended=True) == []


def test_what_was_just_received_has_time_to_be_analyzed() -> None:
    state = {"team": None, "owner": None, "due_at": None, "alarm_at": None}
    new = CaseState.model_validate(
        {
            "case_id": "00000-00001",
            "seq": 1,
            "stage": Stage.RECEIVED,
            "channel": "web",
            "locale": Locale.EN,
            "reachable": True,
            **state,
        }
    )
    assert gaps(new, POLICY, START, START + AT_ONCE) == []
    assert gaps(new, POLICY, START, LATER) == [Gap.NO_OWNER, Gap.NO_DEADLINE]
