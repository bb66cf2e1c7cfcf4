"""Emergencies and holding replies that name what there is not, or call nobody."""

from collections.abc import Iterator

from rules import lint_words as words
from rules.linting import error
from rules.target_lint import unknown
from schemas.emergency import GROUP_ROLES
from schemas.findings import Finding
from schemas.people import Team
from schemas.policy import Policy


def emergency(policy: Policy) -> Iterator[Finding]:
    path = ("emergency", "group")
    group = policy.emergency.group
    for name in group:
        if name not in GROUP_ROLES and name not in policy.staff:
            yield error(path, "emergency_unknown", words.CALLS_STRANGER, name=name)
    lonely = [k for k, team in policy.teams.items() if team.people and not _called(group, team)]
    if lonely and "emergency" in policy.model_fields_set:
        yield error(path, "emergency_nobody", words.CALLS_NOBODY, teams=", ".join(lonely))
    for n, rule in enumerate(policy.emergency.rules):
        yield from unknown(policy, ("emergency", "rules", n), rule.when)


def updates(policy: Policy) -> Iterator[Finding]:
    for n, reply in enumerate(policy.updates.holding):
        yield from unknown(policy, ("updates", "holding", n), reply.when)


def _called(group: tuple[str, ...], team: Team) -> bool:
    people = {"agent": team.agents, "lead": team.leads, "manager": team.managers}
    return any(name not in people or people[name] for name in group)
