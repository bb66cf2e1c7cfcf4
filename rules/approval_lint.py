"""Rules of approval that nobody can fulfil, or that never count."""

from collections import Counter
from collections.abc import Iterator

from rules import lint_words as words
from rules.linting import error, warning
from schemas.enums import Role
from schemas.findings import Finding, Path
from schemas.policy import Policy
from schemas.words import ROLES

_RANK = tuple(Role)


def approvals(policy: Policy) -> Iterator[Finding]:
    covered: set[str] = set()
    for n, rule in enumerate(policy.approvals):
        path = ("approvals", n)
        if set(rule.priorities) <= covered:
            yield warning((*path, "priorities"), "approval_hidden", words.APPROVAL_HIDDEN)
        covered |= set(rule.priorities)
        able = Counter({key: _able(policy, key, rule.role) for key in policy.teams})
        yield from _too_few((*path, "role"), able, rule.role)


def _too_few(path: Path, able: Counter[str], role: Role) -> Iterator[Finding]:
    nobody = ", ".join(key for key, count in able.items() if count == 0)
    only_one = ", ".join(key for key, count in able.items() if count == 1)
    if nobody:
        told = {"role": ROLES[role], "teams": nobody}
        yield error(path, "approval_nobody", words.APPROVAL_NOBODY, **told)
    if only_one:
        yield warning(path, "approval_only_one", words.APPROVAL_ONLY_ONE, teams=only_one)


def _able(policy: Policy, key: str, role: Role) -> int:
    """How many of a team may approve what needs this role."""
    team = policy.teams[key]
    found = (team.role_of(login) for login in team.people)
    return sum(each is not None and _RANK.index(each) >= _RANK.index(role) for each in found)
