"""A whole installation under test: `huiyin up` with real processes in a directory of its own."""

import email
import email.policy
import json
import os
import re
import signal
import subprocess
import sys
from collections import defaultdict
from contextlib import suppress
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import psutil

from schemas.settings import Settings
from starter.up.ports import free_port
from tests.waiting import until

ROOT = Path(__file__).parents[2]
PARTS = ("temporal", "worker", "web", "catcher")
PORTS = ("WEB_PORT", "TEMPORAL_PORT", "TEMPORAL_UI_PORT", "SMTP_PORT", "MAIL_UI_PORT")
_LINK = re.compile(r"^http://\S+/c/\S+$", re.MULTILINE)


class Installed:
    """One installation: its directory, its ports, its processes."""

    def __init__(self, folder: Path, **variables: str) -> None:
        self.data_dir = folder / "data"
        self.output = folder / "up.txt"
        self._own = {
            "HUIYIN_DATA_DIR": str(self.data_dir),
            "HUIYIN_LANG": "en",
            "HUIYIN_MAIL_REPLY_TO": "people@example.com",
            "HUIYIN_SWEEP_SECONDS": "2",
            **{f"HUIYIN_{name}": str(port) for name, port in free_ports().items()},
            **variables,
        }
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def with_mail(self) -> "Installed":
        """The same installation, set up to hand its mails to its own catcher."""
        other = Installed(self._folder)
        other._own = {k: v for k, v in self._own.items() if k != "HUIYIN_SMTP_URL"}
        return other

    @property
    def environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("HUIYIN_", "TEMPORAL_"))}
        return {**kept, "PYTHONPATH": str(ROOT), **self._own}

    def settings(self) -> Settings:
        """The settings, as a process of this installation reads them."""
        values = {k.removeprefix("HUIYIN_").lower(): v for k, v in self._own.items()}
        return Settings.model_validate(values)

    async def up(self) -> None:
        """Start everything and wait until it is ready."""
        with self.output.open("ab") as output:
            self._process = subprocess.Popen(  # noqa: ASYNC220 - starting takes no time
                [sys.executable, "-m", "starter.main", "up"],
                env=self.environment,
                cwd=self.data_dir.parent,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
        begun = self.output.stat().st_size
        await until(lambda: self._ready(begun), 120)

    def down(self) -> None:
        """Stop everything as Ctrl-C does."""
        if self._process and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(30)

    def run(self, *words: str, given: str | None = None) -> subprocess.CompletedProcess[str]:
        """Run the program `huiyin` with these words."""
        return subprocess.run(
            [sys.executable, "-m", "starter.main", *words],
            env=self.environment,
            cwd=self.data_dir.parent,
            input=given,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def answer(self, *words: str) -> Any:
        """What the program answers with `--json`; it must succeed."""
        done = self.run(*words, "--json")
        assert done.returncode == 0, (words, done.stderr)
        return json.loads(done.stdout)

    async def carried(self, kind: str, case: str, *words: str) -> Any:
        """The case once a decision is carried out, be it at once or, on a busy machine, later."""
        request = self.answer(kind, case, *words)["request_id"]

        def done() -> Any:
            shown = self.show(case)
            waits = [each["request_id"] for each in shown["pending"]]
            return None if request in waits else shown

        return await until(done, 60)

    def show(self, case: str) -> Any:
        return self.answer("show", case)

    def process(self, part: str) -> psutil.Process | None:
        """The living process of a part."""
        line = (self.data_dir / "up.lock").read_text().partition("\n")[0]
        with suppress(psutil.NoSuchProcess, ValueError):
            for child in json.loads(line)["children"]:
                process = psutil.Process(child["pid"]) if child["name"] == part else None
                if process and abs(process.create_time() - child["started"]) < 1:
                    return process if process.status() != psutil.STATUS_ZOMBIE else None
        return None

    def kill(self, part: str) -> bool:
        """SIGKILL a part; whether it was alive."""
        process = self.process(part)
        with suppress(psutil.NoSuchProcess):
            if process:
                process.kill()
                return True
        return False

    def mails(self) -> list[EmailMessage]:
        """The caught mails, oldest first."""
        read = (file.read_bytes() for file in sorted((self.data_dir / "mail").glob("*.eml")))
        return [email.message_from_bytes(raw, policy=email.policy.default) for raw in read]

    def mails_to(self, address: str, about: str = "") -> list[EmailMessage]:
        found = [m for m in self.mails() if address in str(m["To"])]
        return [m for m in found if about in str(m["Message-ID"])]

    def message_ids(self) -> dict[str, list[EmailMessage]]:
        found: dict[str, list[EmailMessage]] = defaultdict(list)
        for mail in self.mails():
            found[str(mail["Message-ID"])].append(mail)
        return found

    def _ready(self, begun: int) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, self.output.read_text()
        with self.output.open() as output:
            output.seek(begun)
            return "Huiyin is ready" in output.read()


def free_ports() -> dict[str, int]:
    """A free port, and no other's, for everything that listens."""
    seen: set[int] = set()
    while len(seen) < len(PORTS):
        seen.add(free_port())
    return dict(zip(PORTS, seen, strict=True))


def first_link(mail: EmailMessage) -> str:
    """The first link of a mail's text; each stands on a line of its own."""
    body = mail.get_body(("plain",))
    assert body is not None
    found = _LINK.search(body.get_content())
    assert found, body.get_content()
    return found[0]
