"""Levels of approval that nobody can fulfil: proposals would wait there without an exit."""

from collections.abc import Iterator

from rules import lint_words as words
from rules.linting import error, warning
from rules.teams import RANK
from schemas.enums import Role
from schemas.findings import Finding
from schemas.levels import Level
from schemas.people import Team
from schemas.policy import Policy


def approvals(policy: Policy) -> Iterator[Finding]:
    for n, rule in enumerate(policy.approvals):
        teams = rule.when.team or tuple(policy.teams)
        for m, level in enumerate(rule.levels):
            whole = ("approvals", n, "levels", m)
            if level.within is None:
                yield warning(whole, "approval_unwatched", words.APPROVAL_UNWATCHED)
            path = (*whole, "who")
            spare = {key: _able(policy, key, level) - _needed(level) for key in teams}
            nobody = ", ".join(key for key, more in spare.items() if more < 0)
            only_one = ", ".join(key for key, more in spare.items() if more == 0)
            if nobody:
                yield error(path, "approval_nobody", words.APPROVAL_NOBODY, teams=nobody)
            if only_one:
                yield warning(path, "approval_only_one", words.APPROVAL_ONLY_ONE, teams=only_one)


def _needed(level: Level) -> int:
    return level.need if isinstance(level.need, int) else 1


def _able(policy: Policy, key: str, level: Level) -> int:
    """How many can say yes to what a team proposes, if nobody is away. Where those who are asked
    are too few, higher roles of the case's team are asked too."""
    team = policy.teams[key]
    other = policy.teams.get(level.team or "")
    asked = level.people or (other.people if other else ())
    lowest = level.role or Role.LEAD
    return len({login for login in (*asked, *_of_rank(team, lowest)) if policy.works_here(login)})


def _of_rank(team: Team, lowest: Role) -> Iterator[str]:
    for login in team.people:
        role = team.role_of(login)
        if role and RANK[role] >= RANK[lowest]:
            yield login
