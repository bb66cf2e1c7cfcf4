"""Tasks for several departments: who may what, what waits for them, and their clocks."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import decisions, notices, transitions
from rules.adoption import unfit
from rules.calendar import calendar_of
from rules.clocks import clocks
from rules.fold import fold
from rules.letters import letters
from rules.standing import standing
from schemas.durations import BusinessDays, BusinessTime, Elapsed
from schemas.enums import ClockKind, ClockState, DecisionKind, EventKind, Refusal, Template
from schemas.events import OUTSIDE, SYSTEM, Event
from schemas.messages import Choice
from schemas.notices import Reason
from schemas.part import Label
from schemas.people import Team
from schemas.policy import Policy
from schemas.policy_names import misnamed
from schemas.usual_tasks import Tasks, UsualTask
from schemas.views import Clock
from tests.rules.approving import Case
from tests.rules.case_strategies import CALENDARS
from tests.stories import POLICY, START, after, days, hours

ADDRESS = "repair@elsewhere.example"


def _team(key: str, *agents: str) -> Team:
    lead = {"agents": agents, "leads": (f"{key}_lead",), "managers": (f"{key}_boss",)}
    return POLICY.teams["support"].model_copy(update=lead)


TEAMS = {
    **POLICY.teams,
    "engineering": _team("engineering", "li", "wang"),
    "legal": _team("legal", "lawyer", "clerk").model_copy(update={"calendar": "often"}),
    "depot": _team("depot", "packer").model_copy(update={"calendar": "nights"}),
}
PLACE = POLICY.model_copy(
    update={"teams": TEAMS, "approvals": (), "special_targets": (), "resolved": CALENDARS}
)
"""The case is with engineering; nobody is in two teams."""


def case(policy: Policy = PLACE) -> Case:
    return Case(policy)


def add(on: Case, by: str = "li", outside: str | None = None, **choice: Any) -> Refusal | None:
    texts = {"text": "look at it"} | ({"outside": outside} if outside else {})
    made = on.decision(DecisionKind.TASK, by, texts, **choice)
    refusal = decisions.refusal(on.policy, on.state, made, (), on.at)
    if refusal is None:
        on.happen(decisions.events(on.policy, on.state, made, (), on.at))
    return refusal


def open_tasks(of: Case) -> list[str]:
    return [each.id for each in of.state.tasks]


def clock(of: Case, n: int, now: datetime | None = None) -> Clock:
    found = clocks(of.events, of.policy, now or of.at)
    return next(each for each in found if each.kind is ClockKind.TASK and each.n == n)


def heard(of: Case, event: Event | None = None) -> list[tuple[str, Reason]]:
    event = event or of.events[-1]
    found = notices.notices(event, fold(of.events[: event.seq]), of.policy, ())
    return [(each.to.name, each.to.reason) for each in found]


# ── What waits ───────────────────────────────────────────────────────────────────────────────────


def test_the_case_goes_on_when_all_are_done() -> None:
    story = case()
    assert add(story, team="legal") is None
    assert add(story, team="depot") is None
    story.propose()

    assert story.decide(DecisionKind.RESOLVE, "li") is Refusal.TASKS_OPEN
    assert story.decide(DecisionKind.DONE, "clerk", task="T1") is None
    assert story.decide(DecisionKind.RESOLVE, "li") is Refusal.TASKS_OPEN
    assert story.decide(DecisionKind.DROP, "li", task="T2") is None
    assert story.decide(DecisionKind.RESOLVE, "li") is None
    assert story.state.tasks_added == 2


def test_a_standard_solution_does_not_go_out_before() -> None:
    story = case()
    add(story, team="legal")

    for standard in PLACE.standard_solutions:
        made = story.decision(DecisionKind.PROPOSE, "li", {}, standard=standard)
        assert decisions.refusal(PLACE, story.state, made) is Refusal.TASKS_OPEN


@pytest.mark.parametrize("kind", [DecisionKind.DONE, DecisionKind.DROP])
def test_a_task_ends_once(kind: DecisionKind) -> None:
    story = case()
    add(story, team="legal")
    assert story.decide(kind, "li", task="T9") is Refusal.UNKNOWN_TASK
    assert story.decide(kind, "li", task="T1") is None
    assert story.decide(kind, "li", task="T1") is Refusal.ALREADY_DECIDED


def test_a_case_that_closes_ends_its_tasks() -> None:
    story = case()
    add(story, team="legal", to="lawyer")
    add(story, outside=ADDRESS)
    story.decide(DecisionKind.WITHDRAW, "li", "")

    assert open_tasks(story) == []
    ended = [e for e in story.events if e.kind is EventKind.TASK_DROPPED]
    assert [(e.data["task"], e.by, e.data["because"]) for e in ended] == [
        ("T1", SYSTEM, "closed"),
        ("T2", SYSTEM, "closed"),
    ]
    assert heard(story, ended[0]) == [("lawyer", Reason.TASK)]
    assert heard(story, ended[1]) == []
    assert clock(story, 1).state is ClockState.STOPPED


@given(st.lists(st.sampled_from(["add", "done", "drop"]), max_size=12), st.data())
def test_the_open_tasks_are_those_that_were_not_ended(
    steps: list[str], data: st.DataObject
) -> None:
    story, left, added = case(), set[str](), 0
    for step in steps:
        if step == "add":
            assert add(story, team=data.draw(st.sampled_from(["legal", "depot"]))) is None
            added += 1
            left.add(f"T{added}")
        elif left:
            task = data.draw(st.sampled_from(sorted(left)))
            assert story.decide(DecisionKind(step), "li", task=task) is None
            left.remove(task)
        assert set(open_tasks(story)) == left
        may = DecisionKind.DONE in transitions.allowed(story.state)
        assert may == bool(left)
        running = [c for c in clocks(story.events, PLACE, START) if c.kind is ClockKind.TASK]
        assert {f"T{c.n}" for c in running if not c.ended_at} == left
        assert len(running) == added


# ── Who may ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("li", None),
        ("engineering_boss", None),
        ("lawyer", Refusal.UNKNOWN_PERSON),
        ("packer", Refusal.UNKNOWN_PERSON),
        ("customer", Refusal.ROLE_TOO_LOW),
        (OUTSIDE, Refusal.UNKNOWN_PERSON),
    ],
)
def test_the_team_of_the_case_adds_and_drops(by: str, expected: Refusal | None) -> None:
    story = case()
    add(story, team="legal")

    assert story.decide(DecisionKind.DROP, by, task="T1") is expected
    assert add(story, by=by, team="legal") is expected


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        *(("li", None), ("lawyer", None), ("clerk", None), ("legal_boss", None)),
        *(("packer", Refusal.UNKNOWN_PERSON), (OUTSIDE, Refusal.UNKNOWN_PERSON)),
        ("customer", Refusal.ROLE_TOO_LOW),
    ],
)
def test_the_team_of_the_task_does_it(by: str, expected: Refusal | None) -> None:
    story = case()
    add(story, team="legal", to="lawyer")

    assert story.decide(DecisionKind.DONE, by, task="T1") is expected


def test_an_outside_party_does_its_own_task_alone() -> None:
    story = case()
    add(story, outside=ADDRESS)
    add(story, team="legal")

    assert story.decide(DecisionKind.DONE, OUTSIDE, task="T2") is Refusal.UNKNOWN_PERSON
    assert story.decide(DecisionKind.DROP, OUTSIDE, task="T1") is Refusal.UNKNOWN_PERSON
    assert story.decide(DecisionKind.DONE, OUTSIDE, task="T1") is None


@pytest.mark.parametrize(
    ("choice", "outside", "expected"),
    [
        ({}, None, Refusal.INVALID),
        ({"team": "legal"}, ADDRESS, Refusal.INVALID),
        ({}, "no address", Refusal.INVALID),
        ({"team": "nobody"}, None, Refusal.UNKNOWN_VALUE),
        ({"to": "stranger"}, None, Refusal.UNKNOWN_VALUE),
        ({"team": "legal", "to": "packer"}, None, Refusal.UNKNOWN_VALUE),
        ({"team": "legal", "within": Elapsed(hours(1)), "due": START}, None, Refusal.INVALID),
        ({"team": "legal", "within": BusinessTime(days(3650))}, None, Refusal.INVALID),
        ({"team": "depot", "within": Elapsed(days(3650))}, None, None),
        ({"to": "lawyer"}, None, None),
        ({}, ADDRESS, None),
    ],
)
def test_for_whom_a_task_can_be(
    choice: dict[str, Any], outside: str | None, expected: Refusal | None
) -> None:
    assert add(case(), outside=outside, **choice) is expected


@pytest.mark.parametrize(
    ("to", "team"), [("lawyer", "legal"), ("li", "engineering"), ("packer", "depot")]
)
def test_a_person_does_it_in_the_own_team(to: str, team: str) -> None:
    story = case()
    add(story, to=to)

    assert story.last(EventKind.TASK_ADDED).data["team"] == team


# ── Clocks ───────────────────────────────────────────────────────────────────────────────────────


def test_each_task_counts_in_the_calendar_of_its_team() -> None:
    story = case()
    for team in ("legal", "depot"):
        add(story, team=team, within=BusinessDays(3))
    add(story, team="legal", due=after(days(9)))
    add(story, team="legal")

    for n, name in ((1, "often"), (2, "nights")):
        calendar = calendar_of(PLACE.resolved[name])
        assert clock(story, n).due_at == calendar.due(START, BusinessDays(3))
    assert clock(story, 1).due_at != clock(story, 2).due_at
    assert clock(story, 3).due_at == after(days(9))
    assert clock(story, 4).target == PLACE.tasks.within
    full = standing(story.state, story.events, PLACE, (), START)
    assert [each.due for each in full.tasks] == [clock(story, n).due_at for n in (1, 2, 3, 4)]


def test_an_overdue_task_escalates_along_its_own_team() -> None:
    story = case()
    story.decide(DecisionKind.TAKE, "li", "")
    add(story, team="legal", to="lawyer", within=Elapsed(hours(10)))
    due = after(hours(10))

    at = START
    while at < due + timedelta(days=30):
        at += hours(1)
        story.wait(at)
    told = [e for e in story.events if e.data.get("clock") == "task"]
    assert {e.data["n"] for e in told} == {1}
    assert [e.kind for e in told].count(EventKind.MISSED) == 1
    assert EventKind.ESCALATED in [e.kind for e in told]
    names = {name for e in told for name, _ in heard(story, e)}
    assert {"lawyer", "legal_lead", "legal_boss"} <= names
    assert names <= {"lawyer", "legal_lead", "legal_boss", "@legal"}
    assert clock(story, 1).state is ClockState.MISSED


def test_what_is_done_in_time_escalates_nobody() -> None:
    story = case()
    add(story, team="legal", within=Elapsed(hours(10)))
    story.decide(DecisionKind.DONE, "clerk", task="T1")
    story.wait(after(hours(11)))

    assert clock(story, 1).state is ClockState.MET
    assert not [e for e in story.events if e.data.get("clock") == "task"]


# ── Who hears ────────────────────────────────────────────────────────────────────────────────────


def test_the_people_of_a_task_hear_of_it() -> None:
    story = case()
    add(story, team="legal", to="lawyer")
    assert heard(story) == [("lawyer", Reason.TASK)]
    add(story, team="legal")
    assert heard(story) == [("@legal", Reason.TEAM_TASK)]
    add(story, by="wang", to="wang")
    assert heard(story) == []


def test_the_owner_hears_when_the_last_one_is_done() -> None:
    story = case()
    story.decide(DecisionKind.TAKE, "wang", "")
    for team in ("legal", "depot"):
        add(story, team=team)
    story.decide(DecisionKind.DONE, "clerk", task="T1")
    assert heard(story) == []
    story.decide(DecisionKind.DONE, "packer", task="T2")
    assert heard(story) == [("wang", Reason.OWNER)]
    add(story, team="depot")
    story.decide(DecisionKind.DONE, "wang", task="T3")
    assert heard(story) == []


def test_an_outside_party_is_written_to_and_no_colleague_told() -> None:
    story = case()
    add(story, outside=ADDRESS)

    assert letters(story.events[-1], story.state) == (Template.TASK_OUTSIDE,)
    assert heard(story) == []
    assert ADDRESS not in str(story.events[-1].data)
    assert story.events[-1].texts["outside"] == ADDRESS


# ── Tasks by themselves ──────────────────────────────────────────────────────────────────────────


def test_usual_tasks_are_added_when_a_case_is_triaged() -> None:
    usual = UsualTask(category=("malfunction",), team="depot", text=Label(zh="\u67e5", en="look"))
    policy = PLACE.model_copy(update={"tasks": Tasks(usual=(usual,))})
    story = case(policy)
    story.events = story.events[:1]
    story.happen([])
    analyzed = {"category": "malfunction", "priority": "low", "certain": False}
    story.events.append(
        Event(
            case_id=story.events[0].case_id,
            seq=2,
            at=START,
            kind=EventKind.ANALYZED,
            cycle=1,
            data={**analyzed, "team": "engineering"},
        )
    )
    assert story.decide(DecisionKind.TRIAGE, "li", category="malfunction") is None

    assert open_tasks(story) == ["T1"]
    added = story.last(EventKind.TASK_ADDED)
    assert (added.by, added.data["team"], added.texts) == (SYSTEM, "depot", {"text": "\u67e5"})


def test_nothing_about_tasks_is_judged_by_an_unset_field() -> None:
    """A workflow may know only ids: the record judges the rest."""
    story = case()
    add(story, team="legal")

    for kind in (DecisionKind.TASK, DecisionKind.DONE, DecisionKind.DROP):
        assert transitions.refusal(story.state, kind, Choice()) is None


def test_a_case_does_not_move_to_a_policy_without_the_team_of_a_task() -> None:
    story = case()
    add(story, team="legal")
    without = {key: team for key, team in TEAMS.items() if key != "legal"}

    assert unfit(story.state, PLACE) == ()
    [why] = unfit(story.state, PLACE.model_copy(update={"teams": without}))
    assert "T1" in why.zh
    assert "legal" in why.en


@pytest.mark.parametrize(
    ("usual", "where"),
    [
        ({"team": "nobody", "category": ["other"]}, ("tasks", "usual", 0, "team")),
        ({"team": "support", "category": ["unheard"]}, ("tasks", "usual", 0, "category")),
    ],
)
def test_a_usual_task_names_what_there_is(usual: dict[str, Any], where: tuple[Any, ...]) -> None:
    given = {"text": {"zh": "x", "en": "x"}, **usual}
    written = {**POLICY.model_dump(mode="json"), "tasks": {"usual": [given]}}

    assert [problem.path for problem in misnamed(written)] == [where]
