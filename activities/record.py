"""What the process writes into the record. Every activity here may be called again and then
answers from the record, without doing anything twice."""

from datetime import datetime
from typing import TYPE_CHECKING

from temporalio import activity

from activities import ledger, relating
from activities.protocols import Analyzer, KeepLikeness
from rules import emergency, steps, tasks
from rules.fold import applied
from schemas.analysis import Analysis
from schemas.enums import EventKind, Refusal
from schemas.events import SYSTEM, NewEvent
from schemas.messages import Advance, Choice, Decide, Recorded
from schemas.policy import Policy
from schemas.state import CaseState
from schemas.submissions import Decision

if TYPE_CHECKING:
    from store.casebook import CaseBook, OpenCase


class RecordActivities:
    """The record as a workflow sees it."""

    def __init__(
        self,
        book: "CaseBook",
        analyzer: Analyzer,
        keep_likeness: KeepLikeness | None = None,
    ) -> None:
        self._book = book
        self._analyzer = analyzer
        self._keep_likeness = keep_likeness

    @activity.defn
    def analyze(self, ask: Advance) -> CaseState:
        """Classify a case and route it, keeping what was given at submission."""
        with self._book.open(ask.case_id) as case:
            if case.known.team or case.known.ended:
                return case.known
            answer = self._analyzer(case.submission["text"], case.policy)
            analyzed = _analyzed(case.known, case.policy, answer)
            urgent = _urgent(case, analyzed, ask.now)
            alike = self._keep_likeness(case, ask.now) if self._keep_likeness else ()
            return ledger.record(case, [*analyzed, *urgent, *alike], ask.now)

    @activity.defn
    def decide(self, ask: Decide) -> Recorded:
        """Carry out a decision, once; who may decide is judged here, bindingly."""
        request_id = ask.request.request_id
        with self._book.open(ask.case_id) as case:
            if case.answer(request_id) is None:
                self._carry_out(case, ask)
            answer = case.answer(request_id)
            if answer is None:
                raise RuntimeError("a decision was neither carried out nor refused")
            return Recorded(state=case.known, seq=answer.seq, refusal=answer.refusal)

    @activity.defn
    def advance(self, ask: Advance) -> CaseState:
        """Do what time alone makes happen: warn, miss, remind, close after silence, end."""
        with self._book.open(ask.case_id) as case:
            return ledger.advance(case, ask.now)

    @activity.defn
    def look(self, ask: Advance) -> CaseState:
        """Where the case stands in the record."""
        with self._book.look(ask.case_id) as case:
            return case.known

    def _carry_out(self, case: "OpenCase", ask: Decide) -> None:
        decision = case.decision(ask.request.request_id)
        if decision is None:
            decision = _without_door(ask)
            case.accept(decision, None)
        if decision.kind is ask.kind:
            self._apply(case, decision, ask.now)
        else:
            ledger.refuse(case, decision, Refusal.INVALID, ask.now)

    def _apply(self, case: "OpenCase", decision: Decision, now: datetime) -> None:
        if refusal := relating.refusal(case, decision):
            ledger.refuse(case, decision, refusal, now)
            return
        before, first = case.known, len(case.events)
        ledger.carry_out(case, decision, now)
        relating.follow(case, before, case.events[first:], now)


def _without_door(ask: Decide) -> Decision:
    """A decision that came straight to the workflow, so without words."""
    request = ask.request
    return Decision(
        case_id=ask.case_id,
        request_id=request.request_id,
        kind=ask.kind,
        by=request.by or SYSTEM,
        cycle=request.cycle,
        choice=Choice.model_validate(request.model_dump(include=set(Choice.model_fields))),
    )


def _analyzed(state: CaseState, policy: Policy, answer: Analysis) -> list[NewEvent]:
    category = state.category or _category(state, policy, answer)
    given = state.category is not None and state.priority is not None
    certain = given or answer.confidence >= policy.analysis.triage_below
    team = policy.team_of(category)
    analyzed = NewEvent(
        kind=EventKind.ANALYZED,
        data={
            "category": category,
            "priority": state.priority or answer.priority,
            "sentiment": answer.sentiment,
            "confidence": round(answer.confidence, 3),
            "certain": certain,
            "team": team,
        },
    )
    if not certain:
        return [analyzed]
    routed = NewEvent(kind=EventKind.ROUTED, data={"team": team})
    known = state.model_copy(update={"category": category})
    return [analyzed, routed, *tasks.usual(policy, known)]


def _urgent(case: "OpenCase", analyzed: list[NewEvent], now: datetime) -> list[NewEvent]:
    """That the case is an emergency, if a rule says so of what is known of it by now."""
    state = case.known
    for event in analyzed:
        state = applied(state, steps.placed(event, state, now))
    return emergency.at_receipt(case.policy, state, case.submission["text"])


def _category(state: CaseState, policy: Policy, answer: Analysis) -> str:
    channel = policy.channels.get(state.channel)
    usual = channel.default_category if channel else None
    return answer.category if answer.reasons or usual is None else usual
