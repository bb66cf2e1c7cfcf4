"""Which decisions can be taken for many cases at the desk, and what each asks for."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pydantic import ValidationError

from schemas.enums import DecisionKind, Priority
from schemas.words import PRIORITIES
from starter.api.bodies import BODIES, Body, Note
from starter.web.desk.case.forms import NOTE, STANDARD
from starter.web.desk.seat import Seat


class Field(NamedTuple):
    """What is filled in; a field without options is a text."""

    name: str
    needed: bool
    options: Sequence[tuple[str, str]] | None = None


class Wrong(Exception):
    """A field is not filled in, or not as it must be."""

    def __init__(self, field: str, *, missing: bool) -> None:
        super().__init__(field)
        self.field = field
        self.key = "bulk_missing" if missing else "bulk_wrong"


_NEEDED: Mapping[str, tuple[str, ...]] = {
    DecisionKind.TAKE: (),
    DecisionKind.ASSIGN: ("to",),
    DecisionKind.TRIAGE: (),
    NOTE: ("note",),
    DecisionKind.PROGRESS: ("text",),
    STANDARD: ("standard",),
    DecisionKind.PROPOSE: ("text",),
    DecisionKind.RESOLVE: ("summary",),
    DecisionKind.DECLINE: ("reason",),
    DecisionKind.EMERGENCY: ("reason",),
    DecisionKind.CALM: (),
}
_CHOICES = ("priority", "category", "team")
OFFERED = tuple(_NEEDED)
"""What can mean the same for many cases: that there is one answer to all of them, too."""
_CHOSEN = frozenset({"to", "standard"})


def decision(kind: str) -> DecisionKind:
    """The decision of the process that it is; a note is none."""
    return DecisionKind.PROPOSE if kind == STANDARD else DecisionKind(kind)


def asked(seat: Seat, kind: str) -> list[Field]:
    """What a decision asks for."""
    if kind == DecisionKind.TRIAGE:
        return [Field(name, needed=False, options=_options(seat, name)) for name in _CHOICES]
    return [
        Field(name, needed=True, options=_options(seat, name) if name in _CHOSEN else None)
        for name in _NEEDED[kind]
    ]


def body(seat: Seat, kind: str, fields: Mapping[str, str]) -> Body:
    """What the decision is given.

    Raises:
        Wrong: a field is missing, or wrong.
    """
    wanted = asked(seat, kind)
    filled = {each.name: fields.get(each.name, "").strip() for each in wanted}
    told = {name: value for name, value in filled.items() if value}
    if missing := next(
        (each.name for each in wanted if each.needed and not filled[each.name]), None
    ):
        raise Wrong(missing, missing=True)
    if wanted and not told:
        raise Wrong(wanted[0].name, missing=True)
    try:
        if kind == NOTE:
            return Note.model_validate({"text": told["note"]})
        return BODIES[decision(kind)].model_validate(told)
    except ValidationError as error:
        field = "note" if kind == NOTE else str(error.errors()[0]["loc"][0])
        raise Wrong(field, missing=False) from None


def _options(seat: Seat, name: str) -> list[tuple[str, str]]:
    policy = seat.policy
    match name:
        case "to":
            return [(each, each) for each in sorted(policy.staff)]
        case "standard":
            known = policy.standard_solutions.items()
            return [(key, each.label.in_(seat.locale)) for key, each in known]
        case "priority":
            return [(each.value, PRIORITIES[each].in_(seat.locale)) for each in Priority]
        case "category":
            return [(key, each.label.in_(seat.locale)) for key, each in policy.categories.items()]
        case _:
            return [(key, each.label.in_(seat.locale)) for key, each in policy.teams.items()]
