"""Where searched words stand in a text."""

import pytest

from rules.excerpts import excerpt
from schemas.search_query import parse

LONG = "很多无关的字" * 30


def marked(text: str, query: str, most: int = 60) -> str:
    return "".join(f"[{p.text}]" if p.is_hit else p.text for p in excerpt(text, parse(query), most))


@pytest.mark.parametrize(
    ("text", "query", "found"),
    [
        ("手机电池续航太差", "电池", "手机[电池]续航太差"),
        ("It crashed, it CRASHES", "crash", "It [crashed], it [CRASHES]"),
        ("ＡＢＣ 电池", "abc", "[ＡＢＣ] 电池"),
        ("one two three", '"two three" one', "[one] [two three]"),
        ("电池 和 屏幕", "电池 -手机", "[电池] 和 屏幕"),
        ("没有这个词", "battery", "没有这个词"),
        ("two\n lines", "lines", "two [lines]"),
        ("电池电池组", "电池 电池组", "[电池电池组]"),
        ("nothing asked", "", "nothing asked"),
    ],
)
def test_every_occurrence_is_marked(text: str, query: str, found: str) -> None:
    assert marked(text, query) == found


def test_a_long_text_is_shown_around_the_first_word() -> None:
    shown = marked(LONG + "电池坏了" + LONG, "电池")

    assert "[电池]坏了" in shown
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert len(shown) < 70


def test_a_long_text_without_the_words_is_shown_from_its_beginning() -> None:
    assert marked(LONG, "电池") == LONG[:60] + "…"


def test_no_word_is_begun_in_its_middle() -> None:
    assert marked("abcdefgh " * 30 + "battery died", "battery").startswith("…abcdefgh")
