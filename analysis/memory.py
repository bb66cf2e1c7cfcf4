"""What a policy wants to be heard, made ready once for many texts."""

from collections import OrderedDict
from threading import Lock
from typing import NamedTuple

from analysis.competitors import Competitors
from analysis.rules import Rulebook
from analysis.themes import Themes
from schemas.keywords import Analysis

_MOST = 16
_known: "OrderedDict[int, tuple[Analysis, Ears]]" = OrderedDict()
_lock = Lock()


class Ears(NamedTuple):
    """A part `[analysis]` of a policy, ready for use."""

    rules: Rulebook
    themes: Themes
    competitors: Competitors


def ears(wanted: Analysis) -> Ears:
    """Those of a policy; of the last few policies they are kept. Threads may ask at once."""
    with _lock:
        # A policy is never changed, and what is kept here keeps its id from being used again.
        found = _known.get(id(wanted))
        if found is None:
            found = _known[id(wanted)] = (wanted, _made(wanted))
            if len(_known) > _MOST:
                _known.popitem(last=False)
        return found[1]


def _made(wanted: Analysis) -> Ears:
    return Ears(
        rules=Rulebook(wanted.rules),
        themes=Themes(wanted.themes),
        competitors=Competitors(wanted.competitors),
    )
