"""Finds out, little by little, what cases are compared by of which that is not kept: those from
before there was such a thing, and spam that somebody brought back. And of which it was made without
an encoder of sentences, once there is one: they could not be found by their meaning."""

from analysis import likeness
from analysis.encoder import meaning
from analysis.likeness import Meaning
from analysis.plain import plain
from store import likenesses
from store.database import Database
from store.likenesses import NOTHING, Place

_PAGE = 200
"""Cases that are looked at together; the record is locked for so many rows at most."""
_LOOKED_AT = 2000
"""Cases that one pass looks at while nothing is lacking."""


class Filling:
    """Goes through all cases from the latest to the first, and then again. For one thread."""

    def __init__(
        self,
        database: Database,
        page: int = _PAGE,
        looked_at: int = _LOOKED_AT,
        means: Meaning = meaning,
    ) -> None:
        self._database = database
        self._size, self._looked_at = page, looked_at
        self._means = means
        self._after: Place | None = None

    def __call__(self) -> int:
        """Go on a little, until something was filled in; of how many cases."""
        outdated = likeness.outdated(self._means)
        for _ in range(self._looked_at // self._size):
            filled = self._page(outdated)
            if filled or self._after is None:
                return filled
        return 0

    def _page(self, outdated: str | None) -> int:
        with self._database.reading() as session:
            lacking, after = likenesses.lacking(session, self._after, self._size, outdated)
        # While nobody waits for the record.
        made = {case_id: self._made(text) for case_id, text in lacking}
        filled = self._add(made, outdated)
        self._after = after
        return filled

    def _made(self, text: str) -> tuple[str, bytes, str]:
        return likeness.sketch(plain(text), self._means) or NOTHING

    def _add(self, made: dict[str, tuple[str, bytes, str]], outdated: str | None) -> int:
        if not made:
            return 0
        with self._database.writing() as session:
            return likenesses.add(session, made, outdated)
