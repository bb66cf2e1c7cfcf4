"""Many labelled texts as rows of numbers."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from scipy.sparse import csr_matrix

from analysis import encoder
from analysis.counting import valued
from analysis.features import Vector, pieces, shortened
from analysis.signs import signs
from analysis.training.examples import Example
from analysis.training.fit import Rows

MEANING = 2.0
"""How much the meaning weighs beside the pieces."""
_MOST, _LEAST_TEXTS = 120_000, 3

Step = Callable[[], None]


class Texts:
    """Texts as the model reads them, each read once."""

    def __init__(
        self, examples: Sequence[Example], step: Step, *, words_only: bool = False
    ) -> None:
        self.examples = tuple(examples)
        read = [shortened(each.plain) for each in self.examples]
        self._keys = [[piece.key for piece in pieces(text)] for text in read]
        self._dense = np.zeros((len(read), len(signs("")) + encoder.SIZE), dtype=np.float32)
        for at, text in enumerate(read):
            meaning = None if words_only else encoder.meaning(text)
            self._dense[at, : -encoder.SIZE] = signs(text)
            if meaning is not None:
                self._dense[at, -encoder.SIZE :] = MEANING * meaning
            step()

    def vocabulary(self, chosen: Sequence[int]) -> tuple[dict[str, int], Vector]:
        """The most frequent pieces of some texts, and how rare each is."""
        texts = Counter(key for at in chosen for key in set(self._keys[at]))
        ranked = sorted(texts, key=lambda key: (-texts[key], key))[:_MOST]
        known = sorted(key for key in ranked if texts[key] >= _LEAST_TEXTS)
        rarity = [np.log(len(chosen) / texts[key]) + 1 for key in known]
        # As exact as a file keeps it.
        kept = np.array(rarity, dtype=np.float16).astype(np.float32)
        return {key: at for at, key in enumerate(known)}, kept

    def rows(self, known: Mapping[str, int], rarity: Vector) -> Rows:
        """All texts by these pieces."""
        columns, values, ends = [], [], [0]
        for keys in self._keys:
            counts = Counter(known[key] for key in keys if key in known)
            chosen = np.fromiter(counts, dtype=np.int32, count=len(counts))
            columns.append(chosen)
            amounts = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
            values.append(valued(amounts, rarity[chosen]))
            ends.append(ends[-1] + len(counts))
        shape = (len(self._keys), len(known))
        flat = (np.concatenate(values), np.concatenate(columns), ends)
        return Rows(csr_matrix(flat, shape=shape), self._dense)


def near(rows: Rows, kept: Sequence[int], others: Sequence[int], likeness: float) -> set[int]:
    """Which of the others are nearly the same text as one of those `kept`."""
    kept_rows = rows.pieces[np.array(kept)]
    alike = (rows.pieces[np.array(others)] @ kept_rows.T).tocsr()
    alike.data[alike.data < likeness] = 0
    alike.eliminate_zeros()
    return {others[int(at)] for at in np.flatnonzero(np.diff(alike.indptr))}


def copies(rows: Rows, chosen: Sequence[int], likeness: float) -> Vector:
    """How many of the chosen texts are nearly the same as each, itself included."""
    part = rows.pieces[np.array(chosen)]
    alike = (part @ part.T).tocsr()
    alike.data[alike.data < likeness] = 0
    alike.eliminate_zeros()
    return np.asarray(np.maximum(np.diff(alike.indptr), 1), dtype=np.float32)
