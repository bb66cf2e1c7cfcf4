"""How the clocks of a case look in a terminal: bars, facts, and stretch by stretch."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from rules.calendar import Passing
from rules.explanation import Explanation, Step
from schemas import words as business
from schemas.durations import BusinessDays, BusinessTime, ByTime, Elapsed, Length
from schemas.enums import ClockKind, ClockState, Stage
from schemas.views import Clock
from schemas.words import Said
from starter.cli import card, naming, showing
from starter.cli import clocks_words as words
from starter.cli.words import LOCALE, OF_CYCLE, said

_WIDTH = 60
_PAST = {
    Passing.COUNTED: ("\u2588", "green", words.COUNTED),
    Passing.PAUSED: ("\u2592", "yellow", words.PAUSED),
    Passing.CLOSED: ("\u00b7", "dim", words.CLOSED),
}
_LATE = ("\u2593", "red", words.OVER)
_COMING = ("\u2591", "cyan", words.COMING)


def of(case_id: str, found: Sequence[Explanation], *, every: bool) -> Iterator[RenderableType]:
    """All clocks; every stretch of their time only if asked for."""
    yield showing.line(case_id, "bold")
    if not found:
        yield showing.line(said(words.NO_CLOCKS))
    for each in found:
        yield ""
        yield _title(each.clock)
        yield showing.indented(_bar(each))
        yield showing.indented(_facts(each))
        if every:
            yield showing.indented(_stretches(each), 4)
    if found:
        yield ""
        yield _legend()


def length(target: Length) -> str:
    """A target in plain words."""
    match target:
        case Elapsed(span):
            return span_of(span)
        case BusinessTime(span):
            return said(words.WORKING, span=span_of(span))
        case BusinessDays(days, until):
            return said(words.LENGTHS[until.value], n=days)
        case ByTime(days, at):
            return said(words.BY_TIME, n=days, at=at)


def span_of(span: timedelta) -> str:
    """Whole hours and minutes; seconds only where there is nothing else."""
    hours, minutes = divmod(span // timedelta(minutes=1), 60)
    if not hours and not minutes:
        return said(words.ONLY_SECONDS, seconds=span // timedelta(seconds=1))
    if not hours:
        return said(words.ONLY_MINUTES, minutes=minutes)
    form = words.HOURS_MINUTES if minutes else words.ONLY_HOURS
    return said(form, hours=hours, minutes=minutes)


def _title(clock: Clock) -> Text:
    named = [naming.clock(clock.kind, clock.n)]
    if clock.n > 1 and clock.kind is not ClockKind.TASK:
        named.append(said(words.NTH, n=clock.n))
    if clock.cycle > 1:
        named.append(said(OF_CYCLE, cycle=clock.cycle))
    state = business.clock_state(clock.state, LOCALE)
    return showing.line("  ".join(named), "bold").append(
        showing.line(f"  {state}", card.COLOURS[clock.state])
    )


def _bar(found: Explanation) -> Text:
    bar = Text()
    if not found.steps:
        return bar
    begin, end = found.steps[0].begin, found.steps[-1].end
    for cell in range(_WIDTH):
        at = begin + (end - begin) * ((cell + 0.5) / _WIDTH)
        sign, style, _ = _look(next(step for step in found.steps if at < step.end))
        bar.append(sign, style)
    return bar


def _look(step: Step) -> tuple[str, str, Said]:
    if step.passing is not Passing.COUNTED:
        return _PAST[step.passing]
    if step.late:
        return _LATE
    return _COMING if step.coming else _PAST[step.passing]


def _legend() -> Text:
    legend = Text()
    for sign, style, what in (*_PAST.values(), _LATE, _COMING):
        legend.append(f"{sign} ", style).append(f"{said(what)}   ")
    return legend


def _facts(found: Explanation) -> Table:
    clock, table = found.clock, showing.columns()
    due = showing.moment(clock.due_at)
    paused = clock.state is ClockState.PAUSED
    rows = [
        (words.TARGET, _target(clock)),
        (words.STARTED, showing.moment(clock.started_at)),
        (words.ELAPSED, span_of(found.elapsed)),
        _result(found),
        *((words.STOOD_STILL, _pause(stay.since, stay.until, stay.stage)) for stay in clock.pauses),
        (words.WARNED, "" if clock.ended_at else showing.moment(clock.warn_at)),
        (words.DUE, said(words.IF_RESUMED, at=due) if paused else due),
        (words.ENDED, showing.moment(clock.ended_at) if clock.ended_at else ""),
    ]
    for title, value in rows:
        if value:
            table.add_row(showing.line(said(title), "dim"), showing.line(value))
    return table


def _target(clock: Clock) -> str:
    plain = isinstance(clock.target, Elapsed)
    form = words.DAY_AND_NIGHT if plain else words.IN_CALENDAR
    return said(form, target=length(clock.target), calendar=clock.calendar)


def _result(found: Explanation) -> tuple[Said, str]:
    if found.clock.state is ClockState.MISSED:
        return words.LATE, span_of(found.late)
    met = found.clock.state is ClockState.MET
    return (words.SPARE if met else words.LEFT), span_of(found.remaining)


def _pause(since: datetime, until: datetime | None, stage: Stage) -> str:
    ended = showing.moment(until) if until else said(words.NOW)
    name = business.stage(stage, LOCALE)
    return said(words.PAUSE, since=showing.moment(since), until=ended, stage=name)


def _stretches(found: Explanation) -> Table:
    table = showing.columns()
    for step in found.steps:
        _, style, _ = _look(step)
        cells = (showing.moment(step.begin), showing.moment(step.end), span_of(step.span))
        table.add_row(*map(showing.line, cells), showing.line(_why(step), style))
    return table


def _why(step: Step) -> str:
    if step.passing is Passing.COUNTED:
        if step.coming:
            return said(words.WILL_COUNT)
        return said(words.COUNTS_LATE if step.late else words.COUNTS)
    why = business.stage(step.stage, LOCALE) if step.stage else said(words.CLOSED)
    return said(words.NOT_COUNTED, why=why)
