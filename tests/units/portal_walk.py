"""Every page that a customer can come to, in one language; what people wrote is numbers only."""

from datetime import timedelta
from typing import Any

from httpx import AsyncClient

from activities import ledger
from activities.record import RecordActivities
from analysis.analyst import Analyst
from analysis.unlearned import Unlearned
from rules.links import OWN_LINK_LIFE
from schemas.enums import DecisionKind, Locale
from schemas.events import CUSTOMER
from schemas.messages import Advance, Choice
from schemas.notices import OwnLink
from schemas.submissions import Decision, Submission
from store.casebook import CaseBook
from store.own_links import OwnLinks
from tests.units.portal_house import SIGNER, Portal, hidden, send

CONTACT = "1003@1004.example"


class Cases:
    """Makes cases that stand in different places."""

    def __init__(self, portal: Portal, locale: Locale) -> None:
        self._portal = portal
        self._book = CaseBook(portal.database)
        self._locale = locale
        self._n = 0

    async def new(self, text: str = "1001") -> str:
        item = Submission(text=text, contact=CONTACT, locale=self._locale, category="malfunction")
        case = (await self._portal.gateway.submit(item)).id
        ask = Advance(case_id=case, now=self._portal.now())
        RecordActivities(self._book, Analyst(Unlearned())).analyze(ask)
        return case

    def carry_out(
        self,
        case: str,
        kind: DecisionKind,
        by: str = "li",
        text: str = "",
        files: tuple[str, ...] = (),
        **choice: Any,
    ) -> None:
        self._n += 1
        self._portal.clock += timedelta(minutes=1)
        decision = Decision(
            case_id=case,
            request_id=f"request-{self._n}",
            kind=kind,
            by=by,
            choice=Choice.model_validate(choice),
            texts={_TEXT[kind]: text} if text else {},
            attachments=files,
        )
        with self._book.open(case) as opened:
            opened.accept(decision, self._portal.now())
            ledger.carry_out(opened, decision, self._portal.now())
            answer = opened.answer(decision.request_id)
            assert answer is not None
            assert answer.refusal is None

    async def resolved(self) -> str:
        case = await self.new()
        self.carry_out(case, DecisionKind.PROPOSE, text="2001")
        self.carry_out(case, DecisionKind.RESOLVE, text="2002")
        return case

    async def confirmed(self, rating: int = 5) -> str:
        case = await self.resolved()
        self.carry_out(case, DecisionKind.CONFIRM, CUSTOMER, solved=True, rating=rating)
        return case

    async def over(self) -> str:
        case = await self.resolved()
        self.carry_out(case, DecisionKind.WITHDRAW)
        return case

    def link(self, case: str) -> str:
        view = self._portal.gateway.look(case)
        return f"/c/{SIGNER.case_token(case, view.contact, view.received_at)}"


_TEXT = {
    DecisionKind.CLARIFY: "question",
    DecisionKind.PROPOSE: "text",
    DecisionKind.RESOLVE: "summary",
    DecisionKind.PROGRESS: "text",
}


async def case_pages(portal: Portal, locale: Locale) -> dict[str, str]:
    """The pages of cases, by what they show."""
    cases = Cases(portal, locale)
    asked = await cases.new()
    cases.carry_out(asked, DecisionKind.CLARIFY, text="2003")
    doubtful = await cases.resolved()
    portal.clock -= timedelta(minutes=1)
    cases.carry_out(doubtful, DecisionKind.CONFIRM, CUSTOMER, solved=True, rating=4)
    low, followed = await cases.confirmed(2), await cases.over()
    await portal.gateway.follow_up(followed, "request-follow", "1005")
    found = {
        "case new": await cases.new(),
        "case asked": asked,
        "case resolved": await cases.resolved(),
        "case confirmed": await cases.confirmed(),
        "case doubtful": doubtful,
        "case rated low": low,
        "case over": await cases.over(),
        "case followed": followed,
    }
    return {name: f"{cases.link(case)}?lang={locale}" for name, case in found.items()}


async def own_page(portal: Portal, locale: Locale) -> str:
    """The address of a page with one's own cases."""
    now = portal.now()
    link = OwnLink(
        id=f"own-{locale}",
        address=CONTACT,
        locale=locale,
        written_at=now,
        expires_at=now + OWN_LINK_LIFE,
    )
    OwnLinks(portal.database).ask(link, timedelta())
    return f"/mine/{SIGNER.own_token(link.id, CONTACT, link.expires_at)}?lang={locale}"


async def pages(portal: Portal, client: AsyncClient, locale: Locale) -> dict[str, str]:
    """The address of every page that can be opened, by what it shows."""
    cases = await case_pages(portal, locale)
    made = Cases(portal, locale)
    for n in range(21):
        portal.board.publish(await made.confirmed(), f"30{n:02}", f"40{n:02}", "li")
    sent = await send(client, f"/feedback?lang={locale}", text="1006", contact=CONTACT)
    framed = await send(client, f"/feedback/frame?lang={locale}", text="1007")
    return {
        "home": f"/?lang={locale}",
        "form": f"/feedback?lang={locale}",
        "form of the app": f"/feedback?channel=in_app&lang={locale}",
        "sent": _from("/feedback", sent.headers["location"]),
        "frame": f"/feedback/frame?lang={locale}",
        "frame sent": _from("/feedback/frame", framed.headers["location"]),
        "mine": f"/mine?lang={locale}",
        "mine asked": f"/mine?asked=1&lang={locale}",
        "own cases": await own_page(portal, locale),
        "own over": f"/mine/over?lang={locale}",
        "board": f"/board?lang={locale}",
        "board older": f"/board?before=3&lang={locale}",
        "missing": f"/no/such?lang={locale}",
        "invalid": f"/c/altered?lang={locale}",
        **cases,
    }


async def refusals(client: AsyncClient, links: dict[str, str], locale: Locale) -> dict[str, str]:
    """The pages that answer what is sent wrong, as text."""
    wrong = {"text": "", "contact": "1", "name": "1" * 300, "category": "1", "website": "1"}
    form = await send(client, f"/feedback?lang={locale}", **wrong)
    stale = await client.post(f"/feedback?lang={locale}", data={"nonce": "1", "channel": "web"})
    mine = await client.post(f"/mine?lang={locale}", data={"contact": "1"})
    found = {"form wrong": form.text, "form stale": stale.text, "mine wrong": mine.text}
    for name in ("case resolved", "case asked", "case over", "case confirmed"):
        page = await client.get(links[name])
        again = await client.post(links[name], data={"nonce": hidden(page), "rating": "9"})
        old = await client.post(links[name], data={"nonce": "1", "comment": "5001"})
        found |= {f"{name} wrong": again.text, f"{name} stale": old.text}
    return found


def _from(base: str, location: str) -> str:
    return base.rpartition("/")[0] + location.removeprefix(".")
