"""One thing that happened to a case."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from schemas.bounds import CaseId, Instant, RequestId
from schemas.enums import EventKind

CUSTOMER = "customer"
SYSTEM = "system"
OUTSIDE = "outside"
"""Whoever does a task by the link in a mail, and does not work here."""
NOT_STAFF = frozenset({CUSTOMER, SYSTEM, OUTSIDE})


class NewEvent(BaseModel):
    """An event before the record has given it a place and a time.

    `data` holds enums, numbers, logins and times. `texts` holds what a person wrote; it is
    stored apart, so that it can be erased while the event stays.
    """

    model_config = ConfigDict(frozen=True)

    kind: EventKind
    by: str = SYSTEM
    data: dict[str, Any] = Field(default_factory=dict)
    texts: dict[str, str] = Field(default_factory=dict)
    request_id: RequestId | None = None

    @property
    def not_solved(self) -> bool:
        """Whether the customer's answer took the case up again."""
        by_answer = self.data.get("why") in ("not_solved", "low_rating")
        return self.kind is EventKind.REOPENED and by_answer

    @property
    def of_customers_mail(self) -> bool:
        """Of what became of a mail: whether it was one to the customer."""
        return not (self.data.get("to_team") or "task" in self.data)


class Event(NewEvent):
    """An event in its place. `at` is UTC and never before the event that precedes it."""

    case_id: CaseId
    seq: int
    at: Instant
    cycle: int
