"""A case is made once, whoever hands in what, on both databases."""

from collections.abc import Callable

import pytest

from activities import ledger
from schemas.enums import Locale, Priority
from schemas.errors import UnknownCase
from store.casebook import CaseBook, Exists
from store.database import Conflict, Database
from tests.plain import PLAIN, PLAIN_TEXT
from tests.stores.cases import (
    CONTACT,
    NAME,
    WORDS,
    Stopped,
    at_once,
    count,
    new_case,
    numbered,
    received,
    rows,
    submission,
)
from tests.stories import START

ROUNDS = 5


def test_a_case_keeps_what_was_sent(database: Database) -> None:
    case = new_case(database, priority="high", external_id="crm-7", channel="hotline")

    with CaseBook(database).look(case) as looked:
        sent = {name: looked.submission[name] for name in ("text", "name", "contact")}
        assert sent == {"text": WORDS, "name": NAME, "contact": CONTACT}
        assert looked.case_id == looked.known.case_id == case
        assert looked.received_at == START
        assert looked.policy == PLAIN
        assert looked.known.priority is Priority.HIGH
        assert looked.known.locale is Locale.ZH
    (row,) = rows(database, "SELECT external_id, channel, locale, stage, seq, ended FROM cases")
    assert row == {
        "external_id": "crm-7",
        "channel": "hotline",
        "locale": "zh",
        "stage": "received",
        "seq": 1,
        "ended": False,
    }


def test_an_error_while_it_is_made_leaves_nothing(database: Database) -> None:
    def fail_half_way() -> None:
        item = submission()
        with CaseBook(database).create(numbered(1), item, PLAIN_TEXT, START) as case:
            ledger.record(case, [received(item)], START)
            raise Stopped

    with pytest.raises(Stopped):
        fail_half_way()

    for table in ("cases", "submissions", "events", "mails", "policies"):
        assert count(database, table) == 0


@pytest.mark.parametrize("method", ["open", "look"])
def test_a_case_that_is_not_there(database: Database, method: str) -> None:
    opening = getattr(CaseBook(database), method)(numbered(9))

    with pytest.raises(UnknownCase, match="00000-00009"):
        opening.__enter__()


def test_the_same_item_is_the_same_case(database: Database) -> None:
    case = new_case(database, 1, external_id="crm-7")

    with pytest.raises(Exists) as caught:
        new_case(database, 2, external_id="crm-7")

    assert caught.value.case_id == case
    assert count(database, "cases") == 1


def test_items_of_other_channels_and_without_an_id_are_other_cases(database: Database) -> None:
    new_case(database, 1, external_id="crm-7", channel="web")
    new_case(database, 2, external_id="crm-7", channel="api")
    new_case(database, 3)
    new_case(database, 4)

    assert count(database, "cases") == 4


def test_an_id_that_is_taken_is_a_conflict(database: Database) -> None:
    new_case(database, 1)

    with pytest.raises(Conflict):
        new_case(database, 1)

    assert count(database, "cases") == count(database, "submissions") == 1


@pytest.mark.parametrize("first", [True, False], ids=["first of all", "later"])
def test_the_same_item_at_once_is_one_case(database: Database, first: bool) -> None:
    if not first:
        new_case(database, 0)
    already = count(database, "cases")

    for turn in range(ROUNDS):
        numbers = (10 * turn + 1, 10 * turn + 2)
        outcomes = at_once(*[a_case(database, number, f"crm-{turn}") for number in numbers])

        made = [each for each in outcomes if isinstance(each, str)]
        (other,) = [each for each in outcomes if isinstance(each, Exception)]
        assert len(made) == 1
        assert isinstance(other, Exists | Conflict)
        with pytest.raises(Exists) as known:  # who had a conflict looks again
            new_case(database, 99, external_id=f"crm-{turn}")
        assert known.value.case_id == made[0]
    assert count(database, "cases") == already + ROUNDS


def a_case(database: Database, number: int, external_id: str | None) -> Callable[[], str]:
    return lambda: new_case(database, number, external_id=external_id)


def test_other_items_at_once_are_all_cases(database: Database) -> None:
    new_case(database, 0)

    outcomes = at_once(*[a_case(database, number, None) for number in range(1, 9)])

    assert set(outcomes) == {numbered(number) for number in range(1, 9)}
