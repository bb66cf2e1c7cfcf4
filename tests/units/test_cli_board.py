"""The board and satisfaction on the command line."""

from collections.abc import Iterator

import pytest

from tests.units.cli_shell import NOBODY, Shell, furnish


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    made = Shell(furnish(tmp_path_factory.mktemp("data")))
    yield made
    made.close()


def test_a_case_is_put_on_the_board_and_taken_off(shell: Shell) -> None:
    case = shell.new_case()
    words = ("--title", "Export to PDF", "--summary", "It is in version 3.")
    put = shell("publish", case, *words, "--by", "li", "--json").json
    assert (put["id"], put["published"]) == (case, True)
    assert put["link"].endswith(f"/board#n{put['number']}")
    assert shell("history", case, "--json").json[-1]["texts"]["title"] == "Export to PDF"

    off = [shell("unpublish", case, "--by", "li", "--json").json for _ in range(2)]
    assert [each["changed"] for each in off] == [True, False]
    assert "board" in shell("publish", case, *words, "--by", "li").out


def test_what_is_wrong_is_said_in_one_line(shell: Shell) -> None:
    case = shell.new_case()
    words = ("--title", "1", "--summary", "call 13912345678")
    assert "--summary" in shell("publish", case, *words, "--by", "li").refused(2)
    assert "--title" in shell("publish", case, "--summary", "2", "--by", "li").refused(2)
    empty = ("--title", " ", "--summary", "2")
    assert "--title" in shell("publish", case, *empty, "--by", "li").refused(2)
    good = ("--title", "1", "--summary", "2")
    shell("publish", NOBODY, *good, "--by", "li").refused(3)
    shell("publish", case, *good, "--by", "nobody").refused(4)
    shell("unpublish", NOBODY, "--by", "li").refused(3)
    assert "--since" in shell("satisfaction", "--since", "soon").refused(2)


def test_satisfaction_of_nobody_is_no_division(shell: Shell) -> None:
    found = shell("satisfaction", "--since", "2026-01-01", "--json").json
    assert (found["answers"], found["suspect_share"], found["mean_rating"]) == (0, None, None)
    assert found["ratings"] == {"1": 0, "2": 0, "3": 0, "4": 0, "5": 0}
    assert "none yet" in shell("satisfaction").out
