"""The sections of a policy about customers: their answer, what they hear, and emergencies."""

from collections.abc import Iterator

from schemas import words as business
from schemas.durations import Elapsed
from schemas.emergency import EmergencyRule
from schemas.enums import Locale
from schemas.policy import Policy
from schemas.promises import When
from schemas.words import COMMA, Said
from starter.policy_page import conditions, words
from starter.policy_page.voice import Table, Voice


def sections(policy: Policy, voice: Voice) -> Iterator[tuple[Said, Table]]:
    yield words.CUSTOMER, _customer(policy, voice)
    yield words.UPDATES, _updates(policy, voice)
    yield words.HOLDING, _holding(policy, voice)
    yield words.EMERGENCY, _emergency(policy, voice)
    yield words.PORTAL, _portal(policy, voice)
    yield words.RETENTION, _retention(policy, voice)
    yield words.LETTERS, _letters(policy, voice)


def _customer(policy: Policy, voice: Voice) -> Table:
    table = voice.columns()
    if reminders := policy.confirmation.remind_after:
        told = voice.listed(voice.length(Elapsed(each)) for each in reminders)
        table.add_row(voice.said(words.REMINDERS), told)
    window = voice.length(Elapsed(policy.reopening.window))
    limit = voice.said(words.LIMIT, window=window, limit=policy.reopening.limit)
    table.add_row(voice.said(words.WINDOW), limit)
    if low := policy.confirmation.low_rating:
        table.add_row(voice.said(words.LOW_RATING), voice.said(words.AND_LESS, n=low))
    for name, span in (
        (words.RATING_WINDOW, policy.confirmation.rating_window),
        (words.SUSPECT_WITHIN, policy.confirmation.suspect_within),
    ):
        table.add_row(voice.said(name), voice.length(Elapsed(span)))
    return table


def _portal(policy: Policy, voice: Voice) -> Table:
    table, portal = voice.columns(), policy.portal
    forms = [policy.channels[key].label.in_(voice.locale) for key in policy.public_channels]
    table.add_row(voice.said(words.FORMS), voice.said(COMMA).join(forms))
    table.add_row(voice.said(words.INTRO), portal.intro.in_(voice.locale))
    table.add_row(voice.said(words.CONSENT), portal.consent.in_(voice.locale))
    table.add_row(voice.said(words.TICK), voice.said(words.YES if portal.consent_box else words.NO))
    table.add_row(voice.said(words.BOARD), voice.said(words.YES if portal.board else words.NO))
    return table


def _retention(policy: Policy, voice: Voice) -> Table:
    table, kept = voice.columns(), policy.retention
    for key, months in kept.categories.items():
        table.add_row(
            policy.categories[key].label.in_(voice.locale), voice.said(words.MONTHS, n=months)
        )
    others = voice.said(words.MONTHS, n=kept.others) if kept.others else voice.said(words.FOR_GOOD)
    table.add_row(voice.said(words.OTHERS), others)
    return table


def _letters(policy: Policy, voice: Voice) -> Table:
    header = (words.LETTER, words.LANGUAGE, words.SUBJECT, words.TEXT)
    table = voice.columns(*header, wrapped=(words.TEXT,))
    for template, letter in policy.letters.items():
        for locale in Locale:
            subject, body = letter.subject.in_(locale), letter.body.in_(locale)
            if subject or body:
                name = business.MAILS[template].in_(voice.locale)
                spoken = business.language(locale, voice.locale)
                table.add_row(name, spoken, subject or "", voice.short(body or ""))
    return table


def _updates(policy: Policy, voice: Voice) -> Table:
    table, updates = voice.columns(), policy.updates
    if not updates.priorities:
        return table
    for priority, pace in updates.priorities.items():
        table.add_row(business.priority(priority, voice.locale), voice.said(words.PACES[pace]))
    table.add_row(voice.said(words.AT_MOST_EVERY), voice.length(Elapsed(updates.at_most_every)))
    if updates.meets_interim_update:
        table.add_row(voice.said(words.MEETS), voice.said(words.YES))
    for point, saying in updates.texts.items():
        table.add_row(voice.said(words.POINTS[point]), saying.in_(voice.locale))
    return table


def _holding(policy: Policy, voice: Voice) -> Table:
    table = voice.columns(words.AFTER, words.WHEN, words.TEXT, wrapped=(words.TEXT,))
    for reply in policy.updates.holding:
        when = conditions.case(reply.when, policy, voice)
        table.add_row(voice.length(reply.after), when, reply.text.in_(voice.locale))
    return table


def _emergency(policy: Policy, voice: Voice) -> Table:
    table, urgent = voice.columns(), policy.emergency
    for rule in urgent.rules:
        table.add_row(voice.said(words.BY_RULE), _rule(rule, policy, voice))
    table.add_row(voice.said(words.GROUP), voice.whom(urgent.group))
    table.add_row(voice.said(words.CALL_EVERY), voice.length(Elapsed(urgent.call_every)))
    if urgent.update_every:
        table.add_row(voice.said(words.UPDATE_EVERY), voice.length(Elapsed(urgent.update_every)))
    if urgent.calendar:
        table.add_row(voice.said(words.CALENDAR), voice.calendar(urgent.calendar))
    return table


def _rule(rule: EmergencyRule, policy: Policy, voice: Voice) -> str:
    when = [conditions.case(rule.when, policy, voice)] if rule.when != When() else []
    spoken = [voice.said(words.SAYS, words=voice.short(list(rule.words)))] if rule.words else []
    return voice.said(COMMA).join((*when, *spoken))
