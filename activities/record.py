"""What the process writes into the record. Every activity here may be called again and then
answers from the record, without doing anything twice."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from temporalio import activity

from activities import ledger, relating
from activities.protocols import Analyzer, KeepLikeness
from rules.routing import analyzed
from schemas.analysis import Analysis
from schemas.enums import EventKind, Refusal
from schemas.events import SYSTEM, NewEvent
from schemas.messages import Advance, Choice, Decide, Recorded
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
        second: "Callable[[OpenCase, Analysis, datetime], Analysis] | None" = None,
    ) -> None:
        self._book = book
        self._analyzer = analyzer
        self._keep_likeness = keep_likeness
        self._second = second

    @activity.defn
    def analyze(self, ask: Advance) -> CaseState:
        """Classify a case and route it, keeping what was given at submission."""
        with self._book.open(ask.case_id) as case:
            if case.known.team or case.known.ended:
                return case.known
            text = case.submission["text"]
            answer = self._analyzer(text, case.policy)
            case.keep_analysis(answer, ask.now)
            if self._second and case.known.consult:
                answer = self._second(case, answer, ask.now)
            new = analyzed(case.policy, case.known, answer, text, ask.now)
            return ledger.record(case, [*new, *self._alike(case, new, ask.now)], ask.now)

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

    def _alike(
        self, case: "OpenCase", new: Sequence[NewEvent], now: datetime
    ) -> Sequence[NewEvent]:
        """That it is linked with one that tells of the same; what is set aside never is."""
        if self._keep_likeness is None or any(e.kind is EventKind.SET_ASIDE for e in new):
            return ()
        return self._keep_likeness(case, now)

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
