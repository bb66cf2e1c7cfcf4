"""The sections of a policy, in plain words."""

from collections.abc import Iterator

from schemas import words as business
from schemas.calendars import CalendarSpec
from schemas.people import Team
from schemas.policy import Category, Policy
from schemas.words import COMMA, Said
from starter.policy_page import customers, names, solutions, time, words
from starter.policy_page.conditions import named
from starter.policy_page.voice import Table, Voice


def sections(policy: Policy, voice: Voice) -> Iterator[tuple[Said, Table]]:
    """Headings and what stands under them, in the order of a file; a table may be empty."""
    yield words.GENERAL, _general(policy, voice)
    yield words.CALENDARS, _calendars(policy, voice)
    yield words.TEAMS, _teams(policy, voice)
    yield words.MAILS, _mails(policy, voice)
    yield words.PEOPLE, _people(policy, voice)
    yield words.CATEGORIES, _categories(policy, voice)
    yield words.CHANNELS, _channels(policy, voice)
    yield words.TIERS, _tiers(policy, voice)
    yield from time.sections(policy, voice)
    yield from solutions.sections(policy, voice)
    yield from customers.sections(policy, voice)
    yield words.ANALYSIS, _analysis(policy, voice)


def _general(policy: Policy, voice: Voice) -> Table:
    table = voice.columns()
    table.add_row(voice.said(words.ZONE), policy.zone)
    table.add_row(voice.said(words.CALENDAR), voice.calendar(policy.calendar))
    return table


def _calendars(policy: Policy, voice: Voice) -> Table:
    header = (words.CALENDAR, words.ZONE, words.HOURS, words.HOLIDAYS)
    table = voice.columns(*header, words.OWN_DAYS, wrapped=(words.OWN_DAYS,))
    for name, calendar in policy.resolved.items():
        spec = calendar.spec
        whose = names.holidays(spec.holidays, voice.locale)
        own = names.told(_own_days(spec, voice), voice.locale)
        called = names.calendar_with_key(name, voice.locale)
        table.add_row(called, spec.zone, _hours(spec, voice), whose, own)
    return table


def _hours(spec: CalendarSpec, voice: Voice) -> str:
    days = ((names.weekdays(day, voice.locale), each) for day, each in spec.hours.items())
    told = (f"{day} {voice.listed(map(str, each)) or voice.said(words.FREE)}" for day, each in days)
    return names.told(told, voice.locale)


def _own_days(spec: CalendarSpec, voice: Voice) -> Iterator[str]:
    if spec.make_up_hours is not None:
        hours = voice.listed(map(str, spec.make_up_hours))
        yield voice.said(words.MAKE_UP_HOURS, hours=hours)
    for day, intervals in sorted(spec.days.items()):
        yield f"{day} {voice.listed(map(str, intervals)) or voice.said(words.FREE)}"


def _teams(policy: Policy, voice: Voice) -> Table:
    header = (words.TEAM, words.AGENTS, words.LEADS, words.MANAGERS, words.DEPUTIES)
    table = voice.columns(*header, words.CALENDAR, words.ADDRESS, words.CHATS)
    for key, team in policy.teams.items():
        people = map(voice.listed, (team.agents, team.leads, team.managers))
        deputies = voice.listed(
            voice.said(words.DEPUTY, absent=absent, deputy=deputy)
            for absent, deputy in team.deputies.items()
        )
        calendar = voice.calendar(policy.calendar_of(key))
        name = _marked(team, key, voice)
        chats = ", ".join(team.model_dump()["notify"])  # masked, as they print themselves
        table.add_row(name, *people, deputies, calendar, team.address, chats)
    return table


def _marked(part: Team | Category, key: str, voice: Voice) -> str:
    name = named(part.label, key, voice)
    return voice.said(words.CONFIDENTIAL, name=name) if part.confidential else name


def _categories(policy: Policy, voice: Voice) -> Table:
    table = voice.columns(words.CATEGORY, words.TEAM, words.SUBCATEGORIES)
    for key, category in policy.categories.items():
        inside = voice.listed(each.in_(voice.locale) for each in category.subcategories.values())
        name = _marked(category, key, voice)
        table.add_row(name, policy.teams[category.team].label.in_(voice.locale), inside)
    return table


def _channels(policy: Policy, voice: Voice) -> Table:
    table = voice.columns(words.CHANNEL, words.PURPOSE, words.CATEGORY)
    for key, channel in policy.channels.items():
        usual = policy.categories.get(channel.default_category or "")
        name = named(channel.label, key, voice)
        purpose = channel.purpose.in_(voice.locale) if channel.purpose else ""
        table.add_row(name, purpose, usual.label.in_(voice.locale) if usual else "")
    return table


def _mails(policy: Policy, voice: Voice) -> Table:
    """Of teams that have addresses of their own to write to customers."""
    table = voice.columns()
    for key, team in policy.teams.items():
        parts = ((words.SENDER, team.sender), (words.REPLIES, team.reply_to))
        told = [voice.said(word, address=address) for word, address in parts if address]
        if told:
            table.add_row(named(team.label, key, voice), voice.said(COMMA).join(told))
    return table


def _people(policy: Policy, voice: Voice) -> Table:
    table = voice.columns(words.PERSON, words.ADDRESS, words.LANGUAGE, words.STATE)
    for login, person in policy.people.items():
        spoken = business.language(person.locale, voice.locale) if person.locale else ""
        state = "" if person.active else voice.said(words.INACTIVE)
        table.add_row(login, person.address or "", spoken, state)
    return table


def _tiers(policy: Policy, voice: Voice) -> Table:
    table = voice.columns()
    for key, label in policy.tiers.items():
        table.add_row(named(label, key, voice))
    return table


def _analysis(policy: Policy, voice: Voice) -> Table:
    table = voice.columns(words.MEANS, words.WORDS, wrapped=(words.WORDS,))
    rules = policy.analysis
    for hint in rules.categories:
        table.add_row(
            policy.categories[hint.means].label.in_(voice.locale),
            voice.short(list(hint.words)),
        )
    for priority in rules.priorities:
        means = business.priority(priority.means, voice.locale)
        table.add_row(means, voice.short(list(priority.words)))
    for mood in rules.sentiments:
        table.add_row(business.sentiment(mood.means, voice.locale), voice.short(list(mood.words)))
    category = policy.categories[rules.fallback_category].label.in_(voice.locale)
    fallback = voice.said(COMMA).join(
        (category, business.priority(rules.fallback_priority, voice.locale))
    )
    table.add_row(voice.said(words.FALLBACK), fallback)
    if rules.triage_below:
        table.add_row("", voice.said(words.TRIAGE_BELOW, share=rules.triage_below))
    return table
