"""What the process writes into the record. Every activity here may be called again and then
answers from the record, without doing anything twice."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from temporalio import activity

from activities import ledger, relating
from activities.protocols import Analyzer, Compare, KeepLikeness
from rules.routing import analyzed
from schemas.analysis import Analysis
from schemas.enums import EventKind, Refusal
from schemas.events import SYSTEM
from schemas.messages import Advance, Choice, Decide, Recorded
from schemas.state import CaseState
from schemas.submissions import Decision

if TYPE_CHECKING:
    from store.casebook import CaseBook, OpenCase


class RecordActivities:
    """The record as a workflow sees it.

    Temporal would throw an exception into the thread of a step that takes too long, wherever it
    is: also where it has just taken a lock of the database's pool, which nobody then gives back.
    So none is thrown: a step that is late ends in its own time, and is asked for again.
    """

    def __init__(
        self,
        book: "CaseBook",
        analyzer: Analyzer,
        compare: Compare | None = None,
        second: "Callable[[OpenCase, Analysis, datetime], Analysis] | None" = None,
    ) -> None:
        self._book = book
        self._analyzer = analyzer
        self._compare = compare
        self._second = second

    @activity.defn(no_thread_cancel_exception=True)
    def analyze(self, ask: Advance) -> CaseState:
        """Classify a case and route it, keeping what was given at submission."""
        with self._book.look(ask.case_id) as case:
            if _is_analyzed(case.known):
                return case.known
            text, policy = case.submission["text"], case.policy
            keep = self._compare(case) if self._compare else None
        answer = self._analyzer(text, policy)  # while nobody else waits for the record
        with self._book.open(ask.case_id) as case:
            if not _is_analyzed(case.known):
                self._record(case, text, answer, keep, ask.now)
            return case.known

    @activity.defn(no_thread_cancel_exception=True)
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

    @activity.defn(no_thread_cancel_exception=True)
    def advance(self, ask: Advance) -> CaseState:
        """Do what time alone makes happen: warn, miss, remind, close after silence, end."""
        with self._book.open(ask.case_id) as case:
            return ledger.advance(case, ask.now)

    @activity.defn(no_thread_cancel_exception=True)
    def look(self, ask: Advance) -> CaseState:
        """Where the case stands in the record."""
        with self._book.look(ask.case_id) as case:
            return case.known

    def _record(
        self,
        case: "OpenCase",
        text: str,
        answer: Analysis,
        keep: KeepLikeness | None,
        now: datetime,
    ) -> None:
        case.keep_analysis(answer, now)
        if self._second and case.known.consult:
            answer = self._second(case, answer, now)
        new = analyzed(case.policy, case.known, answer, text, now)
        if keep and not any(each.kind is EventKind.SET_ASIDE for each in new):
            new = [*new, *keep(case, now)]  # linked with one that tells of the same
        ledger.record(case, new, now)

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


def _is_analyzed(state: CaseState) -> bool:
    return bool(state.team or state.ended)


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
