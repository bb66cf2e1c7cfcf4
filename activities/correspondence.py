"""Makes the message of a mail from what the record holds of its case."""

from datetime import datetime
from email.charset import BASE64, SHORTEST, Charset
from email.header import Header
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import format_datetime, formataddr, parseaddr
from typing import TYPE_CHECKING, Any

from activities.letters import digest as digests
from activities.letters import own
from activities.letters.letter import Letter, LetterContext, write
from activities.protocols import Envelope
from rules.alarms import window_end
from rules.clocks import clocks
from rules.fold import fold
from rules.letters import asked_by
from rules.links import LINK_LIFE, Link, Purpose, Signer, part
from rules.tasks import ADDRESS
from rules.teams import team_of
from schemas.enums import ClockKind, ClockState, DecisionKind, EventKind, Refusal, Template
from schemas.events import Event
from schemas.notices import Digest, OwnLink
from schemas.policy import Policy
from schemas.state import CaseState, MailRef

if TYPE_CHECKING:
    from store.casebook import OpenCase

# Our own: others (apprise among them) change how the whole process encodes "utf-8".
_UTF8 = Charset("utf-8")
_UTF8.header_encoding, _UTF8.body_encoding = SHORTEST, BASE64
_ON_THE_WIRE = compat32.clone(linesep="\r\n")
_AUTOMATIC = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
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

    def envelope(self, case: "OpenCase", ref: MailRef, event_seq: int) -> Envelope:
        """A mail, addressed and ready to be handed over."""
        event, past = case.events[event_seq - 1], _past(case.events, ref, event_seq)
        sender, reply_to = self._from(case.policy, fold(past), ref)
        context = self._context(case, ref, event, past, reply_to)
        letter = write(ref.template, context, case.policy.letters.get(ref.template))
        name, address = _recipient(case, ref)
        to = formataddr((name, address), _UTF8)
        headers = {"From": sender, "To": to, **self._headers(ref), **_answered_to(reply_to)}
        message = _composed(letter, event.at, headers, ref.case_id)
        return Envelope(parseaddr(sender)[1], address, message)

    def digest(self, digest: Digest, policy: Policy) -> Envelope:
        """The mail of a digest, addressed to its target and ready to be handed over."""
        headers = {
            "From": self._sender,
            "To": digest.target,
            "Message-ID": f"<{digest.id}@{self._domain}>",
            **_AUTOMATIC,
            **_answered_to(self._reply_to),
        }
        message = _composed(digests.write(digest, policy), digest.written_at, headers, digest.id)
        return Envelope(parseaddr(self._sender)[1], digest.target, message)

    def own(self, digest_id: str, link: OwnLink) -> Envelope:
        """The mail by which somebody finds his or her own cases."""
        token = self._signer.own_token(link.id, link.address, link.expires_at)
        headers = {
            "From": self._sender,
            "To": link.address,
            "Message-ID": f"<{digest_id}@{self._domain}>",
            **_AUTOMATIC,
            **_answered_to(self._reply_to),
        }
        letter = own.write(f"{self._base_url}/mine/{token}", link.locale)
        message = _composed(letter, link.written_at, headers, digest_id)
        return Envelope(parseaddr(self._sender)[1], link.address, message)

    def _from(self, policy: Policy, state: CaseState, ref: MailRef) -> tuple[str, str | None]:
        """Whom a mail comes from, and whom an answer goes to: to customers the case's team speaks,
        where it has addresses of its own."""
        team = team_of(policy, state)
        if ref.template.for_team:
            return self._sender, self._reply_to
        sender = self._sender
        if team.sender:
            sender = formataddr((team.label.in_(state.locale), team.sender), _UTF8)
        return sender, team.reply_to or self._reply_to

    def _headers(self, ref: MailRef) -> dict[str, str]:
        answers = ref.template is Template.ACKNOWLEDGEMENT
        headers = {
            "Message-ID": self._message_id(ref),
            **_AUTOMATIC,
            **({"Auto-Submitted": "auto-replied"} if answers else {}),
        }
        if not answers and ref.template.for_customer:
            first = MailRef(case_id=ref.case_id, template=Template.ACKNOWLEDGEMENT, cycle=1)
            headers["References"] = self._message_id(first)
        return headers

    def _message_id(self, ref: MailRef) -> str:
        """The same whichever team a case is with: its domain is the installation's."""
        key = f"{ref.case_id}.{ref.template.value}.{ref.cycle}.{ref.occurrence}"
        return f"<{key}@{self._domain}>"

    def _context(
        self,
        case: "OpenCase",
        ref: MailRef,
        event: Event,
        past: list[Event],
        reply_to: str | None,
    ) -> LetterContext:
        state, submission = fold(past), case.submission
        if ref.template is Template.TASK_OUTSIDE:
            return self._task(case, event, past, state, reply_to)
        token = self._signer.case_token(case.case_id, submission["contact"], case.received_at)
        links: dict[str, Any] = {"case_link": f"{self._base_url}/c/{token}"}
        if purpose := _PURPOSE.get(ref.template):
            links["action_link"] = self._link(case, purpose, event.cycle, event.at)
        if who := asked_by(ref, case.events):
            links |= self._approval(case, who, event, past, state)
        return LetterContext(
            case_id=state.case_id,
            locale=state.locale,
            zone=case.policy.zone,
            name=submission["name"],
            text=submission["text"],
            category_label=_label(case.policy.categories, state.category),
            team_label=team_of(case.policy, state).label,
            priority=state.priority,
            stage=state.stage,
            owner=state.owner,
            cycle=event.cycle,
            reply_to=reply_to,
            **links,
            files=case.has_files(event),
            **_words(case, ref, event, state),
            **_times(case.policy, event, past, state),
            **_trouble(event),
            **_stuck(event),
        )

    def _task(
        self,
        case: "OpenCase",
        event: Event,
        past: list[Event],
        state: CaseState,
        reply_to: str | None,
    ) -> LetterContext:
        """What an outside party reads: its task, and nothing of the customer."""
        written, n = case.written_at(event), int(event.data["task"][1:])
        key = (case.case_id, event.cycle, event.data["task"], written[ADDRESS])
        standing = clocks(past, case.policy, past[-1].at)
        mine = [each for each in standing if each.kind is ClockKind.TASK and each.n == n]
        return LetterContext(
            case_id=case.case_id,
            locale=event.data["locale"],
            zone=case.policy.zone,
            task=event.data["task"],
            task_text=written["text"],
            task_link=f"{self._base_url}/t/{self._signer.task_token(*key, event.at)}",
            team_label=team_of(case.policy, state).label,
            due_at=mine[-1].due_at,
            reply_to=reply_to,
        )

    def _approval(
        self, case: "OpenCase", who: str, event: Event, past: list[Event], state: CaseState
    ) -> dict[str, Any]:
        """What one person is asked to approve, and the link to do it by."""
        version, level = event.data["version"], event.data["level"]
        asked = _level(past, version, level)
        key = (case.case_id, event.cycle, part(version, level), who)
        link = f"{self._base_url}/a/{self._signer.approval_token(*key, event.at)}"
        deputies = {**asked.data["deputies"], **event.data.get("deputies", {})}
        stands_for = [p for p, other in deputies.items() if other == who]
        return {
            "approval_link": link,
            "asked_for": next(iter(stands_for), None),
            "level": level,
            "levels": asked.data["of"],
            "version": version,
            "proposer": state.proposer,
            "approve_by": _approve_by(past, case.policy),
            **_terms(case.policy, state),
        }

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


def _composed(letter: Letter, at: datetime, headers: dict[str, str], key: str) -> bytes:
    message = MIMEMultipart("alternative", boundary=f"=_{key}")
    for header, value in headers.items():
        message[header] = value
    message["Subject"] = str(Header(letter.subject, _UTF8))
    message["Date"] = format_datetime(at)
    for text, kind in ((letter.text, "plain"), (letter.html, "html")):
        message.attach(MIMEText(text, kind, _UTF8))  # type: ignore[arg-type]  # Charset is right
    return message.as_bytes(policy=_ON_THE_WIRE)


def _answered_to(reply_to: str | None) -> dict[str, str]:
    return {"Reply-To": reply_to} if reply_to else {}


def _recipient(case: "OpenCase", ref: MailRef) -> tuple[str, str]:
    """Name and address of who is to read a mail."""
    person = case.policy.people.get(asked_by(ref, case.events) or "")
    if person and person.address:
        return "", person.address
    if ref.template.for_team:
        return "", team_of(case.policy, case.known).address
    if ref.template is Template.TASK_OUTSIDE and (mail := case.mail(ref)):
        return "", case.written_at(case.events[mail.event_seq - 1])[ADDRESS]
    return case.submission["name"] or "", case.submission["contact"] or ""


def _past(events: list[Event], ref: MailRef, event_seq: int) -> list[Event]:
    """What had happened when a mail was called for: it tells of that, however late it is sent.

    The acknowledgement also tells who has the case, which is found right after its receipt.
    """
    if ref.template is not Template.ACKNOWLEDGEMENT:
        return events[:event_seq]
    routed = next((e.seq for e in events if e.kind is EventKind.ROUTED), event_seq)
    return events[:routed]


def _words(case: "OpenCase", ref: MailRef, event: Event, state: CaseState) -> dict[str, Any]:
    solution = case.written(EventKind.RESOLVED, event.cycle).get("summary")
    match ref.template:
        case Template.QUESTION:
            return {"question": case.written_at(event).get("question")}
        case Template.PROGRESS:
            return {"progress_text": case.written_at(event).get("text")}
        case Template.SOLUTION | Template.REMINDER:
            return {"solution": solution}
        case Template.SHIPPED:
            return {"summary": case.written_at(event).get("text")}
        case Template.SUMMARY:
            reason = case.written_at(event).get("reason")
            return {
                "summary": solution,
                "reason": reason,
                "outcome": state.outcome,
                "rating": event.data.get("rating"),
            }
        case _:
            return {}


def _times(policy: Policy, event: Event, past: list[Event], state: CaseState) -> dict[str, Any]:
    standing = clocks(past, policy, past[-1].at)
    own = {clock.kind: clock for clock in standing if clock.cycle == event.cycle}
    resolve, confirm = own.get(ClockKind.RESOLVE), own.get(ClockKind.CONFIRM)
    expected = event.data.get("expect") or (resolve.due_at if resolve else None)
    return {
        # What the customer hears by itself says when, or does not.
        "expected_by": None if event.kind is EventKind.UPDATED else expected,
        "confirm_by": confirm.due_at if confirm and confirm.state is ClockState.RUNNING else None,
        "reopen_until": window_end(past, state, policy),
    }


def _trouble(event: Event) -> dict[str, Any]:
    data = event.data
    found: dict[str, Any] = {}
    if clock := data.get("clock"):
        found["clock_kind"] = ClockKind(clock)
        found["due_at"] = data.get("due_at")
    if refusal := data.get("refusal"):
        found["refusal"] = Refusal(refusal)
        found["refused_kind"] = DecisionKind(data["decision"])
        found["refused_by"] = event.by
    return found


def _level(past: list[Event], version: int, level: int) -> Event:
    """The event that opened a level, or asked more people at it."""
    return next(
        event
        for event in reversed(past)
        if event.kind is EventKind.APPROVAL_ASKED
        and (event.data["version"], event.data["level"]) == (version, level)
    )


def _approve_by(past: list[Event], policy: Policy) -> datetime | None:
    running = [c for c in clocks(past, policy, past[-1].at) if c.kind is ClockKind.APPROVE]
    return running[-1].due_at if running and not running[-1].ended_at else None


def _terms(policy: Policy, state: CaseState) -> dict[str, Any]:
    """What is proposed, as far as it is no person's words."""
    if state.proposal is None:
        return {}
    found, amount = policy.remedies.kinds.get(state.proposal.remedy or ""), state.proposal.amount
    return {
        "solution_kind": state.proposal.solution,
        "remedy_label": found,
        "amount": None if amount is None else f"{policy.remedies.currency} {amount}",
    }


def _stuck(event: Event) -> dict[str, Any]:
    if event.kind is not EventKind.APPROVAL_STUCK:
        return {}
    told = {"version": event.data["version"], "level": event.data["level"]}
    return {**told, "skipped": tuple(event.data["skipped"])}


def _label(labelled: Any, key: str | None) -> Any:
    return labelled[key].label if key in labelled else None
