"""Approvals in the record, on both databases: absences, authority, races, and the roadmap."""

from datetime import timedelta
from typing import Any

from schemas.absences import Absence
from schemas.enums import DecisionKind, EventKind, Refusal, Stage
from store.absences import Absences
from store.casebook import CaseBook
from store.database import Database
from store.queries import Queries
from tests.stores.cases import (
    analyzed_case,
    at_once,
    carry_out,
    count,
    decision,
    kinds,
    rows,
    state,
)
from tests.stories import START, days, hours

VOUCHER: dict[str, Any] = {"solution": "remedy", "remedy": "voucher"}


def proposed(database: Database, number: int = 1, **choice: Any) -> str:
    case = analyzed_case(database, number, priority="medium")
    texts = {"text": "9001"}
    made = decision(case, DecisionKind.PROPOSE, "li", f"propose-{number}", texts, **choice)
    assert carry_out(database, made).refusal is None
    return case


def voice(database: Database, case: str, by: str, kind: DecisionKind = DecisionKind.APPROVE) -> Any:
    texts = {"reason": "9002"} if kind is DecisionKind.REJECT else {}
    made = decision(case, kind, by, f"{kind.value}-{by}-1", texts)
    return carry_out(database, made, START + hours(1))


def test_the_register_of_absences_counts_when_a_level_is_opened(database: Database) -> None:
    gone = Absence(login="chen", starts=START - days(1), ends=START + days(1), deputy="wang")
    Absences(database).add(gone, "chen", START)
    case = proposed(database, **VOUCHER, amount="5000")
    assert voice(database, case, "zhang").refusal is None
    assert voice(database, case, "wang").refusal is None
    with CaseBook(database).look(case) as looked:
        approved = next(e for e in looked.events if e.kind is EventKind.APPROVED)
    assert (approved.by, approved.data["for"]) == ("wang", "chen")


def test_a_deputy_whose_dates_are_over_is_refused_and_that_is_recorded(database: Database) -> None:
    gone = Absence(login="zhang", starts=START - days(1), ends=START + hours(1), deputy="wang")
    Absences(database).add(gone, "zhang", START)
    case = proposed(database, **VOUCHER, amount="500")
    recorded = voice(database, case, "wang")
    assert recorded.refusal is Refusal.ROLE_TOO_LOW
    assert kinds(database, case)[-1] is EventKind.REFUSED
    assert voice(database, case, "zhang").refusal is None


def test_two_who_decide_at_the_same_moment(database: Database) -> None:
    case = proposed(database, **VOUCHER, amount="500")
    answers = at_once(
        lambda: voice(database, case, "zhang"),
        lambda: voice(database, case, "chen", DecisionKind.REJECT),
    )
    refusals = [answer.refusal for answer in answers]  # type: ignore[union-attr]
    assert refusals.count(None) == 1
    decided = {EventKind.APPROVED, EventKind.REJECTED} & set(kinds(database, case))
    assert len(decided) == 1


def test_the_state_is_read_back_as_it_was_written(database: Database) -> None:
    case = proposed(database, **VOUCHER, amount="80.5")
    proposal = state(database, case).proposal
    assert proposal
    assert str(proposal.amount) == "80.50"
    case = proposed(database, 2, **VOUCHER, amount="1000.01")
    asked = state(database, case).asked
    assert asked
    assert (asked.level, asked.approvers, asked.told) == (1, ("zhang", "chen"), ("zhang",))


def test_the_words_of_a_proposal_stand_with_the_words_only(database: Database) -> None:
    promised = (START + timedelta(days=9)).isoformat()
    case = proposed(database, solution="workaround", fix_by=promised)
    assert kinds(database, case)[-1] is EventKind.PROGRESS
    found = rows(database, "SELECT texts FROM event_texts ORDER BY seq")
    assert sum("9001" in str(row["texts"]) for row in found) == 2
    for table in ("events", "cases"):
        assert "9001" not in str(rows(database, f"SELECT * FROM {table}"))  # noqa: S608


def test_who_is_asked_has_a_mail_of_his_own(database: Database) -> None:
    proposed(database, **VOUCHER, amount="500")
    query = "SELECT count(*) AS n FROM mails WHERE template = 'notice_approval'"
    assert rows(database, query) == [{"n": 1}]
    assert count(database, "mails") >= 1


def test_what_waits_and_what_is_on_the_roadmap(database: Database) -> None:
    waits = proposed(database, 1, **VOUCHER, amount="500")
    planned = proposed(database, 2, solution="roadmap", roadmap="R-1")
    proposed(database, 3, solution="roadmap", roadmap="R-2")
    proposed(database, 4)
    queries = Queries(database)
    assert [each.case.id for each in queries.awaiting_approval()] == [waits]
    assert queries.on_roadmap("R-1") == [planned]
    assert queries.on_roadmap("R-3") == []
    assert state(database, planned).stage is Stage.RESOLVING
