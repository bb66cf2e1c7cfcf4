"""Digests speak two languages, and each of them completely."""

import re
from string import Formatter

import pytest

from activities.letters import digest_words
from schemas.notices import Reason
from schemas.words import Said

HAN = re.compile(r"[\u4e00-\u9fff]")
TYPED = re.compile(r"huiyin (show|list)|huiyin take \{case\} --by|\{[a-z]+\}")
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,:;()?]")


def entries() -> dict[str, Said]:
    found: dict[str, Said] = {}
    for name, value in vars(digest_words).items():
        many = value if isinstance(value, dict) else {name: value}
        found |= {f"{name}.{key}": said for key, said in many.items() if isinstance(said, Said)}
    return found


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("said", [pytest.param(said, id=key) for key, said in entries().items()])
def test_everything_is_said_in_both_languages(said: Said) -> None:
    assert blanks(said.zh) == blanks(said.en)
    assert not HAN.search(said.en)
    assert not re.search(r"[A-Za-z]{2,}", TYPED.sub("", said.zh).replace("回音", ""))
    assert not HALF_WIDTH.search(said.zh)


def test_every_reason_has_words() -> None:
    assert set(digest_words.REASONS) == set(Reason)
