"""`huiyin audit`, over a record whose Temporal is away."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.units.cli_shell import Shell, furnish


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    made = Shell(furnish(tmp_path))
    yield made
    made.close()


def test_what_could_not_be_checked_is_not_called_sound(shell: Shell) -> None:
    """And a case that has its team, a clock and half a workflow is told with what to do."""
    case = shell.new_case()

    done = shell("audit")
    assert done.code == 1
    assert "Temporal did not answer" in done.err
    assert case not in done.out, "it is young: the sweeper has not had its turn"

    machine = shell("audit", "--json")
    assert machine.code == 1
    assert '"sound": false' in machine.out
    assert '"checked": 1' in machine.out


def test_without_a_record_it_says_so(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    try:
        assert shell("audit").code == 5
    finally:
        shell.close()
