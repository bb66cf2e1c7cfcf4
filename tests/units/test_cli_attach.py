"""The command line: files that go along, and days that begin a list."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.units.cli_shell import Shell, furnish


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    made = Shell(furnish(tmp_path_factory.mktemp("data")))
    yield made
    made.close()


def test_files_go_with_an_item_a_decision_and_a_note(shell: Shell, tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        (tmp_path / name).write_text(f"file {name}", encoding="utf-8")
    (tmp_path / "run.exe").write_bytes(b"MZ\x00\x01")
    file = {name: ("--attach", str(tmp_path / name)) for name in ("a.txt", "b.txt", "c.txt")}
    case = shell("submit", "--text", "with files", *file["a.txt"], "--json").json["id"]
    by = ("--by", "li")
    assert shell("note", case, "--text", "1", *by, *file["b.txt"]).code == 0
    assert shell("propose", case, "--text", "1", *by, *file["c.txt"]).code == 0
    for wrong in ("run.exe", "none.txt"):
        typed = ("note", case, "--text", "2", *by, "--attach", str(tmp_path / wrong))
        assert wrong in shell(*typed).refused(2)
    files = shell("show", case, "--json").json["attachments"]
    assert [(each["name"], each["by"]) for each in files] == [
        ("a.txt", "customer"),
        ("b.txt", "li"),
        ("c.txt", "li"),
    ]


def test_a_date_alone_begins_a_list(shell: Shell) -> None:
    case = shell("submit", "--text", "dated", "--json").json["id"]
    since = shell("list", "--received-after", "2026-01-01", "--json").json
    assert case in [row["id"] for row in since]
    assert shell("list", "--received-before", "2026-01-01", "--json").json == []
    assert "--due-after" in shell("list", "--due-after", "soon").refused(2)
