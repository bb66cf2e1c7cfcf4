"""What doctor, backup, restore, upgrade and rebuild say, they say in both languages."""

import re
from collections.abc import Iterator
from string import Formatter
from types import ModuleType

import pytest

from schemas.words import Said
from starter.cli import upkeep_words
from starter.doctor import words as doctor_words
from store.backup import Trouble

HAN = re.compile(r"[\u4e00-\u9fff]")


def _all_of(module: ModuleType) -> Iterator[Said]:
    for value in vars(module).values():
        if isinstance(value, Said):
            yield value
        elif isinstance(value, dict):
            yield from (each for each in value.values() if isinstance(each, Said))


def _blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("module", [upkeep_words, doctor_words], ids=lambda each: each.__name__)
def test_both_languages_say_the_same(module: ModuleType) -> None:
    for said in _all_of(module):
        assert _blanks(said.zh) == _blanks(said.en), said
        assert not HAN.search(said.en), said


def test_every_trouble_of_a_backup_has_words() -> None:
    assert set(upkeep_words.TROUBLES) == set(Trouble)
