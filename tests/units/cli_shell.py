"""A terminal in front of an installation on which no Temporal runs."""

import atexit
import json
import os
import secrets
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from store import migrate

ROOT = Path(__file__).parents[2]
NOBODY = "7KQ2M-9XD3H"
"""An id that no case has."""
MAIN = (sys.executable, "-m", "starter.main")

# Runs one command line after another in one process, each in the environment that is given with it:
# what a command imports, it imports once.
SERVE = """
import io, json, os, sys
from starter.main import run
asked, answers = sys.stdin, sys.stdout
for line in asked:
    variables, arguments = json.loads(line)
    os.environ.clear()
    os.environ.update(variables)
    sys.stdin, sys.stdout, sys.stderr = (io.TextIOWrapper(io.BytesIO(), "utf-8") for _ in range(3))
    code = run(arguments)
    said = []
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
        said.append(stream.buffer.getvalue().decode())
    print(json.dumps([code, *said]), file=answers, flush=True)
"""


class Done(NamedTuple):
    """What came of a command line."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        assert not self.code or self.code == 2, self
        return json.loads(self.out)

    def refused(self, code: int) -> str:
        """The one line that says why."""
        assert (self.code, self.out) == (code, ""), self
        assert self.err.count("\n") == 1, self
        assert "Traceback" not in self.err
        return self.err


def unused_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def environment(folder: Path, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Of this installation only, whatever the machine has set."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("HUIYIN_", "TEMPORAL_"))}
    own = {
        "HUIYIN_DATA_DIR": str(folder),
        "HUIYIN_TEMPORAL_PORT": str(unused_port()),
        "HUIYIN_LANG": "en",
        "TEMPORAL_CONFIG_FILE": os.devnull,
        "PYTHONPATH": str(ROOT),
        "TZ": "UTC",
    }
    return inherited | own | dict(more or {})


class Program:
    """A process that runs the command lines of all shells. Its language is chosen once."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", SERVE],
            env=variables,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        atexit.register(self._process.communicate, timeout=20)

    def run(self, variables: Mapping[str, str], arguments: Sequence[str]) -> Done:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps([variables, arguments]) + "\n")
        self._process.stdin.flush()
        return Done(*json.loads(self._process.stdout.readline()))


_programs: dict[str, Program] = {}


class Shell:
    """A terminal in front of one installation."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._own = environment(folder)

    def __call__(self, *arguments: str, variables: Mapping[str, str] | None = None) -> Done:
        """Run a command line, in the process that runs all of this language."""
        own = self._own | dict(variables or {})
        language = own["HUIYIN_LANG"]
        program = _programs.get(language) or _programs.setdefault(language, Program(own))
        return program.run(own, arguments)

    def alone(
        self, *arguments: str, given: bytes = b"", variables: Mapping[str, str] | None = None
    ) -> Done:
        """Run a command line in a process of its own, whose end or standard input matters."""
        done = subprocess.run(
            [*MAIN, *arguments],
            env=environment(self.folder, variables),
            input=given,
            capture_output=True,
            timeout=60,
            check=False,
        )
        return Done(done.returncode, done.stdout.decode(), done.stderr.decode())

    def new_case(self, text: str = "闪退") -> str:
        return str(self("submit", "--text", text, "--json").json["id"])

    def close(self) -> None:
        """Go away from it; what runs the command lines stays for the next one."""


@cache
def _migrated() -> bytes:
    with TemporaryDirectory() as folder:
        file = Path(folder, "record.sqlite3")
        migrate.upgrade(f"sqlite:///{file}")
        return file.read_bytes()


def furnish(folder: Path) -> Path:
    """Make a record and a secret, as `huiyin up` would."""
    (folder / "record.sqlite3").write_bytes(_migrated())
    (folder / "secret.key").write_text(secrets.token_urlsafe(48))
    return folder
