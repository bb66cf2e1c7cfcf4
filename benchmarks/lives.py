"""What has happened to a case of a benchmark: as little as its stage and its pages need."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from rules.fold import fold
from schemas.enums import EventKind, Stage
from schemas.events import CUSTOMER, SYSTEM, Event
from schemas.state import CaseState

_HOUR = timedelta(hours=1)
_DUE = timedelta(days=5)
_HASH = "0" * 16
_TEXTS = {
    EventKind.ASKED: {"question": "Which version of the app is it? 是哪个版本？"},
    EventKind.PROPOSED: {"text": "We have mended it, and give back what it cost. 已修复并退款。"},
    EventKind.RESOLVED: {"text": "It works again since this morning. 今早已恢复正常。"},
}


class _Step(NamedTuple):
    kind: EventKind
    by: str
    data: dict[str, Any]
    after: timedelta = _HOUR


@dataclass(frozen=True)
class Life:
    """A case, from what is known of it; nobody's if `owner` is none."""

    case_id: str
    stage: Stage
    received: datetime
    channel: str
    locale: str
    category: str
    priority: str
    team: str
    owner: str | None
    approvers: tuple[str, str]

    @cached_property
    def steps(self) -> list[_Step]:
        """What happened, each so long after the one before."""
        given = {"category": self.category, "priority": self.priority}
        came = {**given, "channel": self.channel, "locale": self.locale, "reachable": True}
        found = [
            _Step(EventKind.RECEIVED, CUSTOMER, came, timedelta()),
            _Step(EventKind.ANALYZED, SYSTEM, {**given, "team": self.team, "certain": True}),
        ]
        if self.stage is not Stage.CLOSED:
            found.append(_Step(EventKind.ROUTED, SYSTEM, {"team": self.team}))
        if self.owner:
            found.append(_Step(EventKind.TAKEN, self.owner, {}))
        return [*found, *(self._closed() if self.stage is Stage.CLOSED else self._later())]

    @cached_property
    def state(self) -> dict[str, Any]:
        """The fold of it. Of a closed case it is written down here: a million take minutes."""
        if self.stage is not Stage.CLOSED:
            return fold(self._events()).model_dump(mode="json", exclude_defaults=True)
        names = ("case_id", "channel", "locale", "category", "priority", "team", "owner")
        known = {name: value for name in names if (value := getattr(self, name))}
        return known | {
            "seq": len(self.steps),
            "stage": "closed",
            "outcome": "confirmed",
            "ended": True,
            "reachable": True,
            "closed_at": self._closed_at.isoformat(),
        }

    def columns(self) -> dict[str, object]:
        """What the row of a case repeats of its state."""
        state = {"outcome": None, "owner": None, "cycle": 1, "ended": False, **self.state}
        closed_at = self._closed_at if self.stage is Stage.CLOSED else None
        written = {"id": self.case_id, "closed_at": closed_at, "state": json.dumps(self.state)}
        return state | written

    def event_rows(self) -> Iterator[tuple[object, ...]]:
        for n, step in enumerate(self.steps):
            data = json.dumps(step.data)
            yield self.case_id, n + 1, self._at(n), step.kind.value, step.by, 1, data

    def text_rows(self) -> Iterator[tuple[object, ...]]:
        if self.stage is Stage.CLOSED:  # their words would double the record
            return
        for n, step in enumerate(self.steps):
            if texts := _TEXTS.get(step.kind):
                yield self.case_id, n + 1, json.dumps(texts)

    def turn_rows(self) -> Iterator[tuple[object, ...]]:
        if self.stage is Stage.AWAITING_APPROVAL:
            for who, what in sorted(CaseState.model_validate(self.state).turns):
                yield self.case_id, who, what

    @property
    def _closed_at(self) -> datetime:
        return self._at(len(self.steps) - 2)

    def _at(self, n: int) -> datetime:
        return self.received + sum((step.after for step in self.steps[: n + 1]), timedelta())

    def _events(self) -> list[Event]:
        return [
            Event(
                case_id=self.case_id,
                seq=n + 1,
                at=self._at(n),
                kind=step.kind,
                by=step.by,
                cycle=1,
                data=step.data,
            )
            for n, step in enumerate(self.steps)
        ]

    def _closed(self) -> list[_Step]:
        return [
            _Step(EventKind.RESOLVED, self.owner or "agent0", {}, _DUE),
            _Step(EventKind.CONFIRMED, CUSTOMER, {}),
            _Step(EventKind.ENDED, SYSTEM, {}, _DUE),
        ]

    def _later(self) -> Iterator[_Step]:
        by = self.owner or "agent0"
        if self.stage is Stage.CLARIFYING:
            yield _Step(EventKind.ASKED, by, {})
        if self.stage in (Stage.RESOLVING, Stage.AWAITING_CONFIRMATION):
            yield _Step(EventKind.PROPOSED, by, _proposal(()))
        if self.stage is Stage.AWAITING_CONFIRMATION:
            yield _Step(EventKind.RESOLVED, by, {})
        if self.stage is Stage.AWAITING_APPROVAL:
            yield _Step(EventKind.PROPOSED, by, _proposal(self.approvers))
            asked = {"level": 1, "need": 1, "approvers": self.approvers, "asked": self.approvers}
            yield _Step(EventKind.APPROVAL_ASKED, SYSTEM, asked)


def _proposal(approvers: tuple[str, ...]) -> dict[str, Any]:
    levels = [{"who": list(approvers), "need": 1}] if approvers else []
    return {"version": 1, "hash": _HASH, "levels": levels}
