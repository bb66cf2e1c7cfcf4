"""The sections of a policy about time: targets, what stops their clocks, and who is told."""

from collections.abc import Iterator

from schemas import words as business
from schemas.enums import ClockKind, Priority
from schemas.policy import Policy
from schemas.words import COMMA, Said
from starter.policy_page import conditions, names, words
from starter.policy_page.voice import Table, Voice


def sections(policy: Policy, voice: Voice) -> Iterator[tuple[Said, Table]]:
    yield words.TARGETS, _targets(policy, voice)
    yield words.SPECIAL, _special(policy, voice)
    yield words.PAUSES, _pauses(policy, voice)
    yield words.ESCALATION, _escalation(policy, voice)
    yield words.QUIET, _quiet(policy, voice)


def _targets(policy: Policy, voice: Voice) -> Table:
    table = voice.columns(words.STEP, *(business.PRIORITIES[each] for each in Priority))
    for kind in ClockKind:
        promised = [policy.targets[each].of(kind) for each in Priority]
        if any(promised):
            told = [voice.length(each) if each else "\u2013" for each in promised]
            table.add_row(business.clock(kind, voice.locale), *told)
    return table


def _special(policy: Policy, voice: Voice) -> Table:
    table = voice.columns(words.WHEN, words.PROMISED)
    for special in policy.special_targets:
        targets = names.told(
            (
                f"{business.clock(kind, voice.locale)} {voice.length(length)}"
                for kind in ClockKind
                if (length := special.targets.of(kind))
            ),
            voice.locale,
        )
        calendar = voice.calendar(special.calendar) if special.calendar else ""
        counted = voice.said(words.COUNTED_IN, name=calendar) if calendar else ""
        table.add_row(conditions.case(special.when, policy, voice), targets + counted)
    return table


def _pauses(policy: Policy, voice: Voice) -> Table:
    table = voice.columns(words.STAGE, words.CLOCKS)
    for pause in policy.pauses:
        clocks = voice.listed(business.clock(each, voice.locale) for each in pause.clocks)
        table.add_row(business.stage(pause.stage, voice.locale), clocks)
    return table


def _escalation(policy: Policy, voice: Voice) -> Table:
    table = voice.columns()
    for level in policy.escalation:
        if level.at is not None:
            when = voice.said(words.AT_SHARE, share=level.at)
        else:
            when = (
                voice.said(words.AFTER_MISS, after=voice.length(level.after)) if level.after else ""
            )
        table.add_row(when, voice.whom(level.tell))
    return table


def _quiet(policy: Policy, voice: Voice) -> Table:
    table = voice.columns()
    quiet = policy.quiet_hours
    if quiet is None:
        return table
    free = [voice.said(words.FREE_DAYS)] if quiet.free_days else []
    table.add_row(voice.said(COMMA).join((f"{quiet.begin:%H:%M} \u2013 {quiet.end:%H:%M}", *free)))
    for each in quiet.exceptions:
        table.add_row(voice.said(words.EXCEPT, when=conditions.case(each, policy, voice)))
    if not quiet.exceptions:
        table.add_row(voice.said(words.NO_EXCEPTION))
    return table
