"""A text as the ear hears it: nothing but what is written."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.plain import plain
from schemas.submissions import MAX_TEXT


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("我的軟體總是閃退", "我的软体总是闪退"),
        ("ＡＰＰ　Crashes！", "app crashes!"),
        ("<p>Hello&nbsp;<b>you</b></p><br/>bye", "hello you\nbye"),
        ("<script type='x'>var a = 1</script>works", "works"),
        ("<style>p {}</style><!-- remark -->works", "works"),
        ("Tom &amp; Jerry &lt;3", "tom & jerry <3"),
        ("闪\u200b退\u202e了\u2066", "闪退了"),
        ("a\x00b\x07c", "abc"),
        ("one\r\n\r\n  two\t three", "one\ntwo three"),
        ("don\u2019t", "don't"),
        ("if a<b and c>d, I <3 it", "if a<b and c>d, i <3 it"),
        ("x < 3 > y", "x < 3 > y"),
        ("<你好>", "<你好>"),
        ("half \ud83d a face", "half a face"),
        ("👨\u200d👩\u200d👧 ❤\ufe0f", "👨👩👧 ❤"),
        ("   ", ""),
        ("", ""),
    ],
)
def test_what_is_heard(written: str, heard: str) -> None:
    assert plain(written) == heard


@given(st.text(st.characters(), max_size=200))
def test_it_never_fails_and_tells_lines_apart(text: str) -> None:
    heard = plain(text)

    assert heard == heard.strip()
    assert not set(heard) & {"\x00", "\r", "\t", "\u200b", "\u202e"}
    assert "  " not in heard


@given(st.text("闪退崩溃総總后後只隻a b", max_size=40))
def test_both_scripts_sound_alike(text: str) -> None:
    assert plain(plain(text)) == plain(text)


TIRING = [
    "<" * MAX_TEXT,
    "<a " * (MAX_TEXT // 3),
    "<!--" * (MAX_TEXT // 4),
    "<script>" * (MAX_TEXT // 8),
    ("<a " + "=" * 1990) * 10,
    "&amp;" * (MAX_TEXT // 5),
    "e" + "\u0301" * (MAX_TEXT - 1),
    "\u200b" * MAX_TEXT,
]


@pytest.mark.parametrize("text", TIRING, ids=lambda text: ascii(text[:8]))
def test_nothing_takes_long(text: str) -> None:
    began = time.process_time()
    plain(text)

    assert time.process_time() - began < 0.5


def test_more_than_a_text_may_have_is_not_read() -> None:
    assert len(plain("好" * (2 * MAX_TEXT))) == MAX_TEXT
