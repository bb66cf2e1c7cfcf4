"""A case whose proposal goes through levels of approval, told decision by decision."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from rules import alarms, decisions
from rules.fold import fold
from schemas.absences import Absence
from schemas.approvals import Approval
from schemas.enums import DecisionKind, EventKind, Priority, Refusal
from schemas.events import Event, NewEvent
from schemas.messages import Choice
from schemas.policy import Policy
from schemas.state import CaseState
from schemas.submissions import Decision
from tests.stories import CASE, POLICY, START, analyzed, days

PEOPLE = ("zhang", "qian", "sun")
"""The leads of every team in `TEAMS`; `li` and `wang` are agents, `chen` is the manager."""


def policy(*levels: dict[str, Any], **when: Any) -> Policy:
    """The shipped policy with three leads in every team, and one rule."""
    teams = {key: team.model_copy(update={"leads": PEOPLE}) for key, team in POLICY.teams.items()}
    rule = Approval.model_validate({"when": when, "levels": levels}) if levels else None
    return POLICY.model_copy(update={"teams": teams, "approvals": (rule,) if rule else ()})


def level(who: Any = PEOPLE, **more: Any) -> dict[str, Any]:
    return {"who": who, **more}


def away(login: str, deputy: str | None = None) -> Absence:
    """An absence that covers the whole story."""
    return Absence(login=login, starts=START - days(1), ends=START + days(365), deputy=deputy)


class Case:
    """A case of medium priority with the technical support team."""

    def __init__(
        self, policy: Policy, *absences: Absence, priority: Priority = Priority.MEDIUM
    ) -> None:
        self.policy = policy
        self.absences: Sequence[Absence] = absences
        self.events: list[Event] = list(analyzed(priority).events)
        self.at = START
        self.via: str | None = None
        """By which key decisions come from now on."""

    @property
    def state(self) -> CaseState:
        return fold(self.events)

    def decision(
        self, kind: DecisionKind, by: str, texts: dict[str, str], **choice: Any
    ) -> Decision:
        return Decision(
            case_id=CASE,
            request_id=f"request-{len(self.events)}",
            kind=kind,
            by=by,
            via=self.via,
            choice=Choice.model_validate(choice),
            texts=texts,
        )

    def decide(self, kind: DecisionKind, by: str, text: str = "…", **choice: Any) -> Refusal | None:
        """Carry a decision out, or say why it is refused."""
        field = decisions.TEXT_OF.get(kind)
        made = self.decision(kind, by, {field: text} if field and text else {}, **choice)
        now = (self.absences, self.at)
        if refusal := decisions.refusal(self.policy, self.state, made, *now):
            return refusal
        self.happen(decisions.events(self.policy, self.state, made, *now))
        return None

    def propose(self, by: str = "li", **choice: Any) -> "Case":
        assert self.decide(DecisionKind.PROPOSE, by, **choice) is None
        return self

    def yes(self, by: str, **choice: Any) -> Refusal | None:
        return self.decide(DecisionKind.APPROVE, by, "", **choice)

    def no(self, by: str) -> Refusal | None:
        return self.decide(DecisionKind.REJECT, by)

    def wait(self, until: datetime) -> list[EventKind]:
        """Let time pass; returns the kinds of what it brought about."""
        self.at, before = until, len(self.events)
        self.happen(alarms.due(self.events, self.state, self.policy, until, self.absences))
        return [event.kind for event in self.events[before:]]

    def happen(self, new: Sequence[NewEvent]) -> None:
        for event in new:
            self.events.append(
                Event(
                    **event.model_dump(),
                    case_id=CASE,
                    seq=len(self.events) + 1,
                    at=self.at,
                    cycle=1,
                )
            )

    def last(self, kind: EventKind) -> Event:
        return next(event for event in reversed(self.events) if event.kind is kind)

    def kinds(self) -> list[EventKind]:
        return [event.kind for event in self.events]
