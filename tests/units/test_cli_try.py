"""`huiyin policy try`: what a policy would do to past and to given cases."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import past
from schemas.settings import Settings
from store.database import Database
from tests.stories import POLICY_TEXT
from tests.units.cli_shell import Shell, furnish

STRICTER = POLICY_TEXT.replace('name = "default"', 'name = "stricter"').replace(
    'resolve = "5 business days until end-of-day"', 'resolve = "9 business hours"'
)


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Shell]:
    """A machine on which nothing was ever set up."""
    shell = Shell(tmp_path / "nothing")
    yield shell
    shell.close()


@pytest.fixture
def stricter(tmp_path: Path) -> str:
    file = tmp_path / "stricter.toml"
    file.write_text(STRICTER, "utf-8")
    return str(file)


def cases(tmp_path: Path, *fields: dict[str, str]) -> str:
    file = tmp_path / "cases.jsonl"
    file.write_text("\n".join(json.dumps(each) for each in fields), "utf-8")
    return str(file)


def test_given_cases_need_no_system(bare: Shell, tmp_path: Path, stricter: str) -> None:
    usual = {"text": "cannot pay", "priority": "medium", "received_at": "2026-03-02T09:00:00+08:00"}
    file = cases(tmp_path, usual, {"text": "how do I log in", "priority": "low"})

    tried = bare("policy", "try", stricter, "--cases", file, "--json").json

    assert tried["cases"] == 2
    assert tried["policies"] == {"before": "default", "after": "stricter"}
    found = {(each["kind"], each["priority"]): each for each in tried["targets"]}
    resolve = found["resolve", "medium"]
    assert (resolve["before"]["missed"], resolve["after"]["missed"]) == (0, 1)
    assert found["resolve", "low"]["before"] == found["resolve", "low"]["after"]
    assert tried["approvals"] == {"before": 0, "after": 0}
    assert tried["left_out"] == {}
    assert not (bare.folder).exists()


def test_the_figures_stand_side_by_side(bare: Shell, tmp_path: Path, stricter: str) -> None:
    file = cases(tmp_path, {"text": "cannot pay", "priority": "medium"})

    told = bare("policy", "try", stricter, "--cases", file).out

    assert "1 more missed" in told
    assert "as it was: default" in told
    assert "tried: stricter" in told


def test_the_columns_of_a_csv_file_may_say_when_cases_came_in(
    bare: Shell, tmp_path: Path, stricter: str
) -> None:
    file = tmp_path / "cases.csv"
    file.write_text("received_at,text\n2026-03-02T09:00:00+08:00,cannot pay\n", "utf-8")

    tried = bare("policy", "try", stricter, "--cases", str(file), "--json").json

    assert tried["work"][0]["date"] == "2026-03-02"


def test_what_a_policy_does_not_take_is_left_out_and_said(
    bare: Shell, tmp_path: Path, stricter: str
) -> None:
    file = cases(tmp_path, {"text": "cannot pay"}, {"text": "x", "channel": "pigeon"})

    tried = bare("policy", "try", stricter, "--cases", file, "--json").json

    assert tried["cases"] == 1
    for side in ("before", "after"):
        [(why, count)] = tried["not_taken"][side].items()
        assert "pigeon" in why
        assert count == 1


@pytest.mark.parametrize("way", [["--fast"], []])
def test_past_cases_are_compared_with_how_they_were(
    tmp_path: Path, stricter: str, way: list[str]
) -> None:
    shell = Shell(furnish(tmp_path))
    database = Database(Settings(data_dir=shell.folder).record_url)
    past.write(database, 4)
    database.close()

    tried = shell(
        *("policy", "try", stricter, "--from", "2025-01-01", "--to", "2026-01-01"), *way, "--json"
    ).json
    shell.close()

    assert tried["cases"] == 4
    missed = {
        side: sum(each[side]["missed"] for each in tried["targets"]) for side in ("before", "after")
    }
    assert missed["after"] >= missed["before"] > 0
    assert sum(each["before"] for each in tried["work"]) > 0
    if way:
        assert tried["mails"] is None, "nobody decided anything anew"
        assert tried["approvals"]["after"] is None
        assert {each["after"] for each in tried["work"]} == {None}
    else:
        assert tried["approvals"]["after"] > tried["approvals"]["before"] == 0
        assert sum(each["after"] for each in tried["work"]) > 0
        assert tried["mails"]["after"]["customers"] > 0


@pytest.mark.parametrize(
    ("given", "names"),
    [
        (["no-such.toml"], "no-such.toml"),
        (["POLICY", "--cases", "no-such.jsonl"], "no-such.jsonl"),
        (["POLICY", "--cases", "CASES", "--fast"], "--fast"),
        (["POLICY", "--cases", "CASES", "--every", "2 business days"], "--every"),
        (["POLICY", "--cases", "CASES", "--resolve-after", "soon"], "--resolve-after"),
        (["POLICY", "--cases", "WRONG"], "line 1"),
        (["POLICY", "--cases", "EMPTY"], "no cases in the file"),
        (["POLICY", "--from", "yesterday"], "--from"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(
    bare: Shell, tmp_path: Path, stricter: str, given: list[str], names: str
) -> None:
    wrong = tmp_path / "wrong.jsonl"
    wrong.write_text('{"text": ""}', "utf-8")
    (empty := tmp_path / "empty.jsonl").touch()
    known = {
        "EMPTY": str(empty),
        "POLICY": stricter,
        "CASES": cases(tmp_path, {"text": "x"}),
        "WRONG": str(wrong),
    }

    done = bare("policy", "try", *(known.get(each, each) for each in given))

    assert done.code == 2
    assert names in done.err
    assert len(done.err.splitlines()) == 1
