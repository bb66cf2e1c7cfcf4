"""Whose turn it is, written beside the state of a case so that it can be asked for."""

from collections.abc import Collection

from sqlalchemy import Connection, bindparam, delete, insert
from sqlmodel import Session, SQLModel, col, select

from schemas.state import CaseState
from store.tables_desk import TurnRow

_TURNS = SQLModel.metadata.tables["turns"]
_END = delete(_TURNS).where(_TURNS.c.case_id == bindparam("a_case"))
_ADD = insert(_TURNS)


def write(connection: Connection, before: CaseState | None, after: CaseState) -> None:
    """Write whose turn it is after a step; nothing if it is the same."""
    now = after.turns
    if now == (before.turns if before else frozenset()):
        return
    connection.execute(_END, {"a_case": after.case_id})
    rows = [{"case_id": after.case_id, "who": who, "what": what} for who, what in sorted(now)]
    if rows:
        connection.execute(_ADD, rows)


def of(session: Session, who: Collection[str]) -> dict[str, set[str]]:
    """The cases that wait for any of these, and for what."""
    found: dict[str, set[str]] = {}
    query = select(TurnRow.case_id, TurnRow.what).where(col(TurnRow.who).in_(sorted(who)))
    for case_id, what in session.exec(query):
        found.setdefault(case_id, set()).add(what)
    return found


def waited_for(session: Session, cases: Collection[str]) -> dict[str, frozenset[str]]:
    """Whom each of these cases waits for: logins, or `@` and a team."""
    found: dict[str, frozenset[str]] = {}
    query = select(TurnRow.case_id, TurnRow.who).where(col(TurnRow.case_id).in_(cases))
    for case_id, who in session.exec(query) if cases else ():
        found[case_id] = found.get(case_id, frozenset()) | {who}
    return found
