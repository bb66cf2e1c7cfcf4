"""What is wrong with a policy, so that who wrote it can put it right."""

from enum import StrEnum
from typing import NamedTuple

from schemas.words import Said

Path = tuple[str | int, ...]
"""Where something stands in a policy: keys, and places in lists counted from 0."""


class Severity(StrEnum):
    """An error keeps a policy from being applied; a warning may be meant so."""

    ERROR = "error"
    WARNING = "warning"


class Finding(NamedTuple):
    """One thing that is wrong, and what would be right. `code` is stable, to branch on.

    `line` counts from 1; it is none only where the text itself is not at hand.
    """

    severity: Severity
    code: str
    path: Path
    line: int | None
    message: Said
    remedy: Said

    @property
    def key(self) -> str:
        """Where it stands, as people write it: `approvals.0.role`."""
        return ".".join(map(str, self.path))


class Problem(NamedTuple):
    """A finding before anybody has looked up its line."""

    path: Path
    code: str
    message: Said
    remedy: Said

    def found(self, severity: Severity, line: int | None) -> Finding:
        return Finding(severity, self.code, self.path, line, self.message, self.remedy)


class Mistake(ValueError):
    """One value of a policy is not as it must be; said in every language.

    Without a remedy the text itself says what would be right.
    """

    def __init__(self, zh: str, en: str, remedy: Said | None = None) -> None:
        super().__init__(f"{en}: {remedy.en}" if remedy else en)
        self.said = Said(zh, en)
        self.remedy = remedy


class Mistakes(ValueError):
    """Several values of a policy do not fit each other."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        first = [f"{'.'.join(map(str, each.path))}: {each.message.en}" for each in problems]
        super().__init__("; ".join(first))
        self.problems = problems
