"""Accounts meet the policy where a case is loaded: at the door and where it is binding."""

import pytest

from schemas.access import AccessRole
from schemas.accounts import NewAccount
from schemas.enums import DecisionKind, Refusal, Role
from schemas.messages import Decide, DecisionRequest
from store import members, policies
from store.accounts import Accounts
from store.casebook import CaseBook
from store.database import Database
from store.keys import Keys
from store.queries import Queries
from store.tables_identity import KeyRow
from tests.plain import PLAIN_TEXT
from tests.stores.cases import activities, analyzed_case, decision
from tests.stories import START

MEI = NewAccount(
    login="mei", address="mei@example.com", role=AccessRole.LEAD, teams=("engineering",)
)


def role_of(database: Database, case: str, login: str) -> Role | None:
    with CaseBook(database).look(case) as opened:
        return opened.policy.teams["engineering"].role_of(login)


def carried_out(database: Database, case: str, by: str, request: str) -> Refusal | None:
    ask = DecisionRequest(request_id=request, by=by)
    found = activities(database).decide(
        Decide(case_id=case, now=START, kind=DecisionKind.TAKE, request=ask)
    )
    return found.refusal


def test_an_account_is_a_member_from_the_next_look_on(database: Database) -> None:
    case = analyzed_case(database)
    accounts = Accounts(database)
    assert role_of(database, case, "mei") is None

    accounts.add(MEI, START)
    assert role_of(database, case, "mei") is Role.LEAD
    looked = Queries(database).case(case)
    assert looked
    assert "mei" in looked.policy.staff

    accounts.disable("mei", START)
    assert role_of(database, case, "mei") is None
    accounts.enable("mei")
    assert role_of(database, case, "mei") is Role.LEAD


def test_the_binding_judgement_knows_accounts_too(database: Database) -> None:
    case = analyzed_case(database)
    assert carried_out(database, case, "mei", "request-1") is Refusal.UNKNOWN_PERSON

    Accounts(database).add(MEI, START)
    assert carried_out(database, case, "mei", "request-2") is None

    Accounts(database).disable("mei", START)
    assert carried_out(database, case, "mei", "request-3") is Refusal.UNKNOWN_PERSON


def test_disabling_reaches_people_of_the_policy(database: Database) -> None:
    case = analyzed_case(database)
    assert carried_out(database, case, "li", "request-1") is None

    accounts = Accounts(database)
    accounts.add(MEI.model_copy(update={"login": "li"}), START)
    accounts.disable("li", START)

    assert carried_out(database, case, "li", "request-2") is Refusal.UNKNOWN_PERSON


@pytest.mark.parametrize(
    ("role", "teams", "member"),
    [
        ("lead", None, True),
        ("lead", "engineering", True),
        ("lead", "support", False),
        ("intake", None, False),
        ("auditor", None, False),
    ],
)
def test_a_key_decides_in_its_teams_until_it_is_revoked(
    database: Database, role: str, teams: str | None, member: bool
) -> None:
    case = analyzed_case(database)
    row = KeyRow(id="a", name="shop", secret="s", role=role, teams=teams, created_at=START)
    Keys(database).add(row)

    assert (role_of(database, case, "shop") is Role.LEAD) is member
    Keys(database).revoke("shop", START)
    assert role_of(database, case, "shop") is None


def test_notices_know_the_address_of_an_account(database: Database) -> None:
    Accounts(database).add(MEI, START)
    assert members.latest(database, PLAIN_TEXT).people["mei"].address == "mei@example.com"
    with database.writing() as session:
        policies.apply(session, PLAIN_TEXT)
    assert members.latest(database, PLAIN_TEXT).people["mei"].address == "mei@example.com"


def test_the_policy_of_today_is_made_once(database: Database) -> None:
    case = analyzed_case(database)
    Accounts(database).add(MEI, START)
    book = CaseBook(database)
    with book.look(case) as first, book.look(case) as second:
        assert first.policy is second.policy


def test_who_typed_a_decision_stands_beside_for_whom(database: Database) -> None:
    case = analyzed_case(database)
    typed = decision(case, DecisionKind.TAKE).model_copy(update={"shell": "root"})
    with CaseBook(database).open(case) as opened:
        opened.accept(typed, START)
        assert opened.pending() == [typed]

    ask = DecisionRequest(request_id=typed.request_id)
    activities(database).decide(
        Decide(case_id=case, now=START, kind=DecisionKind.TAKE, request=ask)
    )

    with CaseBook(database).look(case) as opened:
        event = next(e for e in opened.events if e.request_id == typed.request_id)
        assert (event.by, event.data["shell"]) == (typed.by, "root")
