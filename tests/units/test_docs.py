"""What the documents point to exists: files, folders, make targets."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
TESTS = sorted((ROOT / "tests").rglob("test_*.py"))

LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"```.*?```", re.DOTALL)
MAKE = re.compile(r"`make ([a-z-]+)")
NAMED = re.compile(r"\]\(([^)\s]+\.py)\) `(test_\w+)`")
TARGET = re.compile(r"^([a-z-]+):", re.MULTILINE)


def anchors(page: Path) -> set[str]:
    """The fragments of a page's headings, as repository hosts make them."""
    prose = CODE.sub("", page.read_text())
    headings = re.findall(r"^#+ +(.+?) *$", prose, flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def defined_in(file: Path) -> set[str]:
    return set(re.findall(r"^(?:async )?def (test_\w+)", file.read_text(), flags=re.MULTILINE))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    missing = []
    for link in LINK.findall(CODE.sub("", page.read_text())):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, fragment = link.partition("#")
        target = page.parent / path if path else page
        if not target.exists() or (fragment and fragment not in anchors(target)):
            missing.append(link)

    assert not missing


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_make_target_exists(page: Path) -> None:
    targets = set(TARGET.findall((ROOT / "Makefile").read_text()))

    assert set(MAKE.findall(page.read_text())) <= targets


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_test_that_is_named_is_where_it_is_said_to_be(page: Path) -> None:
    prose = page.read_text()
    named = set(re.findall(r"`(test_\w+)`", prose))

    assert named <= {name for each in TESTS for name in defined_in(each)}
    for path, name in NAMED.findall(prose):
        assert name in defined_in(page.parent / path)


def test_every_dependency_says_why() -> None:
    project = (ROOT / "pyproject.toml").read_text()
    block = re.search(r"^dependencies = \[(.*?)^\]", project, re.DOTALL | re.MULTILINE)
    assert block
    names = set(re.findall(r'^    "([a-z0-9-]+)', block[1], flags=re.MULTILINE))
    reasons = (ROOT / "docs" / "dependencies.md").read_text()

    assert names
    assert {name for name in names if f"| {name} |" not in reasons} == set()
