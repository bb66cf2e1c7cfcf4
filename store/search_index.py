"""The words of every case, and an index of them. Written in the transaction that writes the texts,
and made again from them at any time.

`search_words` says what a case contains; the index (a contentless FTS5 table on SQLite, GIN over
an array on PostgreSQL) only says where to look, in hashes of words.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import ARRAY, BindParameter, Connection, Integer, Select, bindparam, select, text

from schemas import search_words
from store.statements import CASES, SUBMISSIONS, TEXTS

TABLES = "search_"
"""How the names of all its tables begin. They hold nothing that is not in other tables."""
BATCH = 500

_OF: BindParameter[Any] = bindparam("cases", expanding=True)
_SOURCES: tuple[tuple[Select[Any], Callable[[Any], list[str]]], ...] = (
    (
        select(SUBMISSIONS.c.case_id, SUBMISSIONS.c.text).where(SUBMISSIONS.c.case_id.in_(_OF)),
        lambda row: [row.text],
    ),
    (
        select(TEXTS.c.case_id, TEXTS.c.texts)
        .where(TEXTS.c.case_id.in_(_OF))
        .order_by(TEXTS.c.case_id, TEXTS.c.seq),
        lambda row: list(row.texts.values()),
    ),
)
"""Where texts stand, and how they are taken from a row."""

_NAMES = (
    select(CASES.c.id, CASES.c.external_id)
    .where(CASES.c.id.in_(_OF))
    .order_by(CASES.c.id)
    .with_for_update()  # or what is written meanwhile would be overlooked
)
_MISSING = text(
    "SELECT id FROM cases WHERE id > :after AND NOT EXISTS"
    " (SELECT 1 FROM search_words WHERE search_words.case_id = cases.id) ORDER BY id LIMIT :most"
)
_GET = text("SELECT words FROM search_words WHERE case_id = :case")
_GET_NUMBER = text("SELECT id, words FROM search_words WHERE case_id = :case")

_PUT_POSTGRES = text(
    "INSERT INTO search_words (case_id, received_at, words, tokens)"
    " SELECT id, received_at, :words, :tokens FROM cases WHERE id = :case"
    " ON CONFLICT (case_id) DO UPDATE SET words = excluded.words, tokens = excluded.tokens"
).bindparams(bindparam("tokens", type_=ARRAY(Integer)))
_FORGET = text("DELETE FROM search_words WHERE case_id = :case")

_PUT_SQLITE = text(
    "INSERT INTO search_words (case_id, received_at, words)"
    " SELECT id, received_at, :words FROM cases WHERE id = :case RETURNING id"
)
_CHANGE_SQLITE = text("UPDATE search_words SET words = :words WHERE id = :id")
_INDEX = text("INSERT INTO search_index (rowid, tokens) VALUES (:id, :tokens)")
_UNINDEX = text(
    "INSERT INTO search_index (search_index, rowid, tokens) VALUES ('delete', :id, :tokens)"
)


def begin(connection: Connection, case_id: str, external_id: str | None, said: str) -> None:
    """Index a new case: its number, its number elsewhere and what was sent."""
    given = [case_id, external_id or "", said]
    _put(connection, case_id, None, search_words.written(given))


def add(connection: Connection, case_id: str, texts: Iterable[str]) -> None:
    """Index what was written in a case besides. Whoever calls holds the case's row."""
    more = search_words.written(texts)
    if not more:
        return
    if (known := connection.execute(_GET, {"case": case_id}).scalar()) is None:
        refresh(connection, [case_id])  # nothing is lost of a case that was not indexed yet
    else:
        _put(connection, case_id, known, f"{known}\n{more}" if known else more)


def forget(connection: Connection, case_id: str) -> None:
    """Leave nothing of a case that could be searched for."""
    if connection.dialect.name == "sqlite":
        _unindex(connection, case_id)
    connection.execute(_FORGET, {"case": case_id})


def refresh(connection: Connection, case_ids: Sequence[str]) -> None:
    """Index cases anew from the texts that the record holds of them."""
    held: dict[str, list[str]] = defaultdict(list)
    for row in connection.execute(_NAMES, {"cases": list(case_ids)}):
        held[row.id] += [row.id, row.external_id or ""]
    for source, taken in _SOURCES:
        for row in connection.execute(source, {"cases": list(case_ids)}):
            held[row.case_id] += taken(row)
    for case_id, texts in held.items():
        known = connection.execute(_GET, {"case": case_id}).scalar()
        _put(connection, case_id, known, search_words.written(texts))


def complete(connection: Connection, after: str, most: int = BATCH) -> str | None:
    """Index some of the cases that are not indexed yet, and whose ids are later than `after`; the
    last of their ids, or none when there was none left."""
    found = connection.execute(_MISSING, {"after": after, "most": most}).scalars().all()
    refresh(connection, found)
    return found[-1] if found else None


def complete_all(connection: Connection) -> None:
    """Index every case that is not indexed yet, within one transaction."""
    last: str | None = ""
    while last is not None:
        last = complete(connection, last)


def as_document(tokens: Iterable[int]) -> str:
    """Tokens as SQLite indexes them."""
    return " ".join(as_term(each) for each in tokens)


def as_term(token: int) -> str:
    """A token as SQLite searches for it."""
    return f"{token & 0xFFFFFFFF:x}"


def _put(connection: Connection, case_id: str, known: str | None, words: str) -> None:
    words = _bounded(words)
    if words == known:
        return
    tokens = search_words.tokens(words)
    if connection.dialect.name == "postgresql":
        row = {"case": case_id, "words": words, "tokens": tokens}
        connection.execute(_PUT_POSTGRES, row)
    else:
        number = _put_sqlite(connection, case_id, known, words)
        connection.execute(_INDEX, {"id": number, "tokens": as_document(tokens)})


def _put_sqlite(connection: Connection, case_id: str, known: str | None, words: str) -> int:
    if known is None:
        row = {"case": case_id, "words": words}
        return int(connection.execute(_PUT_SQLITE, row).scalar_one())
    number = _unindex(connection, case_id)
    connection.execute(_CHANGE_SQLITE, {"id": number, "words": words})
    return number


def _unindex(connection: Connection, case_id: str) -> int:
    """Take a case out of the index; the number that it has there, 0 if it has none."""
    row = connection.execute(_GET_NUMBER, {"case": case_id}).first()
    if row is None:
        return 0
    known = as_document(search_words.tokens(row.words))
    connection.execute(_UNINDEX, {"id": row.id, "tokens": known})
    return int(row.id)


def _bounded(words: str) -> str:
    """As much as is kept; no unit is cut in two."""
    if len(words) <= search_words.MOST:
        return words
    return words[: words.rfind(" ", 0, search_words.MOST) + 1]
