"""A customer's page without a record and an engine behind it."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

from httpx import ASGITransport, AsyncClient, Response

from rules import afterwards, decisions
from rules.clocks import clocks
from rules.fold import fold
from rules.links import Link, Purpose, Signer
from schemas.enums import EventKind, Locale, Refusal, Stage
from schemas.errors import RecordUnavailable, Refused, UnknownCase
from schemas.events import CUSTOMER, Event, NewEvent
from schemas.ratings import Rating
from schemas.settings import Settings
from schemas.submissions import Accepted, Decision
from schemas.views import Carried, CaseView, Pending
from starter.web.app import create_app
from tests.plain import PLAIN

CASE = "7KQ2M-9XD3H"
OTHER = "11111-22222"
SIGNER = Signer(["a key for tests"])
POLICY = PLAIN


class MemoryGateway:
    """One case on the rules alone: no record, no engine."""

    def __init__(self, locale: Locale = Locale.ZH) -> None:
        self.at = datetime.now(UTC) - timedelta(days=1)
        self.events: list[Event] = []
        self.decided: list[Decision] = []
        self.pending: list[Pending] = []
        self.error: Exception | None = None
        self.later = False
        self.followed: dict[str, str] = {}
        self.text = "1001"
        self.happen(EventKind.RECEIVED, CUSTOMER, channel="web", locale=locale, reachable=True)
        found = {"category": "malfunction", "priority": "medium", "team": "engineering"}
        self.append(NewEvent(kind=EventKind.ANALYZED, data={"certain": True, **found}))

    def happen(
        self,
        kind: EventKind,
        by: str = "li",
        texts: dict[str, str] | None = None,
        **data: Any,
    ) -> None:
        self.append(NewEvent(kind=kind, by=by, data=data, texts=texts or {}))

    def append(self, event: NewEvent) -> None:
        self.at += timedelta(minutes=1)
        cycle = fold(self.events).cycle if self.events else 1
        placed = Event(
            case_id=CASE,
            seq=len(self.events) + 1,
            at=self.at,
            cycle=cycle + (event.kind is EventKind.REOPENED),
            kind=event.kind,
            by=event.by,
            data=event.data,
            texts=event.texts,
            request_id=event.request_id,
        )
        self.events.append(placed)

    async def decide(self, decision: Decision) -> Carried:
        self.decided.append(decision)
        if self.error:
            raise self.error
        if self.later:
            kept = decision.model_dump(include={"request_id", "kind", "by"})
            self.pending.append(Pending(**kept, accepted_at=self.at))
        elif decision.request_id not in {event.request_id for event in self.events}:
            self.carry_out(decision)
        state = fold(self.events)
        return Carried(
            request_id=decision.request_id,
            pending=self.later,
            stage=state.stage,
            cycle=state.cycle,
        )

    def carry_out(self, decision: Decision) -> None:
        state = fold(self.events)
        if refusal := decisions.refusal(POLICY, state, decision):
            raise Refused(refusal)
        for event in decisions.events(POLICY, state, decision):
            self.append(event)

    async def rate(self, said: Rating, comment: str | None) -> None:
        known = (self.events, fold(self.events), POLICY)
        if said.request_id in {event.request_id for event in self.events}:
            return
        if refusal := afterwards.refusal(*known, said, self.at):
            raise Refused(refusal)
        self.append(afterwards.rated(said, {"comment": comment} if comment else {}))

    async def follow_up(
        self, case: str, request_id: str, text: str, files: tuple[str, ...] = ()
    ) -> Accepted:
        if not afterwards.can_follow(fold(self.events)):
            raise Refused(Refusal.NOT_NOW)
        self.followed[request_id] = text
        self.happen(EventKind.FOLLOWED, CUSTOMER, case=OTHER)
        return Accepted(id=OTHER, stage=Stage.RECEIVED, created=True, status_url="")

    async def add(self, case: str, text: str, files: tuple[str, ...]) -> None:
        self.happen(EventKind.WROTE, CUSTOMER, {"text": text})

    async def view(self, case_id: str) -> CaseView:
        if case_id != CASE:
            raise UnknownCase
        if isinstance(self.error, RecordUnavailable):
            raise self.error
        state = fold(self.events)
        return CaseView(
            state=state,
            external_id=None,
            name="1002",
            contact="1003@example.com",
            text=self.text,
            received_at=self.events[0].at,
            closed_at=self.at if state.stage is Stage.CLOSED else None,
            clocks=clocks(self.events, POLICY, datetime.now(UTC)),
            events=tuple(self.events),
            pending=tuple(self.pending),
            policy=POLICY,
        )

    def ask(self, question: str = "2001") -> None:
        self.happen(EventKind.ASKED, texts={"question": question})

    def resolve(self) -> None:
        self.happen(EventKind.PROPOSED, texts={"text": "9001"}, version=1)
        self.happen(EventKind.RESOLVED, texts={"summary": "2002"})


class Browser:
    """A customer with one link, or several."""

    def __init__(self, client: AsyncClient) -> None:
        self.client = client

    async def get(self, link: str, lang: str = "") -> Response:
        return await self.client.get(f"/c/{link}{lang and f'?lang={lang}'}")

    async def send(self, link: str, /, lang: str = "", **fields: str) -> Response:
        page = await self.get(link)
        return await self.post(link, lang, nonce=nonce_of(page), **fields)

    async def post(self, link: str, lang: str = "", /, **fields: str) -> Response:
        address = f"/c/{link}{lang and f'?lang={lang}'}"
        return await self.client.post(address, data=fields, follow_redirects=False)


def token(purpose: Purpose = Purpose.CASE, cycle: int = 1, days: int = 9, case: str = CASE) -> str:
    expires = datetime.now(UTC) + timedelta(days=days)
    return SIGNER.token(
        Link(
            case_id=case,
            cycle=cycle,
            purpose=purpose,
            recipient=SIGNER.recipient("1003@example.com"),
            expires_at=expires,
            id="test",
        )
    )


def nonce_of(page: Response) -> str:
    found = re.search(r'name="nonce" value="([^"]+)"', page.text)
    return unescape(found[1]) if found else ""


def fields_of(page: Response) -> set[str]:
    return set(re.findall(r'\bname="([^"]+)"', page.text)) - {"viewport", "robots"}


@asynccontextmanager
async def browsing(gateway: MemoryGateway) -> AsyncIterator[Browser]:
    """A browser before an installation that has one case."""
    app = create_app(gateway, SIGNER, Settings(mail_reply_to="71@72.example"))
    transport = ASGITransport(app, raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url="http://feedback.test") as client:
        yield Browser(client)
