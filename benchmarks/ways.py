"""The ways that cases go in a benchmark: what is decided, and after what a mail goes out.

Floor and product go the same ways: the report shows that their counts are the same.
"""

from dataclasses import dataclass

from schemas.enums import DecisionKind, Priority
from schemas.events import CUSTOMER
from schemas.messages import Choice


@dataclass(frozen=True)
class Step:
    """One decision, by whom, with what, and whether a mail goes out after it."""

    kind: DecisionKind
    by: str
    choice: Choice
    texts: dict[str, str]
    mails: bool


@dataclass(frozen=True)
class Way:
    """A case of a priority and its decisions. One mail goes out at receipt."""

    priority: Priority
    steps: tuple[Step, ...]

    @property
    def messages(self) -> list[tuple[str, bool]]:
        """The decisions by name, and whether a mail goes out after each."""
        return [(step.kind.value, step.mails) for step in self.steps]


def _steps(*, approved: bool) -> tuple[Step, ...]:
    solution = {"text": "Replace the token and ask the customer to log in."}
    summary = {"summary": "The token was replaced; logging in works again."}
    happy = Choice(solved=True, rating=5)
    approve = Step(DecisionKind.APPROVE, "zhang", Choice(), {}, mails=False)
    return (
        Step(DecisionKind.PROPOSE, "li", Choice(), solution, mails=approved),
        *((approve,) if approved else ()),
        Step(DecisionKind.RESOLVE, "li", Choice(), summary, mails=True),
        Step(DecisionKind.CONFIRM, CUSTOMER, happy, {"comment": "Thank you"}, mails=True),
    )


ORDINARY = Way(Priority.HIGH, _steps(approved=True))
"""Three mails to the customer: receipt, solution, summary; one that asks the lead."""
SHORT = Way(Priority.MEDIUM, _steps(approved=False))
"""Without approval; the same three mails."""
WAYS = {"ordinary": ORDINARY, "short": SHORT}
