"""The lines that `huiyin up` writes: progress on stdout, trouble on stderr."""

import contextlib
import io
import json
import sys
from pathlib import Path

from rich.cells import set_cell_size
from rich.console import Console
from rich.text import Text

from schemas.enums import Locale
from schemas.words import Said
from starter.up import words

_TITLE_WIDTH = 18


class Screen:
    """Speaks one language. A terminal that is gone or lacks a sign never stops the work.

    As JSON, only `answer` goes to stdout.
    """

    def __init__(self, locale: Locale, *, as_json: bool = False) -> None:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="replace")
        self.locale = locale
        self.as_json = as_json
        self._out = Console(soft_wrap=True, highlight=False, stderr=as_json)
        self._err = Console(soft_wrap=True, highlight=False, stderr=True)

    def ready(self, name: str, detail: str) -> None:
        self._line(Text.assemble(("✓ ", "green"), self._titled(self.title(name), detail)))

    def slow(self, name: str, log: Path) -> None:
        self._notice(words.SLOW, part=self.title(name), log=log)

    def died(self, name: str, how: str, pause: float, log: Path) -> None:
        self._notice(words.DIED, part=self.title(name), how=how, pause=pause, log=log)

    def ended_remains(self, names: list[str]) -> None:
        self._notice(words.ENDED_REMAINS, names=", ".join(map(self.title, names)))

    def warn(self, said: Said, **values: object) -> None:
        self._notice(said, **values)

    def note(self, said: Said, **values: object) -> None:
        """What is good to know, and nothing is wrong with."""
        self.plain(said.in_(self.locale).format(**values))

    def say(self, said: Said) -> None:
        self._line(Text(said.in_(self.locale), "bold"))

    def fact(self, title: Said, value: str) -> None:
        self._line(Text.assemble("  ", self._titled(title.in_(self.locale), value)))

    def plain(self, line: str = "") -> None:
        self._line(Text(line))

    def answer(self, value: dict[str, str]) -> None:
        with contextlib.suppress(OSError):
            print(json.dumps(value, ensure_ascii=False), flush=True)

    def error(self, text: str) -> None:
        self._print(self._err, Text(text))

    def title(self, name: str) -> str:
        """What a part is called; one that has no other name is called as it is."""
        return words.TITLES[name].in_(self.locale) if name in words.TITLES else name

    def _notice(self, said: Said, **values: object) -> None:
        self._line(Text.assemble(("! ", "yellow"), said.in_(self.locale).format(**values)))

    def _titled(self, title: str, value: str) -> str:
        return f"{set_cell_size(title, _TITLE_WIDTH)} {value}".rstrip()

    def _line(self, text: Text) -> None:
        self._print(self._out, text)

    def _print(self, console: Console, text: Text) -> None:
        with contextlib.suppress(OSError):
            console.print(text)
