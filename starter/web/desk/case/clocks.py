"""The clocks of a case: their bars, and stretch by stretch why each stands where it stands."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from activities.letters.dates import stamp
from rules.calendar import Passing
from rules.explanation import Explanation, Step, explained
from schemas import words as business
from schemas.durations import BusinessDays, BusinessTime, ByTime, Elapsed, Length, Until
from schemas.enums import ClockKind, ClockState, Locale
from schemas.views import Clock
from schemas.words import Said
from starter.web.desk.bars import Bar, drawn
from starter.web.desk.case.reader import Reader
from starter.web.desk.moments import Moment
from starter.web.desk.words import case_clocks as words

_DAY = timedelta(days=1)
_ENDS = 20
"""So many stretches of a clock are shown of its beginning, and of its end."""
_LENGTHS = {Until.SAME_TIME: words.SAME_TIME}


@dataclass(frozen=True)
class Stretch:
    """A stretch of a clock's time, and whether it counts and why; `state` colours it."""

    begin: str
    end: str
    span: str
    why: str
    state: str


@dataclass(frozen=True)
class Shown:
    """A clock on the page; `bar` while it is not ended."""

    key: str
    name: str
    state: str
    said: str
    bar: Bar | None
    due: Moment
    facts: Sequence[tuple[str, str]]
    way: Sequence[Stretch]


def shown(reader: Reader) -> tuple[list[Shown], list[Shown]]:
    """The clocks that go on, the first to be due first, and those that are ended."""
    found = [_shown(reader, each) for each in sorted(reader.view.clocks, key=lambda c: c.due_at)]
    return [c for c in found if c.bar], [c for c in found if not c.bar]


def length(target: Length, locale: Locale) -> str:
    """A target in plain words."""
    match target:
        case Elapsed(span):
            return span_of(span, locale, days=True)
        case BusinessTime(span):
            return _say(words.WORKING, locale, span=span_of(span, locale))
        case BusinessDays(days, until):
            return _say(_LENGTHS.get(until, words.END_OF_DAY), locale, n=days)
        case ByTime(days, at):
            return _say(words.BY_TIME, locale, n=days, at=at)


def span_of(span: timedelta, locale: Locale, *, days: bool = False) -> str:
    """Hours and minutes; whole days only where a day is one of 24 hours."""
    if days and span >= _DAY and not span % _DAY:
        n = span // _DAY
        return _say(words.ONE_DAY if n == 1 else words.DAYS, locale, n=n)
    hours, minutes = divmod(round(span / timedelta(minutes=1)), 60)
    if not hours:
        return _say(words.MINUTES, locale, minutes=minutes)
    form = words.HOURS_MINUTES if minutes else words.HOURS
    return _say(form, locale, hours=hours, minutes=minutes)


def _say(form: Said, locale: Locale, **values: object) -> str:
    return form.in_(locale).format(**values)


def _shown(reader: Reader, clock: Clock) -> Shown:
    policy, now, locale = reader.view.policy, reader.seat.now, reader.locale
    why = explained(clock, policy, now)
    bar = None if clock.ended_at else drawn(clock, policy, now, locale)
    return Shown(
        key=clock.key,
        name=_name(clock, locale),
        state=bar.state if bar else clock.state.value,
        said=business.clock_state(clock.state, locale),
        bar=bar,
        due=reader.seat.moment(clock.due_at),
        facts=[(title.in_(locale), text) for title, text in _facts(reader, why)],
        way=list(_way(reader, why.steps)),
    )


def _name(clock: Clock, locale: Locale) -> str:
    named = [business.clock(clock.kind, locale)]
    if clock.kind is ClockKind.TASK:
        named.append(f"T{clock.n}")
    elif clock.n > 1:
        named.append(_say(words.NTH, locale, n=clock.n))
    if clock.cycle > 1:
        named.append(_say(words.OF_CYCLE, locale, n=clock.cycle))
    return " · ".join(named)


def _facts(reader: Reader, why: Explanation) -> Iterator[tuple[Said, str]]:
    clock, locale = why.clock, reader.locale
    plain = words.DAY_AND_NIGHT if isinstance(clock.target, Elapsed) else words.IN_CALENDAR
    target = length(clock.target, locale)
    yield words.TARGET, _say(plain, locale, target=target, calendar=clock.calendar)
    yield words.STARTED, _at(reader, clock.started_at)
    yield words.ELAPSED, span_of(why.elapsed, locale)
    yield _result(why, locale)
    for stay in clock.pauses:
        until = _at(reader, stay.until) if stay.until else words.NOW.in_(locale)
        stage = business.stage(stay.stage, locale)
        since = _at(reader, stay.since)
        yield words.STOOD_STILL, _say(words.PAUSE, locale, since=since, until=until, stage=stage)
    if not clock.ended_at:
        yield words.WARNED, _at(reader, clock.warn_at)
    due = _at(reader, clock.due_at)
    paused = clock.state is ClockState.PAUSED
    yield words.DUE, _say(words.IF_RESUMED, locale, at=due) if paused else due
    if clock.ended_at:
        yield words.ENDED, _at(reader, clock.ended_at)


def _result(why: Explanation, locale: Locale) -> tuple[Said, str]:
    if why.clock.state is ClockState.MISSED:
        return words.LATE, span_of(why.late, locale)
    met = why.clock.state is ClockState.MET
    return (words.SPARE if met else words.LEFT), span_of(why.remaining, locale)


def _way(reader: Reader, steps: Sequence[Step]) -> Iterator[Stretch]:
    """Stretch by stretch; of the many of a long time only the first and the latest."""
    between = steps[_ENDS:-_ENDS]
    if len(between) < 2:
        yield from (_stretch(reader, each) for each in steps)
        return
    yield from (_stretch(reader, each) for each in steps[:_ENDS])
    yield _summed(reader, between)
    yield from (_stretch(reader, each) for each in steps[-_ENDS:])


def _summed(reader: Reader, steps: Sequence[Step]) -> Stretch:
    counted = [each.span for each in steps if each.passing is Passing.COUNTED]
    span = span_of(sum(counted, timedelta()), reader.locale)
    begin, end = _at(reader, steps[0].begin), _at(reader, steps[-1].end)
    return Stretch(begin, end, span, _say(words.SUMMED, reader.locale, n=len(steps)), "running")


def _stretch(reader: Reader, step: Step) -> Stretch:
    state, why = _why(step, reader.locale)
    begin, end = _at(reader, step.begin), _at(reader, step.end)
    return Stretch(begin, end, span_of(step.span, reader.locale), why, state)


def _why(step: Step, locale: Locale) -> tuple[str, str]:
    if step.passing is Passing.COUNTED:
        if step.coming:
            return "coming", words.WILL_COUNT.in_(locale)
        late = words.COUNTS_LATE if step.late else words.COUNTS
        return "missed" if step.late else "running", late.in_(locale)
    name = business.stage(step.stage, locale) if step.stage else words.CLOSED.in_(locale)
    return "paused", _say(words.NOT_COUNTED, locale, why=name)


def _at(reader: Reader, at: datetime) -> str:
    return stamp(at, reader.locale, reader.view.policy.zone)
