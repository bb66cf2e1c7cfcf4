"""What the desk asks of the record."""

from datetime import timedelta

import pytest

from schemas.access import Sight
from schemas.case_filter import CaseFilter, parse
from schemas.enums import DecisionKind, Stage
from store.database import Database
from store.desk import DeskQueries
from tests.stores.cases import analyzed_case, carry_out, decision, numbered, rows
from tests.stories import START

EVERY = CaseFilter()


@pytest.fixture
def queries(database: Database) -> DeskQueries:
    for number, priority in enumerate(("low", "high", "medium"), start=1):
        at = START + timedelta(minutes=number)
        analyzed_case(database, number, at, category="malfunction", priority=priority)
    return DeskQueries(database)


def ids(queries: DeskQueries, wanted: CaseFilter = EVERY, **more: object) -> list[str]:
    return [case.id for case in queries.urgent(wanted, **more)]  # type: ignore[arg-type]


def test_what_is_due_first_comes_first(queries: DeskQueries) -> None:
    assert ids(queries) == [numbered(2), numbered(3), numbered(1)]


def test_pages_go_on_after_a_case(queries: DeskQueries) -> None:
    first, second, third = queries.urgent()

    assert ids(queries, after=first) == [second.id, third.id]
    assert ids(queries, after=third) == []


def test_cases_without_a_deadline_come_last(database: Database, queries: DeskQueries) -> None:
    database_ids = ids(queries)
    with database.writing() as session:
        session.connection().exec_driver_sql(
            f"UPDATE cases SET due_at = NULL WHERE id = '{numbered(2)}'"  # noqa: S608
        )

    assert ids(queries) == [*database_ids[1:], numbered(2)]
    last = queries.urgent()[1]
    assert ids(queries, after=last) == [numbered(2)]


def test_heads_are_the_most_urgent_of_each_stage(database: Database, queries: DeskQueries) -> None:
    carry_out(database, decision(numbered(2), DecisionKind.PROPOSE, texts={"text": "换新"}))
    most = {Stage.PLANNING: 1, Stage.AWAITING_APPROVAL: 5, Stage.RESOLVING: 5}

    assert queries.heads(most) == {"planning": [numbered(3)], "awaiting_approval": [numbered(2)]}
    assert queries.heads({**most, Stage.PLANNING: 2}, parse("priority:low")) == {
        "planning": [numbered(1)]
    }
    assert queries.heads(most, sight=Sight(teams=frozenset({"product"}))) == {}


@pytest.mark.parametrize(
    ("teams", "seen"),
    [(None, 3), (frozenset({"engineering"}), 3), (frozenset({"product"}), 0), (frozenset(), 0)],
)
def test_teams_see_their_own(queries: DeskQueries, teams: frozenset[str] | None, seen: int) -> None:
    assert len(ids(queries, sight=Sight(teams=teams))) == seen
    assert sum(each.cases for each in queries.counts(sight=Sight(teams=teams)).values()) == seen


def test_what_nobody_owns_can_be_asked_for(database: Database, queries: DeskQueries) -> None:
    carry_out(database, decision(numbered(1), DecisionKind.TAKE))

    assert ids(queries, parse("owner:li")) == [numbered(1)]
    assert ids(queries, parse("owner:-")) == [numbered(2), numbered(3)]


def test_an_approval_waits_for_whoever_is_asked(database: Database, queries: DeskQueries) -> None:
    carry_out(database, decision(numbered(2), DecisionKind.PROPOSE, texts={"text": "换新"}))
    assert queries.turns(["wang", "zhang"]) == {numbered(2): {"approval"}}

    carry_out(database, decision(numbered(2), DecisionKind.APPROVE, "zhang", "request-2"))

    assert queries.turns(["wang", "zhang"]) == {}
    assert rows(database, "SELECT * FROM turns") == []


def test_a_task_waits_for_a_person_or_a_team(database: Database, queries: DeskQueries) -> None:
    texts = {"text": "查日志"}
    task = decision(numbered(1), DecisionKind.TASK, "li", "task-0001", texts, team="product")
    carry_out(database, task)

    assert queries.turns(["@product"]) == {numbered(1): {"T1"}}


def test_what_changed_is_found_by_time(database: Database, queries: DeskQueries) -> None:
    later = START + timedelta(hours=1)
    assert queries.changed(later) == []
    carry_out(database, decision(numbered(3), DecisionKind.TAKE), later)

    (changed,) = queries.changed(later)

    assert (changed.case_id, changed.team, changed.owner) == (numbered(3), "engineering", "li")


def test_lists_show_words_and_events_in_the_order_asked_for(queries: DeskQueries) -> None:
    wanted = [numbered(3), numbered(1), "00000-99999"]

    shown = queries.shown(wanted)

    assert [each.case.id for each in shown] == wanted[:2]
    assert all(each.text and each.events[0].seq == 1 for each in shown)
