"""The example of docs/policy.md, done as it is written there, in both languages."""

import re
import shlex
import subprocess
from pathlib import Path

import pytest

from tests.stories import POLICY_TEXT
from tests.units.cli_shell import MAIN, ROOT, environment

PAGES = {"en": ROOT / "docs" / "policy.md", "zh": ROOT / "docs" / "zh" / "policy.md"}
BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)
SHOWN = re.compile(r"\$ huiyin (policy (check|diff)|calendar due) ")
MENDED = {
    '"12:00-19:00"': '"14:00-19:00"',
    "8 buisness hours": "8 business hours",
    'tell = ["bob"]': 'tell = ["manager"]',
}


def blocks(language: str, kind: str) -> list[str]:
    page = PAGES[language].read_text("utf-8")
    return [text for found, text in BLOCK.findall(page) if found == kind]


def edited(told: str) -> str:
    """The shipped policy with the lines of the example where they belong."""
    hours, tiers, special = re.split(r"\n(?=\[tiers\]|\[\[special_targets\]\])", told)
    text = POLICY_TEXT.replace('calendar = "cn"\n', hours, 1)
    text = re.sub(r"# \[tiers\]\n# vip.*\n", tiers, text, count=1)
    text = text.replace('tell = ["manager"]', 'tell = ["bob"]', 1)
    return text.replace("[[special_targets]]\n", f"{special}\n[[special_targets]]\n", 1)


@pytest.mark.parametrize("language", PAGES)
def test_the_example_is_answered_as_the_page_has_it(tmp_path: Path, language: str) -> None:
    wrong = edited(next(each for each in blocks(language, "toml") if "[[special_targets]]" in each))
    right = wrong
    for mistake, mended in MENDED.items():
        assert right.count(mistake) == 1
        right = right.replace(mistake, mended)

    shown = [each for each in blocks(language, "text") if SHOWN.match(each)]

    assert len(shown) == 4
    for page, text in zip(shown, (wrong, right, right, right), strict=True):
        (tmp_path / "mine.toml").write_text(text, "utf-8")
        command, told = page.removeprefix("$ huiyin ").split("\n", 1)
        # What is known of holidays may be noted after it: that changes with their package.
        assert answer(tmp_path, language, command).startswith(told)


def answer(folder: Path, language: str, command: str) -> str:
    """What the command line says in a folder without anything else in it."""
    done = subprocess.run(
        [*MAIN, *shlex.split(command)],
        cwd=folder,
        env=environment(folder / "none", {"HUIYIN_LANG": language}),
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert not done.stderr
    return "".join(f"{line.rstrip()}\n" for line in done.stdout.decode().splitlines())
