"""What can go wrong at a door, and the exit code of each."""

from schemas.enums import Refusal


class HuiyinError(Exception):
    """An error that a person can do something about; its text says what."""

    exit_code = 2


class BadInput(HuiyinError):
    """What was given is not valid; the text says what would be."""


class UnknownCase(HuiyinError):
    """There is no case of that id."""

    exit_code = 3


class Refused(HuiyinError):
    """The decision is not allowed now, or not to this person."""

    exit_code = 4

    def __init__(self, refusal: Refusal, allowed: tuple[str, ...] = ()) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal
        self.allowed = allowed


class RecordUnavailable(HuiyinError):
    """The record cannot be reached; nothing was recorded."""

    exit_code = 5


class EngineUnavailable(HuiyinError):
    """Temporal did not answer in time; what was recorded is carried out later."""


class Misconfigured(HuiyinError):
    """A setting is missing or wrong; the text names it and the remedy."""
