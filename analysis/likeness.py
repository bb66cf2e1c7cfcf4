"""How alike two texts are, in numbers that can be kept: the same letters, the same pieces of words,
the same meaning.

A sketch is the signs of a vector, a bit each, and two vectors as bytes: what a text means, and
which pieces of two and three characters it has. To compare the signs of all cases takes
milliseconds; only of the few nearest are the vectors compared.
"""

import hashlib
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.encoder import SIZE as WIDTH
from analysis.encoder import meaning

Vector = NDArray[np.float32]
Bytes = NDArray[np.uint8]
Meaning = Callable[[str], Vector | None]
"""What a text means, as a vector of `WIDTH` numbers; none where no encoder is installed."""

SIGNS = WIDTH // 8
"""How many bytes of a sketch, its first, are signs."""
MEANING, PIECES = "use-1", "pieces-1"
"""What sketches are made by: with the encoder of sentences, or without."""
_MOST = 300
"""Characters that are read of a text: what a customer wants stands at its beginning."""
_LEAST = 4
"""Letters that a text needs before it says anything: of "ok" there are thousands."""
_SHARE = 0.3
"""What the pieces count for beside the meaning."""
_NO_LETTER = re.compile(r"[\W_]+")
_STEPS = 127
_LESS = 0.999
"""The most that texts of different letters are alike."""


class Sketch(NamedTuple):
    """What is kept of a text. `digest` is the same for the same letters, whatever stands between
    them; `model` says by what `content` was made: only sketches of one model can be compared."""

    digest: str
    content: bytes
    model: str


def sketch(text: str, means: Meaning = meaning) -> Sketch | None:
    """The sketch of a plain text (`analysis.plain`); none where it says too little to be like
    another. Without an encoder the pieces of words do alone."""
    letters = _NO_LETTER.sub("", text)
    if len(letters) < _LEAST:
        return None
    beginning = text[:_MOST]
    pieces, meant = _pieces(beginning), means(beginning)
    vector = pieces if meant is None else meant
    content = np.packbits(vector > 0).tobytes() + _narrow(vector) + _narrow(pieces)
    return Sketch(_digest(letters), content, PIECES if meant is None else MEANING)


def outdated(means: Meaning = meaning) -> str | None:
    """The model whose sketches are to be made anew here: that of pieces, where there is an encoder;
    none where there is not, since those of an encoder are never made worse."""
    return None if means(".") is None else PIECES


def likeness(one: bytes, others: list[bytes]) -> Vector:
    """How alike a sketch is to each of others of its model: from 0, nothing in common, to 1."""
    if not others:
        return np.zeros(0, np.float32)
    rows = np.frombuffer(b"".join(others), np.uint8).reshape(len(others), -1)[:, SIGNS:]
    mine = np.frombuffer(one, np.uint8)[SIGNS:]
    meaning, pieces = (_cosines(mine[part], rows[:, part]) for part in _PARTS)
    mixed = (1 - _SHARE) * meaning + _SHARE * pieces
    return np.clip(mixed, 0, 1)


def alike(one: Sketch, others: Sequence[tuple[str, bytes]]) -> list[float]:
    """How alike a sketch is to the digest and content of others of its model; 1 only where the
    letters are the same."""
    found = likeness(one.content, [content for _, content in others])
    return [
        1.0 if digest == one.digest else min(float(score), _LESS)
        for (digest, _), score in zip(others, found, strict=True)
    ]


def distances(one: bytes, signs: NDArray[np.uint64]) -> NDArray[np.uint16]:
    """In how many signs a sketch differs from each row of `signs`."""
    mine = np.frombuffer(one[:SIGNS], np.uint64)
    apart: NDArray[np.uint16] = np.bitwise_count(signs ^ mine).sum(axis=1, dtype=np.uint16)
    return apart


_PARTS = (slice(0, WIDTH), slice(WIDTH, 2 * WIDTH))


def _cosines(one: Bytes, others: Bytes) -> Vector:
    mine = one.view(np.int8).astype(np.float32)
    theirs = others.view(np.int8).astype(np.float32)
    lengths = np.linalg.norm(theirs, axis=1) * np.linalg.norm(mine)
    found: Vector = theirs @ mine / np.maximum(lengths, 1e-6)
    return found


def _narrow(vector: Vector) -> bytes:
    most = np.abs(vector).max(initial=1e-6)
    steps: NDArray[np.int8] = np.rint(vector / most * _STEPS).astype(np.int8)
    return steps.tobytes()


def _pieces(text: str) -> Vector:
    """Which pieces a text has, each hashed to a place and a sign."""
    found = np.zeros(WIDTH, np.float32)
    for piece in set(_of_two_and_three(f" {_NO_LETTER.sub(' ', text)} ")):
        number = zlib.crc32(piece.encode("utf-8", "replace"))
        found[number % WIDTH] += 1 if number >> 31 else -1
    return found / max(float(np.linalg.norm(found)), 1e-6)


def _of_two_and_three(text: str) -> Iterator[str]:
    for length in (2, 3):
        yield from (text[at : at + length] for at in range(len(text) - length + 1))


def _digest(letters: str) -> str:
    return hashlib.blake2b(letters.encode("utf-8", "replace"), digest_size=16).hexdigest()
