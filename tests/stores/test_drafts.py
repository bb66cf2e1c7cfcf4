"""What somebody began to write, and who has a case before him or her."""

from datetime import timedelta

import pytest

from activities.erasure import Cause, Eraser, Order
from schemas.access import AccessRole
from schemas.accounts import NewAccount
from store.accounts import Accounts
from store.casebook import CaseBook
from store.database import Database
from store.drafts import Draft, Drafts
from store.erasures import Erasures
from store.presences import Presences
from tests.stores.cases import analyzed_case, at_once, rows
from tests.stories import START

NOTE = Draft("note", {"text": "像是旧版本"}, 3, START)


@pytest.fixture
def case(database: Database) -> str:
    for login in ("li", "zhang"):
        new = NewAccount(login=login, address=None, role=AccessRole.AGENT, teams=("engineering",))
        Accounts(database).add(new, START)
    return analyzed_case(database)


def test_the_latest_words_of_each_form_are_kept(database: Database, case: str) -> None:
    drafts = Drafts(database)
    drafts.keep("li", case, Draft("note", {"text": "像"}, 2, START))
    drafts.keep("li", case, NOTE)
    drafts.keep("li", case, Draft("done-T1", {"text": "查过了"}, 3, START))

    assert drafts.of("li", case)["note"] == NOTE
    assert set(drafts.of("li", case)) == {"note", "done-T1"}
    assert drafts.of("zhang", case) == {}


def test_without_words_nothing_is_kept(database: Database, case: str) -> None:
    drafts = Drafts(database)
    drafts.keep("li", case, NOTE)

    drafts.keep("li", case, Draft("note", {"text": ""}, 3, START))

    assert drafts.of("li", case) == {}


def test_two_pages_may_keep_at_the_same_moment(database: Database, case: str) -> None:
    drafts, presences = Drafts(database), Presences(database)

    found = at_once(
        *(lambda: drafts.keep("li", case, NOTE) for _ in range(3)),
        *(lambda: presences.seen(case, "li", START) for _ in range(3)),
    )

    assert found == [None] * 6
    assert set(drafts.of("li", case)) == {"note"}


def test_erasing_a_case_takes_its_drafts_and_lets_none_come_after(
    database: Database, case: str
) -> None:
    drafts = Drafts(database)
    drafts.keep("li", case, NOTE)
    eraser = Eraser(CaseBook(database), Erasures(database), (), lambda: START)
    eraser.erase([case], Order(by="li", cause=Cause.REQUEST, reason="asked", shell_user="root"))
    assert rows(database, "SELECT * FROM drafts") == []

    drafts.keep("zhang", case, NOTE)

    assert rows(database, "SELECT * FROM drafts") == []


def test_somebody_is_there_for_a_minute_or_until_leaving(database: Database, case: str) -> None:
    presences = Presences(database)
    presences.seen(case, "li", START)
    presences.seen(case, "zhang", START + timedelta(seconds=30))
    assert presences.others(case, "zhang", START + timedelta(seconds=59)) == ["li"]
    assert presences.others(case, "zhang", START + timedelta(seconds=60)) == []

    presences.left(case, "zhang")

    assert presences.others(case, "li", START + timedelta(seconds=31)) == []


def test_who_was_there_long_ago_is_forgotten(database: Database, case: str) -> None:
    presences = Presences(database)
    presences.seen(case, "li", START)

    presences.seen(case, "zhang", START + timedelta(minutes=2))

    assert [row["login"] for row in rows(database, "SELECT login FROM presences")] == ["zhang"]
