"""Which other answers are likeliest where something of a case is judged."""

from collections import Counter
from collections.abc import Iterator, Sequence

from rules.corrections import corrections
from schemas.enums import Aspect
from starter.web.desk.case.reader import Reader

MOST = 3
"""So many are offered beside what counts now; one more, if it would be left alone."""


def likeliest(reader: Reader, aspect: Aspect, keys: Sequence[str], now: str | None) -> list[str]:
    """The likeliest of some answers, but for the one that counts now: those that were given of this
    case by somebody or by a machine, then those of cases about the same, then in their order."""
    said = [*_said(reader, aspect), *_of_relatives(reader, aspect), *keys]
    others = [each for each in dict.fromkeys(said) if each in keys and each != now]
    return others[:MOST] if len(others) > MOST + 1 else others


def _said(reader: Reader, aspect: Aspect) -> Iterator[str]:
    view = reader.view
    for each in reversed(corrections(view.events)):
        if each.aspect is aspect:
            yield from map(str, (each.now, each.was))
    for analyzed in reversed(view.analyses):
        for opinion in (analyzed.opinion, analyzed.answer):
            yield str(getattr(opinion, aspect.value, None))


def _of_relatives(reader: Reader, aspect: Aspect) -> list[str]:
    if aspect not in (Aspect.CATEGORY, Aspect.PRIORITY):
        return []
    found = reader.relatives
    near = (*found.linked, *found.open, *found.closed)
    counts = Counter(getattr(each.state, aspect.value) for each in near)
    return [str(key) for key, _ in counts.most_common()]
