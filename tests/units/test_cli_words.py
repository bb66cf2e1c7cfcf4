"""The command line speaks the language of the person in front of it."""

import os
import re
import subprocess
import sys

import pytest

from tests.units.cli_shell import ROOT

HAN = re.compile(r"[\u4e00-\u9fff]")
LATIN = re.compile(r"[A-Za-z]{2,}")
# What is the same in every language: names, formats, and what is typed.
OF_PROGRAMS = re.compile(
    r"huiyin|--[a-z-]+|JSON( Lines)?|CSV|\b(high|medium|low|true|false|web|zh|en)\b|7KQ2M-9XD3H"
)


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


@pytest.mark.parametrize("topic", ["absence", "calendar", "codec", "policy"])
def test_a_topic_by_itself_explains_its_commands(topic: str) -> None:
    chinese = {"HUIYIN_LANG": "zh"}
    assert said_by([topic], chinese) == help_of([topic], chinese)


def help_of(arguments: list[str], variables: dict[str, str]) -> str:
    return said_by([*arguments, "--help"], variables)


def said_by(arguments: list[str], variables: dict[str, str]) -> str:
    spoken = ("HUIYIN_", "LC_", "LANG")
    neutral = {k: v for k, v in os.environ.items() if not k.startswith(spoken)}
    done = subprocess.run(
        [sys.executable, "-m", "starter.main", *arguments],
        env=neutral | {"PYTHONPATH": str(ROOT)} | variables,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=True,
    )
    assert done.stderr == ""
    return done.stdout
