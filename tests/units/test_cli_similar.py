"""The commands about cases that are alike, as their users meet them."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from schemas.enums import DecisionKind
from schemas.messages import Advance
from store.database import Database
from tests.stores.cases import activities, decide
from tests.units.cli_shell import Shell, furnish

CRASH, TRADITIONAL = "付款以后应用就闪退，打不开", "付款以後應用就閃退，打不開！"
OTHER = "电池续航太差，半天就没电"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def shell(folder: Path) -> Iterator[Shell]:
    made = Shell(furnish(folder))
    yield made
    made.close()


@pytest.fixture(scope="module")
def database(folder: Path, shell: Shell) -> Iterator[Database]:
    made = Database(f"sqlite:///{folder / 'record.sqlite3'}")
    yield made
    made.close()


def analyzed(shell: Shell, database: Database, text: str) -> str:
    case = shell.new_case(text)
    activities(database).analyze(Advance(case_id=case, now=datetime.now(UTC)))
    return case


def test_cases_are_linked_shown_and_parted(shell: Shell, database: Database) -> None:
    case, other = (analyzed(shell, database, text) for text in (CRASH, OTHER))

    linked = shell("link", case, "--with", other.lower(), "--by", "li", "--json").json
    again = shell("link", case, "--with", other, "--by", "li", "--json").json
    assert (linked["changed"], again["changed"]) == (True, False)

    (found,) = shell("similar", other, "--json").json["linked"]
    assert (found["id"], found["linked_by"], found["score"]) == (case, "li", None)
    assert CRASH in shell("similar", other).out
    assert f"the same as {other}" in shell("history", case).out

    shell("unlink", other, "--with", case, "--by", "li", "--json")
    assert shell("similar", case, "--json").json["linked"] == []


def test_what_cannot_be_linked_is_refused(shell: Shell, database: Database) -> None:
    case = analyzed(shell, database, CRASH)

    shell("link", case, "--with", case, "--by", "li").refused(2)
    shell("link", case, "--with", "7KQ2M-9XD3H", "--by", "li").refused(3)
    shell("similar", "7KQ2M-9XD3H").refused(3)
    shell("duplicate", case, "--of", "7KQ2M-9XD3H", "--by", "li").refused(4)


def test_a_duplicate_names_the_case_that_goes_on(shell: Shell, database: Database) -> None:
    case, other = (analyzed(shell, database, text) for text in (CRASH, OTHER))

    done = shell("duplicate", case, "--of", other.lower(), "--by", "li", "--json").json
    decide(database, case, DecisionKind.DUPLICATE, done["request_id"], datetime.now(UTC))

    assert shell("show", case, "--json").json["outcome"] == "duplicate"
    (found,) = shell("similar", other, "--json").json["linked"]
    assert (found["id"], found["is_duplicate"]) == (case, True)


def test_a_file_is_searched_for_what_it_says_twice(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "items.jsonl"
    lines = [json.dumps({"text": text}) for text in (CRASH, OTHER, TRADITIONAL)]
    file.write_text("\n".join(lines), encoding="utf-8")

    (group,) = shell("duplicates", "--from", str(file), "--json").json

    assert group["item"] == 1
    assert group["duplicates"] == [{"item": 3, "score": 1.0, "text": TRADITIONAL}]
    shell("duplicates", "--from", str(file), "--above", "much").refused(2)
