"""Where a case was handed in: external ids are unique within a source and its channel."""

from schemas.access import Caller

CLI = "cli"
PORTAL = "portal"
TEMPORAL = "temporal"


def source_of(caller: Caller) -> str:
    """The source that a caller of the HTTP API is: a key, or a person."""
    return f"{caller.kind.value}:{caller.name}"
