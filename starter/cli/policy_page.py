"""A policy as people read it: one section after the other."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.table import Table

from schemas import words as business
from schemas.calendars import CalendarSpec
from schemas.chats import without_secrets
from schemas.people import Team
from schemas.policy import Category, Policy
from schemas.words import Said
from starter.cli import (
    policy_page_customers,
    policy_page_solutions,
    policy_page_time,
    showing,
)
from starter.cli import policy_page_words as words
from starter.cli.policy_conditions import named
from starter.cli.policy_showing import short
from starter.cli.words import COMMA, IN_BRACKETS, LOCALE, said

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
    """In the order in which they stand in a file."""
    yield words.CALENDARS, _calendars(policy)
    yield words.TEAMS, _teams(policy)
    yield words.MAILS, _mails(policy)
    yield words.PEOPLE, _people(policy)
    yield words.CATEGORIES, _categories(policy)
    yield words.CHANNELS, _channels(policy)
    yield words.TIERS, _tiers(policy)
    yield from policy_page_time.sections(policy)
    yield from policy_page_solutions.sections(policy)
    yield from policy_page_customers.sections(policy)
    yield words.ANALYSIS, _analysis(policy)


def _calendars(policy: Policy) -> Table:
    header = (words.CALENDAR, words.ZONE, words.HOURS, words.HOLIDAYS)
    table = showing.columns(*header, words.OWN_DAYS, wrapped=(words.OWN_DAYS,))
    for name, calendar in policy.resolved.items():
        spec = calendar.spec
        hours = "; ".join(f"{day} {', '.join(map(str, each))}" for day, each in spec.hours.items())
        kept = spec.holidays
        whose = " ".join(filter(None, (kept.country, kept.region))) if kept else "–"
        table.add_row(name, spec.zone, hours, whose, "; ".join(_own_days(spec)))
    return table


def _own_days(spec: CalendarSpec) -> Iterator[str]:
    if spec.make_up_hours is not None:
        hours = ", ".join(map(str, spec.make_up_hours))
        yield said(words.MAKE_UP_HOURS, hours=hours)
    for day, intervals in sorted(spec.days.items()):
        yield f"{day} {', '.join(map(str, intervals)) or said(words.FREE)}"


def _teams(policy: Policy) -> Table:
    header = (words.TEAM, words.AGENTS, words.LEADS, words.MANAGERS, words.DEPUTIES)
    table = showing.columns(*header, words.CALENDAR, words.ADDRESS, words.CHATS)
    for key, team in policy.teams.items():
        people = (", ".join(each) for each in (team.agents, team.leads, team.managers))
        deputies = ", ".join(
            said(words.DEPUTY, absent=absent, deputy=deputy)
            for absent, deputy in team.deputies.items()
        )
        calendar = policy.calendar_of(key)
        name = _marked(team, key)
        chats = ", ".join(team.model_dump()["notify"])  # masked, as they print themselves
        table.add_row(name, *people, deputies, calendar, team.address, chats)
    return table


def _marked(part: Team | Category, key: str) -> str:
    name = named(part.label, key)
    return said(words.CONFIDENTIAL, name=name) if part.confidential else name


def _categories(policy: Policy) -> Table:
    table = showing.columns(words.CATEGORY, words.TEAM, words.SUBCATEGORIES)
    for key, category in policy.categories.items():
        inside = ", ".join(each.in_(LOCALE) for each in category.subcategories.values())
        name = _marked(category, key)
        table.add_row(name, policy.teams[category.team].label.in_(LOCALE), inside)
    return table


def _channels(policy: Policy) -> Table:
    table = showing.columns(words.CHANNEL, words.PURPOSE, words.CATEGORY)
    for key, channel in policy.channels.items():
        usual = policy.categories.get(channel.default_category or "")
        name = named(channel.label, key)
        purpose = channel.purpose.in_(LOCALE) if channel.purpose else ""
        table.add_row(name, purpose, usual.label.in_(LOCALE) if usual else "")
    return table


def _mails(policy: Policy) -> Table:
    """Of teams that have addresses of their own to write to customers."""
    table = showing.columns()
    for key, team in policy.teams.items():
        parts = ((words.SENDER, team.sender), (words.REPLIES, team.reply_to))
        told = [said(word, address=address) for word, address in parts if address]
        if told:
            table.add_row(named(team.label, key), said(COMMA).join(told))
    return table


def _people(policy: Policy) -> Table:
    table = showing.columns(words.PERSON, words.ADDRESS, words.LANGUAGE, words.STATE)
    for login, person in policy.people.items():
        spoken = business.language(person.locale, LOCALE) if person.locale else ""
        state = "" if person.active else said(words.INACTIVE)
        table.add_row(login, person.address or "", spoken, state)
    return table


def _tiers(policy: Policy) -> Table:
    table = showing.columns()
    for key, label in policy.tiers.items():
        table.add_row(named(label, key))
    return table


def _analysis(policy: Policy) -> Table:
    table = showing.columns(words.MEANS, words.WORDS, wrapped=(words.WORDS,))
    rules = policy.analysis
    for hint in rules.categories:
        table.add_row(policy.categories[hint.means].label.in_(LOCALE), short(list(hint.words)))
    for priority in rules.priorities:
        means = business.priority(priority.means, LOCALE)
        table.add_row(means, short(list(priority.words)))
    for mood in rules.sentiments:
        table.add_row(business.sentiment(mood.means, LOCALE), short(list(mood.words)))
    category = policy.categories[rules.fallback_category].label.in_(LOCALE)
    fallback = said(COMMA).join((category, business.priority(rules.fallback_priority, LOCALE)))
    table.add_row(said(words.FALLBACK), fallback)
    if rules.triage_below:
        table.add_row("", said(words.TRIAGE_BELOW, share=rules.triage_below))
    return table
