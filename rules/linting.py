"""How a lint says what it found."""

from schemas.findings import Finding, Path, Severity
from schemas.policy_words import Fault
from schemas.words import Said


def error(path: Path, code: str, fault: Fault, **values: object) -> Finding:
    """What keeps a policy from being applied."""
    return _finding(Severity.ERROR, path, code, fault, values)


def warning(path: Path, code: str, fault: Fault, **values: object) -> Finding:
    """What may be meant so."""
    return _finding(Severity.WARNING, path, code, fault, values)


def _finding(
    severity: Severity, path: Path, code: str, fault: Fault, values: dict[str, object]
) -> Finding:
    message, remedy = (_filled(each, values) for each in fault)
    return Finding(severity, code, path, None, message, remedy)


def _filled(said: Said, values: dict[str, object]) -> Said:
    """With its blanks filled in; a value that is said itself, in its own language."""
    zh = {k: v.zh if isinstance(v, Said) else v for k, v in values.items()}
    en = {k: v.en if isinstance(v, Said) else v for k, v in values.items()}
    return Said(said.zh.format(**zh), said.en.format(**en))
