"""The figures of a trial side by side, in words and tables, whoever shows them."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from schemas import words as business
from schemas.durations import parse_length
from schemas.enums import ClockKind, Priority
from schemas.words import Said
from starter.policy_page.voice import Cell, Table, Voice
from starter.trial import words

Json = dict[str, Any]
_SIDES = ("before", "after")
_MANY_DAYS = 31


def tables(result: Json, voice: Voice) -> Iterator[Table]:
    """Targets, what people are told, and work; what is not known is not in them."""
    yield _targets(result, voice)
    yield _others(result, voice)
    yield _work(result, voice)
    if result["work"] and result["mails"]:
        yield _days(result, voice)


def remarks(result: Json, voice: Voice) -> Iterator[str]:
    """What could not be tried."""
    for side in _SIDES:
        for why, count in result["not_taken"][side].items():
            name = result["policies"][side]
            yield voice.said(words.NOT_TAKEN, name=name, count=count, why=why)
    if result["left_out"]:
        kinds = ", ".join(f"{kind} {count}" for kind, count in result["left_out"].items())
        yield voice.said(words.LEFT_OUT, kinds=kinds)


def _titled(result: Json, voice: Voice, *firsts: Said) -> Table:
    table = voice.columns(*firsts)
    for side, title in zip(_SIDES, (words.BEFORE, words.AFTER), strict=True):
        table.add_column(voice.said(title, name=result["policies"][side]))
    return table


def _targets(result: Json, voice: Voice) -> Table:
    table = _titled(result, voice, words.TARGET, words.PRIORITY)
    table.add_column(voice.said(words.CHANGE))
    for each in result["targets"]:
        priority = Priority(each["priority"])
        table.add_row(
            business.clock(ClockKind(each["kind"]), voice.locale),
            Cell(business.priority(priority, voice.locale), priority.value),
            *(voice.said(words.MET_OF, **each[side]) for side in _SIDES),
            _change(each["after"]["missed"] - each["before"]["missed"], voice),
        )
    return table


def _change(more: int, voice: Voice) -> Cell:
    if more > 0:
        return Cell(voice.said(words.MORE, n=more), "worse")
    if more:
        return Cell(voice.said(words.FEWER, n=-more), "better")
    return Cell(voice.said(words.SAME), "dim")


def _others(result: Json, voice: Voice) -> Table:
    table = _titled(result, voice, words.ESCALATIONS)
    before, after = (result["escalations"][side] for side in _SIDES)
    for level in dict.fromkeys(each["level"] for each in (*before, *after)):
        table.add_row(
            _level(level, voice), *(_times(side, level, voice) for side in (before, after))
        )
    for name, counts in _counted(result):
        table.add_row(voice.said(name), *(_count(counts[side], voice) for side in _SIDES))
    return table


def _level(written: str, voice: Voice) -> str:
    """A share as it stands, and a length in plain words."""
    sign, _, length = written.partition(" ")
    return f"+ {voice.length(parse_length(length))}" if length and sign == "+" else written


def _counted(result: Json) -> Iterator[tuple[Said, dict[str, int | None]]]:
    mails = result["mails"] or dict.fromkeys(_SIDES, dict.fromkeys(words.MAILS))
    for way, name in words.MAILS.items():
        yield name, {side: mails[side][way] for side in _SIDES}
    yield words.APPROVALS, result["approvals"]


def _count(times: int | None, voice: Voice) -> str:
    return words.NOTHING if times is None else voice.said(words.TIMES, n=times)


def _times(levels: list[Json], level: str, voice: Voice) -> str:
    found = next((each for each in levels if each["level"] == level), None)
    if found is None:
        return words.NOTHING
    return voice.said(words.TIMES_TOLD, n=found["times"], whom=voice.whom(found["tell"]))


def _work(result: Json, voice: Voice) -> Table:
    table = _titled(result, voice, words.WORK)
    for team in dict.fromkeys(each["team"] for each in result["work"]):
        own = [each for each in result["work"] if each["team"] == team]
        table.add_row(team, *(_load(own, side, voice) for side in _SIDES))
    return table


def _load(days: list[Json], side: str, voice: Voice) -> str:
    counts = [each[side] for each in days if each[side] is not None]
    if not counts:
        return words.NOTHING
    return voice.said(words.WORK_OF, total=sum(counts), busiest=max(counts))


def _days(result: Json, voice: Voice) -> Table:
    """The work of each team on each day; of each week, if these are many."""
    dates = {each["date"] for each in result["work"]}
    weekly = len(dates) > _MANY_DAYS
    teams = list(dict.fromkeys(each["team"] for each in result["work"]))
    counts = {side: Counter[tuple[str, str]]() for side in _SIDES}
    for each in result["work"]:
        for side in _SIDES:
            counts[side][_span(each["date"], weekly=weekly), each["team"]] += each[side] or 0
    table = voice.columns(words.WEEK if weekly else words.DAY)
    for team in teams:
        table.add_column(team)
    for span in sorted({_span(day, weekly=weekly) for day in dates}):
        cells = [(counts["before"][span, team], counts["after"][span, team]) for team in teams]
        table.add_row(span, *map(_moved, cells))
    return table


def _span(day: str, *, weekly: bool) -> str:
    """A day, or the Monday of its week."""
    at = date.fromisoformat(day)
    return (at - timedelta(days=at.weekday())).isoformat() if weekly else day


def _moved(counts: tuple[int, int]) -> str:
    was, would_be = counts
    if was == would_be:
        return str(was) if was else words.NOTHING
    return Cell(f"{was} \u2192 {would_be}", "other")
