"""The closed word lists of the business. Categories, teams and channels are policy data."""

from enum import StrEnum


class Stage(StrEnum):
    """Where a case stands. Every ended case is `CLOSED` and has an `Outcome`."""

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    ANALYZED = "analyzed"
    TRIAGE = "triage"
    CLARIFYING = "clarifying"
    PLANNING = "planning"
    AWAITING_APPROVAL = "awaiting_approval"
    RESOLVING = "resolving"
    AWAITING_CONFIRMATION = "awaiting_confirmation"
    CLOSED = "closed"


class Outcome(StrEnum):
    """Why a case is closed. `UNCONFIRMED` is silence, and is never counted as confirmed."""

    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"
    DECLINED = "declined"
    DUPLICATE = "duplicate"
    INVALID = "invalid"
    WITHDRAWN = "withdrawn"
    ERASED = "erased"


class Priority(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Sentiment(StrEnum):
    POSITIVE = "positive"
    NEUTRAL = "neutral"
    NEGATIVE = "negative"


class Language(StrEnum):
    """The language and script of a text."""

    HANS = "zh-Hans"
    HANT = "zh-Hant"
    EN = "en"
    OTHER = "other"


class Aspect(StrEnum):
    """What is asked about a text."""

    LANGUAGE = "language"
    CATEGORY = "category"
    SUBCATEGORY = "subcategory"
    MODULE = "module"
    PRIORITY = "priority"
    SENTIMENT = "sentiment"
    SPAM = "spam"
    MISSING = "missing"
    THEMES = "themes"


class ReasonKind(StrEnum):
    """What an answer rests on."""

    GIVEN = "given"
    """Said at submission."""
    RULE = "rule"
    """A rule of the policy."""
    MODEL = "model"


class PersonalData(StrEnum):
    """What tells in a text who somebody is."""

    MAIL = "mail"
    PHONE = "phone"
    CARD = "card"
    IDENTITY = "identity"
    ADDRESS = "address"


class Locale(StrEnum):
    ZH = "zh"
    EN = "en"


class Role(StrEnum):
    """What a person may be in a team; a later one outranks an earlier one."""

    AGENT = "agent"
    LEAD = "lead"
    MANAGER = "manager"


class Scope(StrEnum):
    """How many a problem concerns, as the team judges it."""

    ONE = "one"
    SOME = "some"
    MANY = "many"


class SolutionKind(StrEnum):
    """What a proposal is; each kind has fields of its own."""

    ANSWER = "answer"
    REMEDY = "remedy"
    WORKAROUND = "workaround"
    FIX = "fix"
    ROADMAP = "roadmap"
    DECLINE = "decline"


class DecisionKind(StrEnum):
    """What a person can decide about a case; each is an update and a signal of the same name."""

    TAKE = "take"
    ASSIGN = "assign"
    TRIAGE = "triage"
    CLARIFY = "clarify"
    REPLY = "reply"
    PROGRESS = "progress"
    PROPOSE = "propose"
    APPROVE = "approve"
    REJECT = "reject"
    RESOLVE = "resolve"
    CONFIRM = "confirm"
    REOPEN = "reopen"
    DECLINE = "decline"
    DUPLICATE = "duplicate"
    WITHDRAW = "withdraw"
    EMERGENCY = "emergency"
    CALM = "calm"
    TASK = "task"
    DONE = "done"
    DROP = "drop"


class EventKind(StrEnum):
    """What can happen to a case. Events are the truth; everything shown is a fold over them."""

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    ANALYZED = "analyzed"
    ROUTED = "routed"
    TAKEN = "taken"
    ASSIGNED = "assigned"
    TRIAGED = "triaged"
    SET_ASIDE = "set_aside"
    """Taken for spam: out of everybody's way, until somebody brings it back."""
    BROUGHT_BACK = "brought_back"
    ASKED = "asked"
    REPLIED = "replied"
    PROGRESS = "progress"
    UPDATED = "updated"
    PROPOSED = "proposed"
    AUTHORIZED = "authorized"
    APPROVAL_ASKED = "approval_asked"
    APPROVAL_REMINDED = "approval_reminded"
    APPROVAL_STUCK = "approval_stuck"
    VOTED = "voted"
    APPROVED = "approved"
    REJECTED = "rejected"
    RESOLVED = "resolved"
    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"
    REOPENED = "reopened"
    DECLINED = "declined"
    DUPLICATED = "duplicated"
    """Closed, because another case is about the same."""
    WITHDRAWN = "withdrawn"
    ENDED = "ended"
    NOTED = "noted"
    LINKED = "linked"
    """Known to be about the same problem as another case."""
    UNLINKED = "unlinked"
    SHIPPED = "shipped"
    MAILED = "mailed"
    UNDELIVERABLE = "undeliverable"
    WARNED = "warned"
    MISSED = "missed"
    ESCALATED = "escalated"
    REMINDED = "reminded"
    REFUSED = "refused"
    ADOPTED = "adopted"
    EMERGENCY = "emergency"
    CALLED = "called"
    CALMED = "calmed"
    TASK_ADDED = "task_added"
    TASK_DONE = "task_done"
    TASK_DROPPED = "task_dropped"
    WROTE = "wrote"
    """The customer handed in the same item again, with other words."""
    UNMASKED = "unmasked"
    """Somebody looked at personal data."""
    HELD = "held"
    RELEASED = "released"
    ERASED = "erased"
    RATED = "rated"
    FOLLOWED = "followed"
    PUBLISHED = "published"
    UNPUBLISHED = "unpublished"
    OPERATED = "operated"
    """Somebody who looks after the installation laid hands on the case's workflow or mails."""


class Operation(StrEnum):
    """What can be done about a case whose workflow, or whose mail, does not go on."""

    RETRY = "retry"
    """Try at once what waits to be tried again, and hand over what was accepted."""
    SKIP = "skip"
    """Give up the mails that are not sent."""
    ANEW = "anew"
    """End the workflow, and begin it again from the record."""
    END = "end"
    """End the workflow. While the case needs one, the sweeper begins it again."""


class ClockKind(StrEnum):
    """What is promised. `CONFIRM` is the customer's time to answer, and no promise of ours.

    The time of `APPROVE` is set by its level, that of `FIX` by the date in the proposal, that of
    `TASK` by the task itself; the others have targets in the policy.
    """

    ACKNOWLEDGE = "acknowledge"
    FIRST_RESPONSE = "first_response"
    ANALYZE = "analyze"
    INTERIM_UPDATE = "interim_update"
    NEXT_UPDATE = "next_update"
    RESOLVE = "resolve"
    CONFIRM = "confirm"
    APPROVE = "approve"
    FIX = "fix"
    TASK = "task"


class ClockState(StrEnum):
    """`MISSED` stays missed, however late the answer came; `STOPPED` ended without either."""

    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    MISSED = "missed"
    STOPPED = "stopped"


class Template(StrEnum):
    """A mail to a customer, a notice to a team, or a task for an outside party."""

    ACKNOWLEDGEMENT = "acknowledgement"
    QUESTION = "question"
    PROGRESS = "progress"
    SOLUTION = "solution"
    REMINDER = "reminder"
    REOPENED = "reopened"
    SUMMARY = "summary"
    SHIPPED = "shipped"
    TASK_OUTSIDE = "task_outside"
    NOTICE_APPROVAL = "notice_approval"
    NOTICE_STUCK = "notice_stuck"
    NOTICE_WARNED = "notice_warned"
    NOTICE_MISSED = "notice_missed"
    NOTICE_UNDELIVERABLE = "notice_undeliverable"
    NOTICE_UNREACHABLE = "notice_unreachable"
    NOTICE_REFUSED = "notice_refused"
    NOTICE_REOPENED = "notice_reopened"

    @property
    def for_team(self) -> bool:
        return self.startswith("notice_")

    @property
    def for_customer(self) -> bool:
        return not self.for_team and self is not Template.TASK_OUTSIDE


class MailStatus(StrEnum):
    """What became of a mail. `SKIPPED`: before it went, its customer turned out to be unreachable,
    or what it was about was over or erased."""

    UNSENT = "unsent"
    SENT = "sent"
    SKIPPED = "skipped"
    REFUSED = "refused"


class DecisionStatus(StrEnum):
    """What became of a decision. `ACCEPTED`: recorded, and still to be carried out."""

    ACCEPTED = "accepted"
    APPLIED = "applied"
    REFUSED = "refused"


class Refusal(StrEnum):
    """Why a decision was not accepted. Stable names: doors translate, callers branch on them."""

    NOT_NOW = "not_now"
    ALREADY_DECIDED = "already_decided"
    NO_APPROVAL_NEEDED = "no_approval_needed"
    OTHER_VERSION = "other_version"
    OTHER_CYCLE = "other_cycle"
    OWN_PROPOSAL = "own_proposal"
    SAME_KEY = "same_key"
    NOT_ASKED = "not_asked"
    PROPOSE_FIRST = "propose_first"
    UNKNOWN_PERSON = "unknown_person"
    ROLE_TOO_LOW = "role_too_low"
    WINDOW_OVER = "window_over"
    TEXT_MISSING = "text_missing"
    AMOUNT_MISSING = "amount_missing"
    UNKNOWN_VALUE = "unknown_value"
    TASKS_OPEN = "tasks_open"
    UNKNOWN_TASK = "unknown_task"
    CHANGED = "changed"
    HELD = "held"
    ERASED = "erased"
    INVALID = "invalid"
