"""What people judged otherwise than the machine, or as it did: kept, and learnt from."""

from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict

from schemas.bounds import Instant, Login
from schemas.enums import Aspect, EventKind
from schemas.events import Event

CORRECTED = (
    *(Aspect.CATEGORY, Aspect.SUBCATEGORY, Aspect.MODULE),
    *(Aspect.PRIORITY, Aspect.SENTIMENT, Aspect.SPAM),
)
"""What people can judge."""


class Correction(BaseModel):
    """That somebody judged one thing of a case. `was` is what stood there before, by whomever;
    the same as `now` if it was found to be right."""

    model_config = ConfigDict(frozen=True)

    aspect: Aspect
    was: Any
    now: Any
    by: Login
    at: Instant
    seq: int

    @property
    def agrees(self) -> bool:
        return bool(self.was == self.now)


def corrections(events: Sequence[Event]) -> list[Correction]:
    """Everything that people judged of a case, in the order in which they did."""
    known: dict[str, Any] = {}
    found: list[Correction] = []
    for event in events:
        if event.kind is EventKind.TRIAGED:
            found += _of(event, known)
        if event.kind in (EventKind.RECEIVED, EventKind.ANALYZED, EventKind.TRIAGED):
            known |= {each: event.data[each] for each in CORRECTED if each in event.data}
    return found


def learnt(events: Sequence[Event]) -> dict[Aspect, Any]:
    """What is true of a case by what people judged last."""
    return {each.aspect: each.now for each in corrections(events)}


def _of(event: Event, known: dict[str, Any]) -> Iterator[Correction]:
    data = event.data
    for aspect in CORRECTED:
        now, was = data.get(aspect), known.get(aspect)
        # The first version of Huiyin did not say what of it was chosen.
        said = aspect in data["said"] if "said" in data else now != was
        if aspect in data and said:
            yield Correction(
                aspect=aspect, was=was, now=now, by=event.by, at=event.at, seq=event.seq
            )
