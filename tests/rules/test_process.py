"""Random walks through the whole process, beside a hand-written model of it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from rules import decisions, transitions
from rules.fold import applied, fold
from schemas.enums import DecisionKind, EventKind, Outcome, Priority, Refusal, Role, Stage
from schemas.events import CUSTOMER, Event, NewEvent
from schemas.messages import Choice
from schemas.policy import Policy
from schemas.proposals import Terms
from schemas.state import CaseState
from schemas.submissions import Decision
from tests.rules.case_strategies import approvals
from tests.rules.process_model import RANK, SHOWN, TEAM_OF, WORDS, Process
from tests.stories import AGENTS, CASE, POLICY, START, STRANGER, analyzed

STEPS = 15
PEOPLE = (*RANK, *RANK, "zhang", "chen", STRANGER, CUSTOMER)
OTHER = "22222-22222"
RARE = (
    *(DecisionKind.TAKE, DecisionKind.ASSIGN, DecisionKind.PROGRESS),
    *(DecisionKind.WITHDRAW, DecisionKind.DECLINE, DecisionKind.DUPLICATE),
    *(DecisionKind.EMERGENCY, DecisionKind.CALM),
)
"""They change little, or end the walk."""


def cases() -> st.SearchStrategy[list[Event]]:
    """Cases that were just analyzed, surely or not."""
    return st.builds(
        lambda priority, certain: analyzed(priority, certain=certain).events,
        st.sampled_from(Priority),
        st.booleans(),
    )


def policies() -> st.SearchStrategy[Policy]:
    return approvals.map(lambda levels: POLICY.model_copy(update={"approvals": levels}))


def model_of(policy: Policy, state: CaseState) -> Process:
    rules = reversed(policy.approvals)
    approvers = {p: Role(str(a.levels[0].who)) for a in rules for p in a.when.priority}
    made = state.proposal
    plan = [level.role for level in made.levels] if made else []
    agreed = set(made.agreed) if made else set()
    return Process({**shown(state), "back_to": None, "plan": plan, "agreed": agreed}, approvers)


def shown(state: CaseState) -> dict[str, Any]:
    found = {name: getattr(state, name, None) for name in SHOWN}
    return {**found, "open_tasks": tuple(each.id for each in state.tasks)}


@dataclass
class Walk:
    """A case on its way."""

    policy: Policy
    events: list[Event]
    state: CaseState

    @classmethod
    def begin(cls, policy: Policy, events: list[Event]) -> "Walk":
        return cls(policy, events, fold(events))

    def append(self, new: Iterable[NewEvent]) -> None:
        for event in new:
            self.events.append(placed(event, self.state))
            self.state = applied(self.state, self.events[-1])

    def decide(self, decision: Decision) -> Refusal | None:
        """Carry out a decision unless it is refused."""
        refusal = decisions.refusal(self.policy, self.state, decision)
        if refusal is None:
            self.append(decisions.events(self.policy, self.state, decision))
        return refusal


def placed(event: NewEvent, state: CaseState) -> Event:
    cycle = state.cycle + (event.kind is EventKind.REOPENED)
    return Event(
        **event.model_dump(), case_id=state.case_id, seq=state.seq + 1, at=START, cycle=cycle
    )


@st.composite
def some_decisions(draw: st.DrawFn, state: CaseState) -> Decision:
    """A decision, more often than not one that is possible now."""
    kinds: Iterable[DecisionKind] = DecisionKind
    if draw(st.integers(0, 3)):
        seldom = RARE if draw(st.integers(0, 5)) else ()
        kinds = [kind for kind in transitions.allowed(state) if kind not in seldom]
    kind = draw(st.sampled_from(tuple(kinds) or tuple(DecisionKind)))
    word = WORDS.get(kind)
    texts = {word: "…"} if word and draw(st.integers(0, 9)) else {}
    return Decision(
        case_id=CASE,
        request_id=f"request-{draw(st.integers(0, 10**9))}",
        kind=kind,
        by=draw(st.sampled_from(PEOPLE)),
        cycle=draw(st.sampled_from((None, None, None, state.cycle, state.cycle + 1))),
        choice=draw(choices(kind, state)),
        texts=texts,
    )


@st.composite
def choices(draw: st.DrawFn, kind: DecisionKind, state: CaseState) -> Choice:
    def maybe(*values: Any) -> Any:
        return draw(st.sampled_from((None, *values)))

    match kind:
        case DecisionKind.TRIAGE:
            return Choice(
                category=maybe(*TEAM_OF, "unheard_of"),
                priority=maybe(*Priority),
                team=maybe(*TEAM_OF.values(), "nobody"),
            )
        case DecisionKind.ASSIGN:
            return Choice(to=maybe(*AGENTS, STRANGER))
        case DecisionKind.APPROVE | DecisionKind.REJECT:
            version = maybe(state.version or None, state.version + 1)
            return Choice(version=version, reason_code=maybe("too_costly"))
        case DecisionKind.TASK:
            return Choice(team=maybe(*TEAM_OF.values(), "nobody"))
        case DecisionKind.DONE | DecisionKind.DROP:
            return Choice(task=maybe("T1", "T1", "T2", "T3", "T9"))
        case DecisionKind.DUPLICATE:
            return Choice(of=maybe(OTHER, OTHER, CASE))
        case DecisionKind.CONFIRM:
            return Choice(solved=maybe(True, False, False), rating=maybe(1, 5))
        case _:
            return Choice()


# ── The walks ────────────────────────────────────────────────────────────────────────────────────


@given(policies(), cases(), st.data())
def test_every_decision_does_what_the_model_says(
    policy: Policy, events: list[Event], data: st.DataObject
) -> None:
    walk = Walk.begin(policy, events)
    model = model_of(policy, walk.state)
    for _ in range(STEPS):
        if data.draw(st.integers(0, 7)):
            decide_both(walk, model, data.draw(some_decisions(walk.state)))
        else:
            pass_time(walk, model)

    assert_sound(policy, walk.events)


def decide_both(walk: Walk, model: Process, decision: Decision) -> None:
    objections = model.objections(decision)
    refusal = walk.decide(decision)
    assert refusal in objections if objections else refusal is None, (refusal, objections)
    if refusal is None:
        model.carry_out(decision)
    assert shown(walk.state) == model.shown


def pass_time(walk: Walk, model: Process) -> None:
    """What time does to a case that nobody touches."""
    if walk.state.stage is Stage.AWAITING_CONFIRMATION:
        walk.append([NewEvent(kind=EventKind.UNCONFIRMED)])
        model.close(Outcome.UNCONFIRMED)
    elif walk.state.stage is Stage.CLOSED and not walk.state.ended:
        walk.append([NewEvent(kind=EventKind.ENDED)])
        model.end()
    assert shown(walk.state) == model.shown


@given(policies(), cases(), st.data())
def test_what_waits_is_projected_as_it_will_be(
    policy: Policy, events: list[Event], data: st.DataObject
) -> None:
    walk = Walk.begin(policy, list(events))
    waiting = []
    for _ in range(STEPS):
        waiting.append(data.draw(some_decisions(walk.state)))
        walk.decide(waiting[-1])

    assert decisions.projected(policy, events, waiting) == walk.state


@given(policies(), cases(), st.data())
def test_a_state_goes_on_as_if_it_was_folded_from_the_beginning(
    policy: Policy, events: list[Event], data: st.DataObject
) -> None:
    walk = Walk.begin(policy, events)
    for _ in range(STEPS):
        walk.decide(data.draw(some_decisions(walk.state)))
        # As the record and continue-as-new carry it.
        walk.state = CaseState.model_validate_json(walk.state.model_dump_json())

    assert walk.state == fold(walk.events)


@given(policies(), cases(), st.data())
def test_what_is_said_to_be_allowed_is_what_somebody_can_do(
    policy: Policy, events: list[Event], data: st.DataObject
) -> None:
    walk = Walk.begin(policy, events)
    for _ in range(STEPS):
        walk.decide(data.draw(some_decisions(walk.state)))

    model = model_of(policy, walk.state)
    somebody = [kind for kind in DecisionKind if can_somebody(model, kind)]
    assert list(transitions.allowed(walk.state)) == somebody


def can_somebody(model: Process, kind: DecisionKind) -> bool:
    """Whether one of the people can do this; the only one who may approve may have proposed."""
    word = WORDS.get(kind)
    choices = [Choice(solved=True), Choice(solved=False)] if kind == "confirm" else [Choice()]
    if kind == "assign":
        choices = [Choice(to=AGENTS[0])]
    if kind == "task":
        choices = [Choice(team="support")]
    if kind == "duplicate":
        choices = [Choice(of=OTHER)]
    if kind in ("done", "drop"):
        choices = [Choice(task=each) for each in model.now["open_tasks"]]
    all_ways = [
        Decision(
            case_id=CASE,
            request_id="request-1",
            kind=kind,
            by=by,
            choice=choice,
            texts={word: "…"} if word else {},
        )
        for by in RANK
        for choice in choices
    ]
    return any(model.objections(each) <= {Refusal.OWN_PROPOSAL} for each in all_ways)


def assert_sound(policy: Policy, events: list[Event]) -> None:
    """What must hold for every case, whatever was decided."""
    states = [fold(events[: n + 1]) for n in range(len(events))]
    for event, state in zip(events, states, strict=True):
        assert (state.stage is Stage.CLOSED) == (state.outcome is not None), event
        assert (state.closed_at is not None) == (state.outcome is not None), event
        assert state.seq == event.seq
        assert state.cycle == event.cycle
        assert not state.ended or state.stage is Stage.CLOSED, event
    for (before, after), event in zip(pairwise(states), events[1:], strict=True):
        if before.stage is Stage.CLOSED and event.kind is not EventKind.REOPENED:
            assert after.stage is Stage.CLOSED, event
        assert after.cycle - before.cycle == (event.kind is EventKind.REOPENED), event
        if event.kind is EventKind.PROPOSED:
            assert after.version == before.version + 1
        elif event.kind is not EventKind.REOPENED:
            assert after.version == before.version
        if event.kind is EventKind.APPROVED:
            assert event.by != before.proposer
        if event.kind is EventKind.RESOLVED:
            facts = (before.priority or Priority.LOW, before.category, before.team, Terms())
            needs = any(rule.when.holds(*facts) for rule in policy.approvals)
            assert before.approved or not needs, "carried out without approval"
    approved = Counter((e.cycle, e.data["version"]) for e in events if e.kind is EventKind.APPROVED)
    assert set(approved.values()) <= {1}
