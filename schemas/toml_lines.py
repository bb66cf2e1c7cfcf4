"""On which line of a TOML text each key stands. The standard library reads TOML without saying."""

import re
import tomllib
from bisect import bisect_right
from collections.abc import Sequence
from contextlib import suppress

from schemas.findings import Path

_SPACE = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_QUOTED_KEY = re.compile(r""""(?:[^"\\\n]|\\.)*"|'[^'\n]*'""")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'', re.DOTALL
)
_SCALAR = re.compile(r"\d{4}-\d\d-\d\d \d\d:[^\s,\]}#]*|[^\s,\]}#]+")
_DOT = re.compile(r"[ \t]*\.[ \t]*")


class Lines:
    """The lines of a text that is valid TOML; of any other, those before the first mistake."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._ends = [found.start() for found in re.finditer("\n", text)]
        self._lists: dict[Path, int] = {}
        self._found: dict[Path, int] = {}
        with suppress(IndexError, _NotToml):
            self._document()

    @property
    def last(self) -> int:
        return len(self._text.splitlines()) or 1

    def of(self, path: Sequence[str | int]) -> int:
        """The line of a key, or of the nearest that holds it; 1 if nothing does."""
        for length in range(len(path), 0, -1):
            if found := self._found.get(tuple(path[:length])):
                return found
        return 1

    def _document(self) -> None:
        table: Path = ()
        while self._skip() < len(self._text):
            if self._text[self._at] == "[":
                table = self._header()
            else:
                self._pair(table)

    def _header(self) -> Path:
        start, many = self._at, self._text.startswith("[[", self._at)
        self._at += 2 if many else 1
        keys = self._keys()
        path = (*self._resolved(keys[:-1]), keys[-1])
        for length in range(1, len(path)):
            self._note(path[:length], start)
        if many:
            self._note(path, start)
            self._lists[path] = self._lists.get(path, -1) + 1
        if path in self._lists:
            path = (*path, self._lists[path])
        self._note(path, start)
        self._expect("]]" if many else "]")
        return path

    def _resolved(self, keys: Sequence[str]) -> Path:
        """The table of these keys; of a list of tables the last."""
        path: Path = ()
        for key in keys:
            path = (*path, key)
            if path in self._lists:
                path = (*path, self._lists[path])
        return path

    def _pair(self, table: Path) -> None:
        start = self._at
        path = (*table, *self._keys())
        for length in range(len(table) + 1, len(path) + 1):
            self._note(path[:length], start)
        self._expect("=")
        self._value(path)

    def _keys(self) -> list[str]:
        keys = [self._key()]
        while dot := _DOT.match(self._text, self._at):
            self._at = dot.end()
            keys.append(self._key())
        return keys

    def _key(self) -> str:
        self._skip()
        if bare := _BARE_KEY.match(self._text, self._at):
            self._at = bare.end()
            return bare[0]
        quoted = self._matched(_QUOTED_KEY)
        return str(tomllib.loads(f"key = {quoted}")["key"])

    def _value(self, path: Path) -> None:
        self._skip()
        match self._text[self._at]:
            case "[":
                self._array(path)
            case "{":
                self._inline(path)
            case '"' | "'":
                self._matched(_STRING)
            case _:
                self._matched(_SCALAR)

    def _array(self, path: Path) -> None:
        self._at += 1
        place = 0
        while self._text[self._skip()] != "]":
            self._note((*path, place), self._at)
            self._value((*path, place))
            place += 1
            self._comma()
        self._at += 1

    def _inline(self, path: Path) -> None:
        self._at += 1
        while self._text[self._skip()] != "}":
            self._pair(path)
            self._comma()
        self._at += 1

    def _comma(self) -> None:
        if self._text[self._skip()] == ",":
            self._at += 1

    def _skip(self) -> int:
        """Go on to what is neither space nor comment."""
        space = _SPACE.match(self._text, self._at)
        self._at = space.end() if space else self._at
        return self._at

    def _expect(self, sign: str) -> None:
        if not self._text.startswith(sign, self._skip()):
            raise _NotToml
        self._at += len(sign)

    def _matched(self, form: re.Pattern[str]) -> str:
        found = form.match(self._text, self._at)
        if found is None:
            raise _NotToml
        self._at = found.end()
        return found[0]

    def _note(self, path: Path, at: int) -> None:
        self._found.setdefault(path, bisect_right(self._ends, at - 1) + 1)


class _NotToml(Exception):
    pass
