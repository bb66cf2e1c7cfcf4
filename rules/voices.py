"""The arithmetic of a level: when enough have said yes, and when a yes can no longer be reached."""

from schemas.levels import Level
from schemas.proposals import Asked


def is_yes(asked: Asked) -> bool:
    """Whether enough have said yes."""
    return len(asked.yes) >= asked.need


def is_no(asked: Asked, level: Level) -> bool:
    """Whether the level is refused: by one no or, where the level wants a quorum of refusals, as
    soon as those who are left cannot make up the number any more."""
    if level.rejected_by == "one":
        return bool(asked.no)
    return bool(asked.no) and not reachable(asked)


def reachable(asked: Asked) -> bool:
    """Whether the number can still be reached by those who have said nothing."""
    return len(asked.approvers) - len(asked.no) >= asked.need


def after(asked: Asked, principal: str, by: str, *, yes: bool) -> Asked:
    """The level after one more voice, said by `by` in the place of `principal`."""
    which = "yes" if yes else "no"
    said = (*getattr(asked, which), principal)
    return asked.model_copy(update={which: said, "spoke": (*asked.spoke, by)})
