"""What every door does: accept into the record first, then tell the workflow."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from activities import ledger, relating
from activities.delivery import Delivery
from activities.protocols import Now
from rules import afterwards, approval, decisions, suspicion, transitions, versions
from rules.clocks import clocks
from rules.links import Signer
from schemas import sources
from schemas.absences import Absence
from schemas.enums import DecisionKind, EventKind, Refusal
from schemas.errors import (
    EngineUnavailable,
    NoWorkflow,
    OtherRequest,
    RecordUnavailable,
    Refused,
    UnknownCase,
)
from schemas.events import NewEvent
from schemas.ids import parse_case_id
from schemas.messages import Choice, DecisionReceipt
from schemas.policy import Policy
from schemas.ratings import Rating
from schemas.state import CaseState
from schemas.submissions import Accepted, Decision, Submission
from schemas.tasks import Task
from schemas.views import Carried, CaseView, Pending
from starter.following import NO_ORIGIN, Origin, following
from starter.intake import Intake
from starter.relatives import Relations
from starter.shipping import Shipping
from store import attachments, members
from store.casebook import CaseBook, OpenCase
from store.queries import Looked, Queries
from store.requests import Request

if TYPE_CHECKING:
    from store.database import Database

Connect = Callable[[], Awaitable[Delivery]]

# Something was recorded already: the sweeper does the rest, and a door must not say otherwise.
_LATER = (EngineUnavailable, NoWorkflow, RecordUnavailable)


class Gateway:
    """Accepts submissions and decisions, and shows cases.

    Raises, everywhere, `RecordUnavailable` when the record cannot be reached: nothing was recorded.
    """

    def __init__(
        self,
        database: "Database",
        first_policy: str,
        signer: Signer,
        base_url: str,
        connect: Connect,
        now: Now,
    ) -> None:
        self._book = CaseBook(database)
        self._queries = Queries(database)
        self._first_policy = first_policy
        self._intake = Intake(database, first_policy, self.status_url, now)
        self._signer = signer
        self._base_url = base_url
        self._connect = connect
        self._now = now
        self.relations = Relations(database, now)

    async def submit(
        self,
        submission: Submission,
        source: str = sources.CLI,
        request: Request | None = None,
        origin: Origin = NO_ORIGIN,
    ) -> Accepted:
        """Make a case of an item, or find the case that it already is; words that the case has
        not are added to it. The same request again gives the same answer.

        Raises:
            BadInput: the policy does not know the channel or the category.
            FileRefused: there is no such file, or it is another case's.
            OtherRequest: the key of the request was used for another one.
        """
        accept = self._intake.accept
        accepted, at = await asyncio.to_thread(accept, submission, source, request, origin)
        if at and accepted.created:
            await self._start(accepted.id)
        elif at:
            await self._catch_up(accepted.id, at)
        return accepted

    async def decide(self, decision: Decision) -> Carried:
        """Record a decision and carry it out; `pending` if that could not be done at once.

        Raises:
            UnknownCase: there is no such case.
            Refused: it is not allowed now, or not to this person.
            FileRefused: there is no such file, or it is another case's.
            OtherRequest: the request id is that of another decision, or of somebody else's.
        """
        waiting, seen = await asyncio.to_thread(self._accept_decision, decision)
        receipt = await self._hand_over(waiting, seen, decision.request_id)
        if receipt is None:
            return await asyncio.to_thread(self._carried, decision)
        return Carried(
            request_id=decision.request_id, pending=False, stage=receipt.stage, cycle=receipt.cycle
        )

    async def note(
        self,
        case: str,
        text: str,
        by: str,
        request_id: str | None = None,
        expects: int | None = None,
        *,
        shell: str | None = None,
        files: Sequence[str] = (),
    ) -> CaseState:
        """Add an internal note; it is never mailed and no step of the process. The same request
        id again adds nothing; `expects` is the version that the note was written for.

        `shell` is the system's user who typed it, where `by` may be anybody.

        Raises:
            UnknownCase: there is no such case.
            FileRefused: there is no such file, or it is another case's.
            Refused: the person is unknown to the case's team, or the case has changed.
        """
        written = NewEvent(
            kind=EventKind.NOTED,
            by=by,
            request_id=request_id,
            data={"shell": shell} if shell else {},
            texts={"text": text},
        )
        return await asyncio.to_thread(self._note, case, written, expects, files)

    async def unmask(self, case: str, reason: str, by: str) -> CaseView:
        """Everything about a case, and that this person looked at it, and why.

        Raises:
            UnknownCase: there is no such case.
        """
        return await asyncio.to_thread(self._unmask, case, reason, by)

    async def rate(self, said: Rating, comment: str | None) -> None:
        """Record what a customer says once the answer is given; it is no step of the process.

        Raises:
            Refused: there is nothing to rate, or not any more.
        """
        await asyncio.to_thread(self._rate, said, comment)

    async def follow_up(
        self, case: str, request_id: str, text: str, files: tuple[str, ...] = ()
    ) -> Accepted:
        """Make a new case of what a customer says of one that is over, with files that are kept;
        the same request id again is the same case.

        Raises:
            Refused: the case is not over, or nothing is left of it.
        """
        view = await self.view(case)
        if not afterwards.can_follow(view.state):
            raise Refused(Refusal.NOT_NOW)
        policy = await asyncio.to_thread(self.policy)
        item = following(view, policy, request_id, text)
        origin = Origin(follows=view.state.case_id, files=files)
        return await self.submit(item, sources.PORTAL, origin=origin)

    async def add(self, case: str, text: str, files: tuple[str, ...]) -> None:
        """Add files that a case has not, and what was written with them, as a further message."""
        if at := await asyncio.to_thread(self._intake.add, case, text, files):
            await self._catch_up(case, at)

    async def view(self, case: str) -> CaseView:
        """Everything about a case.

        Raises:
            UnknownCase: there is no such case.
        """
        return await asyncio.to_thread(self.look, case)

    def look(self, case: str) -> CaseView:
        """`view` for doors that have no event loop."""
        found = self._queries.case(_known_form(case))
        if found is None:
            raise UnknownCase(f"there is no case {case}")
        return _view(found, self._now())

    def away(self, at: datetime) -> Sequence[Absence]:
        """The absences of everybody who is away at an instant."""
        return self._queries.away(at)

    def policy(self) -> Policy:
        """The policy in force."""
        return members.latest(self._book.database, self._first_policy)

    def approvals(self, login: str | None) -> list[CaseView]:
        """The cases whose proposal waits for approval; only where this person may decide."""
        now = self._now()
        away = self._queries.away(now)
        views = [_view(found, now) for found in self._queries.awaiting_approval()]
        return [v for v in views if login is None or _may_approve(v, login, away, now)]

    def tasks(self, team: str | None, login: str | None) -> list[tuple[CaseView, Task]]:
        """The open tasks, the most urgent first; only those of a team, and those that are for a
        person: by name, or for anybody in a team of his or hers.
        """
        views = [_view(found, self._now()) for found in self._queries.with_tasks()]
        found = [(view, task) for view in views for task in view.state.tasks]
        wanted = [each for each in found if _is_wanted(*each, team, login)]
        return sorted(wanted, key=lambda each: (each[1].due is None, each[1].due))

    async def ship(self, roadmap: str, text: str, by: str) -> tuple[list[str], list[str]]:
        """Tell everybody whose case is on the roadmap under a name that it has shipped.

        Returns the cases that are told now, and those that were told before; whatever of theirs
        was not mailed yet is.

        Raises:
            Refused: the person is neither lead nor manager anywhere.
        """
        record = Shipping(self._book, self._queries, self._now).record
        policy = await asyncio.to_thread(self.policy)
        told, before = await asyncio.to_thread(record, policy, roadmap, text, by)
        for case in (*told, *before):
            with suppress(*_LATER):
                await (await self._connect()).send_on(case)
        return told, before

    def status_url(self, case: str, contact: str | None, received_at: datetime) -> str:
        """The customer's link to a case; the same as in the mails."""
        token = self._signer.case_token(case, contact, received_at)
        return f"{self._base_url}/c/{token}"

    def _accept_decision(self, decision: Decision) -> tuple[list[Decision], int]:
        """Record a decision.

        Returns what is to be handed over, it after what waits before it, and the number of the
        case's latest event.
        """
        with self._book.open(decision.case_id) as case:
            if known := case.decision(decision.request_id):
                _same_request(known, decision)
            if case.answer(decision.request_id):
                return [], case.known.seq
            if known is None:
                _judge(case, case.pending(), decision, self._now())
                case.accept(decision, self._now())
            return case.undelivered(), case.known.seq

    async def _hand_over(
        self, waiting: list[Decision], seen: int, request_id: str
    ) -> DecisionReceipt | None:
        """The receipt of one of the decisions that wait; none if it is refused or still waits."""
        receipts: dict[str, DecisionReceipt] = {}
        with suppress(*_LATER):  # the sweeper hands over what is left
            for each in waiting:
                delivery = await self._connect()
                with suppress(Refused):
                    receipt = await delivery.hand_over(each, seen, ledger.DOOR_PATIENCE)
                    receipts[each.request_id] = receipt
        return receipts.get(request_id)

    def _carried(self, decision: Decision) -> Carried:
        with self._book.look(decision.case_id) as case:
            answer = case.answer(decision.request_id)
            if answer and answer.refusal:
                raise _refused(case.known, answer.refusal)
            return Carried(
                request_id=decision.request_id,
                pending=answer is None,
                stage=case.known.stage,
                cycle=case.known.cycle,
            )

    def _rate(self, said: Rating, comment: str | None) -> None:
        with self._book.open(said.case_id) as case:
            if any(event.request_id == said.request_id for event in case.events):
                return
            now, known = self._now(), (case.events, case.known, case.policy)
            if refusal := afterwards.refusal(*known, said, now):
                raise Refused(refusal)
            rated = afterwards.rated(said, {"comment": comment} if comment else {})
            ledger.record(case, suspicion.marked([rated], case.events, case.policy, now), now)

    def _note(
        self, case: str, note: NewEvent, expects: int | None, files: Sequence[str]
    ) -> CaseState:
        with self._book.open(_known_form(case)) as opened:
            asked = note.request_id
            if asked and any(each.request_id == asked for each in opened.events):
                return opened.known
            if expects is not None and expects != versions.version(opened.events):
                raise _refused(opened.known, Refusal.CHANGED)
            if note.by not in opened.policy.staff:
                raise Refused(Refusal.UNKNOWN_PERSON)
            if opened.known.erased:
                raise Refused(Refusal.ERASED)
            ledger.record(opened, [note], now := self._now())
            seq = opened.events[-1].seq
            attachments.link_within(opened.session, opened.case_id, files, note.by, now, seq)
            return opened.known

    def _unmask(self, case: str, reason: str, by: str) -> CaseView:
        with self._book.open(_known_form(case)) as opened:
            looked = NewEvent(kind=EventKind.UNMASKED, by=by, texts={"reason": reason})
            ledger.record(opened, [looked], self._now())
        return self.look(case)

    async def _catch_up(self, case: str, at: datetime) -> None:
        """Have the workflow read what was written at an instant; if not now, the sweeper does."""
        with suppress(*_LATER):
            await (await self._connect()).catch_up(case, at)

    async def _start(self, case: str) -> None:
        """Start the workflow now if Temporal is there; if not, the sweeper starts it later."""
        with suppress(*_LATER):
            await (await self._connect()).start(case)


def _same_request(known: Decision, decision: Decision) -> None:
    if (known.kind, known.by) != (decision.kind, decision.by):
        raise OtherRequest


def _may_approve(view: CaseView, login: str, away: Sequence[Absence], now: datetime) -> bool:
    choice = Choice()
    refusal = approval.refusal(
        view.policy, view.state, DecisionKind.APPROVE, login, choice, away, now
    )
    return refusal is None


def _is_wanted(view: CaseView, task: Task, team: str | None, login: str | None) -> bool:
    if team is not None and (task.outside or task.team != team):
        return False
    if login is None or task.person == login:
        return True
    found = view.policy.teams.get(task.team)
    free = task.person is None and not task.outside
    return free and found is not None and found.role_of(login) is not None


def _judge(case: OpenCase, waiting: list[Decision], decision: Decision, now: datetime) -> None:
    """Refuse at once what cannot succeed, reckoning with the decisions that still wait."""
    away = case.away(now)
    state = decisions.projected(case.policy, case.events, waiting, away)
    refusal = decisions.refusal(case.policy, state, decision, away, now)
    if versions.stale(case.events, decision):
        raise _refused(state, Refusal.CHANGED)
    if refusal in (Refusal.NOT_NOW, Refusal.NO_APPROVAL_NEEDED) and waiting and not state.team:
        return  # not analyzed yet: nobody knows what the waiting decisions will lead to
    if refusal := refusal or relating.refusal(case, decision):
        raise _refused(state, refusal)


def _refused(state: CaseState, refusal: Refusal) -> Refused:
    return Refused(refusal, tuple(kind.value for kind in transitions.allowed(state)))


def _view(found: Looked, now: datetime) -> CaseView:
    return CaseView(
        state=CaseState.model_validate(found.case.state),
        external_id=found.case.external_id,
        source=found.case.source,
        name=found.submission.name,
        contact=found.submission.contact,
        text=found.submission.text,
        received_at=found.case.received_at,
        closed_at=found.case.closed_at,
        clocks=clocks(found.events, found.policy, now),
        events=tuple(found.events),
        pending=tuple(
            Pending.model_validate({**row.model_dump(), "task": row.choice.get("task")})
            for row in found.pending
        ),
        policy=found.policy,
        attachments=tuple(found.attachments),
        analyses=tuple(found.analyses),
    )


def _known_form(case: str) -> str:
    try:
        return parse_case_id(case)
    except ValueError as error:
        raise UnknownCase(str(error)) from error
