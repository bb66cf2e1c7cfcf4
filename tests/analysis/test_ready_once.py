"""What many texts need is made ready once, and looked for only where it can stand."""

import re
from concurrent.futures import ThreadPoolExecutor
from heapq import nlargest
from threading import Event

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import encoder, signs, spotting
from analysis.explanation import _CONSIDERED, _heaviest
from analysis.features import Vector, cut, pieces
from analysis.plain import plain
from analysis.spotting import Words, ready
from analysis.training import sources


@pytest.fixture(scope="module")
def texts() -> list[str]:
    return [plain(each.text) for each in sources.own(sources.HELD_OUT)]


def test_signs_are_counted_as_if_all_were_looked_for(texts: list[str]) -> None:
    for text in (*texts, "", "".join(texts[:20]), "\n".join(texts[-20:])):
        for sign in signs._FOUND:
            assert signs._times(text, *sign) == min(len(sign[1].findall(text)), signs._MOST)


def test_a_sign_begins_at_the_beginning_of_a_word() -> None:
    at = signs.NAMES.index("fails_en")
    found = [signs.signs(text)[at] for text in ("a crash", "acrash", "acrash, a crash")]
    assert found == pytest.approx([1 / 3, 0, 1 / 3])


@given(st.text("闪退崩。 a", max_size=12), st.text("闪退崩", min_size=1, max_size=4))
def test_a_word_is_found_wherever_it_stands(text: str, word: str) -> None:
    found = [spot.start for spot in Words([word]).spots(text)]
    assert found == [match.start() for match in re.finditer(word, text)]


def test_words_are_made_ready_once() -> None:
    spotting.ready.cache_clear()
    assert ready(("闪退", "crash*")) is ready(("闪退", "crash*"))


@given(st.lists(st.integers(-3, 3), max_size=120))
def test_the_heaviest_come_first_and_of_equal_ones_the_first(numbers: list[int]) -> None:
    weights = np.array(numbers, dtype=np.float32)
    ranked = nlargest(_CONSIDERED, range(len(numbers)), key=lambda at: numbers[at])
    assert _heaviest(weights).tolist() == ranked


def test_each_piece_stands_where_it_is_said_to(texts: list[str]) -> None:
    for text in texts[:200]:
        for key, (start, end) in zip(*cut(text), strict=True):
            letters = set(key) - set("_<> 0")
            assert letters <= set(text[start:end])
        assert [piece.key for piece in pieces(text)] == cut(text).keys


class _Slow:
    """A package that is asked by several threads while it loads."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.is_asked, self.may_go_on = Event(), Event()

    def encode(self, text: str) -> Vector:
        self.asked.append(text)
        if len(self.asked) == 1:
            self.is_asked.set()
            assert self.may_go_on.wait(10)
        return np.full(1, len(text), np.float32)


def test_texts_that_come_while_the_encoder_loads_wait_for_it() -> None:
    slow = _Slow()
    encode = encoder._waiting(slow)
    with ThreadPoolExecutor(3) as threads:
        answers = [threads.submit(encode, text) for text in ("a", "bb", "ccc")]
        assert slow.is_asked.wait(10)
        assert len(slow.asked) == 1  # the others have not loaded it too
        assert not any(each.done() for each in answers)
        slow.may_go_on.set()
        assert [each.result(10)[0] for each in answers] == [1, 2, 3]
    assert slow.asked[0] == "."
    assert sorted(slow.asked[1:]) == ["a", "bb", "ccc"]
