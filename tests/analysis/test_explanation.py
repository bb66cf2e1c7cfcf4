"""Which words an answer rests on."""

import numpy as np
import pytest

from analysis.explanation import Explained, tells
from analysis.features import pieces
from analysis.readable import readable

TEXT = "the crashing app: 更新后闪退"


def words(weights: dict[str, float]) -> tuple[str, ...]:
    read = [piece for piece in pieces(TEXT) if tells(TEXT, (piece.start, piece.end))]
    explained = Explained(TEXT, [(piece.start, piece.end) for piece in read])
    return explained.weighty(np.array([weights.get(piece.key, 0) for piece in read], np.float32))


def test_the_weightiest_comes_first() -> None:
    assert words({"闪退": 2, "app": 1}) == ("闪退", "app")


def test_overlapping_pieces_are_one_word() -> None:
    assert words({"后闪": 2, "闪退": 1}) == ("后闪退",)


def test_a_part_of_a_word_stands_for_the_word() -> None:
    assert words({"_<cra": 1}) == ("crashing",)


def test_what_speaks_against_it_or_weighs_little_is_left_out() -> None:
    assert words({"闪退": 2, "更新": -3, "the": 0.1}) == ("闪退",)


def test_marks_and_single_characters_tell_nothing() -> None:
    assert words({":": 3, "后": 2}) == ()


@pytest.mark.parametrize(
    ("piece", "read"),
    [
        ("的闪退", "闪退"),
        ("太贵了", "太贵"),
        ("用不了", "用不了"),
        ("不好用", "不好用"),
        ("how do i", "how do i"),
        ("就是太", None),
        ("是太", None),
        ("that", None),
        ("it is", None),
        ("13800138000", None),
        ("电话138", None),
    ],
)
def test_only_what_can_be_read_by_itself_is_shown(piece: str, read: str | None) -> None:
    span = readable(piece, 0, len(piece))
    assert (piece[slice(*span)] if span else None) == read
