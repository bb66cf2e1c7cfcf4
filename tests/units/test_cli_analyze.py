"""`huiyin analyze` on a machine where nothing runs and nothing was set up."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.units.cli_shell import Shell

FIELDS = [
    "language", "category", "subcategory", "module", "priority", "sentiment", "spam", "spam_score",
    "themes", "confidence", "reasons",
]  # fmt: skip


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    folder = tmp_path_factory.mktemp("data") / "none"
    made = Shell(folder)
    yield made
    assert not folder.exists()  # nothing is needed, and nothing is made
    made.close()


def lines(text: str) -> list[Any]:
    return [json.loads(line) for line in text.splitlines()]


def test_one_text(shell: Shell) -> None:
    found = shell("analyze", "--text", "我的軟體總是閃退,太影響工作了", "--json").json

    assert list(found)[: len(FIELDS)] == FIELDS
    assert (found["language"], found["category"]) == ("zh-Hant", "malfunction")
    assert found["sentiment"]["label"] == "negative"
    assert found["sentiment"]["score"] < 0
    assert found["team"] == "engineering"
    assert "crash" in found["themes"]


def test_a_rule_is_named(shell: Shell) -> None:
    found = shell("analyze", "--text", "插座冒烟了", "--json").json
    said = shell("analyze", "--text", "插座冒烟了")

    reason = next(each for each in found["reasons"] if each["aspect"] == "priority")
    assert reason == {"aspect": "priority", "kind": "rule", "words": ["冒烟"], "because": "safety"}
    assert "safety" in said.out


def test_a_file_in_its_order(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "items.jsonl"
    items = [{"text": "插座冒烟了", "stars": 1}, {"text": "How do I change my name?"}]
    file.write_text("\n".join(map(json.dumps, items)) + "\n\n", encoding="utf-8")

    done = shell("analyze", "--from", str(file), "--json")

    assert done.code == 0
    assert [each["language"] for each in lines(done.out)] == ["zh-Hans", "en"]
    assert shell("analyze", "--from", str(file)).out.count("\n") == 3


def test_a_table_with_other_columns(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "labelled.csv"
    file.write_text('text,stars,category\n"a, b",1,x\nc,2,y\n', encoding="utf-8-sig")

    assert len(lines(shell("analyze", "--from", str(file), "--json").out)) == 2


WRONG = [
    ('{"text": "a"}\n{"text": ""}\n', "2"),
    ('{"text": "a"}\n\n{"text": "  "}\n', "3"),
    ('{"text": "a"}\n{"note": "b"}\n', "2"),
    ('{"text": 7}\n', "1"),
    ('{"text": "a"}\n["b"]\n', "2"),
    ('{"text": "a"}\n{"text": \n', "2"),
]


@pytest.mark.parametrize(("content", "line"), WRONG)
def test_a_line_without_text_is_named_and_nothing_is_answered(
    shell: Shell, tmp_path: Path, content: str, line: str
) -> None:
    file = tmp_path / "items.jsonl"
    file.write_text(content, encoding="utf-8")

    said = shell("analyze", "--from", str(file), "--json").refused(2)

    assert line in said.split(":")[0] or f" {line} " in said


@pytest.mark.parametrize("content", ["", "\n\n", "text\n"])
def test_a_file_with_nothing_in_it(shell: Shell, tmp_path: Path, content: str) -> None:
    file = tmp_path / "items.csv"
    file.write_text(content, encoding="utf-8")

    shell("analyze", "--from", str(file)).refused(2)


@pytest.mark.parametrize(
    "arguments",
    [
        ("--text", " "),
        ("--text", "a", "--from", "b"),
        ("--from", "/nowhere/at/all"),
        ("--text", "a", "--policy", "/nowhere/at/all"),
        ("bogus",),
    ],
)
def test_wrong_use(shell: Shell, arguments: tuple[str, ...]) -> None:
    shell("analyze", *arguments).refused(2)


def test_by_another_policy(shell: Shell, tmp_path: Path) -> None:
    from tests.stories import POLICY_TEXT

    file = tmp_path / "policy.toml"
    file.write_text(POLICY_TEXT.replace('"冒烟", ', ""), encoding="utf-8")
    found = shell("analyze", "--text", "冒烟了", "--policy", str(file), "--json").json

    assert not [each for each in found["reasons"] if each.get("because") == "safety"
                and each["aspect"] == "priority"]  # fmt: skip


def test_it_explains_itself(shell: Shell) -> None:
    assert "--from" in shell("analyze").out
