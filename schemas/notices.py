"""What people in the company are told about a case: who hears, and why."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from schemas.bounds import CaseId, Instant, Key, Login
from schemas.enums import Locale, Priority
from schemas.events import Event

TEAM = "@"
"""A recipient that begins so is the mailbox of the team of that name, and its chats."""


class Reason(StrEnum):
    """Why somebody hears of something."""

    OWNER = "owner"
    NO_OWNER = "no_owner"
    AGENT = "agent"
    LEAD = "lead"
    MANAGER = "manager"
    TEAM = "team"
    NAMED = "named"
    DECIDED = "decided"
    PROPOSED = "proposed"
    TASK = "task"
    TEAM_TASK = "team_task"
    NOBODY_ELSE = "nobody_else"
    """Those who should hear are away, and nobody stands in."""


class Recipient(BaseModel):
    """Who hears: a login, or a team's mailbox; and for whom, if that person is away."""

    model_config = ConfigDict(frozen=True)

    name: str
    reason: Reason
    instead_of: Login | None = None


class Notice(BaseModel):
    """That somebody is to hear of an event of a case. The event is `happened`."""

    model_config = ConfigDict(frozen=True)

    case_id: CaseId
    to: Recipient
    team: Key
    """The team that the case is with."""
    priority: Priority | None = None
    critical: bool = False
    """Whether it is told in quiet hours too."""
    written_at: Instant
    happened: Event


class Way(StrEnum):
    """How a digest goes out."""

    MAIL = "mail"
    CHAT = "chat"


class DigestStatus(StrEnum):
    """What became of a digest. `DROPPED`: its chat has left the policy, or was away until the
    news was old."""

    UNSENT = "unsent"
    SENT = "sent"
    REFUSED = "refused"
    DROPPED = "dropped"


class Waiting(BaseModel):
    """A notice that has not gone out on every way yet. `reached` are the targets that it has."""

    model_config = ConfigDict(frozen=True)

    id: int
    recipient: str
    team: Key
    critical: bool
    written_at: Instant
    reached: frozenset[str] = frozenset()


class Draft(BaseModel):
    """A digest to be written: every notice that goes to one target now.

    `target` is an address of mail, or the fingerprint of a chat's. `recipient` is a login where
    the address is that person's own, else a team.
    """

    model_config = ConfigDict(frozen=True)

    way: Way
    target: str
    recipient: str
    locale: Locale | None = None
    notices: tuple[int, ...]


class Digest(BaseModel):
    """A digest that was written ahead, with the notices that it tells of."""

    model_config = ConfigDict(frozen=True)

    id: str
    way: Way
    target: str
    recipient: str
    locale: Locale | None = None
    """Its language; none: every language."""
    written_at: Instant
    attempts: int
    notices: tuple[Notice, ...]

    @property
    def to_person(self) -> bool:
        return not self.recipient.startswith(TEAM)
