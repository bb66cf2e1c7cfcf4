"""The encoder of sentences, with what it thinks of each token remembered.

Two thirds of what a text costs are spent on its tokens one by one, and most tokens of a text were
met before. Only what they say beside their neighbours has to be worked out for each text.
"""

import threading
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.features import Vector

ROOM = 3000
"""Tokens that are remembered at once, 15 KB each."""
_EMBEDDED, _WIDE = 512, 256
_BRANCHES = ((2, 0), (3, 1), (5, 2))
"""How many tokens are looked at together, and how many of them stand before."""
_SLOTS = sum(size for size, _ in _BRANCHES)
_PARTS = (_EMBEDDED, len(_BRANCHES) * _WIDE, _SLOTS * _WIDE)
_LIKE = 1e-4
_SAMPLES = ("更新以后一打开就闪退,請問怎麼辦?", "it crashes every time, and nobody answers.", ".")


class Recalling:
    """Says of a text what the encoder in the package says, but for the last digits of a float.

    Several threads may ask at once; one is answered after the other.
    """

    def __init__(self, backend: Any) -> None:
        self._its = backend
        self._lock = threading.Lock()
        self._places = np.full(len(backend.table), -1, dtype=np.intp)
        self._known = np.empty((ROOM, sum(_PARTS)), dtype=np.float32)
        self._count = 0

    def __call__(self, text: str) -> Vector:
        tokens = np.array(self._its.sp.encode(text), dtype=np.intp)
        with self._lock, self._one_core():
            known = self._known[self._recalled(tokens)] if len(tokens) <= ROOM else None
            return self._read(self._thought(tokens) if known is None else known)

    def _one_core(self) -> AbstractContextManager[Any]:
        """More are a hundred times slower on few cores. Threads that set this at once, and back,
        would undo it for one another."""
        limited = self._its._threadpool  # noqa: SLF001 - as it does itself
        return limited(limits=1, user_api="blas") if limited else nullcontext()

    def _recalled(self, tokens: NDArray[np.intp]) -> NDArray[np.intp]:
        """Where what is known of each token stands."""
        new = np.unique(tokens[self._places[tokens] < 0])
        if self._count + len(new) > ROOM:
            self._places[:], self._count = -1, 0
            new = np.unique(tokens)
        if len(new):
            end = self._count + len(new)
            self._known[self._count : end] = self._thought(new)
            self._places[new] = np.arange(self._count, end)
            self._count = end
        return self._places[tokens]

    def _thought(self, tokens: NDArray[np.intp]) -> Vector:
        """What each token says by itself: where it stands in space, that as each branch sees it,
        and what it adds to each place of each branch."""
        its = self._its
        chunks = tokens % len(its.scale)
        stands = its.table[tokens] * its.scale[chunks, None] + its.lo[chunks, None]
        seen = _even(stands @ its.proj_W + its.proj_b, its.ln_g_all, its.ln_b_all, its.eps)
        added = [
            seen[:, at * _WIDE : (at + 1) * _WIDE] @ its.w1[at][slot * _WIDE : (slot + 1) * _WIDE]
            for at, (size, _) in enumerate(_BRANCHES)
            for slot in range(size)
        ]
        return np.concatenate([stands, seen, *added], axis=1)

    def _read(self, known: Vector) -> Vector:
        """What the tokens say beside one another."""
        its = self._its
        stands, seen, added = np.split(known, np.cumsum(_PARTS)[:-1], axis=1)
        heard, slot = [stands], 0
        for at, (size, before) in enumerate(_BRANCHES):
            mine = seen[:, at * _WIDE : (at + 1) * _WIDE]
            terms = added[:, slot * _WIDE : (slot + size) * _WIDE]
            first = np.maximum(_beside(terms, size, before) + its.b1[at], 0) + mine
            second = np.maximum(_windows(first, size, before) @ its.w2[at] + its.b2[at], 0)
            heard.append(second + first)
            slot += size
        return self._summed(np.concatenate(heard, axis=1))

    def _summed(self, heard: Vector) -> Vector:
        its, count = self._its, len(heard)
        even = _even(heard, its.ln_g, its.ln_b, its.eps)
        mean = (even.sum(axis=0) @ its.cnn_W + count * its.cnn_b) / np.sqrt(np.float32(count))
        above = np.maximum(mean @ its.p1 + np.maximum(mean @ its.d0, 0) @ its.d1, 0)
        meant = np.tanh(above @ its.p3 + np.maximum(above @ its.d2, 0) @ its.d3)
        return np.asarray(meant / np.sqrt(max(float(meant @ meant), its.eps)), dtype=np.float32)


def recalling(package: Any) -> Recalling | None:
    """The same encoder with a memory; none if this version of the package thinks otherwise."""
    try:
        encode = Recalling(package._model)  # noqa: SLF001 - it shows no other
        alike = [np.abs(encode(text) - package.encode(text)).max() < _LIKE for text in _SAMPLES]
    except (AttributeError, IndexError, TypeError, ValueError):
        return None
    return encode if all(alike) else None


def _even(rows: Vector, stretch: Vector, shift: Vector, least: float) -> Vector:
    apart = rows - rows.mean(axis=1, keepdims=True)
    spread = np.einsum("ij,ij->i", apart, apart) / rows.shape[1]
    apart *= (1 / np.sqrt(spread + least))[:, None]
    apart *= stretch
    apart += shift
    return np.asarray(apart, dtype=np.float32)


def _beside(terms: Vector, size: int, before: int) -> Vector:
    """What each token hears from those around it; beyond the ends of the text is nothing."""
    count = len(terms)
    found = np.zeros((count + size - 1, _WIDE), dtype=np.float32)
    for slot in range(size):
        start = size - 1 - slot
        found[start : start + count] += terms[:, slot * _WIDE : (slot + 1) * _WIDE]
    return found[size - 1 - before :][:count]


def _windows(rows: Vector, size: int, before: int) -> Vector:
    """Each row with those around it, side by side."""
    count = len(rows)
    padded = np.zeros((count + size - 1, _WIDE), dtype=np.float32)
    padded[before : before + count] = rows
    return np.concatenate([padded[slot : slot + count] for slot in range(size)], axis=1)
