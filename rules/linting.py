"""How a lint says what it found."""

from schemas.findings import Finding, Path, Severity
from schemas.policy_words import Fault


def error(path: Path, code: str, fault: Fault, **values: object) -> Finding:
    """What keeps a policy from being applied."""
    return _finding(Severity.ERROR, path, code, fault, values)


def warning(path: Path, code: str, fault: Fault, **values: object) -> Finding:
    """What may be meant so."""
    return _finding(Severity.WARNING, path, code, fault, values)


def _finding(
    severity: Severity, path: Path, code: str, fault: Fault, values: dict[str, object]
) -> Finding:
    message, remedy = (each.filled(**values) for each in fault)
    return Finding(severity, code, path, None, message, remedy)
