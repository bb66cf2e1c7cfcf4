"""Every letter can be written, says only what it may, and puts its links where they are found."""

import re
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest

from activities.letters import own
from activities.letters.dates import moment
from activities.letters.letter import Letter, LetterContext, write
from schemas.enums import (
    ClockKind,
    DecisionKind,
    Locale,
    Outcome,
    Priority,
    Refusal,
    Stage,
    Template,
)
from schemas.part import Label

CASE_LINK = "https://feedback.example/c/CASE-token_1"
ACTION_LINK = "https://feedback.example/c/ACTION-token_2"
WHEN = datetime(2026, 3, 5, 14, 0, 59, tzinfo=UTC)

CUSTOMER = [template for template in Template if template.for_customer]
TEAM = [template for template in Template if template.for_team]
ASKING = [Template.QUESTION, Template.SOLUTION, Template.REMINDER]

TASK_LINK = "https://feedback.example/t/TASK-token_3"

_TASK: dict[str, Any] = {"task": "T1", "task_text": "9008", "task_link": TASK_LINK}
MINIMAL = LetterContext(case_id="7KQ2M-9XD3H", locale=Locale.EN, case_link=CASE_LINK, **_TASK)
FULL = LetterContext(
    case_id="7KQ2M-9XD3H",
    locale=Locale.EN,
    zone="UTC",
    case_link=CASE_LINK,
    action_link=ACTION_LINK,
    reply_to="71@72.example",
    name="9001",
    text="9002",
    question="9003",
    progress_text="9004",
    solution="9005",
    summary="9006",
    reason="9007",
    rating=4,
    outcome=Outcome.CONFIRMED,
    category_label=Label(zh="功能故障", en="Malfunction"),
    team_label=Label(zh="技术支持组", en="Technical support"),
    priority=Priority.HIGH,
    stage=Stage.AWAITING_CONFIRMATION,
    owner="li",
    cycle=4,
    expected_by=WHEN,
    confirm_by=WHEN,
    reopen_until=WHEN,
    clock_kind=ClockKind.RESOLVE,
    due_at=WHEN,
    refused_kind=DecisionKind.APPROVE,
    refused_by="wang",
    refusal=Refusal.OWN_PROPOSAL,
    **_TASK,
)
PERSONAL = ["9001", "9002", "9003", "9004", "9005", "9006", "9007", CASE_LINK, ACTION_LINK]

each_letter = pytest.mark.parametrize("template", list(Template))
each_customer_letter = pytest.mark.parametrize("template", CUSTOMER)
each_locale = pytest.mark.parametrize("locale", list(Locale))
full_and_minimal = pytest.mark.parametrize("context", [FULL, MINIMAL], ids=["full", "minimal"])


def written(template: Template, context: LetterContext, locale: Locale) -> Letter:
    return write(template, context.model_copy(update={"locale": locale}))


def spoken(letter: Letter) -> str:
    """All that is read of a letter without links, addresses, ids and the name of the zone."""
    given = r"https?://\S+|\S+@\S+|7KQ2M-9XD3H|UTC"
    seen = unescape(re.sub(r"<style>.*?</style>|<[^>]+>", " ", letter.html, flags=re.DOTALL))
    return re.sub(given, "", f"{letter.subject}\n{letter.text}\n{seen}")


@full_and_minimal
@each_locale
@each_letter
def test_a_letter_has_all_its_parts(
    template: Template, locale: Locale, context: LetterContext
) -> None:
    letter = written(template, context, locale)
    assert "7KQ2M-9XD3H" in letter.subject
    assert "\n" not in letter.subject
    assert letter.html.startswith("<!DOCTYPE html>")
    for part in letter:
        assert "None" not in part
        assert "{" not in re.sub(r"<style>.*?</style>", "", part, flags=re.DOTALL)
    assert "\n\n\n" not in letter.text


@full_and_minimal
@each_locale
@each_customer_letter
def test_each_link_stands_on_a_line_of_its_own(
    template: Template, locale: Locale, context: LetterContext
) -> None:
    lines = written(template, context, locale).text.splitlines()
    with_link = [line for line in lines if "://" in line]
    assert with_link
    assert set(with_link) <= {CASE_LINK, ACTION_LINK}


@each_locale
@pytest.mark.parametrize("template", ASKING)
def test_what_is_asked_for_comes_first(template: Template, locale: Locale) -> None:
    letter = written(template, FULL, locale)
    assert re.findall(r"https?://\S+", letter.text) == [ACTION_LINK]
    assert letter.text.splitlines().index(ACTION_LINK) <= 4  # after the greeting and one sentence
    assert set(re.findall(r'href="([^"]+)"', letter.html)) == {ACTION_LINK}
    words = {"9003", "9005"} & set(re.findall(r"\d+", letter.text))
    assert all(letter.text.index(ACTION_LINK) < letter.text.index(word) for word in words)


@pytest.mark.parametrize("template", ASKING)
def test_without_a_link_of_its_own_a_question_points_to_the_case(template: Template) -> None:
    assert CASE_LINK in write(template, MINIMAL).text


@each_locale
@each_customer_letter
def test_a_customer_letter_ends_with_how_to_answer(template: Template, locale: Locale) -> None:
    please = {Locale.ZH: "请通过上面的链接回复", Locale.EN: "please answer with the link"}[locale]
    assert please in written(template, MINIMAL, locale).text.splitlines()[-1]
    *_, answer, people = written(template, FULL, locale).text.splitlines()
    assert please in answer
    assert people.endswith("71@72.example")


@pytest.mark.parametrize(
    ("template", "said"),
    [
        (Template.ACKNOWLEDGEMENT, ["> 9002", "Technical support", "14:00"]),
        (Template.QUESTION, ["9003"]),
        (Template.PROGRESS, ["9004", "14:00"]),
        (Template.SOLUTION, ["9005", "14:00", "Not solved"]),
        (Template.REMINDER, ["9005", "14:00"]),
        (Template.REOPENED, ["sorry", "14:00"]),
        (Template.SUMMARY, ["9006", "14:00", "confirmed", "4 of 5"]),
    ],
)
def test_a_customer_letter_says_what_it_is_for(template: Template, said: list[str]) -> None:
    letter = write(template, FULL)
    for part in said:
        assert part in letter.text
        assert part.removeprefix("> ") in letter.html


@each_locale
def test_each_outcome_is_told_in_words_of_its_own(locale: Locale) -> None:
    told = {
        written(Template.SUMMARY, MINIMAL.model_copy(update={"outcome": outcome}), locale).text
        for outcome in (*Outcome, None)
    }
    in_general = 3  # invalid, erased and none: only that it is closed
    assert len(told) == len(Outcome) + 2 - in_general


@each_locale
@each_letter
def test_markup_in_what_people_wrote_stays_text(template: Template, locale: Locale) -> None:
    evil = "<script>alert(1)</script>"
    fields = ("name", "text", "question", "progress_text", "solution", "summary", "reason")
    context = FULL.model_copy(update=dict.fromkeys(fields, evil))
    letter = written(template, context, locale)
    assert "<script" not in letter.html
    if template in (Template.ACKNOWLEDGEMENT, Template.SOLUTION, Template.SUMMARY):
        assert "&lt;script&gt;" in letter.html


@each_locale
@pytest.mark.parametrize("template", TEAM)
def test_a_notice_has_facts_and_nothing_personal(template: Template, locale: Locale) -> None:
    letter = written(template, FULL, locale)
    for part in letter:
        assert not [marker for marker in [*PERSONAL, "71@72.example"] if marker in part]
    for fact in ("功能故障", "Malfunction", "高", "high", "li", "huiyin show 7KQ2M-9XD3H"):
        assert fact in letter.text
        assert fact in letter.html
    assert letter.text.index("工单") < letter.text.index("case")


@pytest.mark.parametrize(
    ("template", "said"),
    [
        (Template.NOTICE_WARNED, ["解决问题", "resolve", "14:00"]),
        (Template.NOTICE_MISSED, ["解决问题", "resolve", "14:00"]),
        (Template.NOTICE_UNDELIVERABLE, ["huiyin reply", "huiyin confirm"]),
        (Template.NOTICE_UNREACHABLE, ["--solved --by YOU", "--not-solved --by YOU", "14:00"]),
        (Template.NOTICE_REFUSED, ["批准方案", "wang", "Nobody may approve their own proposal"]),
        (Template.NOTICE_REOPENED, ["经理", "manager", "4"]),
    ],
)
def test_a_notice_says_what_to_do(template: Template, said: list[str]) -> None:
    letter = write(template, FULL)
    for part in said:
        assert part in letter.text
        assert part in letter.html


def test_a_team_is_told_what_an_unreachable_customer_must_hear() -> None:
    asking = MINIMAL.model_copy(update={"stage": Stage.CLARIFYING})
    declined = MINIMAL.model_copy(update={"stage": Stage.CLOSED})
    assert "huiyin reply" in write(Template.NOTICE_UNREACHABLE, asking).text
    assert "huiyin confirm" not in write(Template.NOTICE_UNREACHABLE, asking).text
    assert "hand out the status link" in write(Template.NOTICE_UNREACHABLE, declined).text


@full_and_minimal
@each_locale
def test_an_outside_party_reads_its_task_and_nothing_of_the_customer(
    locale: Locale, context: LetterContext
) -> None:
    letter = written(Template.TASK_OUTSIDE, context, locale)
    for part in letter:
        assert not [marker for marker in [*PERSONAL, "Malfunction", "li"] if marker in part.split()]
        assert CASE_LINK not in part
        assert ACTION_LINK not in part
    assert "> 9008" in letter.text
    assert [line for line in letter.text.splitlines() if "://" in line] == [TASK_LINK]
    assert set(re.findall(r'href="([^"]+)"', letter.html)) == {TASK_LINK}


@full_and_minimal
@each_customer_letter
def test_no_language_strays_into_the_other(template: Template, context: LetterContext) -> None:
    assert not re.search(r"[A-Za-z]", spoken(written(template, context, Locale.ZH)))
    assert not re.search(r"[\u3000-\u9fff＀-￯]", spoken(write(template, context)))


def test_the_mail_with_ones_own_cases_speaks_one_language() -> None:
    link = "https://feedback.example/mine/OWN-token_4"
    assert not re.search(r"[A-Za-z]", spoken(own.write(link, Locale.ZH)))
    assert not re.search(r"[\u3000-\u9fff\uff00-\uffef]", spoken(own.write(link, Locale.EN)))


@each_letter
def test_no_data_breaks_a_subject(template: Template) -> None:
    injected = "x\r\nBcc: spy@evil.example\n\u2028y"
    label = Label.model_construct(zh=injected, en=injected)
    texts = dict.fromkeys(("name", "text", "solution", "summary", "question"), injected)
    labels = {"category_label": label, "team_label": label}
    subject = write(template, FULL.model_copy(update=texts | labels)).subject
    assert subject.splitlines() == [subject]
    assert "evil" not in subject


@pytest.mark.parametrize(
    "name",
    ["Win at http://evil.example", "www.evil.example", "evil.example", "a@evil.example", "x" * 41],
)
def test_a_name_that_is_a_message_is_not_greeted(name: str) -> None:
    letter = write(Template.ACKNOWLEDGEMENT, FULL.model_copy(update={"name": name}))
    assert letter.text.startswith("Hello,\n")
    assert name not in letter.html


def test_a_name_is_greeted_on_one_line() -> None:
    letter = write(Template.ACKNOWLEDGEMENT, FULL.model_copy(update={"name": "J. R.\nMüller"}))
    assert letter.text.startswith("Dear J. R. Müller,\n")


def test_only_the_beginning_of_a_long_text_is_quoted() -> None:
    long = write(Template.ACKNOWLEDGEMENT, FULL.model_copy(update={"text": "字" * 301})).text
    assert f"> {'字' * 300}…\n" in long
    short = write(Template.ACKNOWLEDGEMENT, FULL.model_copy(update={"text": "字" * 300})).text
    assert f"> {'字' * 300}\n" in short


def test_each_line_of_a_quotation_is_marked() -> None:
    text = "one\r\n\r\nFrom two"
    letter = write(Template.ACKNOWLEDGEMENT, FULL.model_copy(update={"text": text}))
    assert "\n> one\n>\n> From two\n" in letter.text
    assert "one<br><br>From two" in letter.html


def test_moments_are_said_as_people_say_them() -> None:
    assert moment(WHEN, Locale.EN) == "Thursday, 5 March 2026, 14:00 (UTC)"
    assert moment(WHEN, Locale.ZH) == "2026年3月5日星期四 14:00（UTC）"
    there = "Asia/Shanghai"
    assert moment(WHEN, Locale.ZH, there) == "2026年3月5日星期四 22:00（中国标准时间）"
    assert moment(WHEN, Locale.EN, there) == "Thursday, 5 March 2026, 22:00 (China Standard Time)"
