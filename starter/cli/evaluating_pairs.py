"""`huiyin analyze evaluate` of pairs of texts: how well the likeness of cases tells what is the
same."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from schemas.errors import BadInput
from starter.cli import evaluating_words as words
from starter.cli.words import said

if TYPE_CHECKING:
    from rich.console import RenderableType

    from analysis.pairing import Reached, Report

_BEST = "best"
_NAMES = {
    "similar_above": words.SIMILAR_ABOVE,
    "link_above": words.LINK_ABOVE,
    _BEST: words.BEST_F1,
}


def measured(
    file: str, rows: Sequence[Mapping[str, Any]], policy: str | None
) -> "dict[str, Report]":
    """What is reached at the policy's thresholds, for all pairs and each language.

    Raises:
        BadInput: no row is a pair with a label.
    """
    from analysis import pairing
    from starter.cli import analyze
    from starter.cli.progress import progress

    given = list(pairing.pairs(rows))
    if not given:
        raise BadInput(said(words.NO_PAIRS, path=file))
    followed = analyze.policy_of(policy).analysis
    thresholds = {name: getattr(followed, name) for name in _NAMES if name != _BEST}
    found = []
    with progress(words.MEASURING, len(given)) as step:
        for each in pairing.scored(given):
            found.append(each)
            step()
    return pairing.report(found, thresholds)


def told(found: "Mapping[str, Report]") -> dict[str, Any]:
    """The same for `--json`."""
    return {
        tongue: {
            "rows": each.rows,
            "same": each.same,
            "at": {name: it._asdict() for name, it in each.at.items()},
            _BEST: each.best._asdict(),
        }
        for tongue, each in found.items()
    }


def shown(found: "Mapping[str, Report]") -> "Iterator[RenderableType]":
    """The same as a table."""
    from starter.cli import showing

    table = showing.columns(
        *(words.LANGUAGE, words.ROWS, words.SAME, words.THRESHOLD, words.FROM),
        *(words.FOUND, words.PRECISION, words.RECALL, words.F1),
    )
    for tongue, each in found.items():
        first = (tongue, str(each.rows), str(each.same))
        for name, it in {**each.at, _BEST: each.best}.items():
            table.add_row(*first, said(_NAMES[name]), *_cells(it))
            first = ("", "", "")
    yield table


def _cells(it: "Reached") -> Iterator[str]:
    yield f"{it.least:.2f}"
    yield str(it.found)
    yield from ("—" if each is None else f"{each:.3f}" for each in (it.precision, it.recall))
    yield f"{it.f1:.3f}"
