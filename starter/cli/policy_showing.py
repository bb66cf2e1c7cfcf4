"""How the commands answer that check, compare, apply and adopt policies."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from rich.console import RenderableType

from rules.adoption import Shift
from rules.policy_diff import Change
from schemas import words as business
from schemas.findings import Finding, Severity
from schemas.words import PARTED
from starter.cli import naming, showing
from starter.cli import policy_words as words
from starter.cli.plain import complain
from starter.cli.words import LOCALE, said
from starter.policy_check import as_data
from starter.policy_page.values import short

if TYPE_CHECKING:
    from collections.abc import Callable

    from starter.moving import Moved, Outcome
    from starter.policy_check import Checked
    from store.versions import Text, Version

_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow"}
_SAMPLE = 5


def checked(found: "Checked", file: str, as_json: bool) -> None:
    if as_json:
        told = [as_data(each, LOCALE) for each in found.findings]
        showing.answer({"ok": not found.errors, "findings": told})
        return
    if not found.findings:
        showing.show(showing.line(said(words.SOUND, file=file), "bold"))
        return
    showing.show(*_findings(found.findings), showing.line(""), *_summed(found, file))


def versions(found: "Sequence[Version]", as_json: bool) -> None:
    if as_json:
        showing.answer([_version(each) for each in found])
    elif not found:
        showing.show(showing.line(said(words.EMPTY)))
    else:
        header = (words.A_VERSION, words.NAME, words.SINCE, words.BY_WHOM, words.RUNNING)
        table = showing.columns(*header, words.IN_FORCE)
        for each in found:
            mark = "✓" if each.in_force else ""
            by = business.person(each.by, LOCALE) if each.by else naming.NOTHING
            since = showing.moment(each.since) if each.since else naming.NOTHING
            table.add_row(each.version, each.name, since, by, str(each.running), mark)
        showing.show(table)


def differences(before: "Text", after: "Text", changes: list[Change], as_json: bool) -> None:
    if as_json:
        told = [_change(each) for each in changes]
        showing.answer({"from": before.version, "to": after.version, "changes": told})
        return
    if not changes:
        showing.show(showing.line(said(words.SAME)))
        return
    table = showing.columns()
    for each in changes:
        was_is = said(
            words.WAS_IS, before=short(each.before, LOCALE), after=short(each.after, LOCALE)
        )
        table.add_row(showing.line(each.title.in_(LOCALE)), showing.line(was_is))
        table.add_row(showing.line(f"  {each.key}", "dim"), "")
    count = said(words.DIFFERENT, count=len(changes))
    showing.show(table, showing.line(""), showing.line(count, "bold"))


def applied(
    version: str,
    before: str | None,
    every: "Sequence[Version]",
    found: "Checked",
    by: str,
    as_json: bool,
) -> None:
    changed = version != before
    others = sum(each.running for each in every if each.version != version)
    if as_json:
        told = [as_data(each, LOCALE) for each in found.findings]
        answer = {"version": version, "changed": changed, "previous": before}
        showing.answer({**answer, "others": others, "findings": told})
        return
    answered = said(words.APPLIED if changed else words.ALREADY, version=version)
    parts: list[RenderableType] = [showing.line(answered, "bold")]
    if others:
        parts.append(showing.line(said(words.OTHERS, count=others, version=version, by=by)))
    showing.show(*_findings(found.findings), *parts)


def adopted(outcome: "Outcome", version: str, *, done: bool, as_json: bool) -> None:
    if outcome.untold:
        complain(said(words.UNTOLD, count=outcome.untold))
    if as_json:
        showing.answer(_outcome(outcome, version, done=done))
        return
    showing.show(*_told(outcome, version, done=done))


def progress(total: int) -> "AbstractContextManager[Callable[[], None]]":
    """A bar on stderr, if that is a terminal."""
    from starter.cli import upkeep_showing

    return upkeep_showing.progress(total, words.MOVING)


def _findings(found: Sequence[Finding]) -> Iterator[RenderableType]:
    if not found:
        return
    table = showing.columns()
    for each in found:
        severity = showing.line(said(words.SEVERITIES[each.severity]), _STYLES[each.severity])
        where = said(words.LINE, line=each.line)
        table.add_row(severity, where, showing.line(each.key, "bold"))
        table.add_row("", "", showing.line(each.message.in_(LOCALE)))
        table.add_row("", "", showing.line(f"→ {each.remedy.in_(LOCALE)}", "dim"))
    yield table


def _summed(found: "Checked", file: str) -> Iterator[RenderableType]:
    errors, total = len(found.errors), len(found.findings)
    yield showing.line(said(words.SUM, errors=errors, warnings=total - errors), "bold")
    yield showing.line(said(words.NOT_APPLIED if errors else words.MAY_APPLY, file=file))


def _told(outcome: "Outcome", version: str, *, done: bool) -> Iterator[RenderableType]:
    moved = outcome.moved
    title = words.HAVE_MOVED if done else words.WOULD_MOVE
    yield showing.line(said(title, version=version, count=len(moved)), "bold")
    changed = [each for each in moved if each.shifts]
    if changed:
        missed = sum(any(shift.missed for shift in each.shifts) for each in changed)
        yield showing.line(said(words.CHANGED, changed=len(changed), missed=missed))
    if outcome.there:
        yield showing.line(said(words.THERE, count=outcome.there))
    if sample := _first(moved):
        yield showing.line(said(words.SAMPLE), "dim")
        for each in sample:
            yield showing.indented(showing.line(f"{each.id}  {_shifts(each)}"))
    yield from _refused(outcome)
    if not done and moved:
        yield showing.line(said(words.NOW_YES))


def _refused(outcome: "Outcome") -> Iterator[RenderableType]:
    if outcome.refused:
        yield showing.line(said(words.REFUSED, count=len(outcome.refused)), "bold")
    for case_id, reasons in outcome.refused.items():
        why = said(PARTED).join(each.in_(LOCALE) for each in reasons)
        yield showing.indented(showing.line(f"{case_id}  {why}"))


def _shifts(moved: "Moved") -> str:
    told = [_shift(each) for each in moved.shifts]
    return said(PARTED).join(told) or said(words.UNCHANGED)


def _shift(shift: Shift) -> str:
    clock = business.clock(shift.kind, LOCALE)
    told = said(
        words.A_SHIFT, clock=clock, before=_moment(shift.before), after=_moment(shift.after)
    )
    return told + (said(words.AT_ONCE) if shift.missed else "")


def _moment(instant: datetime | None) -> str:
    return showing.moment(instant) if instant else said(words.NOT_PROMISED)


def _first(moved: "list[Moved]") -> "list[Moved]":
    """Some of them, those first whose deadlines change."""
    return sorted(moved, key=lambda each: not each.shifts)[:_SAMPLE]


def _version(version: "Version") -> dict[str, Any]:
    return {
        "version": version.version,
        "name": version.name,
        "since": version.since.isoformat() if version.since else None,
        "by": version.by,
        "reason": version.reason,
        "running": version.running,
        "cases": version.cases,
        "in_force": version.in_force,
    }


def _change(change: Change) -> dict[str, Any]:
    what = change.title.in_(LOCALE)
    return {"key": change.key, "what": what, "before": change.before, "after": change.after}


def _outcome(outcome: "Outcome", version: str, *, done: bool) -> dict[str, Any]:
    refused = [
        {"id": case_id, "reasons": [each.in_(LOCALE) for each in reasons]}
        for case_id, reasons in outcome.refused.items()
    ]
    return {
        "version": version,
        "applied": done,
        "cases": len(outcome.moved),
        "ids": [each.id for each in outcome.moved],
        "there": outcome.there,
        "refused": refused,
        "changed": sum(bool(each.shifts) for each in outcome.moved),
        "missed": sum(any(s.missed for s in each.shifts) for each in outcome.moved),
        "untold": outcome.untold,
        "sample": [_moved(each) for each in _first(outcome.moved)],
    }


def _moved(moved: "Moved") -> dict[str, Any]:
    deadlines = [
        {
            "clock": each.kind.value,
            "cycle": each.cycle,
            "n": each.n,
            "before": each.before.isoformat() if each.before else None,
            "after": each.after.isoformat() if each.after else None,
            "missed": each.missed,
        }
        for each in moved.shifts
    ]
    return {"id": moved.id, "from": moved.before, "deadlines": deadlines}
