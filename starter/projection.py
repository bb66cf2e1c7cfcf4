"""Cases as JSON: the same fields on the command line and in the HTTP API.

Times are ISO 8601 in UTC and end in Z; what is not known, or not so, is null.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from rules.corrections import Correction, corrections
from rules.judgement import judgement
from rules.transitions import allowed
from schemas.accounts import EVERYWHERE
from schemas.durations import written
from schemas.enums import ClockKind, EventKind, Stage
from schemas.events import Event
from schemas.views import CaseView, Clock
from starter import heard
from starter.tasks import Told, told

if TYPE_CHECKING:
    from activities.recompute import Found
    from rules.explanation import Explanation, Step
    from schemas.analysis import Answered
    from schemas.files import Attachment
    from schemas.state import CaseState
    from schemas.submissions import Accepted
    from schemas.views import Carried
    from starter.relatives import Relative, Relatives
    from store.models import Kept
    from store.tables import AbsenceRow, Case
    from store.tables_identity import AccountRow, IdentityChange, KeyRow

Json = dict[str, Any]

_ROW = (
    *("id", "stage", "outcome", "category", "priority", "team", "owner", "channel", "locale"),
    *("cycle", "received_at", "closed_at", "due_at", "confidential", "breached"),
)
_STATE = (
    *("stage", "outcome", "category", "priority", "team", "owner", "channel", "locale", "cycle"),
    *("emergency", "confidential", "reachable", "due_at", "breached"),
)
_VIEW = ("external_id", "name", "contact", "text", "received_at", "closed_at")
_PROPOSAL = ("version", "proposer", "needs", "approved")
_DEADLINE = (
    *("kind", "cycle", "n", "calendar", "started_at", "warn_at", "due_at", "state", "ended_at"),
)
_CHANGED = (*("kind", "cycle", "n", "due_before", "due_after", "state_before", "state_after"),)
_TERMS = (
    *("hash", "solution", "remedy", "amount", "fix_by", "hotfix", "value", "feasibility"),
    *("roadmap_priority", "roadmap", "standard"),
)
_LEVEL = ("level", "need", "approvers", "told", "deputies", "yes", "no")
_TASK = (
    *("id", "team", "person", "address", "text", "state", "added_by", "added_at", "due_at"),
    *("ended_at", "ended_by", "is_done", "result"),
)
_PENDING = ("request_id", "kind", "by", "accepted_at")
_KEPT = ("id", "name", "type", "size")
_ATTACHMENT = (*_KEPT, "by", "kept_at", "event_seq")
_ANSWERED = ("number", "analyzer", "model", "at", "trouble")
_EVENT = ("seq", "at", "kind", "by", "cycle", "request_id", "texts")


def accepted(answer: "Accepted") -> Json:
    """A door's answer to a submission."""
    return _picked(answer, ("id", "stage", "created", "status_url"))


def carried(case_id: str, answer: "Carried") -> Json:
    """A door's answer to a decision."""
    return {"id": case_id, **_picked(answer, ("stage", "cycle", "pending", "request_id"))}


def noted(state: "CaseState") -> Json:
    """A door's answer to a note."""
    return {"id": state.case_id, **_picked(state, ("stage", "cycle")), "pending": False}


def row(case: "Case") -> Json:
    """A case in a list."""
    return {**_picked(case, _ROW), "emergency": is_emergency(case)}


def is_emergency(case: "Case") -> bool:
    """Whether a case in a list is an emergency that is not over."""
    return bool(case.state.get("emergency")) and case.stage != Stage.CLOSED


def whole(view: CaseView, status_url: str) -> Json:
    """A case with everything that is known of it, personal data included."""
    return {
        "id": view.state.case_id,
        **_picked(view.state, _STATE),
        **_picked(view, _VIEW),
        "judgement": judgement(view.events).model_dump(mode="json"),
        "analysis": analysis(view),
        "proposal": _proposal(view) if view.state.version else None,
        "allowed": [kind.value for kind in allowed(view.state)],
        "tasks": [task(view, each) for each in told(view)],
        "pending": [_picked(each, _PENDING) for each in view.pending],
        "deadlines": [deadline(clock) for clock in view.clocks],
        "attachments": [attachment(each) for each in view.attachments],
        "events": [event(each) for each in view.events],
        "status_url": status_url,
    }


def analysis(view: CaseView) -> Json | None:
    """What the machine made of a case, with the words that it rests on, and what people made of
    it; null if it was not analyzed yet, or if its content was erased."""
    found = view.analysis
    if found is None or found.answer is None:
        return None
    return {
        **heard.as_data(found.answer, view.policy),
        "analyzer": found.analyzer,
        "at": _as_time(found.at.isoformat()),
        "unsure": [each.value for each in view.state.unsure],
        "aside": view.state.aside_from is not None,
        "corrections": [correction(each) for each in corrections(view.events)],
        "asked": [_asked_of(each) for each in view.analyses],
    }


def _asked_of(each: "Answered") -> Json:
    """That an analyzer was asked; `opinion` is what a language model said."""
    said = each.opinion.model_dump(mode="json") if each.opinion else None
    return {**_picked(each, _ANSWERED), "opinion": said}


def correction(found: Correction) -> Json:
    """That somebody judged one thing of a case."""
    return _picked(found, ("aspect", "was", "now", "by", "at", "agrees"))


def model(kept: "Kept") -> Json:
    """A model that was trained here, without its weights."""
    return _picked(kept, ("name", "trained_at", "trained_by", "taken_at", "card"))


def attachment(file: "Attachment") -> Json:
    """A file of a case; `event_seq` is the event that it came with, once there is one."""
    return _picked(file, _ATTACHMENT)


def kept(file: "Attachment") -> Json:
    """A file that was uploaded, and goes with nothing yet."""
    return _picked(file, _KEPT)


def task(view: CaseView, found: Told) -> Json:
    """A task of a case; `state` is that of its clock, and `address` an outside party's."""
    return {"case": view.state.case_id, **_picked(found, _TASK)}


def deadline(clock: Clock) -> Json:
    """A clock; its target as a policy writes it."""
    return {**_picked(clock, _DEADLINE), "target": written(clock.target)}


def explained(found: "Explanation") -> Json:
    """A clock and what became of its time; seconds are of time that counts in its calendar."""
    return {
        **deadline(found.clock),
        "target_seconds": found.target.total_seconds(),
        "elapsed_seconds": found.elapsed.total_seconds(),
        "remaining_seconds": found.remaining.total_seconds(),
        "late_seconds": found.late.total_seconds(),
        "paused_seconds": found.paused.total_seconds(),
        "pauses": [_picked(stay, ("stage", "since", "until")) for stay in found.clock.pauses],
        "way": [_step(step) for step in found.steps],
    }


def recomputed(found: "Found") -> Json:
    """A case whose calendars are known otherwise today, and its clocks before and after."""
    return {
        "id": found.id,
        "from": found.version,
        "to": found.to,
        "clocks": [_picked(each, _CHANGED) for each in found.clocks],
    }


def event(happened: Event) -> Json:
    """An event, with its data beside its own fields."""
    data = {name: _as_time(value) for name, value in happened.data.items()}
    return _picked(happened, _EVENT) | {k: v for k, v in data.items() if k not in _EVENT}


def absence(row: "AbsenceRow") -> Json:
    """That somebody is away."""
    names = ("id", "login", "starts", "ends", "deputy", "by", "noted_at", "removed_by")
    return _picked(row, (*names, "removed_at"))


def account(row: "AccountRow", now: datetime) -> Json:
    """A person's account. `teams` null: all of them; `invited_until` null: no link can be used."""
    waiting = row.invitation and row.invited_until and row.invited_until > now
    invited = _as_time(row.invited_until.isoformat()) if waiting and row.invited_until else None
    seen = None if row.role in EVERYWHERE else sorted(filter(None, row.teams.split(",")))
    return {
        **_picked(row, ("login", "address", "role")),
        "teams": seen,
        "password": row.password is not None,
        "one_time_codes": row.second is not None,
        "single_sign_on": row.subject is not None,
        **_picked(row, ("created_at", "seen_at", "disabled_at")),
        "invited_until": invited,
    }


def identity_change(row: "IdentityChange") -> Json:
    """That an account or a key was changed; `role` and `teams` where they were given."""
    times = {"at": _as_time(row.at.isoformat()), "by": row.by}
    return {**times, **_picked(row, ("name", "key_id", "what")), **row.data}


def key(row: "KeyRow") -> Json:
    """A system's key, without what lets one in. `teams` null: all of them."""
    teams = row.teams.split(",") if row.teams else None
    times = ("created_at", "expires_at", "revoked_at", "used_at")
    return {**_picked(row, ("id", "name", "role")), "teams": teams, **_picked(row, times)}


def proposed(view: CaseView) -> str | None:
    """The words of the present proposal."""
    for each in reversed(view.events):
        if each.kind is EventKind.PROPOSED and each.cycle == view.state.cycle:
            return each.texts.get("text")
    return None


def approval(view: CaseView) -> Json:
    """A proposal that waits for approval, without its words."""
    due = approve_by(view)
    return {
        "id": view.state.case_id,
        "team": view.state.team,
        "priority": view.state.priority,
        **_picked(view.state, ("version", "proposer", "needs")),
        **_terms(view),
        "asked": _asked(view),
        "due_at": _as_time(due.isoformat()) if due else None,
    }


def approve_by(view: CaseView) -> datetime | None:
    """When the time of the open level is over; none if it has none."""
    mine = [c for c in view.clocks if c.kind is ClockKind.APPROVE and not c.ended_at]
    return mine[-1].due_at if mine and view.state.asked else None


def _proposal(view: CaseView) -> Json:
    found = view.state.proposal
    plan = [each.model_dump(mode="json") for each in found.levels] if found else []
    return {
        **_picked(view.state, _PROPOSAL),
        "text": proposed(view),
        **_terms(view),
        "levels": plan,
        "asked": _asked(view),
    }


def _terms(view: CaseView) -> Json:
    found = view.state.proposal
    terms = _picked(found, _TERMS) if found else dict.fromkeys(_TERMS)
    amount = terms["amount"]
    return {**terms, "amount": None if amount is None else str(amount)}


def _asked(view: CaseView) -> Json | None:
    asked = view.state.asked
    if asked is None:
        return None
    silent = [p for p in asked.approvers if p not in (*asked.yes, *asked.no)]
    return {**_picked(asked, _LEVEL), "waiting_for": silent}


def _step(step: "Step") -> Json:
    picked = _picked(step, ("passing", "stage", "late", "coming"))
    times = _picked(step, ("begin", "end"))
    return {"from": times["begin"], "to": times["end"], **picked}


def _picked(source: object, names: tuple[str, ...]) -> Json:
    values = {name: getattr(source, name) for name in names}
    return {
        name: _as_time(value.isoformat()) if isinstance(value, datetime) else value
        for name, value in values.items()
    }


def _as_time(value: Any) -> Any:
    """A time written as all the others; anything else as it is."""
    is_utc = isinstance(value, str) and value.endswith("+00:00")
    return value.removesuffix("+00:00") + "Z" if is_utc else value


def relatives(case_id: str, found: "Relatives") -> Json:
    """The cases that are about the same as one, or like it."""
    groups = {"linked": found.linked, "open": found.open, "closed": found.closed}
    return {"id": case_id, **{name: [_relative(e) for e in each] for name, each in groups.items()}}


def _relative(each: "Relative") -> Json:
    state, link = each.state, each.link
    shown = state.model_dump(mode="json", include={"stage", "outcome", "category", "priority"})
    return {
        "id": state.case_id,
        "score": None if each.score is None else round(each.score, 3),
        **shown,
        "text": each.text,
        "solution": each.solution,
        "linked_by": link.by if link else None,
        "is_duplicate": bool(link and link.is_duplicate) or state.duplicate_of is not None,
    }
