"""The nearest of many sketches, kept in memory as their signs: 64 bytes each."""

from collections.abc import Iterable

import numpy as np

from analysis.likeness import SIGNS, distances

_WORDS = SIGNS // 8
_ROOM = 1024


class Nearest:
    """Sketches of one model, by number. Not safe to change in two threads at once."""

    def __init__(self) -> None:
        self._numbers = np.zeros(_ROOM, np.int64)
        self._signs = np.zeros((_ROOM, _WORDS), np.uint64)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, signs: Iterable[tuple[int, bytes]]) -> None:
        """Add sketches, of which the signs are enough."""
        for number, each in signs:
            if self._count == len(self._numbers):
                self._grow()
            self._numbers[self._count] = number
            self._signs[self._count] = np.frombuffer(each[:SIGNS], np.uint64)
            self._count += 1

    def find(self, sketch: bytes, most: int) -> list[int]:
        """The numbers of the sketches that are nearest to one, in no order."""
        apart = distances(sketch, self._signs[: self._count])
        if len(apart) > most:
            near = np.argpartition(apart, most)[:most]
            return [int(number) for number in self._numbers[near]]
        return [int(number) for number in self._numbers[: self._count]]

    def _grow(self) -> None:
        self._numbers = np.concatenate([self._numbers, np.zeros_like(self._numbers)])
        self._signs = np.concatenate([self._signs, np.zeros_like(self._signs)])
