"""`huiyin analyze evaluate` and `train` on a machine where nothing runs and nothing was set up."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.units.cli_shell import Shell

ROWS = """text,label,category,priority
闪退了，一打开就闪退,neg,malfunction,high
非常好用，五星好评,pos,other,low
How do I change my password?,neg,usage_question,low
"""


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    made = Shell(tmp_path_factory.mktemp("data") / "none")
    yield made
    made.close()


def test_every_field_that_is_labelled_is_measured(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    file.write_text(ROWS, encoding="utf-8")
    fields = shell("analyze", "evaluate", str(file), "--json").json["fields"]

    assert set(fields) == {"sentiment, two classes", "category", "priority"}
    assert fields["category"]["all"]["rows"] == 3
    assert fields["category"]["all"]["accuracy"] == 1
    assert fields["category"]["all"]["confusion"]["malfunction"] == {"malfunction": 1}
    assert set(fields["category"]) == {"all", "en", "zh-Hans"}


def test_people_read_a_table(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    file.write_text(ROWS, encoding="utf-8")
    said = shell("analyze", "evaluate", str(file)).out

    assert "category" in said
    assert "malfunction" in said


@pytest.mark.parametrize("content", ["text\nhello\n", "", "label\npos\n", '{"text": 1'])
def test_a_file_without_labels_is_refused(shell: Shell, tmp_path: Path, content: str) -> None:
    file = tmp_path / "rows.csv"
    file.write_text(content, encoding="utf-8")

    shell("analyze", "evaluate", str(file)).refused(2)


def test_what_is_no_model_and_no_folder_is_refused(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    file.write_text(ROWS, encoding="utf-8")

    shell("analyze", "evaluate", str(file), "--model", str(file)).refused(2)
    shell("analyze", "evaluate", str(tmp_path / "none.csv")).refused(2)
    shell("analyze", "train", "--data", str(tmp_path / "none")).refused(2)
