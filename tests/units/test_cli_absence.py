"""`huiyin absence`: who is away, noted by whom it concerns."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.units.cli_shell import Shell, furnish

ADD = "absence add zhang --from 2026-11-23 --until 2026-11-28 --deputy wang --by zhang"


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    made = Shell(furnish(tmp_path))
    yield made
    made.close()


def test_an_absence_is_noted_listed_and_taken_back(shell: Shell) -> None:
    noted = shell(*ADD.split(), "--json").json

    assert (noted["login"], noted["deputy"], noted["by"]) == ("zhang", "wang", "zhang")
    # A day begins at its midnight in the policy's zone, which is Asia/Shanghai.
    assert noted["starts"] == "2026-11-22T16:00:00Z"
    assert noted["ends"] == "2026-11-27T16:00:00Z"

    number = str(noted["id"])
    assert [each["id"] for each in shell("absence", "list", "--all", "--json").json] == [
        noted["id"]
    ]
    shown = shell("absence", "list", "--all").out
    assert re.search(rf"{number} +zhang .*wang", shown)

    removed = shell("absence", "remove", number, "--by", "chen", "--json").json
    assert removed["removed_by"] == "chen"
    assert shell("absence", "list", "--json").json == []
    (kept,) = shell("absence", "list", "--all", "--json").json
    assert kept["removed_at"].endswith("Z")


def test_an_instant_says_its_own_offset(shell: Shell) -> None:
    line = "absence add li --from 2026-11-23T13:00+01:00 --until 2026-11-23T18:00Z --by zhang"

    noted = shell(*line.split(), "--json").json

    assert (noted["starts"], noted["ends"]) == ("2026-11-23T12:00:00Z", "2026-11-23T18:00:00Z")
    assert noted["deputy"] is None


def test_people_are_told_what_was_noted(shell: Shell) -> None:
    span = "zhang is away from 23 Nov 2026, 00:00 until 28 Nov 2026, 00:00"
    assert span in shell(*ADD.split()).out
    assert "Times in the policy's zone: Asia/Shanghai" in shell("absence", "list", "--all").out
    assert "No absence is noted." not in shell("absence", "list", "--all").out


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (("add zhang", "add nobody"), "nobody"),
        (("--deputy wang", "--deputy mallory"), "--deputy"),
        (("--by zhang", "--by mallory"), "--by"),
        (("--from 2026-11-23", "--from yesterday"), "--from"),
        (("--from 2026-11-23", "--from 2026-11-23T09:00"), "--from"),
        (("--from 2026-11-23", "--from 2026-11-31"), "--from"),
        (("--until 2026-11-28", "--until 2026-11-23"), "--until"),
        (("--deputy wang", "--deputy zhang"), "own deputy"),
        (("--until 2026-11-28", ""), "--until"),
        (("absence add", "absence ad"), "add"),
    ],
)
def test_a_mistake_is_one_line_that_names_it(
    shell: Shell, change: tuple[str, str], named: str
) -> None:
    assert named in shell(*ADD.replace(*change).split()).refused(2)
    assert shell("absence", "list", "--all", "--json").json == []


def test_an_absence_that_overlaps_another_is_refused(shell: Shell) -> None:
    number = shell(*ADD.split(), "--json").json["id"]

    told = shell(*ADD.replace("11-23", "11-27").split()).refused(2)

    assert f"number {number}" in told


def test_nobody_makes_himself_the_deputy_of_his_lead(shell: Shell) -> None:
    told = shell(*ADD.replace("--by zhang", "--by wang").split()).refused(4)
    assert "Nothing can be decided" not in told, "that is said of cases"
    number = str(shell(*ADD.split(), "--json").json["id"])
    shell("absence", "remove", number, "--by", "wang").refused(4)


@pytest.mark.parametrize("number", ["99", "x", "-1", "999999999999999999999"])
def test_an_absence_that_there_is_not(shell: Shell, number: str) -> None:
    shell("absence", "remove", "--by", "zhang", "--", number).refused(2)


def test_the_help_of_the_topic_and_of_its_commands(shell: Shell) -> None:
    topic = shell("absence", "--help").out

    assert all(name in topic for name in ("add", "list", "remove"))
    assert "--deputy" in shell("absence", "add", "--help").out
    assert "absence" in shell("--help").out
