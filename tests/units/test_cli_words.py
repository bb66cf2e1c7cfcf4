"""The command line speaks two languages, and each of them completely."""

import os
import re
import subprocess
import sys
from string import Formatter

import pytest

from schemas.enums import DecisionKind, Template
from schemas.words import Said
from starter.cli import (
    absence_words,
    approvals_words,
    calendar_help,
    calendar_words,
    clocks_words,
    helps,
    people_words,
    tasks_words,
    update_words,
    words,
)
from tests.units.cli_shell import ROOT

WORD_TABLES = (
    *(absence_words, approvals_words, calendar_help, calendar_words),
    *(clocks_words, helps, people_words, tasks_words, update_words, words),
)
HAN = re.compile(r"[\u4e00-\u9fff]")
LATIN = re.compile(r"[A-Za-z]{2,}")
# What is the same in every language: names, formats, and what is typed.
OF_PROGRAMS = re.compile(
    r"huiyin( (upgrade|up|show|clocks recompute|user enable))?|recompute|--[a-z-]+|HUIYIN_[A-Z_]+(=DEBUG)?"
    r"|JSON Lines|JSON|CSV|UTF-8|Temporal"
    r"|iCalendar|\.ics|\bsame-time|\bend-of-day|\"[a-z0-9: -]+\"|3 business days"
    r"|(sqlite|postgresql|smtps?)://[!-~]+|secret\.key"
    r"|\b(all|team:engineering|category:malfunction|yes|no|one|some|many)\b"
    r"|\b(agent|lead|manager|administrator|auditor|intake)\b"
    r"|\b(answer|remedy|workaround|fix|roadmap|decline|voucher)\b"
    r"|\bT1\b|\b(high|medium|low|web|zh|en|text)\b|7KQ2M-9XD3H|\d{4}-\d\d-\d\dT\d\d:\d\d|\{[^{}]*\}"
)


def entries() -> dict[str, Said]:
    found: dict[str, Said] = {}
    for module in WORD_TABLES:
        for name, value in vars(module).items():
            many = value if isinstance(value, dict) else {name: value}
            for key, said in many.items():
                if isinstance(said, Said):
                    found[f"{module.__name__}.{name}.{key}"] = said
    return found


def blanks(text: str) -> set[str]:
    return {name.split(".")[0] for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("said", [pytest.param(said, id=key) for key, said in entries().items()])
def test_everything_is_said_in_both_languages(said: Said) -> None:
    assert blanks(said.zh) == blanks(said.en)
    assert not HAN.search(said.en)
    assert not LATIN.search(OF_PROGRAMS.sub("", said.zh))


def test_no_command_and_no_mail_is_forgotten() -> None:
    assert set(helps.DECISIONS) == set(DecisionKind)
    assert set(words.MAILS) == set(Template)


@pytest.mark.parametrize(
    ("variables", "chinese"),
    [
        ({"HUIYIN_LANG": "zh", "LC_ALL": "en_US.UTF-8"}, True),
        ({"HUIYIN_LANG": "en", "LC_ALL": "zh_CN.UTF-8"}, False),
        ({"LC_ALL": "zh_CN.UTF-8", "LANG": "en_US.UTF-8"}, True),
        ({"LC_MESSAGES": "zh_TW.UTF-8"}, True),
        ({"LANG": "zh_CN.UTF-8"}, True),
        ({"LANG": "C.UTF-8"}, False),
        ({}, False),
    ],
)
def test_the_language_is_the_one_of_the_person(variables: dict[str, str], chinese: bool) -> None:
    assert bool(HAN.search(help_of([], variables))) == chinese


@pytest.mark.parametrize("command", ["submit", "list", "confirm", "progress", "web"])
def test_chinese_help_is_chinese(command: str) -> None:
    said = help_of([command], {"HUIYIN_LANG": "zh"})
    assert not LATIN.search(OF_PROGRAMS.sub("", said).replace(command, ""))


def help_of(arguments: list[str], variables: dict[str, str]) -> str:
    spoken = ("HUIYIN_", "LC_", "LANG")
    neutral = {k: v for k, v in os.environ.items() if not k.startswith(spoken)}
    done = subprocess.run(
        [sys.executable, "-m", "starter.main", *arguments, "--help"],
        env=neutral | {"PYTHONPATH": str(ROOT)} | variables,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=True,
    )
    assert done.stderr == ""
    return done.stdout
