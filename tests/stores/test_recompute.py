"""Clocks by the holidays that are known today: seen beforehand, moved visibly, and once only."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest

from activities.recompute import Recompute, Recomputed
from schemas.enums import ClockKind, DecisionKind, EventKind, Priority
from schemas.errors import EngineUnavailable, NoWorkflow
from store import policies
from store.backlog import Backlog
from store.casebook import CaseBook
from store.database import Database
from tests.stores.cases import (
    analyzed_case,
    carry_out,
    count,
    decision,
    kinds,
    new_case,
    numbered,
    put_in_force_without_holidays,
    rows,
    state,
)
from tests.stories import POLICY_TEXT

BEFORE_HOLIDAYS = datetime(2026, 9, 30, 2, tzinfo=UTC)
"""A Wednesday, 10:00 in Shanghai. From Thursday to the next Wednesday all is closed."""
NOW = BEFORE_HOLIDAYS + timedelta(hours=1)
WEEK = timedelta(days=7)


def recompute(database: Database) -> Recompute:
    return Recompute(CaseBook(database), Backlog(database))


def preview(database: Database) -> Recomputed:
    return recompute(database).preview(NOW, lambda: None)


async def apply(database: Database, tell: Callable[[str], Awaitable[None]]) -> Recomputed:
    return await recompute(database).apply("chen", lambda: NOW, tell, lambda: None)


class Told:
    """Who was told; whoever is in `fails` cannot be, for the reason given."""

    def __init__(self, **fails: BaseException) -> None:
        self.cases: list[str] = []
        self.fails = fails

    async def __call__(self, case_id: str) -> None:
        if error := self.fails.get(case_id):
            raise error
        self.cases.append(case_id)


@pytest.fixture
def older(database: Database) -> str:
    """The version in force; it knows no holidays."""
    return put_in_force_without_holidays(database, POLICY_TEXT)


def of_case(database: Database, case: str) -> str:
    (row,) = rows(database, "SELECT policy_version AS it FROM cases WHERE id = :case", case=case)
    return str(row["it"])


@pytest.mark.usefixtures("older")
def test_what_would_differ_is_shown_and_nothing_is_written(database: Database) -> None:
    case = analyzed_case(database, at=BEFORE_HOLIDAYS, priority=Priority.MEDIUM)
    events = count(database, "events")

    done = preview(database)

    assert done.checked == 1
    assert done.moved == 0
    (found,) = done.found
    assert (found.id, found.version, found.to) == (case, "before-holidays", None)
    resolve = next(each for each in found.clocks if each.kind is ClockKind.RESOLVE)
    # Five working days after Wednesday: the next Wednesday; with the holidays, a week later but for
    # the Saturday that is worked instead.
    assert resolve.due_before == datetime(2026, 10, 7, 10, tzinfo=UTC)
    assert resolve.due_after == datetime(2026, 10, 13, 10, tzinfo=UTC)
    assert ClockKind.ACKNOWLEDGE not in {each.kind for each in found.clocks}, "day and night"
    assert count(database, "events") == events
    assert count(database, "policies") == 1
    assert of_case(database, case) == "before-holidays"


async def test_a_case_is_moved_by_an_event_and_its_workflow_told(
    database: Database, older: str
) -> None:
    case = analyzed_case(database, at=BEFORE_HOLIDAYS, priority=Priority.MEDIUM)
    before, tell = state(database, case), Told()

    done = await apply(database, tell)

    (found,) = done.found
    assert found.to == of_case(database, case) != older
    assert (done.moved, tell.cases, done.untold) == (1, [case], {})
    with CaseBook(database).look(case) as looked:
        adopted = looked.events[-1]
    assert (adopted.kind, adopted.by) == (EventKind.ADOPTED, "chen")
    assert adopted.data == {"from": older, "to": found.to}
    after = state(database, case)
    assert after.due_at
    assert before.due_at
    assert after.due_at - before.due_at == WEEK, "eight working hours: Thursday at 10:00"
    assert after.seq == before.seq + 1
    assert not preview(database).found
    with database.reading() as session:
        assert policies.in_force(session, POLICY_TEXT) == older, "new cases are another matter"


@pytest.mark.usefixtures("older")
async def test_repeated_it_does_nothing_more(database: Database) -> None:
    case = analyzed_case(database, at=BEFORE_HOLIDAYS)
    carry_out(database, decision(case, DecisionKind.TAKE), NOW)
    await apply(database, Told())
    carry_out(database, decision(case, DecisionKind.TAKE, "wang", "request-2"), NOW)
    events, tell = count(database, "events"), Told()

    again = await apply(database, tell)

    assert (again.checked, again.found, tell.cases) == (1, [], [])
    assert count(database, "events") == events


@pytest.mark.usefixtures("older")
async def test_interrupted_and_repeated_it_does_the_rest(database: Database) -> None:
    cases = [analyzed_case(database, number, BEFORE_HOLIDAYS) for number in (1, 2, 3)]
    dies = Told(**{numbered(2): KeyboardInterrupt()})
    with pytest.raises(KeyboardInterrupt):
        await apply(database, dies)
    assert dies.cases == cases[:1]
    assert kinds(database, cases[1])[-1] is EventKind.ADOPTED, "moved, and its workflow not told"
    assert of_case(database, cases[2]) == "before-holidays"

    tell = Told()
    done = await apply(database, tell)

    assert [each.id for each in done.found] == cases[2:]
    assert set(tell.cases) >= set(cases[1:])
    assert all(kinds(database, case).count(EventKind.ADOPTED) == 1 for case in cases)
    assert not preview(database).found


@pytest.mark.usefixtures("older")
async def test_while_temporal_is_away_it_says_who_does_not_know(database: Database) -> None:
    cases = [new_case(database, number, BEFORE_HOLIDAYS) for number in (1, 2)]
    away = Told(**{numbered(1): EngineUnavailable("away"), numbered(2): NoWorkflow("unstarted")})

    done = await apply(database, away)

    assert done.moved == 2
    assert done.untold == {cases[0]: "away"}, "what is not started yet will know"
    tell = Told()
    assert not (await apply(database, tell)).untold
    assert cases[0] in tell.cases


@pytest.mark.usefixtures("older")
async def test_what_has_ended_moves_only_if_its_clocks_differ(database: Database) -> None:
    early = datetime(2026, 3, 2, 1, tzinfo=UTC)
    same, other = (
        analyzed_case(database, number, at, priority=Priority.MEDIUM)
        for number, at in ((1, early), (2, BEFORE_HOLIDAYS))
    )
    for case, at in ((same, early), (other, BEFORE_HOLIDAYS)):
        made = decision(case, DecisionKind.WITHDRAW, request=f"request-{case}")
        carry_out(database, made, at + timedelta(minutes=1))
    tell = Told()

    done = await apply(database, tell)

    assert [each.id for each in done.found] == [other]
    assert tell.cases == [], "nobody waits for what has ended"
    assert done.checked == 2


async def test_nothing_differs_where_the_holidays_are_known(database: Database) -> None:
    new_case(database, at=BEFORE_HOLIDAYS)

    done = await apply(database, Told())

    assert (done.checked, done.found) == (1, [])
