"""Where cases come from: external ids of a source, what comes twice, and keys of requests."""

from datetime import timedelta

import pytest

from activities.delivery import Delivery
from rules.links import Signer
from schemas.enums import ClockKind, ClockState, DecisionKind, EventKind
from schemas.errors import BadInput, EngineUnavailable, OtherRequest
from schemas.messages import Advance
from schemas.sources import CLI
from schemas.submissions import Accepted
from starter.gateway import Gateway
from store import policies
from store.backlog import Backlog
from store.database import Database
from store.requests import Request, Requests
from tests.stores.cases import activities, at_once, carry_out, count, decision, rows, submission
from worker.installation import now

CRM, SHOP = "key:crm", "key:shop"
LIFE = timedelta(hours=24)


@pytest.fixture
def gateway(database: Database) -> Gateway:
    async def away() -> Delivery:
        raise EngineUnavailable("away")

    return Gateway(database, policies.default_text(), Signer(["k" * 48]), "http://x", away, now)


def request(key: str = "key-1", content: str = "a", source: str = CRM) -> Request:
    return Request.of(source, key, content.encode(), LIFE)


async def submit(
    gateway: Gateway, text: str = "1001", source: str = CRM, asked: Request | None = None
) -> Accepted:
    return await gateway.submit(submission(text=text, external_id="A-1"), source, asked)


async def test_an_external_id_is_that_of_its_source(gateway: Gateway) -> None:
    ours = [await submit(gateway, source=source) for source in (CRM, CRM, SHOP, CLI)]

    assert [each.created for each in ours] == [True, False, True, True]
    assert ours[0].id == ours[1].id
    assert len({each.id for each in ours}) == 3


async def test_other_words_are_added_once(gateway: Gateway, database: Database) -> None:
    first = await submit(gateway)
    again = [await submit(gateway, text) for text in ("1001", "1002", "1002", "1001", "1003")]

    assert {each.id for each in again} == {first.id}
    assert [each.added for each in again] == [False, True, False, False, True]
    view = gateway.look(first.id)
    wrote = [event for event in view.events if event.kind is EventKind.WROTE]
    assert [(event.by, event.texts["text"]) for event in wrote] == [
        ("customer", "1002"),
        ("customer", "1003"),
    ]
    assert view.text == "1001"
    told = rows(database, "SELECT recipient FROM notices WHERE case_id = :c", c=first.id)
    assert len(told) == 2


async def test_who_writes_again_is_promised_an_answer(gateway: Gateway, database: Database) -> None:
    case = (await submit(gateway)).id
    activities(database).analyze(Advance(case_id=case, now=now()))
    told = decision(case, DecisionKind.PROGRESS, texts={"text": "2001"})
    carry_out(database, told, now())
    assert ClockKind.NEXT_UPDATE not in running(gateway, case)

    await submit(gateway, "1002")

    assert ClockKind.NEXT_UPDATE in running(gateway, case)


def running(gateway: Gateway, case: str) -> set[ClockKind]:
    return {c.kind for c in gateway.look(case).clocks if c.state is ClockState.RUNNING}


async def test_the_workflow_is_told_by_the_sweeper_if_not_at_once(
    gateway: Gateway, database: Database
) -> None:
    case = (await submit(gateway)).id
    backlog, later = Backlog(database), now() + timedelta(minutes=1)
    assert backlog.ahead(later, 9) == {}

    await submit(gateway, "1002")
    since = backlog.ahead(later, 9)[case]
    backlog.mark_caught_up(case, since - timedelta(seconds=1))
    assert backlog.ahead(later, 9) == {case: since}

    backlog.mark_caught_up(case, since)
    assert backlog.ahead(later, 9) == {}


async def test_a_key_answers_the_same_once_and_for_all(
    gateway: Gateway, database: Database
) -> None:
    first = await submit(gateway, asked=request())
    await submit(gateway, "1002", asked=request("key-2", "b"))

    assert await submit(gateway, asked=request()) == first
    assert (await submit(gateway, "1002", asked=request("key-2", "b"))).added
    assert count(database, "cases") == 1
    with pytest.raises(OtherRequest):
        await submit(gateway, asked=request(content="c"))
    assert (await submit(gateway, source=SHOP, asked=request(source=SHOP, content="c"))).created


async def test_what_was_refused_is_not_remembered(gateway: Gateway, database: Database) -> None:
    with pytest.raises(BadInput):
        await gateway.submit(submission(channel="pigeon"), CRM, request())

    assert count(database, "requests") == 0
    assert (await submit(gateway, asked=request(content="b"))).created


def test_one_key_at_once_is_one_case(gateway: Gateway, database: Database) -> None:
    item = submission(text="1001")
    accept = gateway._intake.accept

    found = at_once(*[lambda: accept(item, CRM, request())] * 4)

    assert count(database, "cases") == 1
    assert len({str(each[0]) for each in found if not isinstance(each, Exception)}) == 1
    assert not [each for each in found if isinstance(each, Exception)]


def test_a_key_is_forgotten_after_its_time(database: Database) -> None:
    requests, at = Requests(database), now()
    requests.claim(request(), {"n": 1}, at)

    assert requests.told(request(), at + LIFE - timedelta(seconds=1)) == {"n": 1}
    assert requests.told(request(content="b"), at + LIFE) is None
    assert requests.claim(request(content="b"), {"n": 2}, at + LIFE) == {"n": 2}
    assert count(database, "requests") == 1


def test_nothing_that_a_person_wrote_is_kept_with_a_key(database: Database) -> None:
    asked = request("13912345678", "wang@example.com")
    Requests(database).claim(asked, {"case": "7KQ2M-9XD3H"}, now())

    (row,) = rows(database, "SELECT * FROM requests")
    assert "13912345678" not in str(row)
    assert "wang@" not in str(row)
