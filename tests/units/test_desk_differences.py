"""What was added to a text and what was taken away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from starter.web.desk.differences import Change, differences

SAME, ADDED, GONE = Change.SAME, Change.ADDED, Change.GONE


def told(before: str, after: str) -> list[tuple[Change, str]]:
    return [(piece.change, piece.text) for piece in differences(before, after)]


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("", "", []),
        ("退款", "退款", [(SAME, "退款")]),
        ("三天内到账", "两天内到账", [(GONE, "三"), (ADDED, "两"), (SAME, "天内到账")]),
        ("pay 80 now", "pay 20 now", [(SAME, "pay "), (GONE, "80"), (ADDED, "20"), (SAME, " now")]),
        ("", "new", [(ADDED, "new")]),
    ],
)
def test_words_are_told_apart(before: str, after: str, pieces: list[tuple[Change, str]]) -> None:
    assert told(before, after) == pieces


@given(st.text(max_size=60), st.text(max_size=60))
def test_nothing_is_lost_and_nothing_invented(before: str, after: str) -> None:
    pieces = told(before, after)
    assert "".join(text for change, text in pieces if change is not ADDED) == before
    assert "".join(text for change, text in pieces if change is not GONE) == after


def test_long_texts_are_compared_by_sentences() -> None:
    before = "这是一句话。" * 3000
    after = before + "再加一句。"

    assert told(before, after) == [(SAME, before), (ADDED, "再加一句。")]
