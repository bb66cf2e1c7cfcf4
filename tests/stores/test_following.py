"""What a customer says of a case that is over is a case of its own, linked both ways, once."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from schemas.enums import DecisionKind, EventKind, Locale, Refusal
from schemas.errors import Refused
from schemas.events import CUSTOMER
from schemas.ratings import Rating
from tests.units.portal_house import Portal
from tests.units.portal_walk import CONTACT, Cases


@pytest.fixture
def portal(tmp_path: Path) -> Portal:
    return Portal(tmp_path)


async def test_both_cases_know_of_each_other(portal: Portal) -> None:
    old = await Cases(portal, Locale.ZH).over()
    accepted = await portal.gateway.follow_up(old, "request-1", "1005")
    new, before = portal.gateway.look(accepted.id), portal.gateway.look(old)
    assert accepted.created
    assert new.events[0].data["follows"] == old
    assert (new.text, new.contact, new.state.category) == ("1005", CONTACT, "malfunction")
    assert before.events[-1].kind is EventKind.FOLLOWED
    assert (before.events[-1].by, before.events[-1].data) == (CUSTOMER, {"case": accepted.id})
    assert before.state.ended


async def test_said_twice_at_once_it_is_one_case(portal: Portal) -> None:
    old = await Cases(portal, Locale.EN).over()
    said = [portal.gateway.follow_up(old, "request-1", "1005") for _ in range(4)]
    found = await asyncio.gather(*said)
    assert len({accepted.id for accepted in found}) == 1
    assert sum(accepted.created for accepted in found) == 1
    kinds = [event.kind for event in portal.gateway.look(old).events]
    assert kinds.count(EventKind.FOLLOWED) == 1


async def test_nothing_follows_a_case_that_goes_on(portal: Portal) -> None:
    case = await Cases(portal, Locale.EN).resolved()
    with pytest.raises(Refused) as refused:
        await portal.gateway.follow_up(case, "request-1", "1005")
    assert refused.value.refusal is Refusal.NOT_NOW


async def test_a_rating_is_changed_within_its_time_and_once_for_each_request(
    portal: Portal,
) -> None:
    case = await Cases(portal, Locale.EN).confirmed()
    said = Rating(case_id=case, request_id="request-rate", of_cycle=1, rating=4)
    portal.clock += timedelta(days=1)
    for _ in range(2):
        await portal.gateway.rate(said, "1005")
    view = portal.gateway.look(case)
    assert [event.kind for event in view.events].count(EventKind.RATED) == 1
    assert view.events[-1].texts == {"comment": "1005"}
    portal.clock += timedelta(days=14)
    late = said.model_copy(update={"request_id": "request-late"})
    with pytest.raises(Refused) as refused:
        await portal.gateway.rate(late, None)
    assert refused.value.refusal is Refusal.WINDOW_OVER


async def test_an_answer_within_seconds_of_the_mail_is_marked(portal: Portal) -> None:
    cases = Cases(portal, Locale.EN)
    case = await cases.resolved()
    portal.clock -= timedelta(minutes=1)
    cases.carry_out(case, DecisionKind.CONFIRM, CUSTOMER, solved=True, rating=5)
    assert portal.gateway.look(case).events[-1].data == {"rating": 5, "suspect": "fast"}
