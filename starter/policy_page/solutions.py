"""The sections of a policy about solutions: approvals, remedies, standard ones, and tasks."""

from collections.abc import Iterator

from rules.levels import limit
from schemas import words as business
from schemas.enums import Role
from schemas.levels import Level
from schemas.policy import Policy
from schemas.words import COMMA, IN_BRACKETS, Said
from starter.policy_page import conditions, words
from starter.policy_page.conditions import named
from starter.policy_page.voice import Table, Voice


def sections(policy: Policy, voice: Voice) -> Iterator[tuple[Said, Table]]:
    yield words.APPROVALS, _approvals(policy, voice)
    yield _told(words.REMEDIES, currency=policy.remedies.currency), _remedies(policy, voice)
    yield words.STANDARDS, _standards(policy, voice)
    yield words.TASKS, _tasks(policy, voice)


def _approvals(policy: Policy, voice: Voice) -> Table:
    table = voice.columns(words.WHEN, words.LEVELS)
    for rule in policy.approvals:
        when = conditions.proposal(rule.when, policy, voice)
        for n, level in enumerate(rule.levels, start=1):
            table.add_row(when if n == 1 else "", f"{n}. {_level(level, policy, voice)}")
    return table


def _level(level: Level, policy: Policy, voice: Voice) -> str:
    parts = [_asked(level, policy, voice)]
    if level.need != "any":
        all_of_them = level.need == "all"
        parts.append(voice.said(words.ALL_OF_THEM if all_of_them else words.SO_MANY, n=level.need))
    if level.within:
        parts.append(voice.said(words.WITHIN, length=voice.length(level.within)))
        parts.append(voice.said(words.THEN[level.then]))
    if level.rejected_by == "quorum":
        parts.append(voice.said(words.BY_QUORUM))
    return voice.said(COMMA).join(parts)


def _asked(level: Level, policy: Policy, voice: Voice) -> str:
    if level.role:
        return business.role(level.role, voice.locale)
    if level.team:
        return named(policy.teams[level.team].label, level.team, voice)
    return voice.listed(level.people)


def _remedies(policy: Policy, voice: Voice) -> Table:
    table = voice.columns(words.REMEDY, *(business.ROLES[each] for each in Role))
    for key, label in policy.remedies.kinds.items():
        limits = (limit(policy, role, key) for role in Role)
        told = (voice.said(words.NO_LIMIT) if each is None else str(each) for each in limits)
        table.add_row(named(label, key, voice), *told)
    return table


def _standards(policy: Policy, voice: Voice) -> Table:
    header = (words.STANDARD, words.CATEGORIES, words.TEXT, words.ARTICLE)
    table = voice.columns(*header, wrapped=(words.TEXT,))
    for key, solution in policy.standard_solutions.items():
        of = (policy.categories[each].label.in_(voice.locale) for each in solution.categories)
        categories = "/".join(of) or voice.said(words.ANY)
        text = solution.text.in_(voice.locale)
        table.add_row(named(solution.label, key, voice), categories, text, solution.article or "")
    return table


def _tasks(policy: Policy, voice: Voice) -> Table:
    table = voice.columns()
    usual = policy.tasks.within
    table.add_row(voice.said(words.USUALLY), voice.said(words.WITHIN, length=voice.length(usual)))
    for task in policy.tasks.usual:
        categories = ", ".join(
            policy.categories[key].label.in_(voice.locale) for key in task.category
        )
        team = policy.teams[task.team].label.in_(voice.locale)
        within = voice.said(words.WITHIN, length=voice.length(task.within or usual))
        text = f"{task.text.in_(voice.locale)} \u2192 {team}" + voice.said(IN_BRACKETS, text=within)
        table.add_row(voice.said(words.USUAL_TASK, categories=categories), text)
    return table


def _told(word: Said, **values: object) -> Said:
    return Said(*(each.format(**values) for each in word))
