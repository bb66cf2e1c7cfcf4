"""The rules of a policy: which texts they hold of, beside an oracle that looks letter by letter."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.negation import denied
from analysis.plain import folded, plain
from analysis.rules import Rulebook
from analysis.spotting import Words
from schemas.enums import Priority
from schemas.listening import Rule, Weight

LETTERS = st.sampled_from("abcz0 火起被盗盜不没有了,.")
WORDS = st.text("abc火起盗", min_size=1, max_size=3)
TEXTS = st.text(LETTERS, max_size=30) | st.lists(WORDS, max_size=8).map(" ".join)


def is_letter(char: str) -> bool:
    return char.isascii() and char.isalnum()


def found_slowly(text: str, word: str) -> set[int]:
    """Where a word stands in a text: at every place, letter by letter."""
    bare, beginning = word.removesuffix("*"), word.endswith("*")
    places = set()
    for at in range(len(text) - len(bare) + 1):
        end = at + len(bare)
        if text[at:end] != bare:
            continue
        if is_letter(bare[0]) and at > 0 and is_letter(text[at - 1]):
            continue
        if is_letter(bare[-1]) and not beginning and end < len(text) and is_letter(text[end]):
            continue
        places.add(at)
    return places


def told(rule: Rule, text: str) -> bool:
    return bool(Rulebook([rule]).hits(plain(text)))


def high(*words: str, near: tuple[str, ...] = (), not_in: tuple[str, ...] = ()) -> Rule:
    return Rule(name="r", words=words, near=near, not_in=not_in, priority=Priority.HIGH)


@given(TEXTS, WORDS, st.booleans())
def test_words_are_found_where_they_stand(text: str, word: str, beginning: bool) -> None:
    word, text = word + "*" * beginning, plain(text)
    repeated = found_slowly(text, word)
    starts = {spot.start for spot in Words([word]).spots(text)}

    # Places that overlap an earlier one are the same words said once.
    assert starts <= repeated
    assert bool(starts) == bool(repeated)
    assert all(any(other < at for other in repeated) for at in repeated - starts)


@given(TEXTS, st.lists(WORDS, min_size=1, max_size=4), st.lists(WORDS, max_size=2))
def test_a_rule_holds_where_any_of_its_words_is_said(
    text: str, words: list[str], apart: list[str]
) -> None:
    text = plain(text)
    expected = any(
        not denied(text, at, at + len(word))
        and not any(
            other <= at and at + len(word) <= other + len(phrase)
            for phrase in apart
            for other in found_slowly(text, phrase)
        )
        for word in words
        for at in (spot.start for spot in Words([word]).spots(text))
    )
    ambiguous = any(len(found_slowly(text, p)) > len(list(Words([p]).spots(text))) for p in apart)

    if not ambiguous:
        assert told(high(*words, not_in=tuple(apart)), text) == expected


@given(TEXTS, WORDS)
def test_script_width_and_case_make_no_difference(text: str, word: str) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text.upper())

    assert told(high(word.upper()), text) == told(high(word), wide)
    assert told(high(word.replace("盗", "盜")), text) == told(high(word), text)


@given(st.text(st.characters(), max_size=60), st.text(st.characters(), max_size=8))
def test_no_text_and_no_word_makes_it_fail(text: str, word: str) -> None:
    for each in Rulebook([high(word or "x", near=(word or "y",))]).hits(plain(text)):
        assert each.words


NEAR = high("支付", "pay", near=("失败", "fail*"))


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("支付总是失败", True),
        ("失败的支付", True),
        ("支付很快。搜索失败", False),
        ("支付" + "很" * 60 + "失败", False),
        ("支付没有失败", False),
        ("I pay and it fails", True),
        ("I pay. It fails", False),
        ("I repay and it fails", False),
        ("pay v2.3 failed", True),
    ],
)
def test_another_word_has_to_stand_near(text: str, holds: bool) -> None:
    assert told(NEAR, text) is holds


DENIED = [
    ("没有闪退了", "闪退"),
    ("现在没有再闪退过", "闪退"),
    ("不再闪退", "闪退"),
    ("再也没闪退", "闪退"),
    ("闪退的问题解决了", "闪退"),
    ("闪退没有了", "闪退"),
    ("你们不是骗子", "骗子"),
    ("你們不是騙子", "骗子"),
    ("从未被盗刷", "盗刷"),
    ("没有任何安全隐患", "安全隐患"),
    ("不会不会,不是骗子", "骗子"),
    ("it no longer crashes", "crash*"),
    ("It has not crashed since", "crash*"),
    ("it doesn't crash any more", "crash*"),
    ("it stopped crashing", "crash*"),
    ("This is not a scam", "scam"),
    ("it isn\u2019t really a scam", "scam"),
    ("never been hacked", "hacked"),
    ("without any injury", "injur*"),
    ("the crashes are finally gone", "crash*"),
    ("that bug is fixed, crash was fixed", "crash"),
]
SAID = [
    ("总是闪退", "闪退"),
    ("是不是骗子", "骗子"),
    ("有没有被盗刷", "盗刷"),
    ("不仅闪退", "闪退"),
    ("不断闪退", "闪退"),
    ("不过闪退", "闪退"),
    ("没用几天就漏电", "漏电"),
    ("没人管,手机爆炸了", "爆炸"),
    ("别再闪退了", "闪退"),
    ("能不能不闪退", "闪退"),
    ("不得不起诉", "起诉"),
    ("不是没有漏电", "漏电"),
    ("不会不漏电", "漏电"),
    ("闪退问题没有解决", "闪退"),
    ("没有客服,起火了也没人管", "起火"),
    ("not only crashes but loses data", "crash*"),
    ("it can't stop crashing", "crash*"),
    ("crash was never fixed", "crash"),
    ("Not acceptable. Lawsuit follows", "lawsuit"),
    ("nothing works, it crashes", "crash*"),
    ("no answer to my mail about the fire", "fire"),
]


@pytest.mark.parametrize(("text", "word"), DENIED)
def test_what_is_denied_does_not_count(text: str, word: str) -> None:
    assert not told(high(word), text)


@pytest.mark.parametrize(("text", "word"), SAID)
def test_what_only_looks_denied_counts(text: str, word: str) -> None:
    assert told(high(word), text)


def test_what_is_said_once_is_said_though_it_is_denied_elsewhere() -> None:
    assert told(high("闪退"), "昨天没有闪退,今天又闪退")


def test_a_phrase_in_which_a_word_means_something_else() -> None:
    rule = high("爆炸", not_in=("信息爆炸",))

    assert not told(rule, "信息爆炸的时代")
    assert told(rule, "信息爆炸的时代,手机也爆炸了")


def test_a_rule_says_which_words_it_rests_on() -> None:
    (hit,) = Rulebook([NEAR]).hits(plain("支付一直失敗"))

    assert hit.words == ("支付", "失败")
    assert all(re.search(re.escape(word), folded("支付一直失敗")) for word in hit.words)


def test_a_rule_that_says_nothing_is_none() -> None:
    with pytest.raises(ValueError, match="says nothing"):
        Rule(name="r", words=("x",))
    assert Rule(name="r", words=("x",), spam=Weight.SIGNAL).spam is Weight.SIGNAL
