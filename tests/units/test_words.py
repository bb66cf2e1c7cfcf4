"""Every word of the business has a name in every language."""

import ast
import re
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

from schemas import enums, refusal_words, words
from schemas.enums import Locale, Refusal
from schemas.events import CUSTOMER, SYSTEM
from starter import analysis_words
from starter.operations import words as operations

TABLES: dict[type[StrEnum], Mapping[Any, words.Said]] = {
    enums.Stage: words.STAGES,
    enums.Outcome: words.OUTCOMES,
    enums.Priority: words.PRIORITIES,
    enums.Sentiment: words.SENTIMENTS,
    enums.Locale: words.LOCALES,
    enums.Role: words.ROLES,
    enums.Scope: words.SCOPES,
    enums.SolutionKind: words.SOLUTIONS,
    enums.DecisionKind: words.DECISIONS,
    enums.EventKind: words.EVENTS,
    enums.ClockKind: words.CLOCKS,
    enums.ClockState: words.CLOCK_STATES,
    enums.Refusal: refusal_words.REFUSALS,
    enums.Operation: operations.CONSEQUENCES,
    enums.Aspect: analysis_words.ASPECTS,
    enums.Language: analysis_words.LANGUAGES,
    enums.ReasonKind: analysis_words.RESTS_ON,
    enums.PersonalData: analysis_words.PERSONAL,
}
READ_BY_NOBODY = {enums.Template, enums.MailStatus, enums.DecisionStatus}
HAN = re.compile(r"[\u4e00-\u9fff]")
LATIN = re.compile(r"[A-Za-z]")


def test_no_list_of_the_business_is_forgotten() -> None:
    lists = {each for each in vars(enums).values() if isinstance(each, type)} - {StrEnum}
    assert lists - set(TABLES) == READ_BY_NOBODY


@pytest.mark.parametrize("members", TABLES, ids=lambda members: members.__name__)
def test_every_member_has_a_word_in_both_languages(members: type[StrEnum]) -> None:
    assert set(TABLES[members]) == set(members)
    for said in TABLES[members].values():
        assert HAN.search(said.zh)
        assert not LATIN.search(said.zh)
        assert LATIN.search(said.en)
        assert not HAN.search(said.en)


@pytest.mark.parametrize("locale", Locale)
@pytest.mark.parametrize("refusal", Refusal)
def test_a_refusal_is_a_full_sentence(refusal: Refusal, locale: Locale) -> None:
    said = refusal_words.refusal(refusal, locale)
    assert said.endswith((".", "。"))
    assert len(said) > 12


def test_words_are_said_in_the_language_asked_for() -> None:
    assert words.stage(enums.Stage.CLOSED, Locale.ZH) == "已结案"
    assert words.outcome(enums.Outcome.CONFIRMED, Locale.EN) == "confirmed"
    assert words.priority(enums.Priority.HIGH, Locale.ZH) == "高"
    assert words.sentiment(enums.Sentiment.NEGATIVE, Locale.EN) == "negative"
    assert words.language(Locale.ZH, Locale.EN) == "Chinese"
    assert words.role(enums.Role.LEAD, Locale.ZH) == "组长"
    assert words.decision(enums.DecisionKind.TAKE, Locale.EN) == "take"
    assert words.event(enums.EventKind.RECEIVED, Locale.ZH) == "收到反馈"
    assert words.clock(enums.ClockKind.RESOLVE, Locale.EN) == "resolve"
    assert words.clock_state(enums.ClockState.PAUSED, Locale.ZH) == "已暂停"


def test_a_person_is_named_by_login_and_nobody_else_is() -> None:
    assert words.person("li", Locale.ZH) == "li"
    assert words.person(CUSTOMER, Locale.ZH) == "客户"
    assert words.person(SYSTEM, Locale.EN) == "the system"


def test_no_table_says_two_things_by_one_name() -> None:
    """The later one would be said in the place of the earlier one."""
    tables = list((Path(__file__).parents[2] / "starter").rglob("*words.py"))
    assert len(tables) > 20
    for path in tables:
        body = ast.parse(path.read_text(encoding="utf-8")).body
        targets = [each.targets[0] for each in body if isinstance(each, ast.Assign)]
        names = [each.id for each in targets if isinstance(each, ast.Name)]
        assert len(names) == len(set(names)), path
