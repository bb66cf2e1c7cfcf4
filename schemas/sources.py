"""Where a case was handed in: external ids are unique within a source and its channel."""

from schemas.access import Caller, Kind

CLI = "cli"
PORTAL = "portal"
TEMPORAL = "temporal"


def machine(by: str, via: str | None) -> str:
    """By which key a decision came: one that named somebody else, or that of `by` itself."""
    return via or f"{Kind.KEY.value}:{by}"


def source_of(caller: Caller) -> str:
    """The source that a caller of the HTTP API is: a key, or a person."""
    return f"{caller.kind.value}:{caller.name}"
