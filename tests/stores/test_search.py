"""Finding cases: the same answers as reading every text, on both databases, page after page."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas import case_filter, search_words
from schemas.access import Sight
from schemas.case_filter import CaseFilter
from schemas.enums import EventKind
from schemas.events import NewEvent
from schemas.pages import BadCursor
from store import search, search_index
from store.casebook import CaseBook
from store.database import Database
from store.search import Page, Search
from store.tables import Case
from tests.plain import PLAIN_TEXT
from tests.stores.cases import analyzed_case, count, new_case, numbered, rows, submission
from tests.stores.search_oracle import Written, answer
from tests.stories import START, after, minutes

# Few characters, so that words meet by chance; signs, so that they are data and never errors.
TEXTS = st.text(
    st.sampled_from("电池续航退款aAbsSeE12 ,.-_\"'\u201c\u201d，%*()&|!:<>\\\U00020000"),
    max_size=14,
)
QUERIES = st.text(st.sampled_from("电池续航退款aAbsSe12 -\"\u201c'%*&|!:()"), max_size=8)
TEAMS = (None, "support", "engineering")
MOMENTS = [START + timedelta(minutes=n) for n in (0, 0, 1, 2)]


def everything(found: Search, limit: int, **asked: Any) -> list[str]:
    """All pages of an answer, one after another."""
    page = found.find(**asked, limit=limit)
    ids = [case.id for case in page.rows]
    while page.next:
        page = found.find(**asked, limit=limit, cursor=page.next)
        assert 0 < len(page.rows) <= limit
        ids += [case.id for case in page.rows]
    return ids


def ids(page: Page) -> list[str]:
    return [case.id for case in page.rows]


def say(database: Database, case: str, text: str, stop: Exception | None = None) -> None:
    with CaseBook(database).open(case) as opened:
        note = NewEvent(kind=EventKind.NOTED, by="li", texts={"text": text})
        opened.append(note, START, 1)
        if stop:
            raise stop


def put(database: Database, written: Written, number: int) -> None:
    """A case that says these texts, without any event: as quickly as can be."""
    item = submission(text=written.texts[0])
    with CaseBook(database).create(numbered(number), item, PLAIN_TEXT, written.received_at):
        pass
    with database.writing() as session:
        search_index.add(session.connection(), numbered(number), written.texts[1:])
        row = session.get_one(Case, numbered(number))
        row.team = written.team
        session.add(row)


def empty(database: Database) -> None:
    with database.writing() as session:
        for (case,) in session.connection().exec_driver_sql("SELECT id FROM cases").all():
            search_index.forget(session.connection(), case)
        for table in ("submissions", "cases"):
            session.connection().exec_driver_sql(f"DELETE FROM {table}")  # noqa: S608


@st.composite
def some_cases(draw: st.DrawFn) -> list[Written]:
    texts = st.lists(TEXTS.filter(lambda t: bool(t.strip())), min_size=1, max_size=3)
    one = st.builds(Written, texts, st.sampled_from(MOMENTS), st.sampled_from(TEAMS))
    return draw(st.lists(one, max_size=6))


@pytest.mark.parametrize("walked", [1, 4000], ids=["by index", "by walking"])
@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(
    held=some_cases(),
    query=st.none() | QUERIES,
    teams=st.none() | st.sets(st.sampled_from(TEAMS[1:])).map(frozenset),
    limit=st.integers(1, 3),
    since=st.none() | st.sampled_from(MOMENTS),
)
def test_it_finds_what_reading_everything_finds(
    database: Database,
    walked: int,
    held: list[Written],
    query: str | None,
    teams: frozenset[str] | None,
    limit: int,
    since: datetime | None,
) -> None:
    empty(database)
    for number, written in enumerate(held, start=1):
        put(database, written, number)
    wanted = case_filter.of({"received_after": since.isoformat() if since else None})

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(search, "_WALKED", walked)
        asked = {"query": query, "sight": Sight(teams=teams), "wanted": wanted}
        found = everything(Search(database), limit, **asked)

    expected = answer(held, query, teams, since)
    assert found == [numbered(number) for number in expected]


# ── What is searched ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("电池", [3, 1]),
        ("续航", [1]),
        ("池", [3, 1]),
        ("电池续航", [1]),
        ("电池 -续航", [3]),
        ("crash", [2, 1]),
        ("CRASHING", [2, 1]),
        ('"app crashes"', [2]),
        ("ord-2024-17", [3]),
        ("2024-ord", []),
        ("ＡＰＰ", [2]),
        ("00000-00002", [2]),
        ("!!!", []),
        ("   ", [3, 2, 1]),
        ("' OR 1=1 --", []),
        ("crash*", [2, 1]),
    ],
)
def test_what_a_query_finds(database: Database, query: str, numbers: list[int]) -> None:
    new_case(database, 1, text="电池续航太差，一直 crashed")
    new_case(database, 2, text="My app crashes every time!")
    new_case(database, 3, text="电池，ORD-2024-17")

    assert ids(Search(database).find(query)) == [numbered(number) for number in numbers]


def test_everything_that_was_written_is_found_and_nobodys_name(database: Database) -> None:
    case = analyzed_case(database, text="first", name="Somebody", contact="who@example.com")
    say(database, case, "second 第二")

    found = Search(database).find
    assert ids(found("first second")) == ids(found("第二")) == [case]
    assert ids(found('"first second"')) == []
    assert ids(found("somebody")) == ids(found("who@example.com")) == []


def test_what_was_rolled_back_is_not_found(database: Database) -> None:
    case = new_case(database, text="first")
    with pytest.raises(ValueError, match="stop"):
        say(database, case, "second", stop=ValueError("stop"))

    assert ids(Search(database).find("second")) == []


def test_a_case_that_was_forgotten_leaves_no_word(database: Database) -> None:
    new_case(database, 1, text="13912345678 电池")
    new_case(database, 2, text="电池")

    with database.writing() as session:
        search_index.forget(session.connection(), numbered(1))
        search_index.forget(session.connection(), numbered(1))

    assert ids(Search(database).find("电池")) == [numbered(2)]
    assert [row["case_id"] for row in rows(database, "SELECT case_id FROM search_words")] == [
        numbered(2)
    ]


def test_the_index_made_anew_is_the_one_that_was_kept(database: Database) -> None:
    for number in range(1, 4):
        case = new_case(database, number, text=f"text {number} 电池", external_id=f"crm-{number}")
        say(database, case, f"note {number}")
    kept = _words(database)
    with database.writing() as session:
        for case in kept:
            search_index.forget(session.connection(), case)
    assert count(database, "search_words") == 0

    with database.writing() as session:
        first = search_index.complete(session.connection(), "", 2)
        assert first == numbered(2)
        search_index.complete_all(session.connection())

    assert _words(database) == kept
    assert ids(Search(database).find("note 电池 crm-2")) == [numbered(2)]


def test_writing_to_a_case_that_was_never_indexed_indexes_all_of_it(database: Database) -> None:
    case = new_case(database, text="first")
    with database.writing() as session:
        search_index.forget(session.connection(), case)

    say(database, case, "second")

    assert ids(Search(database).find("first second")) == [case]


def test_a_case_of_endless_texts_is_found_by_its_beginning(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_words, "MOST", 60)
    case = new_case(database, text="beginning " + "续航" * 30 + " theend")
    say(database, case, "more")

    assert ids(Search(database).find("beginning 航续")) == [case]
    assert ids(Search(database).find("theend")) == ids(Search(database).find("more")) == []


def _words(database: Database) -> dict[str, str]:
    found = rows(database, "SELECT case_id, words FROM search_words")
    return {row["case_id"]: row["words"] for row in found}


# ── Pages ────────────────────────────────────────────────────────────────────────────────────────


def test_pages_stay_as_they_are_while_cases_come_in(database: Database) -> None:
    for number, minute in ((1, 30), (2, 10), (3, 20), (4, 10)):
        new_case(database, number, after(minutes(minute)))
    found = Search(database).find
    first = found(limit=2)
    new_case(database, 5, after(minutes(40)))

    second = found(limit=2, cursor=first.next)

    assert ids(first) == [numbered(1), numbered(3)]
    assert ids(second) == [numbered(4), numbered(2)]
    assert second.next is None


@pytest.mark.parametrize(
    ("given", "numbers"),
    [
        ({"stage": "planning"}, [2]),
        ({"stage": "closed"}, []),
        ({"channel": "hotline"}, [1]),
        ({"priority": "high", "category": "usage_question"}, [3]),
        ({"team": "engineering"}, [2]),
        ({"owner": "li"}, []),
        ({"owner": "-"}, [3, 2, 1]),
        ({"outcome": "confirmed"}, []),
        ({"due_after": START.isoformat()}, [3, 2, 1]),
        ({"due_before": START.isoformat()}, []),
        ({"closed_after": START.isoformat()}, []),
        ({"breached": "false"}, [3, 2, 1]),
        ({"breached": "true"}, []),
        ({"received_after": after(minutes(2)).isoformat()}, [3, 2]),
        ({"received_before": after(minutes(2)).isoformat()}, [1]),
    ],
)
def test_a_filter_narrows_what_is_found(
    database: Database, given: dict[str, str], numbers: list[int]
) -> None:
    new_case(database, 1, after(minutes(1)), channel="hotline")
    analyzed_case(database, 2, after(minutes(2)), category="malfunction")
    new_case(database, 3, after(minutes(3)), category="usage_question", priority="high")

    page = Search(database).find(wanted=case_filter.of(given))
    assert ids(page) == [numbered(number) for number in numbers]


def test_a_cursor_belongs_to_its_question(database: Database) -> None:
    for number in (1, 2):
        new_case(database, number)
    found = Search(database).find
    cursor = str(found("总是", limit=1).next)

    assert ids(found("总是", limit=1, cursor=cursor)) == [numbered(1)]
    for broken in (cursor[:-1], cursor + "A", "A" + cursor, "x", "\u4e2d", "=", cursor.swapcase()):
        with pytest.raises(BadCursor):
            found("总是", limit=1, cursor=broken)
    for other in ({"query": "闪退"}, {"wanted": CaseFilter((("stage", "received"),))}, {}):
        with pytest.raises(BadCursor):
            found(**other, limit=1, cursor=cursor)
