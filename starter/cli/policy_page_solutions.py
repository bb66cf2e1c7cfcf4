"""The sections of a policy about solutions: approvals, remedies, standard ones, and tasks."""

from collections.abc import Iterator

from rich.table import Table

from rules.levels import limit
from schemas import words as business
from schemas.enums import Role
from schemas.levels import Level
from schemas.policy import Policy
from schemas.words import Said
from starter.cli import lengths, policy_conditions, showing
from starter.cli import policy_page_words as words
from starter.cli.policy_conditions import named
from starter.cli.words import COMMA, IN_BRACKETS, LOCALE, said


def sections(policy: Policy) -> Iterator[tuple[Said, Table]]:
    yield words.APPROVALS, _approvals(policy)
    yield _told(words.REMEDIES, currency=policy.remedies.currency), _remedies(policy)
    yield words.STANDARDS, _standards(policy)
    yield words.TASKS, _tasks(policy)


def _approvals(policy: Policy) -> Table:
    table = showing.columns(words.WHEN, words.LEVELS)
    for rule in policy.approvals:
        when = policy_conditions.proposal(rule.when, policy)
        for n, level in enumerate(rule.levels, start=1):
            table.add_row(when if n == 1 else "", f"{n}. {_level(level, policy)}")
    return table


def _level(level: Level, policy: Policy) -> str:
    parts = [_asked(level, policy)]
    if level.need != "any":
        all_of_them = level.need == "all"
        parts.append(said(words.ALL_OF_THEM if all_of_them else words.SO_MANY, n=level.need))
    if level.within:
        parts.append(said(words.WITHIN, length=lengths.told(level.within)))
        parts.append(said(words.THEN[level.then]))
    if level.rejected_by == "quorum":
        parts.append(said(words.BY_QUORUM))
    return said(COMMA).join(parts)


def _asked(level: Level, policy: Policy) -> str:
    if level.role:
        return business.role(level.role, LOCALE)
    if level.team:
        return named(policy.teams[level.team].label, level.team)
    return ", ".join(level.people)


def _remedies(policy: Policy) -> Table:
    table = showing.columns(words.REMEDY, *(business.ROLES[each] for each in Role))
    for key, label in policy.remedies.kinds.items():
        limits = (limit(policy, role, key) for role in Role)
        told = (said(words.NO_LIMIT) if each is None else str(each) for each in limits)
        table.add_row(named(label, key), *told)
    return table


def _standards(policy: Policy) -> Table:
    header = (words.STANDARD, words.CATEGORIES, words.TEXT, words.ARTICLE)
    table = showing.columns(*header, wrapped=(words.TEXT,))
    for key, solution in policy.standard_solutions.items():
        of = (policy.categories[each].label.in_(LOCALE) for each in solution.categories)
        categories = "/".join(of) or said(words.ANY)
        text = solution.text.in_(LOCALE)
        table.add_row(named(solution.label, key), categories, text, solution.article or "")
    return table


def _tasks(policy: Policy) -> Table:
    table = showing.columns()
    usual = policy.tasks.within
    table.add_row(said(words.USUALLY), said(words.WITHIN, length=lengths.told(usual)))
    for task in policy.tasks.usual:
        categories = ", ".join(policy.categories[key].label.in_(LOCALE) for key in task.category)
        team = policy.teams[task.team].label.in_(LOCALE)
        within = said(words.WITHIN, length=lengths.told(task.within or usual))
        text = f"{task.text.in_(LOCALE)} \u2192 {team}" + said(IN_BRACKETS, text=within)
        table.add_row(said(words.USUAL_TASK, categories=categories), text)
    return table


def _told(word: Said, **values: object) -> Said:
    return Said(*(each.format(**values) for each in word))
