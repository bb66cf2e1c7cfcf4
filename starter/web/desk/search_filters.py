"""Filters as people write and read them: `priority:high stage:planning`, or 优先级:高."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from difflib import get_close_matches
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from rules.access import may_seek
from schemas import case_filter
from schemas.case_filter import KEYS, TIMES, CaseFilter
from schemas.enums import Locale
from schemas.findings import Mistake
from schemas.people import Team
from schemas.policy import Category, Channel
from schemas.words import OUTCOMES, PRIORITIES, STAGES, Said
from starter.analysis_words import NO, YES
from starter.web.desk.seat import Seat
from starter.web.desk.words.filters import WORDS
from store.search import NOBODY

CHOSEN = ("team", "priority", "category", "channel", "owner", "breached", "spam")
"""The filters that a form offers, in its order."""
_ME = "me"
_CLOSED: Mapping[str, Mapping[Any, Said]] = {
    "stage": STAGES,
    "outcome": OUTCOMES,
    "priority": PRIORITIES,
}
_CONDITION = re.compile(r"([^\W\d][\w]*)[:\uff1a](\S+)")
_TERM = re.compile(r'[-\uff0d]?["\u201c][^"\u201d]*["\u201d]?|\S+')


class Chip(NamedTuple):
    """One condition, as it is read."""

    key: str
    value: str
    said: str


class Typed(NamedTuple):
    """What somebody typed: conditions, words, and what of it is no condition."""

    wanted: CaseFilter
    words: str
    wrong: tuple[str, ...] = ()

    def __str__(self) -> str:
        return " ".join(filter(None, (*map(":".join, self.wanted.wanted), self.words)))

    def without(self, key: str) -> str:
        """The same as it is typed without a condition."""
        kept = tuple(each for each in self.wanted.wanted if each[0] != key)
        return str(Typed(CaseFilter(kept), self.words))


class Options(NamedTuple):
    """What a condition can be: its key, its name, and each value with its name."""

    key: str
    said: str
    values: tuple[tuple[str, str], ...]


def typed(seat: Seat, text: str) -> Typed:
    """What a text asks for. A condition that cannot be is told, and is none; the last of two of a
    key counts."""
    wanted: dict[str, str] = {}
    words, wrong = [], []
    for term in _TERM.findall(text):
        try:
            if found := _condition(seat, term):
                wanted |= [found]
            else:
                words.append(term)
        except Mistake as mistake:
            wrong.append(mistake.said.in_(seat.locale))
    asked = " ".join(words)
    if not may_seek(seat.caller, asked):  # the answer would tell whose number it is
        asked, wrong = "", [*wrong, WORDS[seat.locale]["masked_search"]]
    return Typed(CaseFilter(tuple(wanted.items())), asked, tuple(wrong))


def given(seat: Seat, fields: dict[str, str]) -> Typed:
    """What the fields of an address or a form ask for."""
    return typed(seat, " ".join(f"{key}:{fields[key]}" for key in KEYS if fields.get(key)))


def chips(seat: Seat, wanted: CaseFilter) -> list[Chip]:
    """Conditions as this person reads them."""
    w = WORDS[seat.locale]
    return [
        Chip(key, value, w["chip"].format(key=w[f"by_{key}"], value=_said(seat, key, value)))
        for key, value in wanted.wanted
    ]


def offered(seat: Seat) -> list[Options]:
    """What a form offers."""
    w = WORDS[seat.locale]
    return [Options(k, w[f"by_{k}"], tuple(_values(seat, k, seat.locale))) for k in CHOSEN]


def possible(seat: Seat) -> list[Options]:
    """What can be written: every key that has few values."""
    keys = ("stage", "outcome", *CHOSEN)
    w = WORDS[seat.locale]
    return [Options(k, w[f"by_{k}"], tuple(_values(seat, k, seat.locale))) for k in keys]


def _condition(seat: Seat, term: str) -> tuple[str, str] | None:
    if not (found := _CONDITION.fullmatch(term)):
        return None
    key = _key(found[1])
    if key is None:
        return None
    value = _value(seat, key, found[2])
    ((key, value),) = case_filter.of({key: value}).wanted
    return key, value


def _key(written: str) -> str | None:
    """The key that is meant. What resembles none is a word, such as `http:`."""
    named = {WORDS[locale][f"by_{key}"]: key for locale in Locale for key in KEYS}
    every = {**named, **{key: key for key in KEYS}}
    if found := every.get(written.casefold()):
        return found
    if not get_close_matches(written.casefold(), KEYS, n=1, cutoff=0.65):
        return None
    known = " ".join(f"{each}:" for each in KEYS)
    raise Mistake(
        f"没有“{written}”这个筛选条件。可以写：{known}",
        f"There is no filter {written}. There are {known}",
    )


def _value(seat: Seat, key: str, written: str) -> str:
    """The value that is meant, be it written as it is read."""
    if key in TIMES:
        return _instant(seat, written)
    if key == "owner" and written == _ME:
        return seat.login
    every = {known: known for known, _ in _values(seat, key, seat.locale)}
    for locale in Locale:
        every |= {label.casefold(): known for known, label in _values(seat, key, locale)}
    found = every.get(written.casefold())
    if found is None and key in ("team", "category", "channel") and every:
        raise _unknown(seat, key, written)
    return found or written


def _unknown(seat: Seat, key: str, written: str) -> Mistake:
    known = [
        ", ".join(f"{value} ({label})" for value, label in _values(seat, key, locale))
        for locale in Locale
    ]
    return Mistake(
        f"{key} 没有“{written}”这个值。可以是：{known[0]}",
        f"There is no {key} {written}. It can be: {known[1]}",
    )


def _instant(seat: Seat, written: str) -> str:
    """An instant; of a day alone, its beginning where the company is."""
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return written
    return datetime.combine(day, time(), ZoneInfo(seat.policy.zone)).isoformat()


def _values(seat: Seat, key: str, locale: Locale) -> Iterator[tuple[str, str]]:
    w = WORDS[locale]
    if key in _CLOSED:
        yield from ((each, name.in_(locale)) for each, name in _CLOSED[key].items())
    elif key in ("team", "category", "channel"):
        yield from ((each, found.label.in_(locale)) for each, found in _kept(seat, key).items())
    elif key == "owner":
        yield from ((seat.login, w["me"]), (NOBODY, w["nobody"]))
        yield from ((each, each) for each in sorted(seat.policy.staff - {seat.login}))
    elif key == "spam":
        yield from (("yes", YES.in_(locale)), ("no", NO.in_(locale)))
    elif key == "breached":
        yield from (("true", w["breached_true"]), ("false", w["breached_false"]))


def _kept(seat: Seat, key: str) -> Mapping[str, Team | Category | Channel]:
    """What the policy has of a kind."""
    if key == "team":
        return seat.policy.teams
    return seat.policy.categories if key == "category" else seat.policy.channels


def _said(seat: Seat, key: str, value: str) -> str:
    if key in TIMES:
        at = case_filter.instant(value).astimezone(ZoneInfo(seat.policy.zone))
        return format_datetime(at, "yyyy-MM-dd HH:mm")
    return dict(_values(seat, key, seat.locale)).get(value, value)
