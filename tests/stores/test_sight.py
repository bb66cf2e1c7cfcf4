"""The record finds the cases that somebody sees: what SQL says, and the rule, is the same."""

from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules.access import sees, sight, within
from schemas.access import AccessRole, Caller, Kind
from schemas.proposals import Asked
from schemas.state import CaseState
from schemas.tasks import Task
from store.casebook import CaseBook
from store.database import Database
from store.desk import DeskQueries
from store.search import Search
from tests.stores.cases import new_case, numbered, state
from tests.stories import START

NAMES, TEAMS = ("li", "mei", "zhang"), ("support", "engineering")
TASKS = st.builds(
    Task,
    id=st.sampled_from(("T1", "T2")),
    team=st.sampled_from(TEAMS),
    person=st.none() | st.sampled_from(NAMES),
    outside=st.booleans(),
)
FOUR = 4


@st.composite
def asked(draw: st.DrawFn) -> Asked:
    people = st.lists(st.sampled_from(NAMES), max_size=2, unique=True).map(tuple)
    standing_in = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(NAMES), max_size=1)
    return Asked(
        level=1,
        need=1,
        approvers=draw(people),
        told=draw(people),
        deputies=draw(standing_in),
        yes=draw(people),
        spoke=draw(people),
    )


CHANGES = st.fixed_dictionaries(
    {
        "team": st.none() | st.sampled_from(TEAMS),
        "owner": st.none() | st.sampled_from(NAMES),
        "confidential": st.sampled_from((True, True, False)),
        "asked": st.none() | asked(),
        "tasks": st.lists(TASKS, max_size=2, unique_by=lambda each: each.id).map(tuple),
    }
)
CALLERS = st.builds(
    Caller,
    kind=st.sampled_from((Kind.PERSON, Kind.PERSON, Kind.KEY)),
    name=st.sampled_from(NAMES),
    role=st.sampled_from(AccessRole) | st.just(AccessRole.AGENT),
    teams=st.none() | st.sets(st.sampled_from(TEAMS)).map(frozenset),
)


def put(database: Database, number: int, changes: dict[str, Any]) -> CaseState:
    with CaseBook(database).open(numbered(number)) as case:
        case.save(case.known.model_copy(update=changes))
    return state(database, numbered(number))


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(CHANGES, min_size=FOUR, max_size=FOUR), st.lists(CALLERS, min_size=3, max_size=3))
def test_the_record_finds_what_the_rule_says(
    database: Database, cases: list[dict[str, Any]], callers: list[Caller]
) -> None:
    if not Search(database).find().rows:
        for number in range(FOUR):
            new_case(database, number)
    states = [put(database, number, changes) for number, changes in enumerate(cases)]
    changed = {each.case_id: each for each in DeskQueries(database).changed(START - timedelta(1))}
    for caller in callers:
        seen, allowed = sight(caller), {s.case_id for s in states if sees(caller, s)}
        desk = DeskQueries(database)
        found = Search(database)

        assert {case.id for case in found.find(sight=seen).rows} == allowed
        assert {case.id for case in found.find("闪退", sight=seen).rows} == allowed
        assert {case.id for case in desk.urgent(sight=seen)} == allowed
        assert sum(each.cases for each in desk.counts(sight=seen).values()) == len(allowed)
        told = [
            each.case_id
            for each in changed.values()
            if within(seen, each.team, each.confidential, each.concerned)
        ]
        assert set(told) == allowed
