"""Stretches of time that do not count."""

from collections.abc import Sequence
from datetime import datetime

from rules.instants import micros

Pauses = Sequence[tuple[datetime, datetime]]
"""From, until. In any order; they may overlap or touch, and an empty one is none."""


def since(start: int, pauses: Pauses) -> list[tuple[int, int]]:
    """What of the pauses lies after the start, in order and each moment once; microseconds."""
    found: list[tuple[int, int]] = []
    for begin, end in sorted((max(micros(a), start), micros(b)) for a, b in pauses):
        if found and begin <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        elif begin < end:
            found.append((begin, end))
    return found
