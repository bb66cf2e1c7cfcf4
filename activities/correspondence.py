"""Makes the message of a mail from what the record holds of its case."""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import TYPE_CHECKING, Any

from activities.letters.letter import LetterContext, write
from rules import approval
from rules.alarms import window_end
from rules.clocks import clocks
from rules.links import LINK_LIFE, Link, Purpose, Signer
from schemas.enums import ClockKind, ClockState, DecisionKind, EventKind, Refusal, Template
from schemas.events import Event
from schemas.state import MailRef

if TYPE_CHECKING:
    from store.casebook import OpenCase

_PURPOSE = {
    Template.QUESTION: Purpose.ANSWER,
    Template.SOLUTION: Purpose.CONFIRM,
    Template.REMINDER: Purpose.CONFIRM,
}


class Correspondence:
    """Writes as this installation: its sender, its links. The same mail is always the same."""

    def __init__(self, signer: Signer, base_url: str, sender: str, reply_to: str | None) -> None:
        self._signer = signer
        self._base_url = base_url
        self._sender = sender
        self._reply_to = reply_to
        self._domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"

    def message(self, case: "OpenCase", ref: MailRef, event_seq: int) -> EmailMessage:
        """The message of a mail, addressed and ready to be handed over."""
        event = case.events[event_seq - 1]
        letter = write(ref.template, self._context(case, ref, event))
        message = EmailMessage()
        message["From"] = self._sender
        message["To"] = self._recipient(case, ref)
        if self._reply_to:
            message["Reply-To"] = self._reply_to
        message["Subject"] = letter.subject
        message["Date"] = format_datetime(event.at)
        self._identify(message, ref)
        message.set_content(letter.text)
        message.add_alternative(letter.html, subtype="html")
        return message

    def _identify(self, message: EmailMessage, ref: MailRef) -> None:
        first = MailRef(case_id=ref.case_id, template=Template.ACKNOWLEDGEMENT, cycle=1)
        message["Message-ID"] = self._message_id(ref)
        answers = ref.template is Template.ACKNOWLEDGEMENT
        if not answers and not ref.template.for_team:
            message["References"] = self._message_id(first)
        message["Auto-Submitted"] = "auto-replied" if answers else "auto-generated"
        message["X-Auto-Response-Suppress"] = "All"

    def _message_id(self, ref: MailRef) -> str:
        key = f"{ref.case_id}.{ref.template.value}.{ref.cycle}.{ref.occurrence}"
        return f"<{key}@{self._domain}>"

    def _recipient(self, case: "OpenCase", ref: MailRef) -> str | Address:
        if ref.template.for_team:
            return approval.team_of(case.policy, case.known).address
        submission = case.submission
        return Address(submission["name"] or "", addr_spec=submission["contact"] or "")

    def _context(self, case: "OpenCase", ref: MailRef, event: Event) -> LetterContext:
        state, submission = case.known, case.submission
        links = {"case_link": self._link(case, Purpose.CASE, 1, case.received_at)}
        if purpose := _PURPOSE.get(ref.template):
            links["action_link"] = self._link(case, purpose, event.cycle, event.at)
        return LetterContext(
            case_id=state.case_id,
            locale=state.locale,
            name=submission["name"],
            text=submission["text"],
            category_label=_label(case.policy.categories, state.category),
            team_label=approval.team_of(case.policy, state).label,
            priority=state.priority,
            stage=state.stage,
            owner=state.owner,
            cycle=event.cycle,
            reply_to=self._reply_to,
            **links,
            **_words(case, ref, event),
            **_times(case, event),
            **_trouble(event),
        )

    def _link(self, case: "OpenCase", purpose: Purpose, cycle: int, at: datetime) -> str:
        link = Link(
            case_id=case.case_id,
            cycle=cycle,
            purpose=purpose,
            recipient=self._signer.recipient(case.submission["contact"]),
            expires_at=at + LINK_LIFE,
            id="mail",
        )
        return f"{self._base_url}/c/{self._signer.token(link)}"


def _words(case: "OpenCase", ref: MailRef, event: Event) -> dict[str, Any]:
    solution = case.written(EventKind.RESOLVED, event.cycle).get("summary")
    match ref.template:
        case Template.QUESTION:
            return {"question": case.written(EventKind.ASKED, event.cycle).get("question")}
        case Template.PROGRESS:
            return {"progress_text": case.written_at(event).get("text")}
        case Template.SOLUTION | Template.REMINDER:
            return {"solution": solution}
        case Template.SUMMARY:
            reason = case.written_at(event).get("reason")
            outcome = case.known.outcome
            return {
                "summary": solution,
                "reason": reason,
                "outcome": outcome,
                "rating": event.data.get("rating"),
            }
        case _:
            return {}


def _times(case: "OpenCase", event: Event) -> dict[str, Any]:
    now = case.events[-1].at
    running = {c.kind: c for c in clocks(case.events, case.policy, now) if c.cycle == event.cycle}
    resolve, confirm = running.get(ClockKind.RESOLVE), running.get(ClockKind.CONFIRM)
    return {
        "expected_by": event.data.get("expect") or (resolve.due_at if resolve else None),
        "confirm_by": confirm.due_at if confirm and confirm.state is ClockState.RUNNING else None,
        "reopen_until": window_end(case.events, case.known, case.policy),
    }


def _trouble(event: Event) -> dict[str, Any]:
    data, found = event.data, {}
    if clock := data.get("clock"):
        found["clock_kind"] = ClockKind(clock)
        found["due_at"] = data.get("due_at")
    if refusal := data.get("refusal"):
        found["refusal"] = Refusal(refusal)
        found["refused_kind"] = DecisionKind(data["decision"])
        found["refused_by"] = event.by
    return found


def _label(labelled: Any, key: str | None) -> Any:
    return labelled[key].label if key in labelled else None
