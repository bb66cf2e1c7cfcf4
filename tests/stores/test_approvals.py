"""Which proposals wait for somebody, which are somebody's own, and what somebody said."""

from datetime import timedelta

import pytest

from schemas.enums import DecisionKind, Refusal
from store.approvals import Approvals
from store.database import Database
from tests.stores.cases import accept, analyzed_case, carry_out, decide, decision, numbered
from tests.stories import START

LEAD = {"zhang"}


@pytest.fixture
def approvals(database: Database) -> Approvals:
    for number in (1, 2, 3):
        at = START + timedelta(minutes=number)
        case = analyzed_case(database, number, at, category="malfunction", priority="high")
        if number < 3:
            texts = {"text": "换新"}
            made = decision(case, DecisionKind.PROPOSE, "li", f"propose-{number}", texts)
            carry_out(database, made, at)
    return Approvals(database)


def waiting(approvals: Approvals, by: str = "zhang") -> list[str]:
    return [each.case.id for each in approvals.awaiting(by, {by}, 10)]


def test_what_waits_for_somebody_comes_in_order_of_urgency(approvals: Approvals) -> None:
    assert waiting(approvals) == [numbered(1), numbered(2)]
    assert waiting(approvals, "li") == []
    assert len(approvals.awaiting("zhang", LEAD, 1)) == 1


def test_what_was_said_and_is_not_carried_out_waits_no_more(
    database: Database, approvals: Approvals
) -> None:
    accept(database, decision(numbered(1), DecisionKind.APPROVE, "zhang", "approve-1"))

    assert waiting(approvals) == [numbered(2)]
    (said,) = approvals.said("zhang", 10)
    assert (said.case_id, said.yes, said.waits) == (numbered(1), True, True)


def test_what_came_to_nothing_waits_again_and_is_told(
    database: Database, approvals: Approvals
) -> None:
    made = decision(numbered(1), DecisionKind.APPROVE, "zhang", "approve-1", version=7)
    accept(database, made)
    decide(database, numbered(1), DecisionKind.APPROVE, "approve-1", START + timedelta(hours=1))

    assert waiting(approvals) == [numbered(1), numbered(2)]
    (said,) = approvals.said("zhang", 10)
    assert (said.waits, said.refused) == (False, Refusal.OTHER_VERSION)


def test_own_proposals_are_known_until_they_are_decided(
    database: Database, approvals: Approvals
) -> None:
    assert [each.case.id for each in approvals.proposed("li", 10)] == [numbered(1), numbered(2)]
    assert approvals.proposed("wang", 10) == []

    made = decision(numbered(1), DecisionKind.REJECT, "zhang", "reject-1", {"reason": "太贵"})
    carry_out(database, made, START + timedelta(hours=1))

    assert [each.case.id for each in approvals.proposed("li", 10)] == [numbered(2)]
    assert [each.yes for each in approvals.said("zhang", 10)] == [False]
