"""Which cases somebody sees, as a condition on rows: `rules.access.within` says the same of one."""

from sqlalchemy import ColumnElement, false, or_
from sqlmodel import col, select

from schemas.access import Sight
from store.tables import Case
from store.tables_desk import TurnRow


def conditions(sight: Sight) -> list[ColumnElement[bool]]:
    """What must hold of the cases that are within sight; nothing if all are."""
    return [*_of_teams(sight), *_not_kept_from(sight)]


def _of_teams(sight: Sight) -> list[ColumnElement[bool]]:
    if sight.teams is None:
        return []
    if not sight.teams:
        return [false()]
    return [or_(col(Case.team).is_(None), col(Case.team).in_(sorted(sight.teams)))]


def _not_kept_from(sight: Sight) -> list[ColumnElement[bool]]:
    if sight.confidential:
        return []
    names = sorted(sight.names)
    turn = select(TurnRow.case_id).where(TurnRow.case_id == Case.id, col(TurnRow.who).in_(names))
    concerned = [col(Case.owner).in_(names), turn.exists()] if names else []
    return [or_(col(Case.confidential).is_(False), *concerned)]
