"""The columns of the board: the stages of the process, in its order."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from schemas.case_filter import CaseFilter
from schemas.enums import Stage
from starter.web.desk.rows import Row, row
from starter.web.desk.seat import Seat
from store.desk import Count

FIRST, STEP, MOST = 8, 40, 208
"""Cards of a column: at first, with each step, and at all."""
STAGES = tuple(stage for stage in Stage if stage is not Stage.CLOSED)
_NONE = Count(0, 0)


@dataclass(frozen=True)
class Column:
    """A stage: how many cases are there, and the most urgent of them."""

    stage: Stage
    cases: int
    missed: int
    rows: Sequence[Row]
    next: int
    """How many cards there are with one step more; as many as now if that is all."""

    @property
    def more(self) -> int:
        """How many cards one step more shows."""
        return self.next - len(self.rows)


async def columns(seat: Seat, wanted: CaseFilter, shown: Mapping[Stage, int]) -> list[Column]:
    """All columns of the cases that this person sees, with as many cards as `shown` says."""
    # Counting takes the database as long as making the cards takes us: so both at once.
    counts, cards = await asyncio.gather(
        asyncio.to_thread(seat.desk.queries.counts, wanted, seat.sight),
        asyncio.to_thread(_cards, seat, wanted, shown),
    )
    return [_column(each, counts.get(each, _NONE), cards.get(each, ())) for each in STAGES]


def _cards(seat: Seat, wanted: CaseFilter, shown: Mapping[Stage, int]) -> dict[str, Sequence[Row]]:
    most: dict[Stage, int] = {stage: shown.get(stage, FIRST) for stage in STAGES}
    ids = seat.desk.queries.heads(most, wanted, seat.sight)
    found = seat.desk.queries.shown([each for some in ids.values() for each in some])
    rows = {each.case.id: row(seat, each) for each in found}
    return {stage: [rows[i] for i in some if i in rows] for stage, some in ids.items()}


def _column(stage: Stage, count: Count, rows: Sequence[Row]) -> Column:
    following = min(len(rows) + STEP, max(count.cases, len(rows)), MOST)
    return Column(stage, count.cases, count.missed, rows, max(following, len(rows)))
