"""The sections of a policy about customers: their answer, what they hear, and emergencies."""

from collections.abc import Iterator

from rich.table import Table

from schemas import words as business
from schemas.durations import Elapsed
from schemas.emergency import EmergencyRule
from schemas.policy import Policy
from schemas.promises import When
from schemas.words import Said
from starter.cli import lengths, policy_conditions, showing, update_words
from starter.cli import policy_page_words as words
from starter.cli.policy_showing import short
from starter.cli.words import COMMA, LOCALE, said


def sections(policy: Policy) -> Iterator[tuple[Said, Table]]:
    yield words.CUSTOMER, _customer(policy)
    yield words.UPDATES, _updates(policy)
    yield words.HOLDING, _holding(policy)
    yield words.EMERGENCY, _emergency(policy)
    yield words.PORTAL, _portal(policy)
    yield words.RETENTION, _retention(policy)


def _customer(policy: Policy) -> Table:
    table = showing.columns()
    if reminders := policy.confirmation.remind_after:
        told = ", ".join(lengths.told(Elapsed(each)) for each in reminders)
        table.add_row(said(words.REMINDERS), told)
    window = lengths.told(Elapsed(policy.reopening.window))
    limit = said(words.LIMIT, window=window, limit=policy.reopening.limit)
    table.add_row(said(words.WINDOW), limit)
    if low := policy.confirmation.low_rating:
        table.add_row(said(words.LOW_RATING), said(words.AND_LESS, n=low))
    for name, span in (
        (words.RATING_WINDOW, policy.confirmation.rating_window),
        (words.SUSPECT_WITHIN, policy.confirmation.suspect_within),
    ):
        table.add_row(said(name), lengths.told(Elapsed(span)))
    return table


def _portal(policy: Policy) -> Table:
    table, portal = showing.columns(), policy.portal
    forms = [policy.channels[key].label.in_(LOCALE) for key in policy.public_channels]
    table.add_row(said(words.FORMS), said(COMMA).join(forms))
    table.add_row(said(words.INTRO), portal.intro.in_(LOCALE))
    table.add_row(said(words.CONSENT), portal.consent.in_(LOCALE))
    table.add_row(said(words.TICK), said(words.YES if portal.consent_box else words.NO))
    table.add_row(said(words.BOARD), said(words.YES if portal.board else words.NO))
    return table


def _retention(policy: Policy) -> Table:
    table, kept = showing.columns(), policy.retention
    for key, months in kept.categories.items():
        table.add_row(policy.categories[key].label.in_(LOCALE), said(words.MONTHS, n=months))
    others = said(words.MONTHS, n=kept.others) if kept.others else said(words.FOR_GOOD)
    table.add_row(said(words.OTHERS), others)
    return table


def _updates(policy: Policy) -> Table:
    table, updates = showing.columns(), policy.updates
    if not updates.priorities:
        return table
    for priority, pace in updates.priorities.items():
        table.add_row(business.priority(priority, LOCALE), said(words.PACES[pace]))
    table.add_row(said(words.AT_MOST_EVERY), lengths.told(Elapsed(updates.at_most_every)))
    if updates.meets_interim_update:
        table.add_row(said(words.MEETS), said(words.YES))
    for point, saying in updates.texts.items():
        table.add_row(said(update_words.POINTS[point]), saying.in_(LOCALE))
    return table


def _holding(policy: Policy) -> Table:
    table = showing.columns(words.AFTER, words.WHEN, words.TEXT, wrapped=(words.TEXT,))
    for reply in policy.updates.holding:
        when = policy_conditions.case(reply.when, policy)
        table.add_row(lengths.told(reply.after), when, reply.text.in_(LOCALE))
    return table


def _emergency(policy: Policy) -> Table:
    table, urgent = showing.columns(), policy.emergency
    for rule in urgent.rules:
        table.add_row(said(words.BY_RULE), _rule(rule, policy))
    table.add_row(said(words.GROUP), ", ".join(urgent.group))
    table.add_row(said(words.CALL_EVERY), lengths.told(Elapsed(urgent.call_every)))
    if urgent.update_every:
        table.add_row(said(words.UPDATE_EVERY), lengths.told(Elapsed(urgent.update_every)))
    if urgent.calendar:
        table.add_row(said(words.CALENDAR), urgent.calendar)
    return table


def _rule(rule: EmergencyRule, policy: Policy) -> str:
    when = [policy_conditions.case(rule.when, policy)] if rule.when != When() else []
    spoken = [said(words.SAYS, words=short(list(rule.words)))] if rule.words else []
    return said(COMMA).join((*when, *spoken))
