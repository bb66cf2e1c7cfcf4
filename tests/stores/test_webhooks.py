"""What other systems are told: written ahead once, claimed by one, tried again, given up."""

from datetime import timedelta

import pytest

from schemas.enums import DecisionKind, EventKind
from schemas.webhooks import NewWebhook
from store.database import Database
from store.webhooks import NameTaken, Webhooks
from tests.stores.cases import (
    NAME,
    PERSONAL,
    analyzed_case,
    at_once,
    carry_out,
    decision,
    numbered,
    rows,
)
from tests.stories import START

LEASE = timedelta(minutes=1)


@pytest.fixture
def hooks(database: Database) -> Webhooks:
    made = Webhooks(database)
    made.add(NewWebhook(name="crm", url="https://crm.example/hook"), "chen", START)
    return made


def test_everything_that_happens_is_told_once(database: Database, hooks: Webhooks) -> None:
    analyzed_case(database)
    for _ in range(3):
        hooks.gather(START)
    carry_out(database, decision(numbered(1), DecisionKind.TAKE), START + timedelta(hours=1))
    hooks.gather(START + timedelta(hours=1))

    told = rows(database, "SELECT event_seq FROM webhook_messages ORDER BY event_seq")
    events = rows(database, "SELECT seq FROM events ORDER BY seq")
    assert [each["event_seq"] for each in told] == [each["seq"] for each in events]


def test_what_is_committed_late_is_told_too(database: Database, hooks: Webhooks) -> None:
    hooks.gather(START + timedelta(minutes=5))
    analyzed_case(database, at=START + timedelta(minutes=1))

    hooks.gather(START + timedelta(minutes=6))

    assert hooks.to_send(START + timedelta(minutes=6), 99)


def test_what_was_before_a_webhook_is_not_told(database: Database) -> None:
    analyzed_case(database)
    hooks, later = Webhooks(database), START + timedelta(minutes=1)
    hooks.add(NewWebhook(name="crm", url="https://crm.example"), "chen", later)

    hooks.gather(later)

    assert hooks.to_send(later, 99) == []


def test_a_system_hears_only_what_it_asked_for(database: Database) -> None:
    hooks = Webhooks(database)
    wanted = NewWebhook(name="crm", url="https://crm.example", events=(EventKind.TAKEN,))
    hooks.add(wanted, "chen", START)
    analyzed_case(database)
    carry_out(database, decision(numbered(1), DecisionKind.TAKE))

    hooks.gather(START)

    [only] = hooks.to_send(START, 99)
    message = hooks.claim(only, START, LEASE)
    assert message is not None
    assert message.body["type"] == "case.taken"
    assert message.body["data"]["now"]["stage"] == "planning"


def test_no_message_holds_a_persons_words(database: Database, hooks: Webhooks) -> None:
    analyzed_case(database)
    texts = {"text": f"{NAME} wants it back"}
    carry_out(database, decision(numbered(1), DecisionKind.PROPOSE, texts=texts))
    hooks.gather(START)

    bodies = [hooks.claim(each, START, LEASE) for each in hooks.to_send(START, 99)]

    assert bodies
    assert not any(word in str(body) for body in bodies for word in PERSONAL)


def test_only_one_gets_a_message_at_a_time(database: Database, hooks: Webhooks) -> None:
    analyzed_case(database)
    hooks.gather(START)
    first = hooks.to_send(START, 1)[0]

    claimed = at_once(*[lambda: hooks.claim(first, START, LEASE)] * 4)

    assert sum(each is not None for each in claimed) == 1
    again = hooks.claim(first, START + LEASE, LEASE)
    assert again is not None
    assert again.attempts == 2


def test_two_passes_write_no_message_twice(database: Database, hooks: Webhooks) -> None:
    analyzed_case(database)

    outcomes = at_once(*[lambda: hooks.gather(START)] * 3)

    assert list(outcomes) == [None] * 3
    found = rows(database, "SELECT count(*) AS n FROM webhook_messages GROUP BY event_seq")
    assert {each["n"] for each in found} == {1}


def test_a_long_pause_is_made_up_for_in_batches(
    database: Database, hooks: Webhooks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.webhooks._BATCH", 2)
    analyzed_case(database)
    events = len(rows(database, "SELECT seq FROM events"))
    late = START + timedelta(days=2)

    for _ in range(events):
        hooks.gather(late)

    assert len(hooks.to_send(late, 99)) == events


def test_an_ended_webhook_hears_nothing_more(database: Database, hooks: Webhooks) -> None:
    analyzed_case(database)
    hooks.gather(START)

    assert hooks.end("crm", START)

    assert hooks.to_send(START, 99) == []
    assert not hooks.end("crm", START)
    with pytest.raises(NameTaken):
        hooks.add(NewWebhook(name="crm", url="https://crm.example"), "chen", START)


def test_what_was_given_up_can_be_tried_again(database: Database, hooks: Webhooks) -> None:
    analyzed_case(database)
    hooks.gather(START)
    first = hooks.to_send(START, 1)[0]
    hooks.give_up(first, 500, "HTTP 500", START)
    [standing] = hooks.standing()
    assert standing.given_up == 1

    hooks.try_again("crm", START)

    assert first in hooks.to_send(START, 99)
