"""Submitting files: JSON Lines and CSV, good lines and bad ones."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.units.cli_shell import Shell, furnish

BOM = b"\xef\xbb\xbf"
BROKEN = [
    '{"external_id": "file-1", "text": "第一行是好的", "contact": "first@example.com"}',
    '{"external_id": "file-2", "text": ',
    '{"external_id": "file-3", "text": "", "locale": "zh"}',
    '{"external_id": "file-4", "text": "地址写错了", "contact": "not an address"}',
    '{"external_id": "file-5", "text": "unknown channel", "channel": "pigeon"}',
    json.dumps({"external_id": "file-6", "text": "x" * 20_001}),
    '{"external_id": "file-7", "text": "最后一行也是好的", "locale": "zh"}',
]
NAMED = {2: "JSON", 3: "text", 4: "contact", 5: "channel", 6: "text"}


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    made = Shell(furnish(tmp_path_factory.mktemp("data")))
    yield made
    made.close()


def submitted(shell: Shell, path: Path, content: str | bytes) -> Any:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    done = shell("submit", "--from", str(path), "--json")
    assert done.err == ""
    assert done.code == (2 if done.json["rejected"] else 0)
    return done.json


def reasons(result: Any) -> dict[int, str]:
    return {each["line"]: each["reason"] for each in result["rejected"]}


def test_bad_lines_are_reported_and_the_others_taken(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "feedback.jsonl"
    first = submitted(shell, file, "\n".join(BROKEN))
    again = shell("submit", "--from", str(file))

    assert (first["accepted"], first["repeated"]) == (2, 0)
    assert list(reasons(first)) == list(NAMED)
    for line, named in NAMED.items():
        assert named in reasons(first)[line]
    assert again.code == 2
    assert "0 received, 2 received before, 5 not accepted" in again.out
    assert [text.split(":")[0] for text in again.err.splitlines()] == [f"line {n}" for n in NAMED]


def test_csv_is_read_with_or_without_a_mark_of_its_encoding(shell: Shell, tmp_path: Path) -> None:
    rows = (
        'text,contact,external_id\r\n"两行\n的文字",a@example.com,csv-1\r\n\r\n,,\r\n短,,csv-1\r\n'
    )
    for mark in (BOM, b""):
        result = submitted(shell, tmp_path / "feedback.csv", mark + rows.encode())
        assert result["accepted"] + result["repeated"] == 2
        assert result["rejected"] == []
    texts = [
        shell("show", each["id"], "--json").json["text"] for each in shell("list", "--json").json
    ]
    assert texts.count("两行\n的文字") == 1
    assert "短" not in texts  # the same external id is the same case


def test_bad_rows_of_csv_are_told_by_their_first_line(shell: Shell, tmp_path: Path) -> None:
    rows = (
        'text,contact\n"一\n二",\n好,nobody\n"x"y,\na,b,c\n'.encode() + b"\xc4\xe3,\n" + b'"open,\n'
    )
    result = submitted(shell, tmp_path / "feedback.csv", rows)

    assert result["accepted"] == 1
    found = reasons(result)
    assert list(found) == [4, 5, 6, 7, 8]
    assert "contact" in found[4]
    assert "quotes" in found[5]
    assert "columns" in found[6]
    assert "UTF-8" in found[7]
    assert "quotes" in found[8]


@pytest.mark.parametrize("header", ["name,contact\nx,\n", "text,colour\nx,\n", "text,text\nx,\n"])
def test_a_csv_file_has_to_name_its_columns(shell: Shell, tmp_path: Path, header: str) -> None:
    file = tmp_path / "feedback.csv"
    file.write_text(header)
    assert "external_id" in shell("submit", "--from", str(file)).refused(2)


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("[1, 2]", "object"),
        ("[" * 100_000, "nested"),
        ('{"text": 5}', "text"),
        ('{"text": null}', "text"),
        ('{"text": "\\ud800"}', "UTF-8"),
        ('{"text": "a\\u0000b"}', "text"),
        ('{"text": "x", "colour": "red"}', "colour"),
        ('{"text": "x", "locale": "fr", "priority": "now"}', "priority"),
        ('{"text": "x", "name": "a\\nb"}', "name"),
    ],
)
def test_a_line_says_what_is_wrong_with_it(
    shell: Shell, tmp_path: Path, line: str, named: str
) -> None:
    found = reasons(submitted(shell, tmp_path / "feedback.jsonl", f"\n \n{line}\n"))
    assert list(found) == [3]
    assert named in found[3]


def test_nothing_in_a_file_is_nothing_wrong(shell: Shell, tmp_path: Path) -> None:
    empty = {"accepted": 0, "repeated": 0, "rejected": []}
    for name in ("empty.jsonl", "empty.csv", "empty"):
        assert submitted(shell, tmp_path / name, BOM + b"\n\n") == empty


@pytest.mark.parametrize(
    "given",
    [
        '{"text": "一"}\n{"text": "二"}\n',
        "text,name\n一,\n二,小王\n",
        '\n"name","text"\n,一\n,二\n',
    ],
)
def test_standard_input_is_read_as_what_it_is(shell: Shell, given: str) -> None:
    done = shell.alone("submit", "--from", "-", "--json", given=BOM + given.encode())
    assert done.json == {"accepted": 2, "repeated": 0, "rejected": []}


def test_many_lines_are_one_case_each(shell: Shell, tmp_path: Path) -> None:
    lines = [json.dumps({"external_id": f"many-{n % 60}", "text": f"text {n}"}) for n in range(100)]
    result = submitted(shell, tmp_path / "many.jsonl", "\n".join(lines))
    assert (result["accepted"], result["repeated"]) == (60, 40)
