"""A policy as people read it: one section after the other."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from rich.console import RenderableType
from rich.table import Table

from schemas import words as business
from schemas.chats import without_secrets
from schemas.durations import Elapsed, written
from schemas.enums import ClockKind, Priority
from schemas.policy import Policy
from schemas.promises import When
from schemas.words import Said
from starter.cli import policy_words as words
from starter.cli import showing
from starter.cli.policy_showing import short
from starter.cli.words import IN_BRACKETS, LOCALE, said

if TYPE_CHECKING:
    from store.versions import Text


def source(found: "Text", as_json: bool) -> None:
    """Write the text as it is, but for the addresses of chats, which are secrets."""
    text = without_secrets(found.text)
    if as_json:
        showing.answer({"version": found.version, "text": text})
    else:
        print(text, end="")


def whole(found: "Text", as_json: bool) -> None:
    policy = found.policy
    if as_json:
        told = policy.model_dump(mode="json", exclude={"resolved"})
        showing.answer({"version": found.version, "name": policy.name, "policy": told})
        return
    title = said(words.TITLE, name=policy.name) + said(IN_BRACKETS, text=found.version)
    parts: list[RenderableType] = [showing.line(title, "bold"), _facts(policy)]
    for heading, table in _sections(policy):
        if table.row_count:
            parts += [showing.line(""), showing.line(said(heading), "bold")]
            parts.append(showing.indented(table))
    showing.show(*parts)


def _facts(policy: Policy) -> RenderableType:
    table = showing.columns()
    table.add_row(said(words.ZONE), policy.zone)
    table.add_row(said(words.CALENDAR), policy.calendar)
    return showing.indented(table)


def _sections(policy: Policy) -> Iterator[tuple[Said, Table]]:
    yield words.TEAMS, _teams(policy)
    yield words.CATEGORIES, _categories(policy)
    yield words.CHANNELS, _channels(policy)
    yield words.TARGETS, _targets(policy)
    yield words.SPECIAL, _special(policy)
    yield words.CALENDARS, _calendars(policy)
    yield words.PAUSES, _pauses(policy)
    yield words.ESCALATION, _escalation(policy)
    yield words.APPROVALS, _approvals(policy)
    yield words.REST, _rest(policy)


def _teams(policy: Policy) -> Table:
    header = (words.TEAM, words.AGENTS, words.LEADS, words.MANAGERS, words.DEPUTIES)
    table = showing.columns(*header, words.CALENDAR, words.ADDRESS)
    for key, team in policy.teams.items():
        people = (", ".join(each) for each in (team.agents, team.leads, team.managers))
        deputies = ", ".join(
            said(words.DEPUTY, absent=absent, deputy=deputy)
            for absent, deputy in team.deputies.items()
        )
        calendar = policy.calendar_of(key)
        name = team.label.in_(LOCALE) + said(IN_BRACKETS, text=key)
        table.add_row(name, *people, deputies, calendar, team.address)
    return table


def _categories(policy: Policy) -> Table:
    table = showing.columns(words.CATEGORY, words.TEAM, words.SUBCATEGORIES)
    for key, category in policy.categories.items():
        inside = ", ".join(each.in_(LOCALE) for each in category.subcategories.values())
        name = category.label.in_(LOCALE) + said(IN_BRACKETS, text=key)
        table.add_row(name, policy.teams[category.team].label.in_(LOCALE), inside)
    return table


def _channels(policy: Policy) -> Table:
    table = showing.columns(words.CHANNEL, words.PURPOSE, words.CATEGORY)
    for key, channel in policy.channels.items():
        usual = policy.categories.get(channel.default_category or "")
        name = channel.label.in_(LOCALE) + said(IN_BRACKETS, text=key)
        purpose = channel.purpose.in_(LOCALE) if channel.purpose else ""
        table.add_row(name, purpose, usual.label.in_(LOCALE) if usual else "")
    return table


def _targets(policy: Policy) -> Table:
    names = [business.PRIORITIES[each] for each in Priority]
    table = showing.columns(words.STEP, *names)
    for kind in ClockKind:
        lengths = [policy.targets[each].of(kind) for each in Priority]
        if any(lengths):
            said_lengths = [written(each) if each else "–" for each in lengths]
            table.add_row(business.clock(kind, LOCALE), *said_lengths)
    return table


def _special(policy: Policy) -> Table:
    table = showing.columns(words.WHEN, words.PROMISED)
    for special in policy.special_targets:
        targets = "; ".join(
            f"{business.clock(kind, LOCALE)} {written(length)}"
            for kind in ClockKind
            if (length := special.targets.of(kind))
        )
        calendar = special.calendar
        counted = said(words.COUNTED_IN, name=calendar) if calendar else ""
        table.add_row(_when(special.when, policy), targets + counted)
    return table


def _when(when: When, policy: Policy) -> str:
    labelled: tuple[tuple[tuple[str, ...], Any], ...] = (
        (when.category, policy.categories),
        (when.channel, policy.channels),
        (when.team, policy.teams),
    )
    parts = ["/".join(business.priority(each, LOCALE) for each in when.priority)]
    for keys, known in labelled:
        parts.append("/".join(known[key].label.in_(LOCALE) for key in keys))
    parts.append("/".join(policy.tiers[key].in_(LOCALE) for key in when.tier))
    if when.reopened is not None:
        parts.append(said(words.REOPENED if when.reopened else words.NOT_REOPENED))
    return " · ".join(filter(None, parts)) or said(words.ANY)


def _calendars(policy: Policy) -> Table:
    table = showing.columns(words.CALENDAR, words.ZONE, words.HOURS, words.HOLIDAYS)
    for name, calendar in policy.resolved.items():
        spec = calendar.spec
        hours = "; ".join(f"{day} {', '.join(map(str, each))}" for day, each in spec.hours.items())
        kept = spec.holidays
        whose = " ".join(filter(None, (kept.country, kept.region))) if kept else "–"
        table.add_row(name, spec.zone, hours, whose)
    return table


def _pauses(policy: Policy) -> Table:
    table = showing.columns(words.STAGE, words.CLOCKS)
    for pause in policy.pauses:
        clocks = ", ".join(business.clock(each, LOCALE) for each in pause.clocks)
        table.add_row(business.stage(pause.stage, LOCALE), clocks)
    return table


def _escalation(policy: Policy) -> Table:
    table = showing.columns()
    for level in policy.escalation:
        if level.at is not None:
            when = said(words.AT_SHARE, share=level.at)
        else:
            when = said(words.AFTER_MISS, after=written(level.after)) if level.after else ""
        table.add_row(when, ", ".join(level.tell))
    return table


def _approvals(policy: Policy) -> Table:
    """As the rules are written, whatever they may name."""
    table = showing.columns()
    for rule in policy.approvals:
        named = rule.model_dump(mode="json", exclude_defaults=True)
        table.add_row("; ".join(f"{key}: {short(value)}" for key, value in named.items()))
    return table


def _rest(policy: Policy) -> Table:
    table = showing.columns()
    if quiet := policy.quiet_hours:
        table.add_row(said(words.QUIET), f"{quiet.begin:%H:%M} – {quiet.end:%H:%M}")
    table.add_row(said(words.TASKS), written(policy.tasks.within))
    for task in policy.tasks.usual:
        categories = ", ".join(policy.categories[key].label.in_(LOCALE) for key in task.category)
        team = policy.teams[task.team].label.in_(LOCALE)
        text = f"{task.text.in_(LOCALE)} → {team}, {written(task.within or policy.tasks.within)}"
        table.add_row(said(words.USUAL_TASK, categories=categories), text)
    reminders = policy.confirmation.remind_after
    if reminders:
        table.add_row(said(words.REMINDERS), ", ".join(written(Elapsed(e)) for e in reminders))
    window = written(Elapsed(policy.reopening.window))
    limit = said(words.LIMIT, window=window, limit=policy.reopening.limit)
    table.add_row(said(words.WINDOW), limit)
    return table
