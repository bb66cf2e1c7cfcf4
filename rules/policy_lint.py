"""What a policy says that cannot be meant so, though every key is well written."""

from collections.abc import Callable, Iterator

from rules import lint_words as words
from rules.approval_lint import approvals
from rules.hearing_lint import hearing
from rules.hurry_lint import emergency, updates
from rules.letter_lint import letters
from rules.linting import error, warning
from rules.pause_lint import pauses
from rules.target_lint import targets
from schemas.enums import Role
from schemas.findings import Finding
from schemas.people import Team
from schemas.policy import Policy
from schemas.promises import Escalation
from schemas.words import ROLES

_TOLD_ROLES = {"lead": Role.LEAD, "manager": Role.MANAGER}
_ALWAYS_SOMEBODY = ("owner", "team")


def lint(policy: Policy) -> Iterator[Finding]:
    """Everything found, without lines.

    Names in the policy may name nothing. What is counted in a calendar is compared only as far as
    the policy is resolved.
    """
    for each in LINTS:
        yield from each(policy)


def _teams(policy: Policy) -> Iterator[Finding]:
    for key, team in policy.teams.items():
        if not team.people:
            yield error(("teams", key), "team_empty", words.TEAM_EMPTY)
    for key, category in policy.categories.items():
        found = policy.teams.get(category.team)
        if found and not found.people:
            path = ("categories", key, "team")
            yield error(path, "category_team_empty", words.CATEGORY_EMPTY, team=category.team)


def _confidential(policy: Policy) -> Iterator[Finding]:
    """Cases that hardly anybody would see, and nobody could hand out."""
    kept = [(("teams", key), key) for key, team in policy.teams.items() if team.confidential]
    kept += [(("categories", k), c.team) for k, c in policy.categories.items() if c.confidential]
    for path, key in kept:
        team = policy.teams.get(key)
        if team and team.people and not (team.leads or team.managers):
            where = (*path, "confidential")
            yield warning(where, "confidential_nobody", words.CONFIDED_TO_NOBODY, team=key)


def _people(policy: Policy) -> Iterator[Finding]:
    for login in policy.people:
        if login not in policy.staff:
            yield warning(("people", login), "person_unused", words.PERSON_UNUSED, name=login)
    for key, team in policy.teams.items():
        for absent, deputy in team.deputies.items():
            path = ("teams", key, "deputies", absent)
            if absent == deputy:
                yield error(path, "own_deputy", words.OWN_DEPUTY, name=absent)
            for login in (absent, deputy):
                if login not in policy.staff:
                    yield error(path, "deputy_unknown", words.STRANGER, name=login)
            if absent in policy.staff and absent not in team.people:
                yield warning(path, "deputy_outside", words.DEPUTY_OUTSIDE, name=absent)


def _escalation(policy: Policy) -> Iterator[Finding]:
    if not policy.escalation:
        yield error(("escalation",), "escalation_missing", words.NO_ESCALATION)
    elif not any(each.after or each.at == 1 for each in policy.escalation):
        yield warning(("escalation",), "escalation_before_only", words.NO_LEVEL_AT_MISS)
    seen: dict[object, int] = {}
    for n, level in enumerate(policy.escalation):
        yield from _level(policy, n, level)
        when = level.at or level.after
        if when in seen:
            path = ("escalation", n)
            yield warning(path, "escalation_twice", words.ESCALATION_TWICE, other=seen[when] + 1)
        seen.setdefault(when, n)


def _level(policy: Policy, n: int, level: Escalation) -> Iterator[Finding]:
    path = ("escalation", n, "tell")
    roles = {*_ALWAYS_SOMEBODY, *_TOLD_ROLES}
    for name in level.tell:
        if name not in roles and name not in policy.staff:
            yield error(path, "escalation_unknown", words.TELLS_STRANGER, name=name)
    lonely = [key for key, team in policy.teams.items() if team.people and not _told(level, team)]
    if lonely:
        role = ROLES[next(r for name, r in _TOLD_ROLES.items() if name in level.tell)]
        told = {"teams": ", ".join(lonely), "role": role}
        yield error(path, "escalation_nobody", words.TELLS_NOBODY, **told)


def _told(level: Escalation, team: Team) -> bool:
    people = {"lead": team.leads, "manager": team.managers}
    return any(name not in people or people[name] for name in level.tell)


LINTS: tuple[Callable[[Policy], Iterator[Finding]], ...] = (
    *(_teams, _confidential, _people, _escalation),
    *(approvals, pauses, targets, emergency, updates, letters, hearing),
)
"""What is looked for, one function each; a part of the policy brings its own."""
