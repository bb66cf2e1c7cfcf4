"""Competitors that are named, and what for."""

import re
from collections.abc import Iterable, Sequence

from analysis.spotting import Spot, Words, beside
from analysis.themes import Theme
from schemas.analysis import Mention
from schemas.listening import Competitor

_STRENGTH = re.compile(
    "便宜|方便|省事|快得多|更快|快多了|流畅|好用|顺手|简单|稳定|省电|划算|靠谱|贴心|清晰|齐全|及时|专业|免费|不卡"
    "|cheaper|faster|quicker|easier|simpler|smoother|better|more reliable|reliable|more stable"
    "|nicer|friendlier|free|no ads|instant(?:ly)?|works well|just works"
)


class Competitors:
    """The competitors of one policy, made ready."""

    def __init__(self, known: Iterable[Competitor]) -> None:
        self._known = [(each.name, Words((each.name, *each.words))) for each in known]

    def named(self, text: str, themes: Sequence[Theme]) -> tuple[Mention, ...]:
        """Each that a plain text names: for a strength that stands near, or else a theme."""
        found = ((name, next(words.spots(text), None)) for name, words in self._known)
        return tuple(
            Mention(name=name, about=_about(spot, text, themes)) for name, spot in found if spot
        )


def _about(spot: Spot, text: str, themes: Sequence[Theme]) -> str | None:
    strengths = [Spot(each[0], *each.span()) for each in _STRENGTH.finditer(text)]
    if found := beside(spot, strengths, text):
        return found.word
    near = (theme.key for theme in themes if beside(spot, sorted(theme.spots, key=_start), text))
    return next(near, None)


def _start(spot: Spot) -> int:
    return spot.start
