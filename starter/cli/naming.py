"""What people call the things of a case, in the chosen language."""

from schemas import words as business
from schemas.enums import ClockKind, Outcome, Priority, Stage
from schemas.policy import Policy
from starter.cli.words import LOCALE

NOTHING = "—"
_URGENCY = {Priority.HIGH: "bold red", Priority.MEDIUM: "yellow", Priority.LOW: "green"}


def standing(stage: Stage, outcome: Outcome | None) -> str:
    """The stage and, once there is one, the outcome."""
    name = business.stage(stage, LOCALE)
    return f"{name} · {business.outcome(outcome, LOCALE)}" if outcome else name


def clock(kind: ClockKind, n: int) -> str:
    """A deadline; that of a task with the task's id."""
    name = business.clock(kind, LOCALE)
    return f"{name} T{n}" if kind is ClockKind.TASK else name


def priority(value: Priority | None) -> str:
    return business.priority(value, LOCALE) if value else NOTHING


def urgency(value: Priority | None) -> str:
    """The colour of a priority."""
    return _URGENCY[value] if value else ""


def category(key: str | None, policy: Policy) -> str:
    found = policy.categories.get(key or "")
    return found.label.in_(LOCALE) if found else key or NOTHING


def subcategory(category: str | None, key: str, policy: Policy) -> str:
    found = policy.categories.get(category or "")
    label = found.subcategories.get(key) if found else None
    return label.in_(LOCALE) if label else key


def team(key: str | None, policy: Policy) -> str:
    found = policy.teams.get(key or "")
    return found.label.in_(LOCALE) if found else key or NOTHING


def channel(key: str, policy: Policy) -> str:
    found = policy.channels.get(key)
    return found.label.in_(LOCALE) if found else key
