"""The mails that the catcher of an embedded installation keeps, as far as they are of cases."""

import os
import re
import shutil
from collections.abc import Collection, Iterator
from pathlib import Path

_HEAD = 20_000
"""Bytes of a mail that hold all its headers."""
_KEY = re.compile(rb"^Message-ID:\s*<([0-9A-Z]{5}-[0-9A-Z]{5})\.", re.MULTILINE | re.IGNORECASE)
_TO = re.compile(rb"^X-Envelope-To:([^\r\n]*)", re.MULTILINE | re.IGNORECASE)


class CaughtMails:
    """A directory of `.eml` files; there is none where mails go to a server of the company."""

    name = "mails"

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def count(self, case_ids: Collection[str], addresses: Collection[str]) -> int:
        return sum(1 for _ in self._of(case_ids, addresses))

    def export(
        self, case_ids: Collection[str], addresses: Collection[str], folder: Path
    ) -> list[str]:
        """The mails to the customer only: notices are the company's own."""
        wanted, names = frozenset(each.lower() for each in addresses), list[str]()
        for path in self._of(case_ids, addresses):
            if wanted & _recipients(path.read_bytes()[:_HEAD]):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                shutil.copyfile(path, folder / path.name)
                names.append(path.name)
        return names

    def erase(self, case_ids: Collection[str], addresses: Collection[str]) -> int:
        found = list(self._of(case_ids, addresses))
        for path in found:
            path.unlink(missing_ok=True)
        if found:
            _sync(self._directory)
        return len(found)

    def _of(self, case_ids: Collection[str], addresses: Collection[str]) -> Iterator[Path]:
        cases, wanted = frozenset(case_ids), frozenset(each.lower() for each in addresses)
        for path in sorted(self._directory.glob("*.eml")):
            try:
                with path.open("rb") as file:
                    head = file.read(_HEAD)
            except FileNotFoundError:
                continue
            if _case(head) in cases or wanted & _recipients(head):
                yield path


def _case(head: bytes) -> str:
    found = _KEY.search(head)
    return found[1].decode() if found else ""


def _recipients(head: bytes) -> set[str]:
    found = _TO.search(head)
    text = found[1].decode("utf-8", "replace") if found else ""
    return {each.strip().lower() for each in text.split(",")}


def _sync(directory: Path) -> None:
    fd = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
