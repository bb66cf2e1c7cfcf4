"""The rules of a policy: what texts with certain words are, whatever a model thinks of them."""

from collections.abc import Iterable
from typing import NamedTuple

from analysis.spotting import Spot, Words, beside
from schemas.listening import Rule


class Hit(NamedTuple):
    """A rule that holds, and the words of the text that it rests on."""

    rule: Rule
    words: tuple[str, ...]


class _Ready(NamedTuple):
    rule: Rule
    words: Words
    near: Words
    not_in: Words


class Rulebook:
    """The rules of one policy, made ready."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules = [
            _Ready(rule, Words(rule.words), Words(rule.near), Words(rule.not_in)) for rule in rules
        ]

    def hits(self, text: str) -> list[Hit]:
        """The rules that hold of a plain text, in their order."""
        found = (Hit(ready.rule, _words(text, ready)) for ready in self._rules)
        return [hit for hit in found if hit.words]


def _words(text: str, ready: _Ready) -> tuple[str, ...]:
    """The words of a rule that count in a text; none if the rule does not hold."""
    spots = ready.words.said(text)
    if not spots:
        return ()
    apart = list(ready.not_in.spots(text))
    spots = [spot for spot in spots if not any(_covers(each, spot) for each in apart)]
    if ready.near:
        beside_it = ready.near.said(text)
        pairs = ((spot, beside(spot, beside_it, text)) for spot in spots)
        spots = [each for spot, other in pairs if other for each in (spot, other)]
    return tuple(dict.fromkeys(spot.word for spot in spots))


def _covers(phrase: Spot, spot: Spot) -> bool:
    return phrase.start <= spot.start and spot.end <= phrase.end
