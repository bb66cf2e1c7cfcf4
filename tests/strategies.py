"""Cases for tests: a policy, stories told event by event, and strategies for random ones.

Random times are whole minutes from `START`, and random targets are few minutes, so that an oracle
can walk through a whole case minute by minute.
"""

import tomllib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib import resources
from typing import Any

from hypothesis import strategies as st

from schemas.enums import ClockKind, EventKind, Priority, Role, Stage
from schemas.events import CUSTOMER, SYSTEM, Event
from schemas.policy import Approval, Confirmation, Policy, Reopening, Targets
from schemas.state import CaseState

CASE = "7KQ2M-9XD3H"
START = datetime(2026, 3, 2, 9, tzinfo=UTC)

AGENTS, LEAD, MANAGER, STRANGER = ("li", "wang"), "zhang", "chen", "mallory"

POLICY_TEXT = (resources.files("schemas") / "policies" / "default.toml").read_text("utf-8")
POLICY = Policy.model_validate(tomllib.loads(POLICY_TEXT))
_WITHOUT_WORDS = POLICY.model_copy(
    update={
        "analysis": POLICY.analysis.model_copy(
            update={"categories": (), "priorities": (), "sentiments": ()}
        )
    }
)
"""Shorter to read where a test fails."""


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


def days(number: float) -> timedelta:
    return timedelta(days=number)


def after(span: timedelta) -> datetime:
    """The instant that lies so long after the start of the story."""
    return START + span


# ── Stories ──────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Story:
    """The events of one case, told one after the other. Each time counts from the start."""

    events: list[Event] = field(default_factory=list)

    @property
    def cycle(self) -> int:
        return self.events[-1].cycle if self.events else 1

    def then(self, kind: EventKind, at: timedelta, by: str = SYSTEM, **data: Any) -> "Story":
        """Add an event; it goes on the story that it is told to."""
        event = Event(
            case_id=CASE,
            seq=len(self.events) + 1,
            at=after(at),
            kind=kind,
            by=by,
            cycle=self.cycle + (kind is EventKind.REOPENED),
            data=data,
        )
        self.events.append(event)
        return self


def received(priority: Priority | None = None, *, reachable: bool = True) -> Story:
    """A story that begins at `START`."""
    return Story().then(
        EventKind.RECEIVED,
        timedelta(),
        CUSTOMER,
        channel="web",
        locale="zh",
        reachable=reachable,
        **({"priority": priority.value} if priority else {}),
    )


def analyzed(priority: Priority, at: timedelta = timedelta(), *, certain: bool = True) -> Story:
    """A case that was analyzed and, if that was certain, handed to its team."""
    return then_analyzed(received(), priority, at, certain=certain)


def then_analyzed(
    story: Story, priority: Priority, at: timedelta, *, certain: bool = True
) -> Story:
    story.then(
        EventKind.ANALYZED,
        at,
        category="malfunction",
        priority=priority.value,
        certain=certain,
        team="engineering",
    )
    return story.then(EventKind.ROUTED, at, team="engineering") if certain else story


def triaged(story: Story, priority: Priority, at: timedelta) -> Story:
    return story.then(EventKind.TRIAGED, at, LEAD, category="malfunction", priority=priority.value)


def state(stage: Stage, **changes: Any) -> CaseState:
    """A case that stands so."""
    usual = {
        "case_id": CASE,
        "seq": 9,
        "stage": stage,
        "channel": "web",
        "locale": "zh",
        "reachable": True,
        "category": "malfunction",
        "priority": Priority.HIGH,
        "team": "engineering",
    }
    return CaseState.model_validate({**usual, **changes})


# ── Policies ─────────────────────────────────────────────────────────────────────────────────────

_UNIT = 5
_PROMISES = st.integers(1, 12).map(lambda n: minutes(n * _UNIT))
_LEVELS: tuple[tuple[Approval, ...], ...] = (
    (),
    (Approval(priorities=(Priority.HIGH,), role=Role.LEAD),),
    (
        Approval(priorities=(Priority.HIGH,), role=Role.MANAGER),
        Approval(priorities=(Priority.MEDIUM,), role=Role.LEAD),
    ),
)

approvals = st.sampled_from(_LEVELS)


@st.composite
def targets(draw: st.DrawFn) -> Targets:
    return Targets(**{kind.value: draw(_PROMISES) for kind in ClockKind})


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """The default policy with other promises, some minutes each; warnings fall on full minutes."""
    reminders = draw(st.lists(_PROMISES, max_size=3, unique=True).map(sorted))
    return _WITHOUT_WORDS.model_copy(
        update={
            "warn_at": draw(st.sampled_from((0.2, 0.4, 0.6, 0.8))),
            "targets": {priority: draw(targets()) for priority in Priority},
            "approvals": draw(approvals),
            "confirmation": Confirmation(remind_after=tuple(reminders)),
            "reopening": Reopening(window=draw(_PROMISES), limit=draw(st.integers(1, 3))),
        }
    )


# ── Histories ────────────────────────────────────────────────────────────────────────────────────

_NOISE = (
    EventKind.NOTED,
    EventKind.MAILED,
    EventKind.TAKEN,
    EventKind.PROGRESS,
    EventKind.REFUSED,
)
_NEXT: dict[str, dict[EventKind, str]] = {
    "new": {EventKind.ANALYZED: "work", EventKind.NOTED: "new", EventKind.WITHDRAWN: "gone"},
    "work": {
        EventKind.ASKED: "asked",
        EventKind.RESOLVED: "waiting",
        EventKind.TRIAGED: "work",
        EventKind.PROPOSED: "work",
        EventKind.DECLINED: "closed",
        EventKind.WITHDRAWN: "gone",
    },
    "asked": {
        EventKind.REPLIED: "work",
        EventKind.TRIAGED: "asked",
        EventKind.DECLINED: "closed",
        EventKind.WITHDRAWN: "gone",
    },
    "waiting": {
        EventKind.CONFIRMED: "closed",
        EventKind.REOPENED: "work",
        EventKind.UNCONFIRMED: "closed",
        EventKind.WITHDRAWN: "gone",
    },
    "closed": {EventKind.REOPENED: "work", EventKind.CONFIRMED: "closed", EventKind.ENDED: "gone"},
    "gone": {},
}
"""In which mood of a case what can come next, the usual first, and the mood that it leads to."""


@st.composite
def histories(draw: st.DrawFn, steps: int = 14) -> list[Event]:
    """The events of a case that may have happened: priorities given and changed, questions asked
    and answered, the acknowledgement early, late or never, cases closed and opened again."""
    story = received(draw(st.none() | st.sampled_from(Priority)))
    mood, minute, acknowledged, proposals = "new", 0, False, 0
    for _ in range(steps - draw(st.integers(0, steps))):
        minute += draw(st.integers(0, 40))
        usual = list(_NEXT[mood])
        choices = [*usual[:2] * 3, *usual[2:], draw(st.sampled_from(_NOISE))]
        if not acknowledged and draw(st.booleans()):
            choices += [EventKind.ACKNOWLEDGED, EventKind.UNDELIVERABLE]
        kind = draw(st.sampled_from(choices))
        acknowledged |= kind in (EventKind.ACKNOWLEDGED, EventKind.UNDELIVERABLE)
        proposals = 0 if kind is EventKind.REOPENED else proposals + (kind is EventKind.PROPOSED)
        _tell(draw, story, kind, minutes(minute), proposals)
        mood = _NEXT[mood].get(kind, mood)
    return story.events


def _tell(draw: st.DrawFn, story: Story, kind: EventKind, at: timedelta, proposals: int) -> None:
    match kind:
        case EventKind.ANALYZED:
            then_analyzed(story, draw(st.sampled_from(Priority)), at, certain=draw(st.booleans()))
        case EventKind.TRIAGED:
            triaged(story, draw(st.sampled_from(Priority)), at)
        case EventKind.PROPOSED:
            story.then(kind, at, AGENTS[0], version=proposals)
        case _:
            story.then(kind, at, AGENTS[0])
