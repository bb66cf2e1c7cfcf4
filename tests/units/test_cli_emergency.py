"""Emergencies, statements, questions and what was found out, on the command line."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.units.cli_shell import Shell, furnish


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    made = Shell(furnish(tmp_path_factory.mktemp("data")))
    yield made
    made.close()


def recorded(shell: Shell, case: str) -> tuple[dict[str, object], dict[str, str]]:
    """What the record holds of the one decision about a case."""
    with closing(sqlite3.connect(shell.folder / "record.sqlite3")) as record:
        query = "SELECT choice, texts FROM decisions WHERE case_id = ?"
        [(choice, texts)] = record.execute(query, (case,))
    return json.loads(choice), json.loads(texts)


def test_an_emergency_is_for_a_lead_and_needs_a_reason(shell: Shell) -> None:
    case = shell.new_case()
    assert "--reason" in shell("emergency", case, "--by", "zhang").refused(2)
    shell("emergency", case, "--reason", "press", "--by", "li").refused(4)

    done = shell("emergency", case, "--reason", "press", "--by", "zhang", "--json")
    assert done.json["pending"]
    assert recorded(shell, case) == ({}, {"reason": "press"})
    shell("calm", shell.new_case(), "--reason", "over", "--by", "zhang").refused(4)


def test_several_questions_are_one_numbered_text(shell: Shell) -> None:
    case = shell.new_case()
    asked = ("--question", "Which phone?", "--question", "Since when?")
    assert shell("clarify", case, *asked, "--by", "li").code == 0

    assert recorded(shell, case)[1] == {"question": "1. Which phone?\n2. Since when?"}


def test_one_question_stays_as_it_is_and_none_is_none(shell: Shell) -> None:
    case = shell.new_case()
    assert "--question" in shell("clarify", case, "--by", "li").refused(2)
    assert "--question" in shell("clarify", case, "--question", " ", "--by", "li").refused(2)
    assert shell("clarify", case, "--question", "Which phone?", "--by", "li").code == 0

    assert recorded(shell, case)[1] == {"question": "Which phone?"}


def test_what_was_found_out_is_recorded(shell: Shell) -> None:
    case = shell.new_case()
    usual = ("triage", case, "--category", "malfunction", "--priority", "high", "--by", "li")
    assert "--reproduced" in shell(*usual, "--reproduced", "perhaps").refused(2)
    assert "--scope" in shell(*usual, "--scope", "all").refused(2)
    shell(*usual, "--subcategory", "weather").refused(4)

    found = ("--problem", "It closes on paying", "--reproduced", "no", "--scope", "some")
    assert shell(*usual, *found, "--subcategory", "function").code == 0
    choice, texts = recorded(shell, case)
    assert texts == {"problem": "It closes on paying"}
    assert (choice["subcategory"], choice["scope"]) == ("function", "some")
    assert choice["reproduced"] is False


def test_a_statement_is_shown_first(shell: Shell) -> None:
    usual = ("statement", "--text", "We know of it.", "--by", "zhang")
    assert "--cases" in shell(*usual, "--cases", "colour:red").refused(2)
    assert "No emergency fits" in shell(*usual, "--cases", "all").out
    empty = {"sent": True, "told": [], "told_before": [], "refused": []}
    assert shell(*usual, "--cases", "all", "--yes", "--json").json == empty
