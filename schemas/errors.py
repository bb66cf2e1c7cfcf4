"""What can go wrong at a door, and the exit code of each."""

from schemas.enums import Refusal


class HuiyinError(Exception):
    """An error that a person can do something about; its text says what."""

    exit_code = 2


class BadInput(HuiyinError):
    """What was given is not valid; the text says what would be.

    For one of a few known values also `field`, the `value` given, and what is `allowed`.
    """

    def __init__(
        self, text: str, *, field: str = "", value: str = "", allowed: tuple[str, ...] = ()
    ) -> None:
        super().__init__(text)
        self.field = field
        self.value = value
        self.allowed = allowed


class UnknownCase(HuiyinError):
    """There is no case of that id."""

    exit_code = 3


class Refused(HuiyinError):
    """The decision is not allowed now, or not to this person.

    `allowed` is what is possible instead; none where that was not looked into.
    """

    exit_code = 4

    def __init__(self, refusal: Refusal, allowed: tuple[str, ...] | None = None) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal
        self.allowed = allowed


class RecordUnavailable(HuiyinError):
    """The record cannot be reached; nothing was recorded."""

    exit_code = 5


class EngineUnavailable(HuiyinError):
    """Temporal did not answer in time; what was recorded is carried out later."""

    exit_code = 1


class NoWorkflow(HuiyinError):
    """The case has no running workflow at the moment."""


class Misconfigured(HuiyinError):
    """A setting is missing or wrong; the text names it and the remedy."""

    @property
    def variable(self) -> str:
        """The variable that the text begins with; empty if it is about something else."""
        first = str(self).partition(" ")[0].rstrip(":")
        return first if first.startswith("HUIYIN_") else ""
