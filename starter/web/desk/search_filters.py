"""Filters as people write and read them: `priority:high stage:planning`, or 优先级:高."""

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from rules.access import may_seek
from schemas import case_filter
from schemas.case_filter import KEYS, TIMES, CaseFilter
from schemas.enums import Locale
from schemas.findings import Mistake
from schemas.listening import Topic
from schemas.people import Team
from schemas.policy import Category, Channel
from schemas.words import IN_BRACKETS, LISTED, OUTCOMES, PRIORITIES, SENTIMENTS, STAGES, Said
from starter.analysis_words import NO, YES
from starter.web.desk import instants
from starter.web.desk.seat import Seat
from starter.web.desk.words.filters import WORDS
from store.search import NOBODY

CHOSEN = ("team", "priority", "category", "channel", "owner", "breached", "spam")
"""The filters that a form offers, in its order."""
_ME = "me"
_JUDGED = ("sentiment", "module")
"""What can be written besides."""
_FEW = frozenset(
    {
        *("stage", "outcome", "priority", "team", "category", "channel", "breached", "spam"),
        *_JUDGED,
    }
)
"""The keys of which every value is known."""
_CLOSED: Mapping[str, Mapping[Any, Said]] = {
    "stage": STAGES,
    "outcome": OUTCOMES,
    "priority": PRIORITIES,
    "sentiment": SENTIMENTS,
}
_NAME, _COLON = r"[^\W\d]\w*", r"[:\uff1a]"
_CONDITION = re.compile(rf"([-\uff0d]?)({_NAME}){_COLON}(.*)")
_TERM = re.compile(rf'[-\uff0d]?(?:{_NAME}{_COLON})?["\u201c][^"\u201d]*["\u201d]?|\S+')
_BETWEEN = re.compile(rf"[,\uff0c;\uff1b\u3001]\s*(?={_NAME}{_COLON})")
_QUOTES = '"\u201c\u201d'
_ALSO = {
    "status": "stage",
    "状态": "stage",
    "assignee": "owner",
    "处理人": "owner",
    "source": "channel",
    "来源": "channel",
    "类别": "category",
    "类型": "category",
    "团队": "team",
    "部门": "team",
}
"""What people write for a key besides its name and its word."""


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
    key counts, which is told too."""
    wanted: dict[str, str] = {}
    words, wrong = [], []
    for term in _terms(text):
        try:
            if (found := _condition(seat, term)) is None:
                words.append(term)
                continue
            if found[0] in wanted:
                wrong.append(_twice(*found).in_(seat.locale))
            wanted |= [found]
        except Mistake as mistake:
            wrong.append(mistake.said.in_(seat.locale))
    asked = " ".join(words)
    if not may_seek(seat.caller, asked):  # the answer would tell whose number it is
        asked, wrong = "", [*wrong, WORDS[seat.locale]["masked_search"]]
    return Typed(CaseFilter(tuple(wanted.items())), asked, tuple(wrong))


def given(seat: Seat, fields: dict[str, str]) -> Typed:
    """What the fields of an address or a form ask for."""
    told = (f'{key}:"{fields[key]}"' for key in KEYS if fields.get(key))
    return typed(seat, " ".join(told))


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


def completions(seat: Seat) -> list[tuple[str, str]]:
    """What a field can complete: conditions as they are written, and as they are read."""
    w = WORDS[seat.locale]
    known = [
        (f"{each.key}:{value}", w["chip"].format(key=each.said, value=name))
        for each in possible(seat)
        for value, name in each.values
    ]
    days = [("today", w["today"]), ("yesterday", w["yesterday"]), ("7d", w["week"])]
    return known + [
        (f"{key}:{day}", w["chip"].format(key=w[f"by_{key}"], value=said))
        for key in TIMES
        for day, said in days
        if not key.startswith("due") or day == "today"
    ]


def possible(seat: Seat) -> list[Options]:
    """What can be written: every key that has few values."""
    keys = ("stage", "outcome", *CHOSEN, *_JUDGED)
    w = WORDS[seat.locale]
    return [Options(k, w[f"by_{k}"], tuple(_values(seat, k, seat.locale))) for k in keys]


def _terms(text: str) -> Iterator[str]:
    """The parts of a text; a value may stand after a space, and conditions after commas."""
    found = iter(_TERM.findall(_BETWEEN.sub(" ", text)))
    for term in found:
        named = _CONDITION.fullmatch(term)
        if named and not named[3] and named[2].casefold() in _NAMES:
            yield term + next(found, "")
        else:
            yield term


def _condition(seat: Seat, term: str) -> tuple[str, str] | None:
    if not (found := _CONDITION.fullmatch(term)):
        return None
    without, name, written = found[1], found[2], found[3].strip(_QUOTES).strip()
    if (key := _key(name)) is None:
        return None
    if without:
        raise Mistake(
            f"{term} 不能排除：只有文字前可以加 -",
            f"{term} takes nothing away: only words can be taken away",
        )
    value = _value(seat, key, written)
    ((key, value),) = case_filter.of({key: value}).wanted
    return key, value


def _key(written: str) -> str | None:
    """The key that is meant. What resembles none is a word, such as `http:`."""
    if found := _NAMES.get(written.casefold()):
        return found
    near = get_close_matches(written.casefold(), _NAMES, n=1, cutoff=0.65)
    if not near:
        return None
    meant, known = _NAMES[near[0]], " ".join(f"{each}:" for each in KEYS)
    raise Mistake(
        f"没有“{written}”这个筛选条件。您要写的是不是“{meant}”？可以写：{known}",
        f"There is no filter {written}. Did you mean {meant}:? There are {known}",
    )


def _twice(key: str, value: str) -> Said:
    return Said(
        f"{key} 写了两次，只按后一个（{value}）筛选",
        f"{key} is there twice; only {key}:{value} counts",
    )


def _value(seat: Seat, key: str, written: str) -> str:
    """The value that is meant, be it written as it is read."""
    if key in TIMES:
        return instants.meant(written, seat.now, seat.policy.zone)
    if key == "owner" and written == _ME:
        return seat.login
    every = {known: known for known, _ in _values(seat, key, seat.locale)}
    for locale in Locale:
        every |= {label.casefold(): known for known, label in _values(seat, key, locale)}
    found = every.get(written.casefold())
    if not written or (found is None and key in _FEW and every):
        raise _unknown(seat, key, written)
    return found or written


def _unknown(seat: Seat, key: str, written: str) -> Mistake:
    zh, en = (
        LISTED.in_(locale).join(
            value if value == label else value + IN_BRACKETS.in_(locale).format(text=label)
            for value, label in _values(seat, key, locale)
        )
        for locale in (Locale.ZH, Locale.EN)
    )
    if not written:
        return Mistake(
            f"“{key}”后面没有值。可以是：{zh}", f"There is no value after {key}:. It can be: {en}"
        )
    return Mistake(
        f"{key} 没有“{written}”这个值。可以是：{zh}",
        f"There is no {key} {written}. It can be: {en}",
    )


def _values(seat: Seat, key: str, locale: Locale) -> Iterator[tuple[str, str]]:
    w = WORDS[locale]
    if key in _CLOSED:
        yield from ((each, name.in_(locale)) for each, name in _CLOSED[key].items())
    elif key in ("team", "category", "channel", "module"):
        yield from ((each, found.label.in_(locale)) for each, found in _kept(seat, key).items())
    elif key == "owner":
        yield from ((seat.login, w["me"]), (NOBODY, w["nobody"]))
        yield from ((each, each) for each in sorted(seat.policy.staff - {seat.login}))
    elif key == "spam":
        yield from (("yes", YES.in_(locale)), ("no", NO.in_(locale)))
    elif key == "breached":
        yield from (("true", w["breached_true"]), ("false", w["breached_false"]))


def _kept(seat: Seat, key: str) -> Mapping[str, Team | Category | Channel | Topic]:
    """What the policy has of a kind."""
    if key == "team":
        return seat.policy.teams
    if key == "module":
        return seat.policy.analysis.modules
    return seat.policy.categories if key == "category" else seat.policy.channels


def _said(seat: Seat, key: str, value: str) -> str:
    if key in TIMES:
        at = case_filter.instant(value).astimezone(ZoneInfo(seat.policy.zone))
        return format_datetime(at, "yyyy-MM-dd HH:mm")
    return dict(_values(seat, key, seat.locale)).get(value, value)


_NAMES = {
    **_ALSO,
    **{WORDS[locale][f"by_{key}"]: key for locale in Locale for key in KEYS},
    **{key: key for key in KEYS},
}
"""How a key can be written."""
