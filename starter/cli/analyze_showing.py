"""How `huiyin analyze` looks to a person."""

import io
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from schemas import words as business
from schemas.analysis import Analysis
from schemas.enums import Aspect
from schemas.policy import Policy
from starter import heard
from starter.cli import analyze_words as words
from starter.cli import showing
from starter.cli.words import LOCALE, said

_EXCERPT = 40


def one(found: Analysis, policy: Policy) -> None:
    """Everything that was heard in one text, each with how sure it is and what it rests on."""
    table = showing.columns()
    for title, value, aspect in _answers(found, policy):
        table.add_row(said(title), value, _sure(found, aspect), showing.line(_why(found, aspect)))
    showing.show(table)


def many(texts: Sequence[str], found: Sequence[Analysis], policy: Policy) -> None:
    """One row for each text."""
    table = showing.columns(
        *(words.LANGUAGE, words.CATEGORY, words.PRIORITY, words.SENTIMENT, words.SPAM),
        *(words.CONFIDENCE, words.THE_TEXT),
        wrapped=(words.THE_TEXT,),
    )
    for text, each in zip(texts, found, strict=True):
        table.add_row(
            said(words.LANGUAGES[each.language]),
            _category(each, policy),
            showing.line(business.priority(each.priority, LOCALE), each.priority.value),
            business.sentiment(each.sentiment, LOCALE),
            said(words.YES) if each.spam else "",
            f"{each.confidence:.0%}",
            showing.line(" ".join(text.split())[:_EXCERPT]),
        )
    showing.show(table)


def as_lines(found: Sequence[Analysis], policy: Policy) -> None:
    """One JSON object on a line for each text, in their order."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    for each in found:
        print(json.dumps(heard.as_data(each, policy), ensure_ascii=False))


@contextmanager
def progress(total: int) -> Iterator[Callable[[], None]]:
    """A bar on stderr, if that is a terminal."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(said(words.ANALYZING), total=total)
        yield lambda: bar.advance(task)


def _answers(found: Analysis, policy: Policy) -> Iterator[tuple[business.Said, str, Aspect | None]]:
    yield words.LANGUAGE, said(words.LANGUAGES[found.language]), Aspect.LANGUAGE
    yield words.CATEGORY, _category(found, policy), Aspect.CATEGORY
    yield words.SUBCATEGORY, _subcategory(found, policy), Aspect.SUBCATEGORY
    yield words.MODULE, _module(found, policy), Aspect.MODULE
    yield words.PRIORITY, business.priority(found.priority, LOCALE), Aspect.PRIORITY
    mood = f"{business.sentiment(found.sentiment, LOCALE)} ({found.score:+.2f})"
    yield words.SENTIMENT, mood, Aspect.SENTIMENT
    yield words.SPAM, said(words.YES if found.spam else words.NO), Aspect.SPAM
    if found.themes:
        yield words.THEMES, ", ".join(_themes(found, policy)), Aspect.THEMES
    if found.missing:
        asked = (policy.analysis.questions[key].ask.in_(LOCALE) for key in found.missing)
        yield words.MISSING, " ".join(asked), None
    for each in found.competitors:
        yield words.COMPETITOR, f"{each.name}: {each.about}" if each.about else each.name, None
    if found.personal:
        kinds = (said(words.PERSONAL_DATA[kind]) for kind in found.personal)
        yield words.PERSONAL, ", ".join(kinds), None
    yield words.TEAM, policy.teams[policy.team_of(found.category)].label.in_(LOCALE), None
    yield words.MODEL, found.model, None


def _category(found: Analysis, policy: Policy) -> str:
    return policy.categories[found.category].label.in_(LOCALE)


def _subcategory(found: Analysis, policy: Policy) -> str:
    known = policy.categories[found.category].subcategories
    return known[found.subcategory].in_(LOCALE) if found.subcategory else "-"


def _module(found: Analysis, policy: Policy) -> str:
    known = policy.analysis.modules
    return known[found.module].label.in_(LOCALE) if found.module else "-"


def _themes(found: Analysis, policy: Policy) -> Iterator[str]:
    from analysis.themes import general

    known = {**general(), **policy.analysis.themes}
    return (known[key].label.in_(LOCALE) for key in found.themes)


def _sure(found: Analysis, aspect: Aspect | None) -> str:
    share = found.confidences.get(aspect) if aspect else None
    return "" if share is None else f"{share:.0%}"


def _why(found: Analysis, aspect: Aspect | None) -> str:
    """The words that an answer rests on, and the rule that decided."""
    reasons = [each for each in found.reasons if each.aspect is aspect]
    quoted = dict.fromkeys(word for each in reasons for word in each.words)
    rules = {each.because for each in reasons if each.because and aspect is not Aspect.THEMES}
    told = ", ".join(quoted)
    return said(words.BY_RULE, words=told, rule=", ".join(sorted(rules))) if rules else told
