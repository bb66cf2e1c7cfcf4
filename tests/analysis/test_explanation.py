"""Which words an answer rests on."""

from analysis.explanation import tells, weighty
from analysis.features import pieces

TEXT = "the crashing app: 更新后闪退"


def words(weights: dict[str, float]) -> tuple[str, ...]:
    read = [piece for piece in pieces(TEXT) if tells(TEXT, piece)]
    return weighty(TEXT, read, [weights.get(piece.key, 0) for piece in read])


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
