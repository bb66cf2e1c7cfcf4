"""What a workflow knows of its case: the fold of the case's events, without a person's words."""

from pydantic import BaseModel, ConfigDict

from schemas.bounds import CaseId, Instant, Key, Login
from schemas.enums import Aspect, Locale, Outcome, Priority, Role, Stage, Template
from schemas.proposals import Asked, Proposal
from schemas.tasks import Task

APPROVAL = "approval"
"""What somebody is waited for whose voice a proposal needs."""


class MailRef(BaseModel):
    """One mail of a case. Its four fields are its key; its Message-ID is made from them."""

    model_config = ConfigDict(frozen=True)

    case_id: CaseId
    template: Template
    cycle: int
    occurrence: int = 1


class CaseState(BaseModel):
    """Where a case stands after its event number `seq`.

    It is the workflow's input, its whole memory, and what a lost workflow is begun again from.
    """

    model_config = ConfigDict(frozen=True)

    case_id: CaseId
    seq: int
    stage: Stage
    cycle: int = 1
    channel: Key
    locale: Locale
    reachable: bool
    """Whether the customer has an address that mail can be sent to."""
    category: Key | None = None
    priority: Priority | None = None
    team: Key | None = None
    tier: Key | None = None
    """What kind of customer it comes from, where that makes a difference."""
    owner: Login | None = None
    confidential: bool = False
    """Whether the policy keeps it from those of its team whom it does not concern."""
    emergency: bool = False
    outcome: Outcome | None = None
    duplicate_of: CaseId | None = None
    """The case that goes on in its stead, if it is closed as a duplicate."""
    asked_from: Stage | None = None
    """While clarifying: the stage to return to."""
    version: int = 0
    """The version of this cycle's proposal; 0 while there is none."""
    proposer: Login | None = None
    proposed_via: str | None = None
    """By which key it was proposed, if that spoke for the proposer; see `schemas.sources`."""
    needs: Role | None = None
    """The role whose approval the proposal needs next; none too if others than a role are asked."""
    approved: bool = False
    """Whether somebody approved the present proposal."""
    proposal: Proposal | None = None
    """What is proposed; none if there is no proposal, or one of the first version of Huiyin."""
    asked: Asked | None = None
    """The level of approval that is open."""
    tasks: tuple[Task, ...] = ()
    """The tasks that are open, in the order in which they were added."""
    tasks_added: int = 0
    """How many tasks the case has ever had: the next one's number is one more."""
    alarm_at: Instant | None = None
    """When the next warning, miss, reminder or end of a window falls due."""
    due_at: Instant | None = None
    """When the next running clock is missed that people have to meet."""
    breached: bool = False
    """Whether a target of the present cycle, or a promised fix, is missed."""
    unsent: tuple[MailRef, ...] = ()
    """Mails that are written ahead and neither sent nor given up."""
    closed_at: Instant | None = None
    consult: int = 0
    """Not analyzed yet: for how many seconds it waits for a second opinion at most; 0: for none."""
    unsure: tuple[Aspect, ...] = ()
    """In triage: what the analysis left to a person."""
    aside_from: Stage | None = None
    """While set aside as spam: the stage to go on from when it is brought back."""
    ended: bool = False
    """Whether nothing can happen any more, the reopen window included."""
    held: bool = False
    """Whether a legal hold forbids to erase what persons wrote."""
    erased: bool = False
    """Whether what persons wrote, and who the customer is, was erased."""

    @property
    def turns(self) -> frozenset[tuple[str, str]]:
        """Who is waited for, and for what: a login, or `@` and a team; `approval`, or a task."""
        asked = self.asked
        heard = {*asked.yes, *asked.no, *asked.spoke} if asked else set[str]()
        voices = (
            {*asked.approvers, *asked.told, *asked.standing_in} - heard if asked else set[str]()
        )
        tasks = {
            (each.person or f"@{each.team}", each.id) for each in self.tasks if not each.outside
        }
        return frozenset({(login, APPROVAL) for login in voices} | tasks)

    @property
    def concerned(self) -> frozenset[str]:
        """Who sees it though it is confidential: its owner, and whose turn it is."""
        return frozenset({who for who, _ in self.turns} | {self.owner or ""} - {""})
