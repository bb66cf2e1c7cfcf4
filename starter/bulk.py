"""The same decision for many cases: what the API and the desk have in common of it."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from rules import transitions
from schemas.enums import DecisionKind
from schemas.errors import HuiyinError, RecordUnavailable, Refused, UnknownCase
from schemas.messages import Choice
from schemas.state import CaseState
from schemas.views import Carried, CaseView

if TYPE_CHECKING:
    from store.tables import Case

MOST = 200
"""Cases that can be decided at a time."""
_AT_ONCE = 8


class Looks(Protocol):
    """The door to cases."""

    async def view(self, case: str) -> CaseView: ...


@dataclass(frozen=True)
class Result:
    """What became of one case: `outcome` is done, pending, refused, unknown or unavailable; `why`
    names what stood in the way, as the problems of the API are named."""

    id: str
    outcome: str
    stage: str | None = None
    why: str | None = None

    @property
    def is_refused(self) -> bool:
        """Whether the decision is neither carried out nor going to be."""
        return self.why is not None


@dataclass(frozen=True)
class Batch:
    """The same for many cases: `done` does it for each, `sees` says whether it is seen."""

    gateway: Looks
    sees: Callable[[CaseView], bool]
    done: Callable[[str], Awaitable[Carried]]

    async def every(self, ids: Sequence[str]) -> list[Result]:
        """The results, in the order of the cases. Each case is judged for itself."""
        gate = asyncio.Semaphore(_AT_ONCE)

        async def one(case_id: str) -> Result:
            async with gate:
                return await self._one(case_id)

        return list(await asyncio.gather(*map(one, ids)))

    async def _one(self, case_id: str) -> Result:
        try:
            if not self.sees(await self.gateway.view(case_id)):
                raise UnknownCase(case_id)
            carried = await self.done(case_id)
        except HuiyinError as error:
            return Result(case_id, *_why_not(error))
        return Result(case_id, "pending" if carried.pending else "done", carried.stage)


def not_now(rows: "Iterable[Case]", kind: DecisionKind) -> int:
    """For how many cases a decision is not possible now, as far as their states tell."""
    states = (CaseState.model_validate(row.state) for row in rows)
    return sum(transitions.refusal(state, kind, Choice()) is not None for state in states)


def _why_not(error: HuiyinError) -> tuple[str, None, str]:
    match error:
        case Refused():
            return "refused", None, error.refusal.value
        case UnknownCase():
            return "unknown", None, "unknown_case"
        case RecordUnavailable():
            return "unavailable", None, "unavailable"
        case _:
            return "refused", None, "key_reused"
