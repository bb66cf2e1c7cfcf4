"""The figures of a trial side by side, for people or for programs."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from schemas import words as business
from schemas.enums import ClockKind, Priority
from schemas.words import Said
from starter.cli import naming, showing
from starter.cli import trying_words as words
from starter.cli.words import LOCALE, said

Json = dict[str, Any]
_SIDES = ("before", "after")
_MANY_DAYS = 31


def show(result: Json, as_json: bool) -> None:
    if as_json:
        showing.answer(result)
    else:
        showing.show(*_parts(result))


def _parts(result: Json) -> Iterator[RenderableType]:
    yield showing.line(said(words.CASES_TRIED, **result), "bold")
    yield _targets(result)
    yield Text()
    yield _others(result)
    yield Text()
    yield _work(result)
    if result["work"] and result["mails"]:
        yield Text()
        yield _days(result)
    for side in _SIDES:
        for why, count in result["not_taken"][side].items():
            name = result["policies"][side]
            yield showing.line(said(words.NOT_TAKEN, name=name, count=count, why=why), "yellow")
    if result["left_out"]:
        kinds = ", ".join(f"{kind} {count}" for kind, count in result["left_out"].items())
        yield showing.line(said(words.LEFT_OUT, kinds=kinds), "yellow")


def _titled(result: Json, *firsts: Said) -> Table:
    table = showing.columns(*firsts)
    for side in _SIDES:
        title = words.BEFORE if side == "before" else words.AFTER
        table.add_column(said(title, name=result["policies"][side]))
    return table


def _targets(result: Json) -> Table:
    table = _titled(result, words.TARGET, words.PRIORITY)
    table.add_column(said(words.CHANGE))
    for each in result["targets"]:
        priority = Priority(each["priority"])
        table.add_row(
            showing.line(business.clock(ClockKind(each["kind"]), LOCALE)),
            showing.line(naming.priority(priority), naming.urgency(priority)),
            *(showing.line(said(words.MET_OF, **each[side])) for side in _SIDES),
            _change(each["after"]["missed"] - each["before"]["missed"]),
        )
    return table


def _change(more: int) -> Text:
    if more > 0:
        return showing.line(said(words.MORE, n=more), "red")
    return (
        showing.line(said(words.FEWER, n=-more), "green")
        if more
        else showing.line(said(words.SAME), "dim")
    )


def _others(result: Json) -> Table:
    table = _titled(result, words.ESCALATIONS)
    before, after = (result["escalations"][side] for side in _SIDES)
    for level in dict.fromkeys(each["level"] for each in (*before, *after)):
        table.add_row(showing.line(level), *(_times(side, level) for side in (before, after)))
    for name, counts in _counted(result):
        table.add_row(showing.line(said(name)), *(_count(counts[side]) for side in _SIDES))
    return table


def _counted(result: Json) -> Iterator[tuple[Said, dict[str, int | None]]]:
    mails = result["mails"] or dict.fromkeys(_SIDES, dict.fromkeys(words.MAILS))
    for way, name in words.MAILS.items():
        yield name, {side: mails[side][way] for side in _SIDES}
    yield words.APPROVALS, result["approvals"]


def _count(times: int | None) -> Text:
    return showing.line(naming.NOTHING if times is None else said(words.TIMES, n=times))


def _times(levels: list[Json], level: str) -> Text:
    found = next((each for each in levels if each["level"] == level), None)
    if found is None:
        return showing.line(naming.NOTHING)
    told = ", ".join(found["tell"])
    return showing.line(f"{said(words.TIMES, n=found['times'])} ({told})")


def _work(result: Json) -> Table:
    table = _titled(result, words.WORK)
    for team in dict.fromkeys(each["team"] for each in result["work"]):
        own = [each for each in result["work"] if each["team"] == team]
        table.add_row(showing.line(team), *(_load(own, side) for side in _SIDES))
    return table


def _load(days: list[Json], side: str) -> Text:
    counts = [each[side] for each in days if each[side] is not None]
    if not counts:
        return showing.line(naming.NOTHING)
    return showing.line(said(words.WORK_OF, total=sum(counts), busiest=max(counts)))


def _days(result: Json) -> Table:
    """The work of each team on each day; of each week, if these are many."""
    dates = {each["date"] for each in result["work"]}
    weekly = len(dates) > _MANY_DAYS
    teams = list(dict.fromkeys(each["team"] for each in result["work"]))
    counts = {side: Counter[tuple[str, str]]() for side in _SIDES}
    for each in result["work"]:
        for side in _SIDES:
            counts[side][_span(each["date"], weekly=weekly), each["team"]] += each[side] or 0
    table = showing.columns(words.WEEK if weekly else words.DAY)
    for team in teams:
        table.add_column(team)
    for span in sorted({_span(day, weekly=weekly) for day in dates}):
        cells = [(counts["before"][span, team], counts["after"][span, team]) for team in teams]
        table.add_row(showing.line(span), *map(_moved, cells))
    return table


def _span(day: str, *, weekly: bool) -> str:
    """A day, or the Monday of its week."""
    at = date.fromisoformat(day)
    return (at - timedelta(days=at.weekday())).isoformat() if weekly else day


def _moved(counts: tuple[int, int]) -> Text:
    was, would_be = counts
    if was == would_be:
        return showing.line(str(was) if was else naming.NOTHING)
    return showing.line(f"{was} \u2192 {would_be}", "yellow")
