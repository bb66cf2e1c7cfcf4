"""Letters in a company's own words: checked with the policy, filled in, never more than text."""

import re

import pytest

from activities.letters.letter import Letter, write
from schemas.enums import Locale, Template
from schemas.letters import BLANKS, NEEDED, OwnLetter
from starter import letters
from starter.policy_check import check
from tests.stories import POLICY_TEXT
from tests.units.test_letters import ACTION_LINK, CASE_LINK, FULL, MINIMAL, WHEN

EVIL = '<script>alert(1)</script> <a href="https://evil.example">x</a> {{ 7 * 7 }} {% raw %}'
BODY = "Dear {name},\n\nall done:\n{solution}\n\nBefore {until}:\n{link}\nThank you!"


SENDER = letters.Sender("https://x.example", "Asia/Shanghai")


def own(body: str = BODY, subject: str = "{number}: done") -> OwnLetter:
    words = {"subject": {"en": subject}, "body": {"en": body}}
    return OwnLetter.model_validate(words)


def found(toml: str) -> dict[str, int | None]:
    text = f"{POLICY_TEXT}\n{toml}"
    return {each.code: each.line for each in check(text).findings if each.key[:7] == "letters"}


def seen(letter: Letter) -> str:
    return re.sub(r"<style>.*?</style>", "", letter.html, flags=re.DOTALL)


def test_own_words_are_filled_in() -> None:
    letter = write(Template.SOLUTION, FULL, own())

    assert letter.subject == "7KQ2M-9XD3H: done"
    assert letter.text.startswith("Dear 9001,\n\nall done:\n\n9005\n\nBefore ")
    assert f"\n{ACTION_LINK}\n\nThank you!" in letter.text
    assert "71@72.example" in letter.text
    assert letter.text.count("Dear") == 1
    html = seen(letter)
    assert f'href="{ACTION_LINK}"' in html
    assert "Tell us whether it is solved" in html


def test_a_line_without_its_value_is_left_out() -> None:
    letter = write(Template.SOLUTION, MINIMAL, own())

    assert letter.text.startswith("Dear customer,\n\nall done:\n\nhttps")
    assert "Before" not in letter.text
    assert CASE_LINK in letter.text
    assert "None" not in letter.text + letter.html


def test_what_is_not_given_is_as_shipped() -> None:
    shipped = write(Template.SOLUTION, FULL)
    chinese = FULL.model_copy(update={"locale": Locale.ZH})

    assert write(Template.SOLUTION, chinese, own()) == write(Template.SOLUTION, chinese)
    only = OwnLetter.model_validate({"subject": {"en": "{number}!"}})
    assert write(Template.SOLUTION, FULL, only) == shipped._replace(subject="7KQ2M-9XD3H!")
    assert write(Template.SOLUTION, FULL, OwnLetter()) == shipped


@pytest.mark.parametrize("locale", list(Locale))
@pytest.mark.parametrize("template", list(BLANKS))
def test_every_blank_of_every_letter_has_a_value(template: Template, locale: Locale) -> None:
    names = sorted(BLANKS[template] - {"link"})
    body = "\n".join([*(f"[{name}] {{{name}}}" for name in names), "{link}"])
    words = {("body", locale): body, ("subject", locale): "{number} {team} {category}"}

    letter = letters.sample(template, locale, words, SENDER, WHEN)

    for name in names:
        assert name == "reason" or f"[{name}] " in letter.text
    assert "{" not in letter.subject + letter.text
    assert "https://x.example/c/sample" in letter.text


def test_a_sample_says_times_in_the_zone_of_the_policy() -> None:
    told = letters.sample(Template.SOLUTION, Locale.EN, {}, SENDER, WHEN).text

    assert "22:00 (China Standard Time)" in told


def test_no_words_can_be_more_than_text() -> None:
    evil = FULL.model_copy(update={"solution": EVIL, "name": None})
    letter = write(
        Template.SOLUTION, evil, own(f"{EVIL.replace('{', '')}\n\n{{solution}}\n{{link}}")
    )

    html = seen(letter)
    assert "<script" not in html
    assert set(re.findall(r'<a [^>]*href="([^"]*)"', html)) == {ACTION_LINK}
    assert EVIL in letter.text
    assert "49" not in letter.text + html


def test_a_value_is_not_filled_in_again() -> None:
    evil = FULL.model_copy(update={"solution": "{link} {name}"})

    assert "{link} {name}" in write(Template.SOLUTION, evil, own()).text


@pytest.mark.parametrize(
    ("toml", "code", "line"),
    [
        ('[letters.solution]\nbody.en = "{sum}\\n{link}"', "letter_blank", 2),
        ('[letters.solution]\nbody.en = "{a b}\\n{link}"', "letter_brackets", 2),
        ('[letters.solution]\nsubject.en = "x"\nbody.zh = "x"', "letter_link", 3),
        ('[letters.solution]\nbody.en = "see {link}"', "letter_link_line", 2),
        ('[letters.solution]\nsubject.en = "done"', "letter_number", 2),
        ('[letters.solution]\nsubject.en = "{number} {name}"', "letter_blank", 2),
        ('[letters.question]\nbody.en = "{link}"', "letter_needs", 2),
        ('[letters.solution]\nsubject.en = "{number}"', "letter_one_language", 2),
        ('[letters.solution]\nbody.en = "{link}%s"' % ("x" * 5000), "string_too_long", 2),
        ('[letters.solution]\nsubject.en = "{number}\\nx"', "not_valid", 2),
        ("[letters.notice_stuck]", "not_valid", 1),
        ("[letters.nothing]", "enum", 1),
    ],
)
def test_what_is_wrong_is_told_by_its_line(toml: str, code: str, line: int) -> None:
    assert found(toml)[code] == POLICY_TEXT.count("\n") + 1 + line


def test_what_is_right_is_not_complained_about() -> None:
    words = {(part, each): text for each in Locale for part, text in PARTS.items()}
    text = letters.worded(POLICY_TEXT, Template.SOLUTION, words)

    assert [each for each in check(text).findings if each.key.startswith("letters")] == []


PARTS = {"subject": "{number}", "body": BODY}


def test_remarks_stay_where_they_are() -> None:
    words = {(part, each): text for each in Locale for part, text in PARTS.items()}

    once = letters.worded(POLICY_TEXT, Template.SOLUTION, words)
    assert once.startswith(POLICY_TEXT.rstrip("\n"))
    remarked = once.replace("[letters.solution.body]", "# ours\n[letters.solution.body]")
    again = letters.worded(remarked, Template.SOLUTION, {**words, ("body", Locale.EN): "{link}"})
    assert "# ours\n[letters.solution.body]" in again
    policy = check(again).policy
    assert policy
    assert policy.letters[Template.SOLUTION].body.en == "{link}"
    assert policy.letters[Template.SOLUTION].body.zh == BODY

    gone = letters.worded(once, Template.SOLUTION, {})
    assert gone.rstrip("\n") == POLICY_TEXT.rstrip("\n")


def test_every_letter_says_what_it_needs() -> None:
    for template, names in NEEDED.items():
        assert set(names) <= BLANKS[template]
