"""Losing Temporal's database, losing the record, moving to another machine: every case goes on."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit
from zipfile import ZipFile

import pytest

from engine import embedded
from schemas.enums import Stage
from store.database import Database
from tests.system.bare_temporal import bare_temporal, connected
from tests.system.installed import PARTS, Installed, first_link
from tests.system.stages import UNSURE, Cases
from tests.system.walking import gateway_of
from tests.waiting import until
from worker.installation import Installation, now

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]

IDLE = {"started": 0, "refreshed": 0, "delivered": 0, "failed": []}


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Installed]:
    """A running installation where some cases wait for triage."""
    policy = tmp_path / "policy.toml"
    policy.write_text(UNSURE, encoding="utf-8")
    installed = Installed(tmp_path, HUIYIN_POLICY=str(policy))
    await installed.up()
    yield installed
    installed.down()


async def test_cases_at_every_stage_go_on_after_temporals_database_is_lost(
    site: Installed,
) -> None:
    cases = Cases(*gateway_of(site))
    there = await cases.settled()
    await _all_sent(site)
    worker = site.process("worker")
    assert worker
    worker.suspend()  # so that cases stay where they only pass through
    there |= await cases.unsettled()
    assert set(there) == set(Stage)
    await _lose_power(site)
    _remove(site, "temporal.sqlite3")
    await site.up()

    rebuilt = site.answer("rebuild")  # beside the sweeper, which starts again what it finds
    assert (rebuilt["checked"], rebuilt["failed"]) == (len(there), [])
    await _go_on(cases, there)
    await _all_sent(site)
    assert site.answer("rebuild") == {**IDLE, "checked": len(there)}
    _assert_each_mail_came_once(site)


async def test_a_case_goes_on_that_its_workflow_knows_less_of_or_more_of_than_the_record(
    site: Installed, tmp_path: Path
) -> None:
    gateway, database = gateway_of(site)
    cases = Cases(gateway, database)
    noted, advanced = await cases.submitted(), await cases.submitted()
    for case in (noted, advanced):
        await cases.drive(case, Stage.PLANNING)
    await _all_sent(site)
    await gateway.note(noted, "only the record knows this", "li")
    assert site.answer("rebuild", noted) == {**IDLE, "checked": 1, "refreshed": 1}
    assert site.answer("rebuild") == {**IDLE, "checked": 2}

    site.answer("backup", str(tmp_path / "backup.zip"))
    site.answer("take", advanced, "--by", "li")  # and nothing that is mailed
    site.down()
    database.close()
    _remove(site, "record.sqlite3")
    site.answer("restore", str(tmp_path / "backup.zip"))
    await site.up()
    assert cases.stage(advanced) is Stage.PLANNING
    assert site.answer("rebuild") == {**IDLE, "checked": 2, "started": 1}
    await _go_on(cases, {Stage.PLANNING: advanced, Stage.RECEIVED: noted})
    await _all_sent(site)
    _assert_each_mail_came_once(site)


async def test_a_backup_goes_on_elsewhere_on_either_database(
    site: Installed, empty_url: str, tmp_path: Path
) -> None:
    cases = Cases(*gateway_of(site))
    there = await cases.settled()
    coming = asyncio.create_task(_submit(cases, 40))
    file = tmp_path / "backup.zip"
    backed_up = await asyncio.to_thread(site.answer, "backup", str(file))
    await coming
    await _all_sent(site)
    refused = site.run("restore", str(file))
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.count("\n") == 1
    assert "already runs" in refused.stderr
    site.down()

    (tmp_path / "there").mkdir()
    other = Installed(tmp_path / "there", HUIYIN_DATABASE_URL=empty_url)
    assert other.answer("restore", str(file))["written"] == ["secret.key", "policy.toml"]
    await other.up()
    try:
        rebuilt = other.answer("rebuild")
        assert rebuilt["checked"] == backed_up["tables"]["cases"] >= len(there)
        assert rebuilt["failed"] == []
        _assert_links_are_valid(site, other)
        gateway, database = gateway_of(other)
        await _go_on(Cases(gateway, database), there)
        await _all_sent(other)
        database.close()
        _assert_each_mail_came_once(site)
        _assert_each_mail_came_once(other)
        # What was on its way at that instant is sent by both, and is the same mail.
        assert _message_ids(site) & _message_ids(other) <= _unsent_in(file)
    finally:
        other.down()


async def test_without_a_worker_what_is_missing_is_started_and_the_rest_is_reported(
    tmp_path: Path,
) -> None:
    site = Installed(tmp_path, HUIYIN_SECRET_KEY="k" * 48)
    assert site.answer("upgrade")["from"] is None
    assert site.run("rebuild").returncode == 1  # Temporal does not answer
    await Cases(*gateway_of(site)).submitted()
    with bare_temporal(site.settings()):
        await embedded.prepare(await connected(site.settings()), timedelta(days=1))
        running = await Cases(*gateway_of(site)).submitted()
        done = site.run("rebuild", "--json")
    assert done.returncode == 1
    assert "No worker answers" in done.stderr
    rebuilt = json.loads(done.stdout)
    assert (rebuilt["checked"], rebuilt["started"]) == (2, 1)
    assert [each["id"] for each in rebuilt["failed"]] == [running]


async def _submit(cases: Cases, number: int) -> None:
    for _ in range(number):
        await cases.submitted()


async def _go_on(cases: Cases, there: dict[Stage, str]) -> None:
    """Take every case to its end; what is closed is opened again first."""
    for stage, case in there.items():
        if stage is Stage.CLOSED:
            await cases.reopen(case)
        await cases.drive(case, Stage.CLOSED)


async def _all_sent(site: Installed) -> None:
    database = Installation(site.settings()).database
    await until(lambda: not _unsent(database), 60)
    database.close()


def _unsent(database: Database) -> int:
    with database.engine.connect() as connection:
        count = connection.exec_driver_sql("SELECT count(*) FROM mails WHERE status = 'unsent'")
        return int(count.scalar_one())


def _message_ids(site: Installed) -> set[str]:
    return set(site.message_ids())


def _unsent_in(backup: Path) -> set[str]:
    with ZipFile(backup) as archive:
        mails = map(json.loads, archive.read("tables/mails.jsonl").splitlines())
        key = "<{case_id}.{template}.{cycle}.{occurrence}@localhost>"
        return {key.format(**mail) for mail in mails if mail["status"] == "unsent"}


def _assert_each_mail_came_once(site: Installed) -> None:
    found = site.message_ids()
    assert found
    assert [key for key, mails in found.items() if len(mails) > 1] == []


def _assert_links_are_valid(site: Installed, other: Installed) -> None:
    """The links of mails that one installation sent, read by another."""
    signer = Installation(other.settings()).signer
    for mail in site.mails():
        if "example.com" in str(mail["To"]):
            token = urlsplit(first_link(mail)).path.removeprefix("/c/")
            assert signer.read(token, now()).case_id in str(mail["Message-ID"])


async def _lose_power(site: Installed) -> None:
    assert site._process
    site._process.kill()
    site._process.wait()
    await until(lambda: not any(map(site.process, PARTS)))


def _remove(site: Installed, name: str) -> None:
    for file in site.data_dir.glob(f"{name}*"):
        file.unlink()
