"""The sections of a policy about time: targets, what stops their clocks, and who is told."""

from collections.abc import Iterator

from rich.table import Table

from schemas import words as business
from schemas.enums import ClockKind, Priority
from schemas.policy import Policy
from schemas.words import Said
from starter.cli import lengths, policy_conditions, showing
from starter.cli import policy_page_words as words
from starter.cli.words import COMMA, LOCALE, said


def sections(policy: Policy) -> Iterator[tuple[Said, Table]]:
    yield words.TARGETS, _targets(policy)
    yield words.SPECIAL, _special(policy)
    yield words.PAUSES, _pauses(policy)
    yield words.ESCALATION, _escalation(policy)
    yield words.QUIET, _quiet(policy)


def _targets(policy: Policy) -> Table:
    table = showing.columns(words.STEP, *(business.PRIORITIES[each] for each in Priority))
    for kind in ClockKind:
        promised = [policy.targets[each].of(kind) for each in Priority]
        if any(promised):
            told = [lengths.told(each) if each else "\u2013" for each in promised]
            table.add_row(business.clock(kind, LOCALE), *told)
    return table


def _special(policy: Policy) -> Table:
    table = showing.columns(words.WHEN, words.PROMISED)
    for special in policy.special_targets:
        targets = "; ".join(
            f"{business.clock(kind, LOCALE)} {lengths.told(length)}"
            for kind in ClockKind
            if (length := special.targets.of(kind))
        )
        calendar = special.calendar
        counted = said(words.COUNTED_IN, name=calendar) if calendar else ""
        table.add_row(policy_conditions.case(special.when, policy), targets + counted)
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
            when = said(words.AFTER_MISS, after=lengths.told(level.after)) if level.after else ""
        table.add_row(when, ", ".join(level.tell))
    return table


def _quiet(policy: Policy) -> Table:
    table = showing.columns()
    quiet = policy.quiet_hours
    if quiet is None:
        return table
    free = [said(words.FREE_DAYS)] if quiet.free_days else []
    table.add_row(said(COMMA).join((f"{quiet.begin:%H:%M} \u2013 {quiet.end:%H:%M}", *free)))
    for each in quiet.exceptions:
        table.add_row(said(words.EXCEPT, when=policy_conditions.case(each, policy)))
    if not quiet.exceptions:
        table.add_row(said(words.NO_EXCEPTION))
    return table
