"""What is said is said in every language; found in the source, so that no table is forgotten."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import NamedTuple

import pytest

from activities.letters import digest_words
from schemas import words as business
from schemas.enums import DecisionKind, Template
from schemas.notices import Reason
from starter.cli import helps, upkeep_words
from store.backup import Trouble

ROOT = Path(__file__).parents[2]
ROOMS = ("schemas", "rules", "store", "engine", "activities", "workflows", "worker", "starter")
FILES = [file for room in ROOMS for file in sorted((ROOT / room).rglob("*.py"))]
SPEAKING = ("Said", "Mistake")
"""Whatever is called so is given the Chinese first and then the English."""

HAN = re.compile(r"[\u4e00-\u9fff]")
WORD = re.compile(r"[A-Za-z]{2,}")
BLANK = re.compile(r"\{[^{}]*\}")
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,:;()?!]|[,:;?!(] ?[\u4e00-\u9fff]")
TYPED = re.compile(r"--[a-z-]+|\w+=|\w+(\|\w+)+")
LANGUAGE_TAG = "zh-CN"
NO_WORDS = {
    "schemas/policy_shape.py": "an example in TOML, where both languages stand in one text",
    "schemas/search_words.py": "the first and the last character of scripts without spaces",
    "rules/languages.py": "the first and the last Chinese character",
    "starter/web/desk/search_filters.py": "what people write for a filter besides its word",
    "starter/web/desk/instants.py": "days as people write them, in both languages",
    "rules/masking.py": "what Chinese addresses are made of, and Chinese punctuation",
}


class Pair(NamedTuple):
    """A text in both languages, and where it stands."""

    line: int
    zh: str
    en: str
    filled: bool
    """Whether it is filled in later: its blanks are still to be seen."""


Sides = tuple[ast.expr, ast.expr]


def text(node: ast.expr) -> str | None:
    """A text as it is written; what is filled in at once is a blank."""
    match node:
        case ast.Constant(str(value)):
            return value
        case ast.JoinedStr(values):
            return "".join(text(each) or "{}" for each in values)
        case _:
            return None


def beside(node: ast.AST) -> Iterator[Sides]:
    """What stands side by side in a place that names both languages."""
    match node:
        case ast.Call(func, [zh, en, *_]) if ast.unparse(func).split(".")[-1] in SPEAKING:
            yield zh, en
        case ast.Call(keywords=named) if {"zh", "en"} <= {each.arg for each in named}:
            given = {each.arg: each.value for each in named}
            yield given["zh"], given["en"]
        case ast.Dict([ast.Attribute(attr="ZH"), ast.Attribute(attr="EN")], [zh, en]):
            yield from in_tables(zh, en)
        case _:
            pass


def in_tables(*languages: ast.expr) -> Iterator[Sides]:
    """Two values, or those of two tables with the same keys."""
    tables = [each for each in languages if isinstance(each, ast.Dict)]
    if not tables:
        yield languages[0], languages[1]
        return
    named = [
        {ast.unparse(key): value for key, value in zip(each.keys, each.values, strict=True) if key}
        for each in tables
    ]
    chinese, english = named
    assert set(chinese) == set(english)
    yield from ((value, english[key]) for key, value in chinese.items())


def pairs(file: Path) -> Iterator[Pair]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        for sides in beside(node):
            zh, en = map(text, sides)
            # What is put together from other texts is looked at where these stand.
            if zh is not None and en is not None and zh != LANGUAGE_TAG:
                yield Pair(sides[0].lineno, zh, en, is_filled(node, sides))


def is_filled(node: ast.AST, sides: Sides) -> bool:
    """Whether the blanks of a text are still to be seen; a mistake is said as it stands."""
    raised = isinstance(node, ast.Call) and ast.unparse(node.func) == "Mistake"
    return not raised and all(isinstance(side, ast.Constant) for side in sides)


def alone(file: Path) -> set[int]:
    """The lines with a Chinese text beside which no English stands."""
    nodes = list(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
    fine = [side for node in nodes for sides in beside(node) for side in sides]
    fine += [node.value for node in nodes if isinstance(node, ast.Expr)]  # what explains a name
    known = {id(part) for each in fine for part in ast.walk(each)}
    texts = (node for node in nodes if isinstance(node, ast.Constant) and id(node) not in known)
    return {node.lineno for node in texts if HAN.search(str(node.value))}


def blanks(said: str) -> set[str]:
    return {name.split(".")[0] for _, name, _, _ in Formatter().parse(said) if name}


def wrong(pair: Pair) -> Iterator[str]:
    """What is not as it must be."""
    zh, en = (set(WORD.findall(BLANK.sub("", each))) for each in (pair.zh, pair.en))
    if not pair.zh or not pair.en:
        yield "one language is silent"
    if zh - en:  # a name, or what is typed, is the same in both
        yield f"words that are not in the English: {zh - en}"
    if not HAN.search(pair.zh) and WORD.search(TYPED.sub("", BLANK.sub("", pair.zh))):
        yield "the Chinese is not Chinese"
    if HAN.search(pair.en):
        yield "the English is not English"
    if HALF_WIDTH.search(BLANK.sub("\u4e00", pair.zh)):
        yield "half-width punctuation in Chinese"
    own = bool(BLANK.fullmatch(pair.en))  # the English is filled in as a whole
    if pair.filled and not own and blanks(pair.zh) != blanks(pair.en):
        yield "different blanks"


def shown(file: Path) -> str:
    return str(file.relative_to(ROOT))


SPOKEN = [file for file in FILES if any(pairs(file))]


@pytest.mark.parametrize("file", SPOKEN, ids=shown)
def test_everything_is_said_in_both_languages(file: Path) -> None:
    found = [(pair, fault) for pair in pairs(file) for fault in wrong(pair)]
    assert not found


def test_nothing_is_said_in_chinese_alone() -> None:
    found = {shown(file): alone(file) for file in FILES}
    assert {file for file, lines in found.items() if lines} == set(NO_WORDS)


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ('Said("", "no case")', "one language is silent"),
        ('Said("case", "no case")', "the Chinese is not Chinese"),
        ('Said("yes|no", "yes|no")', None),
        (
            'Said("没有 deputy", "nobody stands in")',
            "words that are not in the English: {'deputy'}",
        ),
        ('Said("没有", "没有")', "the English is not English"),
        ('Said("没有,请", "none")', "half-width punctuation in Chinese"),
        ('Said("{case}: {why}", "{case}: {why}")', "half-width punctuation in Chinese"),
        ('Said("没有 {case}", "no {name}")', "different blanks"),
        ('Mistake("没有 {case}", "no {name}")', None),
        ('{Locale.ZH: {"a": "无"}, Locale.EN: {"a": ""}}', "one language is silent"),
        ('Text(zh="没有,请", en="none")', "half-width punctuation in Chinese"),
    ],
)
def test_what_is_wrong_is_found(tmp_path: Path, said: str, fault: str | None) -> None:
    (tmp_path / "words.py").write_text(f"WORDS = {said}\n", encoding="utf-8")
    found = [each for pair in pairs(tmp_path / "words.py") for each in wrong(pair)]
    assert found == ([fault] if fault else [])


def test_no_command_no_mail_no_reason_and_no_trouble_is_forgotten() -> None:
    assert set(helps.DECISIONS) == set(DecisionKind)
    assert set(business.MAILS) == set(Template)
    assert set(digest_words.REASONS) == set(Reason)
    assert set(upkeep_words.TROUBLES) == set(Trouble)


def test_no_template_says_what_every_table_of_words_has_itself() -> None:
    """In Jinja `w.copy` is a method of the table, whatever word is called so."""
    own = re.compile(rf"\bw\.({'|'.join(name for name in dir(dict) if name[0] != '_')})\b(?!\()")
    files = (ROOT / "starter").rglob("templates/**/*.html")
    found = {shown(file): own.findall(file.read_text(encoding="utf-8")) for file in files}

    assert found
    assert {file: names for file, names in found.items() if names} == {}
