"""What a decision becomes, case by case; random ones are in test_process.py."""

from datetime import UTC, datetime
from typing import Any

import pytest

from rules import decisions
from rules.fold import applied, fold
from schemas.enums import DecisionKind, EventKind, Priority, Refusal, Role, Stage
from schemas.events import CUSTOMER, Event
from schemas.messages import Choice
from schemas.state import CaseState
from schemas.submissions import Decision
from schemas.tasks import Task
from tests.stories import CASE, LEAD, MANAGER, POLICY, START, analyzed, state

OTHER = "22222-22222"
WORDS = {
    DecisionKind.CLARIFY: "question",
    DecisionKind.REPLY: "text",
    DecisionKind.PROGRESS: "text",
    DecisionKind.PROPOSE: "text",
    DecisionKind.REJECT: "reason",
    DecisionKind.RESOLVE: "summary",
    DecisionKind.REOPEN: "reason",
    DecisionKind.DECLINE: "reason",
    DecisionKind.EMERGENCY: "reason",
    DecisionKind.CALM: "reason",
    DecisionKind.TASK: "text",
    DecisionKind.DONE: "text",
    DecisionKind.DROP: "reason",
}
STAGE_FOR = {
    DecisionKind.REPLY: Stage.CLARIFYING,
    DecisionKind.APPROVE: Stage.AWAITING_APPROVAL,
    DecisionKind.REJECT: Stage.AWAITING_APPROVAL,
    DecisionKind.RESOLVE: Stage.RESOLVING,
    DecisionKind.CONFIRM: Stage.AWAITING_CONFIRMATION,
    DecisionKind.REOPEN: Stage.AWAITING_CONFIRMATION,
}


def decision(
    kind: DecisionKind, by: str = LEAD, texts: dict[str, str] | None = None, **choice: Any
) -> Decision:
    word = WORDS.get(kind)
    return Decision(
        case_id=CASE,
        request_id="request-1",
        kind=kind,
        by=by,
        choice=Choice(**choice),
        texts=({word: "…"} if word else {}) if texts is None else texts,
    )


def standing(kind: DecisionKind, **changes: Any) -> CaseState:
    """A case in which a decision is possible."""
    stage, urgent = STAGE_FOR.get(kind, Stage.PLANNING), kind is DecisionKind.CALM
    return state(stage, version=1, emergency=urgent, **changes)


class Case:
    """A case that goes from decision to decision; one that is refused fails the test."""

    def __init__(self, events: list[Event]) -> None:
        self.events = events

    @property
    def state(self) -> CaseState:
        return fold(self.events)

    def refuses(self, kind: DecisionKind, by: str, **choice: Any) -> Refusal | None:
        return decisions.refusal(POLICY, self.state, decision(kind, by, **choice))

    def decide(self, kind: DecisionKind, by: str = "li", **choice: Any) -> "Case":
        made = decision(kind, by, **choice)
        assert decisions.refusal(POLICY, self.state, made) is None
        for new in decisions.events(POLICY, self.state, made):
            cycle = self.state.cycle + (new.kind is EventKind.REOPENED)
            self.events.append(
                Event(
                    **new.model_dump(),
                    case_id=CASE,
                    seq=len(self.events) + 1,
                    at=START,
                    cycle=cycle,
                )
            )
        return self


def case(priority: Priority, *, certain: bool = True) -> Case:
    return Case(analyzed(priority, certain=certain).events)


# ── What belongs to a decision ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", DecisionKind)
def test_the_words_that_a_decision_needs(kind: DecisionKind) -> None:
    stands = standing(kind, asked_from=Stage.PLANNING)
    if kind in (DecisionKind.DONE, DecisionKind.DROP):
        stands = stands.model_copy(update={"tasks": (Task(id="T1", team="support"),)})
    complete = decision(kind, MANAGER, solved=True, to="li", task="T1", of=OTHER)
    wordless = complete.model_copy(update={"texts": {}})
    expected = Refusal.TEXT_MISSING if kind in WORDS else None

    assert decisions.refusal(POLICY, stands, complete) is None
    assert decisions.refusal(POLICY, stands, wordless) == expected


@pytest.mark.parametrize("kind", [kind for kind, word in WORDS.items() if word == "reason"])
def test_a_code_is_a_reason_too(kind: DecisionKind) -> None:
    tasks = (Task(id="T1", team="support"),) if kind is DecisionKind.DROP else ()
    stands = standing(kind, tasks=tasks)
    coded = decision(kind, MANAGER, texts={}, reason_code="too_costly", task="T1")

    assert decisions.refusal(POLICY, stands, coded) is None
    event, *_ = decisions.events(POLICY, stands, coded)
    assert event.data.get("reason_code") == "too_costly"


@pytest.mark.parametrize(
    ("kind", "stage"),
    [
        (DecisionKind.CONFIRM, Stage.AWAITING_CONFIRMATION),
        (DecisionKind.ASSIGN, Stage.PLANNING),
    ],
)
def test_a_choice_that_is_not_made(kind: DecisionKind, stage: Stage) -> None:
    assert decisions.refusal(POLICY, state(stage), decision(kind)) is Refusal.INVALID


# ── What it becomes ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", DecisionKind)
def test_the_first_event_has_the_request_and_the_words(kind: DecisionKind) -> None:
    stands = standing(kind, asked_from=Stage.PLANNING, team="support")
    made = decision(kind, MANAGER, solved=True, to="li", category="malfunction")

    first, *rest = decisions.events(POLICY, stands, made)

    assert first.request_id == "request-1"
    assert first.texts == made.texts
    by_itself = (EventKind.APPROVAL_ASKED, EventKind.CALLED)
    own = [event for event in (first, *rest) if event.kind not in by_itself]
    assert {event.by for event in own} == {MANAGER}
    assert all(event.request_id is None and not event.texts for event in rest)


def test_a_progress_report_says_until_when() -> None:
    until = datetime(2026, 3, 9, tzinfo=UTC)

    (event,) = decisions.events(
        POLICY, state(Stage.PLANNING), decision(DecisionKind.PROGRESS, expect=until)
    )

    assert event.data == {"expect": "2026-03-09T00:00:00Z"}


def test_not_solved_opens_the_next_cycle() -> None:
    found = case(Priority.LOW).decide(DecisionKind.PROPOSE).decide(DecisionKind.RESOLVE)
    found.decide(DecisionKind.CONFIRM, CUSTOMER, solved=False, rating=1)

    assert found.events[-1].kind is EventKind.REOPENED
    assert found.events[-1].data == {"why": "not_solved", "rating": 1}
    assert (found.state.cycle, found.state.stage, found.state.version) == (2, Stage.PLANNING, 0)


def test_a_proposal_again_is_a_new_version_and_has_to_be_approved_anew() -> None:
    found = case(Priority.HIGH).decide(DecisionKind.PROPOSE, "li")
    found.decide(DecisionKind.APPROVE, LEAD).decide(DecisionKind.PROPOSE, LEAD)

    assert found.state.version == 2
    assert found.state.stage is Stage.AWAITING_APPROVAL
    assert found.refuses(DecisionKind.APPROVE, LEAD) is Refusal.OWN_PROPOSAL
    assert found.refuses(DecisionKind.APPROVE, MANAGER, version=1) is Refusal.OTHER_VERSION
    assert found.refuses(DecisionKind.APPROVE, MANAGER, version=2) is None


@pytest.mark.parametrize("second", [DecisionKind.APPROVE, DecisionKind.REJECT])
@pytest.mark.parametrize("first", [DecisionKind.APPROVE, DecisionKind.REJECT])
def test_who_decides_second_hears_that_it_is_decided(
    first: DecisionKind, second: DecisionKind
) -> None:
    found = case(Priority.HIGH).decide(DecisionKind.PROPOSE, "li").decide(first, LEAD)

    assert found.refuses(second, MANAGER, version=1) is Refusal.ALREADY_DECIDED


def test_a_raised_priority_asks_for_the_approval_that_was_not_needed() -> None:
    found = case(Priority.MEDIUM).decide(DecisionKind.PROPOSE)
    assert found.state.stage is Stage.RESOLVING

    found.decide(DecisionKind.TRIAGE, priority=Priority.HIGH)

    assert (found.state.stage, found.state.needs) == (Stage.AWAITING_APPROVAL, Role.LEAD)


def test_also_if_it_is_raised_while_the_customer_is_asked() -> None:
    found = case(Priority.MEDIUM).decide(DecisionKind.PROPOSE).decide(DecisionKind.CLARIFY)

    found.decide(DecisionKind.TRIAGE, priority=Priority.HIGH).decide(DecisionKind.REPLY, CUSTOMER)

    assert (found.state.stage, found.state.needs) == (Stage.AWAITING_APPROVAL, Role.LEAD)


def test_a_lowered_priority_waives_no_approval() -> None:
    found = case(Priority.HIGH).decide(DecisionKind.PROPOSE)

    found.decide(DecisionKind.TRIAGE, priority=Priority.LOW)

    assert (found.state.stage, found.state.needs) == (Stage.AWAITING_APPROVAL, Role.LEAD)


def test_an_approved_proposal_stays_approved_when_the_priority_is_raised() -> None:
    found = case(Priority.HIGH).decide(DecisionKind.PROPOSE).decide(DecisionKind.APPROVE, LEAD)

    found.decide(DecisionKind.TRIAGE, priority=Priority.LOW)
    found.decide(DecisionKind.TRIAGE, priority=Priority.HIGH)

    assert (found.state.stage, found.state.approved) == (Stage.RESOLVING, True)


def test_triage_ends_the_wait_for_triage() -> None:
    waiting = case(Priority.LOW, certain=False).state

    found = case(Priority.LOW, certain=False).decide(DecisionKind.TRIAGE).state

    assert (waiting.stage, found.stage) == (Stage.TRIAGE, Stage.PLANNING)


def test_also_if_the_customer_is_asked_meanwhile() -> None:
    found = case(Priority.LOW, certain=False).decide(DecisionKind.CLARIFY)

    found.decide(DecisionKind.TRIAGE).decide(DecisionKind.REPLY, CUSTOMER)

    assert found.state.stage is Stage.PLANNING


def test_another_category_goes_to_its_team_and_leaves_its_owner() -> None:
    found = case(Priority.LOW).decide(DecisionKind.TAKE, "li")

    found.decide(DecisionKind.TRIAGE, category="service_complaint")

    assert (found.state.team, found.state.owner) == ("quality", None)


def test_the_same_category_stays_where_it_is() -> None:
    found = case(Priority.LOW).decide(DecisionKind.TRIAGE, team="support")
    found.decide(DecisionKind.TAKE, "li")

    found.decide(DecisionKind.TRIAGE, category="malfunction", priority=Priority.MEDIUM)

    assert (found.state.team, found.state.owner) == ("support", "li")


def test_who_proposes_owns_a_case_that_nobody_owns() -> None:
    assert case(Priority.LOW).decide(DecisionKind.PROPOSE, "wang").state.owner == "wang"
    taken = case(Priority.LOW).decide(DecisionKind.TAKE, "li")
    assert taken.decide(DecisionKind.PROPOSE, "wang").state.owner == "li"


@pytest.mark.parametrize(
    "stage", [Stage.TRIAGE, Stage.PLANNING, Stage.RESOLVING], ids=lambda s: s.value
)
def test_an_answer_leads_back_to_where_the_question_was_asked(stage: Stage) -> None:
    stands, seq = state(stage, approved=True), 9
    for kind in (EventKind.ASKED, EventKind.REPLIED):
        seq += 1
        event = Event(case_id=CASE, seq=seq, at=START, kind=kind, cycle=1)
        stands = applied(stands, event)

    assert stands.stage is stage
    assert stands.asked_from is None
