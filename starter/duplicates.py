"""What is said more than once among many texts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from analysis.likeness import likeness, sketch
from analysis.nearest import Nearest
from analysis.plain import plain

_SHORTLIST = 50


@dataclass
class Group:
    """Texts that say the same as the first of them; all by their places in the order given."""

    first: int
    others: list[tuple[int, float]] = field(default_factory=list)
    """Which, and how alike to the first."""


def groups(texts: Sequence[str], least: float, step: Callable[[], None]) -> list[Group]:
    """The groups of those texts that are alike by `least` or more, in the order of their firsts.
    `step` is called after each text."""
    found: dict[int, Group] = {}
    known = _Known()
    for place, text in enumerate(texts):
        first, score = known.find(text)
        if score >= least and first is not None:
            found.setdefault(first, Group(first)).others.append((place, score))
        else:
            known.add(place)
        step()
    return [found[first] for first in sorted(found)]


class _Known:
    """The texts that are the first to say something."""

    def __init__(self) -> None:
        self._nearest = Nearest()
        self._sketches: dict[int, bytes] = {}
        self._digests: dict[str, int] = {}
        self._last: tuple[str, bytes] | None = None

    def find(self, text: str) -> tuple[int | None, float]:
        """The text before that is most like this one, and how much."""
        made = sketch(plain(text))
        self._last = (made.digest, made.content) if made else None
        if made is None:
            return None, 0.0
        if made.digest in self._digests:
            return self._digests[made.digest], 1.0
        near = self._nearest.find(made.content, _SHORTLIST)
        if not near:
            return None, 0.0
        scores = likeness(made.content, [self._sketches[each] for each in near])
        best = int(scores.argmax())
        return near[best], float(scores[best])

    def add(self, place: int) -> None:
        """Know the text that was just looked for."""
        if self._last:
            digest, content = self._last
            self._digests[digest], self._sketches[place] = place, content
            self._nearest.add([(place, content)])
