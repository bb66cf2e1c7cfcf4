"""Cases that are about the same as the one that is looked at, or like it."""

from collections.abc import Sequence
from dataclasses import dataclass

from schemas.access import Permission
from schemas.words import person
from starter.relatives import Relative
from starter.web.desk.case.reader import Reader


@dataclass(frozen=True)
class Near:
    """Another case: why it stands here, what helped there, and what can be done about it."""

    id: str
    text: str
    stage: str
    outcome: str | None
    score: str | None
    by: str | None
    """Who said that both are about the same; none if nobody has."""
    solution: str | None


@dataclass(frozen=True)
class Similar:
    """`may`: whether this person can link and part."""

    linked: Sequence[Near]
    open: Sequence[Near]
    closed: Sequence[Near]
    may: bool

    @property
    def nothing(self) -> bool:
        return not (self.linked or self.open or self.closed)


def similar(reader: Reader) -> Similar:
    """Those that this person sees."""
    found = reader.relatives
    return Similar(
        linked=[_near(each, reader) for each in found.linked],
        open=[_near(each, reader) for each in found.open],
        closed=[_near(each, reader) for each in found.closed],
        may=reader.works and reader.seat.may(Permission.DECIDE) and not reader.view.state.erased,
    )


def _near(each: Relative, reader: Reader) -> Near:
    state = each.state
    return Near(
        id=state.case_id,
        text=each.text,
        stage=state.stage.value,
        outcome=state.outcome.value if state.outcome else None,
        score=None if each.score is None else f"{each.score:.0%}",
        by=person(each.link.by, reader.locale) if each.link else None,
        solution=each.solution,
    )
