"""Accounts, sessions, keys and failures in the record."""

from datetime import timedelta
from functools import partial

import pytest

from schemas.access import AccessRole
from schemas.accounts import IDLE, INVITED_FOR, SESSION_LIFE, NewAccount
from store.accounts import Accounts, LastAdministrator, Taken, teams_of
from store.attempts import WINDOW, Attempts
from store.database import Database
from store.identity_changes import Changes
from store.keys import Keys
from store.sessions import Sessions
from store.tables_desk import DraftRow
from store.tables_identity import KeyRow
from tests.stores.cases import at_once, count, new_case, rows
from tests.stories import START

MEI = NewAccount(
    login="mei", address="Mei@Example.com", role=AccessRole.AGENT, teams=("support", "product")
)
MINUTE = timedelta(minutes=1)


def key(name: str = "shop", key_id: str = "aaaa") -> KeyRow:
    return KeyRow(id=key_id, name=name, secret="s" * 64, role="intake", created_at=START)


def stamp_of(database: Database, login: str = "mei") -> str:
    account = Accounts(database).find(login)
    assert account
    return account.stamp


def signed_in(database: Database, session_id: str = "one") -> Sessions:
    sessions = Sessions(database)
    assert sessions.start(session_id, "mei", stamp_of(database), "Firefox", START)
    return sessions


# ── Accounts ─────────────────────────────────────────────────────────────────────────────────────


def test_an_account_is_found_by_login_and_by_address(database: Database) -> None:
    accounts = Accounts(database)
    accounts.add(MEI, START)

    for name in ("mei", " MEI ", "mei@example.com", "MEI@example.COM"):
        found = accounts.find(name)
        assert found
        assert (found.login, teams_of(found)) == ("mei", frozenset({"support", "product"}))
    assert accounts.find("example.com") is None
    assert accounts.by_address("mei@EXAMPLE.com") is not None


@pytest.mark.parametrize(
    ("other", "value"),
    [({"login": "mei", "address": "x@y.example"}, "mei"), ({"login": "max"}, "mei@example.com")],
)
def test_a_login_and_an_address_are_one_persons(
    database: Database, other: dict[str, str], value: str
) -> None:
    accounts = Accounts(database)
    accounts.add(MEI, START)

    with pytest.raises(Taken) as caught:
        accounts.add(MEI.model_copy(update=other), START)

    assert caught.value.value == value
    assert count(database, "accounts") == 1


def test_a_person_and_a_key_have_not_one_name(database: Database) -> None:
    Accounts(database).add(MEI, START)
    Keys(database).add(key("shop"))

    with pytest.raises(Taken):
        Keys(database).add(key("mei", "bbbb"))
    with pytest.raises(Taken):
        Accounts(database).add(MEI.model_copy(update={"login": "shop", "address": None}), START)
    Keys(database).revoke("shop", START)
    Accounts(database).add(MEI.model_copy(update={"login": "shop", "address": None}), START)


def test_of_two_who_add_one_login_at_once_one_hears_of_it(database: Database) -> None:
    accounts = Accounts(database)

    outcomes = at_once(*[lambda: accounts.add(MEI, START)] * 4)

    assert sum(isinstance(each, Taken) for each in outcomes) == 3
    assert count(database, "accounts") == 1


def test_who_is_there_already_stays_as_he_is(database: Database) -> None:
    accounts = Accounts(database)
    accounts.add(MEI, START)
    other = NewAccount(login="max", address="mei@example.com", role=AccessRole.LEAD)

    accounts.add_missing([MEI.model_copy(update={"role": AccessRole.MANAGER}), other], START)

    found = {row.login: (row.role, row.address) for row in accounts.listed()}
    assert found == {"mei": ("agent", "mei@example.com"), "max": ("lead", None)}


def test_a_link_sets_a_password_once_and_in_time(database: Database) -> None:
    accounts = Accounts(database)
    accounts.add(MEI, START)
    until = START + INVITED_FOR
    assert accounts.invite("mei", "first", until)
    assert accounts.invite("mei", "second", until)

    assert accounts.invited("first", START) is None, "a new link replaces the one before"
    assert accounts.invited("second", until) is None, "it ends"
    assert accounts.accept("second", "hash", until) is None
    assert accounts.accept("second", "hash", START) == "mei"
    assert accounts.accept("second", "other", START) is None
    found = accounts.find("mei")
    assert found
    assert found.password == "hash"


def test_of_many_who_use_one_link_at_once_one_sets_the_password(database: Database) -> None:
    accounts = Accounts(database)
    accounts.add(MEI, START)
    accounts.invite("mei", "link", START + INVITED_FOR)

    outcomes = at_once(*[lambda: accounts.accept("link", "hash", START)] * 4)

    assert sorted(map(str, outcomes)) == ["None", "None", "None", "mei"]


def test_a_link_of_a_disabled_account_is_over_and_none_is_made(database: Database) -> None:
    accounts = Accounts(database)
    accounts.add(MEI, START)
    accounts.invite("mei", "link", START + INVITED_FOR)

    assert accounts.disable("mei", START)

    assert accounts.accept("link", "hash", START) is None
    assert not accounts.invite("mei", "link", START + INVITED_FOR)
    assert not accounts.invite("nobody", "link", START + INVITED_FOR)
    assert accounts.by_address("mei@example.com") is None


def test_one_administrator_is_always_left(database: Database) -> None:
    accounts = Accounts(database)
    for login in ("root", "boss"):
        new = NewAccount(login=login, address=None, role=AccessRole.ADMINISTRATOR)
        accounts.add(new, START)
    assert accounts.disable("boss", START)
    with pytest.raises(LastAdministrator):
        accounts.disable("root", START)
    with pytest.raises(LastAdministrator):
        accounts.change("root", AccessRole.LEAD)
    assert accounts.change("root", AccessRole.ADMINISTRATOR, ["support"])
    assert [each.login for each in accounts.administrators()] == ["root"]
    assert accounts.disable("boss", START)  # again, as if by mistake
    accounts.enable("boss")
    assert accounts.change("root", AccessRole.LEAD)


def test_of_two_administrators_who_shut_each_other_out_one_stays(database: Database) -> None:
    accounts = Accounts(database)
    for login in ("root", "boss"):
        new = NewAccount(login=login, address=None, role=AccessRole.ADMINISTRATOR)
        accounts.add(new, START)

    outcomes = at_once(*[partial(accounts.disable, each, START) for each in ("root", "boss")])

    assert sorted(isinstance(each, LastAdministrator) for each in outcomes) == [False, True]
    assert len(accounts.administrators()) == 1


def test_a_one_time_code_is_used_once_and_none_before_it(database: Database) -> None:
    accounts = Accounts(database)
    accounts.add(MEI, START)
    accounts.set_second("mei", "sealed", 100, ["r1", "r2"])

    assert not accounts.use_step("mei", 100)
    assert accounts.use_step("mei", 102)
    assert not accounts.use_step("mei", 101)
    assert accounts.use_code("mei", "r1")
    assert not accounts.use_code("mei", "r1")
    assert accounts.codes_left("mei") == 1
    assert accounts.drop_second("mei")
    assert count(database, "recovery_codes") == 0


def test_of_many_with_one_code_at_once_one_comes_in(database: Database) -> None:
    accounts = Accounts(database)
    accounts.add(MEI, START)
    accounts.set_second("mei", "sealed", 100, ["r1"])

    steps = at_once(*[lambda: accounts.use_step("mei", 101)] * 4)
    codes = at_once(*[lambda: accounts.use_code("mei", "r1")] * 4)

    assert sorted(map(bool, steps)) == sorted(map(bool, codes)) == [False, False, False, True]


# ── Sessions ─────────────────────────────────────────────────────────────────────────────────────


def test_a_session_ends_unused_and_after_its_time(database: Database) -> None:
    Accounts(database).add(MEI, START)
    sessions = signed_in(database)

    assert sessions.find("other", START) is None
    assert sessions.find("one", START + IDLE) is None
    at = START
    while at < START + SESSION_LIFE:
        assert sessions.find("one", at), at
        at += IDLE - MINUTE
    assert sessions.find("one", START + SESSION_LIFE) is None


def test_the_use_of_a_session_is_written_once_a_minute(database: Database) -> None:
    Accounts(database).add(MEI, START)
    sessions = signed_in(database)

    for seconds in (1, 59, 61, 100):
        sessions.find("one", START + timedelta(seconds=seconds))

    (row,) = sessions.listed("mei", START)
    assert row.seen_at == START + timedelta(seconds=61)


def test_a_session_ends_with_another_password_and_with_disabling(database: Database) -> None:
    accounts = Accounts(database)
    accounts.add(MEI, START)
    stale = stamp_of(database)
    sessions = signed_in(database)
    accounts.set_password("mei", "other")
    assert sessions.find("one", START) is None
    assert not sessions.start("two", "mei", stale, "", START), "a check of the old password"

    sessions = signed_in(database)
    accounts.disable("mei", START)
    assert sessions.find("one", START) is None
    accounts.enable("mei")
    assert sessions.find("one", START) is None, "what ended stays so"
    assert rows(database, "SELECT id FROM sessions") == []


def test_a_person_ends_the_own_sessions_and_no_others(database: Database) -> None:
    accounts = Accounts(database)
    accounts.add(MEI, START)
    accounts.add(MEI.model_copy(update={"login": "max", "address": None}), START)
    sessions = signed_in(database, "one")
    signed_in(database, "two")
    signed_in(database, "three")

    sessions.end("one", "max")
    assert sessions.find("one", START)
    sessions.end("one", "mei")
    assert sessions.find("one", START) is None
    sessions.end_others("mei", "three")
    assert [row.id for row in sessions.listed("mei", START)] == ["three"]


def test_sessions_that_are_over_are_cleared_away(database: Database) -> None:
    Accounts(database).add(MEI, START)
    sessions = signed_in(database)

    assert sessions.start("two", "mei", stamp_of(database), "", START + SESSION_LIFE)

    assert rows(database, "SELECT id FROM sessions") == [{"id": "two"}]


# ── Keys ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_key_is_revoked_by_id_or_by_name(database: Database) -> None:
    keys = Keys(database)
    for key_id in ("aaaa", "bbbb", "cccc"):
        keys.add(key(key_id=key_id))

    assert [row.id for row in keys.revoke("bbbb", START)] == ["bbbb"]
    assert [row.id for row in keys.revoke("shop", START + MINUTE)] == ["aaaa", "bbbb", "cccc"]
    assert keys.revoke("nothing", START) == []

    found = {row.id: row.revoked_at for row in keys.listed()}
    assert found == {"aaaa": START + MINUTE, "bbbb": START, "cccc": START + MINUTE}


def test_the_use_of_a_key_is_written_once_a_minute(database: Database) -> None:
    keys = Keys(database)
    keys.add(key())

    for seconds in (0, 30, 59, 60, 61):
        keys.used("aaaa", START + timedelta(seconds=seconds))

    found = keys.find("aaaa")
    assert found
    assert found.used_at == START + MINUTE


# ── Failures ─────────────────────────────────────────────────────────────────────────────────────


def test_after_so_many_failures_it_is_refused_until_the_window_is_over(database: Database) -> None:
    attempts = Attempts(database)
    limits = {"login:a": 3, "address:b": 9}

    for _ in range(3):
        assert attempts.count(limits, START) is None
    assert attempts.count(limits, START + MINUTE) == WINDOW - MINUTE
    assert attempts.count({"login:c": 3}, START) is None, "another one's failures"
    assert attempts.count(limits, START + WINDOW) is None


def test_failures_are_counted_by_address_too(database: Database) -> None:
    attempts = Attempts(database)

    waits = [attempts.count({f"login:{n}": 9, "address:b": 3}, START) for n in range(4)]

    assert waits == [None, None, None, WINDOW]


def test_many_at_once_are_each_counted(database: Database) -> None:
    attempts = Attempts(database)

    waits = at_once(*[lambda: attempts.count({"login:a": 3, "address:b": 99}, START)] * 8)

    assert sum(wait is None for wait in waits) == 3


def test_who_signs_in_takes_the_own_failures_along(database: Database) -> None:
    attempts = Attempts(database)
    for _ in range(3):
        attempts.count({"login:a": 3, "address:b": 9}, START)

    attempts.succeeded(["address:b"], "login:a")

    found = rows(database, "SELECT subject, failures FROM sign_in_attempts")
    assert found == [{"subject": "address:b", "failures": 2}]


def test_failures_of_yesterday_are_forgotten(database: Database) -> None:
    attempts = Attempts(database)
    attempts.count({"login:a": 3}, START)

    attempts.count({"login:b": 3}, START + timedelta(days=1))

    assert rows(database, "SELECT subject FROM sign_in_attempts") == [{"subject": "login:b"}]


# ── What was done ────────────────────────────────────────────────────────────────────────────────


def test_a_change_is_noted_in_its_own_transaction_with_who_made_it(database: Database) -> None:
    accounts, boss = Accounts(database), Accounts(database, "shell:root", lambda: START)
    boss.add(MEI, START)
    boss.invite("mei", "link", START + INVITED_FOR)
    accounts.accept("link", "a hash", START)
    accounts.set_second("mei", "sealed", 1, ["a"])
    boss.drop_second("mei")
    boss.drop_second("mei")
    boss.enable("mei")
    with pytest.raises(Taken):
        boss.add(MEI, START)

    found = [(each.what, each.by) for each in Changes(database).of_accounts("mei")]

    assert found == [
        ("added", "shell:root"),
        ("invited", "shell:root"),
        ("password", "mei"),
        ("codes_on", "mei"),
        ("codes_off", "shell:root"),
    ]


def test_drafts_of_who_is_erased_go_too(database: Database) -> None:
    accounts, case = Accounts(database), new_case(database)
    accounts.add(MEI, START)
    draft = DraftRow(login="mei", case_id=case, form="note", texts={"text": "rang"}, saved_at=START)
    with database.writing() as session:
        session.add(draft)
    accounts.disable("mei", START)

    assert accounts.erase("mei")

    assert count(database, "drafts") == 0
