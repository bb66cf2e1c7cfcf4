"""What is thought of a case, by the machine at first and by people then; one click corrects it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from rules.judgement import judgement
from rules.versions import version
from schemas import words as business
from schemas.enums import Aspect, EventKind, Locale, Priority, Sentiment
from starter import analyzed
from starter.analysis_words import NO, YES
from starter.analyzed import Line
from starter.web.desk.case.likely import likeliest
from starter.web.desk.case.reader import Reader
from starter.web.desk.words import case_events as words

Options = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Chip:
    """A value that can be chosen by one click; the same view is the same request. `is_open`: what
    counts now is only a guess, and a person is asked to say so or otherwise."""

    value: str
    label: str
    is_now: bool
    is_open: bool
    request: str


@dataclass(frozen=True)
class Question:
    """One thing that is judged: what counts now and how sure the machine is of it, 0 to 1, or who
    said so; what else it is likely to be, and all the rest."""

    name: str
    now: Chip | None
    share: float | None
    person: str | None
    likely: Sequence[Chip]
    others: Sequence[Chip]


@dataclass(frozen=True)
class Judged:
    """`by_person` says who judged it last, none: the machine; `certain` whether that was."""

    questions: Sequence[Question]
    answers: Sequence[Line]
    waiting: str | None
    aside: bool
    category: str | None
    priority: str | None
    subcategory: str | None
    problem: str
    facts: str
    by_person: str | None
    certain: bool | None
    may: bool


def judged(reader: Reader, *, may: bool) -> Judged:
    """What is known now; `may`: whether this person can correct it."""
    state, locale = reader.view.state, reader.locale
    known, (by, certain) = judgement(reader.view.events), _judge(reader)
    answers = analyzed.lines(reader.view, locale, reader.hide)
    return Judged(
        questions=_questions(reader, answers) if may else (),
        answers=answers,
        waiting=analyzed.waiting(reader.view, locale),
        aside=state.aside_from is not None,
        category=reader.category(state.category),
        priority=business.priority(state.priority, locale) if state.priority else None,
        subcategory=known.subcategory and reader.subcategory(state.category, known.subcategory),
        problem=reader.hide(known.problem),
        facts=words.COMMA.in_(locale).join(_facts(reader)),
        by_person=by,
        certain=certain,
        may=may,
    )


def _questions(reader: Reader, answers: Sequence[Line]) -> list[Question]:
    state, known = reader.view.state, judgement(reader.view.events)
    of = {each.aspect: each for each in answers}
    asked: tuple[tuple[Aspect, Options, str | None], ...] = (
        (Aspect.CATEGORY, _categories(reader), state.category),
        (Aspect.SUBCATEGORY, _subcategories(reader), known.subcategory),
        (Aspect.PRIORITY, _priorities(reader.locale), state.priority),
        (Aspect.MODULE, _modules(reader), known.module),
        (Aspect.SENTIMENT, _sentiments(reader.locale), known.sentiment),
        (Aspect.SPAM, _yes_or_no(reader.locale), _said(_is_spam(reader))),
    )
    return [_question(reader, *each, of.get(each[0].value)) for each in asked if each[1]]


def _question(
    reader: Reader, aspect: Aspect, values: Options, now: str | None, line: Line | None
) -> Question:
    chips = {each.value: each for each in _chips(reader, aspect.value, values, now)}
    likely = likeliest(reader, aspect, list(chips), now)
    machines = line is not None and line.person is None and now is not None
    return Question(
        name=aspect.value,
        now=chips.get(now or ""),
        share=line.share if line and machines else None,
        person=line.person if line and now is not None else None,
        likely=[chips[each] for each in likely],
        others=[each for key, each in chips.items() if key not in (now, *likely)],
    )


def _categories(reader: Reader) -> Options:
    known = reader.view.policy.categories.items()
    return [(key, each.label.in_(reader.locale)) for key, each in known]


def _priorities(locale: Locale) -> Options:
    return [(each.value, business.priority(each, locale)) for each in Priority]


def _subcategories(reader: Reader) -> Options:
    found = reader.view.policy.categories.get(reader.view.state.category or "")
    return [(k, v.in_(reader.locale)) for k, v in found.subcategories.items()] if found else []


def _modules(reader: Reader) -> Options:
    known = reader.view.policy.analysis.modules.items()
    return [(key, each.label.in_(reader.locale)) for key, each in known]


def _sentiments(locale: Locale) -> Options:
    return [(each.value, business.sentiment(each, locale)) for each in Sentiment]


def _yes_or_no(locale: Locale) -> Options:
    return [("true", YES.in_(locale)), ("false", NO.in_(locale))]


def _is_spam(reader: Reader) -> bool | None:
    """What was said of it; a mere suspicion says nothing: either answer can be given."""
    known = judgement(reader.view.events).spam
    return None if known and reader.view.state.aside_from is None else known


def _said(answer: bool | None) -> str | None:
    return None if answer is None else str(answer).lower()


def _judge(reader: Reader) -> tuple[str | None, bool | None]:
    """Who judged last, and how certain the machine was if it did."""
    kinds = (EventKind.ANALYZED, EventKind.TRIAGED)
    last = next((e for e in reversed(reader.view.events) if e.kind in kinds), None)
    if last is None:
        return None, None
    if last.kind is EventKind.TRIAGED:
        return reader.person(last.by), None
    return None, bool(last.data.get("certain"))


def _facts(reader: Reader) -> list[str]:
    known, locale = judgement(reader.view.events), reader.locale
    found = []
    moods = [e.data["sentiment"] for e in reader.view.events if e.data.get("sentiment")]
    if moods:
        name = business.sentiment(Sentiment(moods[-1]), locale)
        found.append(words.SOUNDS.in_(locale).format(name=name))
    if known.reproduced is not None:
        said = words.REPRODUCED if known.reproduced else words.NOT_REPRODUCED
        found.append(said.in_(locale))
    if known.scope:
        scope = business.scope(known.scope, locale)
        found.append(words.SCOPE.in_(locale).format(scope=scope))
    return found


def _chips(reader: Reader, name: str, values: Options, now: str | None) -> list[Chip]:
    view = reader.view
    stem = (view.state.case_id, reader.seat.login, version(view.events), view.state.seq, name)
    unsure = name in {each.value for each in view.state.unsure}
    return [Chip(key, label, key == now, unsure, _request(*stem, key)) for key, label in values]


def _request(*of: object) -> str:
    digest = hashlib.sha256(" ".join(map(str, of)).encode()).hexdigest()
    return f"chip-{digest[:24]}"
