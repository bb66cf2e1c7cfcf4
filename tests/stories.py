"""Cases for tests: a policy, and stories told event by event."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from schemas.approvals import Approval, ApprovalWhen
from schemas.enums import EventKind, Priority, Role, Stage
from schemas.events import CUSTOMER, SYSTEM, Event
from schemas.levels import Level
from schemas.state import CaseState
from store import policies as versions

CASE = "7KQ2M-9XD3H"
START = datetime(2026, 3, 2, 9, tzinfo=UTC)

AGENTS, LEAD, MANAGER, STRANGER = ("li", "wang"), "zhang", "chen", "mallory"

POLICY_TEXT = versions.default_text()
POLICY = versions.resolved(POLICY_TEXT)
"""The default one, with its calendars."""


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


def days(number: float) -> timedelta:
    return timedelta(days=number)


def after(span: timedelta) -> datetime:
    """The instant that lies so long after the start of the story."""
    return START + span


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


def received(
    priority: Priority | None = None, *, reachable: bool = True, tier: str | None = None
) -> Story:
    """A story that begins at `START`."""
    return Story().then(
        EventKind.RECEIVED,
        timedelta(),
        CUSTOMER,
        channel="web",
        locale="zh",
        reachable=reachable,
        **({"priority": priority.value} if priority else {}),
        **({"tier": tier} if tier else {}),
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


def triaged(
    story: Story, priority: Priority, at: timedelta, category: str = "malfunction"
) -> Story:
    return story.then(EventKind.TRIAGED, at, LEAD, category=category, priority=priority.value)


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


def approval(priority: Priority, role: Role) -> Approval:
    """A rule: proposals of a priority need a yes from a role."""
    when = ApprovalWhen(priority=(priority,))
    return Approval(when=when, levels=(Level(who=role.value),))
