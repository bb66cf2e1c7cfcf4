"""A customer of a running installation is erased, and nothing of them is left on its disk."""

import asyncio
import base64
import gzip
import io
import json
import secrets
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from engine import embedded
from engine.codec import new_key
from rules.decisions import TEXT_OF
from schemas.enums import DecisionKind, Outcome, Stage
from schemas.messages import Choice
from schemas.submissions import Decision, Submission
from starter import wiring
from starter.up.ports import free_port
from tests.system.installed import Installed
from tests.waiting import until
from worker.installation import Installation

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]

ADDRESS = "Meiling.Okonkwo@example.com"
NAME = "Meiling Okonkwo"
TOKEN = "zqxsecret"
"""Stands in every text of theirs."""
HAN = "奥孔科美玲专用字样"
SAID = f"about {TOKEN} {HAN}"
WORDS = (ADDRESS, NAME, TOKEN, HAN)


def ways(word: str) -> Iterator[bytes]:
    """A word in plain, escaped, in UTF-16 and in base64, wherever in it the word begins."""
    spelled = [word.encode(), json.dumps(word)[1:-1].encode()]
    spelled += [word.encode("utf-16-le"), word.encode("utf-16-be")]
    yield from spelled
    for way in spelled:
        for before in range(3):
            encoded = base64.b64encode(b"\0" * before + way)
            yield encoded[(0, 2, 3)[before] : len(encoded) - 4]


def traces(folder: Path, *, but: tuple[str, ...] = ()) -> set[tuple[str, str]]:
    """Which words stand in which files of a folder; in histories also once these are unpacked."""
    found = set()
    for path in folder.rglob("*"):
        if not path.is_file() or path.name in but:
            continue
        whole = path.read_bytes()
        lowered = whole.lower()
        for word in WORDS:
            if any(way in whole or way.lower() in lowered for way in ways(word)):
                found.add((path.relative_to(folder).as_posix(), word))
    return found


def exported_histories(data_dir: Path) -> bytes:
    with closing(sqlite3.connect(data_dir / "record.sqlite3")) as connection:
        rows = connection.execute("SELECT history FROM histories").fetchall()
    return b"\n".join(gzip.decompress(row[0]) for row in rows)


async def submit(installed: Installed, what: str) -> str:
    given = ("--text", f"{what}: {TOKEN} {HAN}", "--contact", ADDRESS, "--name", NAME)
    return str(installed.answer("submit", *given)["id"])


class Door:
    """A door of the installation in this process: a command line each time would take minutes."""

    def __init__(self, installed: Installed) -> None:
        self.installation = Installation(installed.settings())
        self.gateway = wiring.gateway(self.installation)

    async def submit(self, name: str, what: str) -> str:
        text = f"{what}: {TOKEN} {HAN} " + f"It crashes, {what}. " * 12
        item = {"text": text, "contact": ADDRESS, "name": NAME, "external_id": f"{NAME} {name}"}
        given = {"category": "malfunction", "priority": "medium", **item}
        return (await self.gateway.submit(Submission.model_validate(given))).id

    async def decide(self, case: str, kind: str, by: str = "li", **more: Any) -> None:
        """With words in every field, as far as the kind of decision has one."""
        texts = dict.fromkeys(filter(None, (TEXT_OF.get(DecisionKind(kind)),)), SAID)
        decision = Decision(
            case_id=case,
            request_id=f"{kind}-{secrets.token_hex(8)}",
            kind=DecisionKind(kind),
            by=by,
            texts={**texts, "comment": SAID, **more.pop("texts", {})},
            choice=Choice.model_validate(more),
        )
        await self.gateway.decide(decision)
        await until(lambda: self.is_carried_out(decision), 60)

    def is_carried_out(self, decision: Decision) -> bool:
        pending = {each.request_id for each in self.gateway.look(decision.case_id).pending}
        return decision.request_id not in pending

    def stage(self, case: str) -> Stage:
        return self.gateway.look(case).state.stage


def attach(door: Door, case: str, name: str, content: str) -> Path:
    """Attach a file to a case; where its bytes lie."""
    attachments, limits = door.installation.attachments, door.installation.settings.file_limits
    kept = attachments.keep(io.BytesIO(content.encode()), name, "text/plain", limits)
    attachments.link(case, [kept.id], "customer")
    return attachments.path(kept.sha256)


async def at_every_stage(door: Door) -> dict[str, str]:
    """Cases of one customer, with words in all that can be said of them."""
    names = ("new", "asked", "proposed", "resolving", "waiting", "closed", "tasked")
    cases = {name: await door.submit(name, name) for name in names}
    await until(lambda: all(door.stage(case) is Stage.PLANNING for case in cases.values()), 60)
    await door.gateway.note(cases["new"], SAID, "li")
    await door.decide(cases["asked"], "clarify")
    for name in ("proposed", "resolving", "waiting", "closed"):
        await door.decide(cases[name], "propose")
        if name != "proposed" and door.stage(cases[name]) is Stage.AWAITING_APPROVAL:
            await door.decide(cases[name], "approve", "zhang")
    for name in ("waiting", "closed"):
        await door.decide(cases[name], "resolve")
    await door.decide(cases["closed"], "confirm", "customer", solved=True, rating=4)
    await door.decide(cases["tasked"], "task", texts={"outside": "partner@example.org"})
    return cases


def erase(installed: Installed, customer: str = ADDRESS.upper()) -> dict[str, object]:
    answer: dict[str, object] = installed.answer(
        "erase", "--customer", customer, "--reason", "asked for by letter", "--yes"
    )
    return answer


async def test_nothing_of_a_customer_is_left(installed: Installed) -> None:
    door = Door(installed)
    cases = await at_every_stage(door)
    other = installed.answer("submit", "--text", "somebody else", "--contact", "o@example.com")
    own = attach(door, cases["new"], f"{NAME}.txt", SAID)
    shared = attach(door, cases["new"], f"{HAN}.txt", "a manual that everybody has")
    assert attach(door, other["id"], "manual.txt", "a manual that everybody has") == shared
    await until(lambda: len(installed.mails_to(ADDRESS)) >= len(cases), 60)
    await until(lambda: installed.mails_to("partner@example.org"), 60)
    before = traces(installed.data_dir)
    assert {word for _, word in before} == set(WORDS)
    assert {path.partition("/")[0] for path, _ in before} >= {"record.sqlite3-wal", "mail"}

    preview = installed.answer("erase", "--customer", ADDRESS, "--reason", "asked for by letter")
    assert not preview["done"]
    assert {each["id"] for each in preview["cases"]} == set(cases.values())
    assert traces(installed.data_dir) == before

    answer = erase(installed)

    assert set(answer["erased"]) == set(cases.values())  # type: ignore[call-overload]
    assert (answer["running"], answer["log_emptied"]) == ([], True)
    assert traces(installed.data_dir) == set()
    for name, case in cases.items():
        state = door.gateway.look(case).state
        assert state.stage is Stage.CLOSED
        assert state.outcome is (Outcome.CONFIRMED if name == "closed" else Outcome.ERASED)
    assert installed.show(cases["new"])["allowed"] == []
    assert installed.mails_to("o@example.com")
    assert installed.show(other["id"])["text"] == "somebody else"
    assert (own.exists(), shared.exists()) == (False, True)
    assert TOKEN not in installed.output.read_text()

    # And it stays so: what runs by itself brings nothing back, histories are exported without it.
    def over() -> bool:
        histories = exported_histories(installed.data_dir)
        return all(case.encode() in histories for case in cases.values())

    await until(over, 60)
    assert traces(installed.data_dir) == set()
    histories = exported_histories(installed.data_dir)
    assert not [w for w in WORDS if any(way in histories for way in ways(w))]
    backup = installed.data_dir / "backup.zip"
    installed.answer("backup", str(backup))
    assert erase(installed)["erased"] == []
    assert len(installed.answer("erasures")) == 2
    installed.down()
    assert traces(installed.data_dir) == set()


async def test_a_mail_on_its_way_is_never_sent(tmp_path: Path) -> None:
    nobody = free_port()
    installed = Installed(tmp_path, HUIYIN_SMTP_URL=f"smtp://127.0.0.1:{nobody}")
    await installed.up()
    try:
        case = await submit(installed, "waiting")
        await until(lambda: installed.show(case)["stage"] == "planning", 60)
        answer = erase(installed)
        assert answer["erased"] == [case]
        assert answer["running"] == []
        assert traces(installed.data_dir) == set()
    finally:
        installed.down()
    again = installed.with_mail()
    await again.up()
    try:
        other = again.answer("submit", "--text", "somebody else", "--contact", "o@example.com")
        await until(lambda: again.mails_to("o@example.com"), 60)
        assert other["created"]
        await asyncio.sleep(3)  # a pass of the sweeper, which would begin what is left over
        assert again.mails_to(ADDRESS) == []
        assert traces(again.data_dir) == set()
    finally:
        again.down()


async def test_a_hold_refuses_and_an_export_gives_all(installed: Installed, tmp_path: Path) -> None:
    case = await submit(installed, "held")
    await until(lambda: installed.mails_to(ADDRESS), 60)
    held = installed.answer("hold", case, "--reason", "court order 7", "--by", "zhang")
    assert held == {"id": case, "held": True, "by": "zhang"}
    refused = installed.run("erase", "--customer", ADDRESS, "--reason", "asked for", "--yes")
    assert refused.returncode == 4
    assert f"{case} (court order 7)" in refused.stderr

    folder = tmp_path / "export"
    written = installed.answer("export", "--customer", ADDRESS, "--to", str(folder))
    assert written["cases"] == [case]
    given = json.loads((folder / "export.json").read_text())
    [exported] = given["cases"]
    assert (exported["name"], exported["contact"]) == (NAME, ADDRESS)
    assert HAN in exported["text"]
    page = (folder / "index.html").read_text()
    assert HAN in page
    assert NAME in page
    assert len(given["files"]) == 1
    assert (folder / given["files"][0]).exists()

    installed.answer("release", case, "--reason", "order lifted", "--by", "zhang")
    assert erase(installed, case)["erased"] == [case]
    named = installed.run("erase", "--customer", ADDRESS, "--reason", f"{ADDRESS} wrote", "--yes")
    assert named.returncode == 2


async def test_a_submission_by_the_command_line_of_temporal(tmp_path: Path) -> None:
    installed = Installed(tmp_path, HUIYIN_PAYLOAD_KEYS=new_key("k1"))
    await installed.up()
    try:
        item = {"text": f"{TOKEN} {HAN}", "contact": ADDRESS, "name": NAME}
        sealed = json.loads(installed.run("codec", "seal", "--json", given=json.dumps(item)).stdout)
        done = temporal(installed, f"intake-{secrets.token_hex(4)}", sealed)
        assert done.returncode == 0, done.stderr

        def found() -> list[str]:
            return [each["id"] for each in installed.answer("list") if each["channel"] == "web"]

        [case] = await until(found, 30)
        assert installed.show(case)["text"] == item["text"]
        plain = temporal(installed, "intake-plain", {"data": "", "plain": f'{{"text": "{TOKEN}"}}'})
        assert plain.returncode != 0
        assert TOKEN not in plain.stdout + plain.stderr

        await until(lambda: installed.mails_to(ADDRESS), 60)
        assert erase(installed)["erased"] == [case]
        await until(lambda: "SubmitFeedback" not in listed(installed), 60)
    finally:
        installed.down()


def temporal(
    installed: Installed, workflow: str, sealed: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    """Hand in a submission as docs/temporal-intake.md says."""
    given = (
        ["--input", sealed["plain"]]
        if "plain" in sealed
        else [
            *("--input", sealed["data"], "--input-base64"),
            *("--input-meta", "encoding=binary/encrypted"),
            *("--input-meta", f"encryption-key-id={sealed['encryption-key-id']}"),
        ]
    )
    return run_temporal(
        installed,
        *("workflow", "execute", "--type", "SubmitFeedback", "--task-queue", "huiyin"),
        *("--workflow-id", workflow, "--execution-timeout", "60s", *given),
    )


def listed(installed: Installed) -> str:
    return run_temporal(installed, "workflow", "list").stdout


def run_temporal(installed: Installed, *words: str) -> subprocess.CompletedProcess[str]:
    address = installed.settings().temporal_address
    return subprocess.run(
        [str(embedded.program()), *words, "--address", address],
        env=installed.environment,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
