"""`huiyin doctor`: what is well is left in peace, and each broken thing is found by its check."""

import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from engine import embedded
from engine.schedules import SWEEPER, TELLER, ensure_schedules
from schemas.settings import Settings
from starter.doctor.examination import examine
from starter.doctor.verdict import Status
from starter.doctor.words import TITLES
from starter.up import home
from starter.up.ports import free_port
from store import migrate
from store.database import Database
from tests.system.bare_temporal import bare_temporal, connected
from tests.system.installed import Installed
from worker.installation import Installation
from worker.main import make_worker

pytestmark = [pytest.mark.system, pytest.mark.timeout(120)]

PASSWORD = "hunter2-hunter2-hunter2-hunter2-hunter2"
Break = Callable[[Settings], Settings | None]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An installation that is furnished, and of which nothing runs."""
    made = Settings(
        data_dir=tmp_path / "data",
        mail_reply_to="people@example.com",
        web_port=free_port(),
        temporal_port=free_port(),
        temporal_ui_port=free_port(),
        smtp_port=free_port(),
    )
    home.make_private(made.data_dir)
    home.furnish(made)
    migrate.upgrade(made.record_url)
    return made


async def test_a_running_installation_is_well_and_a_stopped_one_says_what_is_missing(
    installed: Installed,
) -> None:
    found = installed.answer("doctor")
    assert [each for each in found if each["status"] != "ok"] == []
    assert [each["check"] for each in found] == list(TITLES)
    assert all(each["remedy"] is None for each in found)

    installed.down()
    done = installed.run("doctor")
    assert done.returncode == 1
    assert done.stdout.count("✗") == 3
    for title, remedy in [("Temporal server", "TEMPORAL_ADDRESS"), ("Mail server", "SMTP")]:
        line = done.stdout.split(title)[1]
        assert "→" in line
        assert remedy in line
    assert "Problems: 3. Warnings: 0." in done.stdout


def _chmod(mode: int, name: str = "") -> Break:
    return lambda settings: (settings.data_dir / name).chmod(mode)


def _write(name: str, text: str) -> Break:
    def write(settings: Settings) -> None:
        file = settings.data_dir / name
        file.write_text(text)
        file.chmod(0o600)

    return write


def _remove(name: str) -> Break:
    return lambda settings: (settings.data_dir / name).unlink()


def _set(**values: object) -> Break:
    return lambda settings: settings.model_copy(update=values)


def _sql(*statements: str) -> Break:
    def run(settings: Settings) -> None:
        database = Database(settings.record_url)
        with database.engine.begin() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)
        database.close()

    return run


def _garble(settings: Settings) -> None:
    """Damage a table's page, and leave what is needed to open the file."""
    file = settings.data_dir / "record.sqlite3"
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        query = "SELECT rootpage FROM sqlite_schema WHERE name = 'ix_cases_received_at'"
        page = connection.execute(query).fetchone()[0]
    connection.close()
    with file.open("r+b") as opened:
        opened.seek((page - 1) * 4096)
        opened.write(b"\xff" * 4096)


A_CASE = (
    "INSERT INTO policies (version, text, created_at) VALUES ('v', '', '2026-01-01')",
    "INSERT INTO cases (id, channel, locale, stage, cycle, seq, breached, ended, policy_version,"
    " received_at, state) VALUES ('00000-00000', 'web', 'en', 'received', 1, 1, 0, 0, 'v',"
    " '2026-01-01 00:00:00', '{}')",
)
OK, WARNING, PROBLEM = Status.OK, Status.WARNING, Status.PROBLEM
OF_TEMPORAL = {
    "temporal": OK,
    "temporal_version": OK,
    "namespace": WARNING,
    "search_attributes": PROBLEM,
    "worker": PROBLEM,
    "sweeper": PROBLEM,
    "teller": PROBLEM,
    "payload_keys": OK,
}
BROKEN: dict[str, tuple[Break, str, Status, str]] = {
    "key open to others": (_chmod(0o644, "secret.key"), "secret", PROBLEM, "644"),
    "no key": (_remove("secret.key"), "secret", PROBLEM, "HUIYIN_SECRET_KEY"),
    "short key": (_write("secret.key", "short"), "secret", PROBLEM, "too short"),
    "directory open to others": (_chmod(0o755), "data_dir", PROBLEM, "755"),
    "wrong policy": (_write("policy.toml", "warn_at = 7"), "policy", PROBLEM, "policy.toml"),
    "no policy": (_remove("policy.toml"), "policy", OK, "shipped"),
    "no record": (_remove("record.sqlite3"), "record", PROBLEM, "record.sqlite3"),
    "no database": (
        _write("record.sqlite3", "a letter" * 999),
        "record",
        PROBLEM,
        "not a database",
    ),
    "damage": (_garble, "integrity", PROBLEM, "damaged"),
    "other version": (
        _sql("UPDATE alembic_version SET version_num = 'x'"),
        "schema",
        PROBLEM,
        "x; this program",
    ),
    "not started": (_sql(*A_CASE), "backlog", PROBLEM, "1 cases"),
    "no reply-to": (_set(mail_reply_to=None), "mail_reply_to", WARNING, "not set"),
    "wrong reply-to": (_set(mail_reply_to="people"), "mail_reply_to", PROBLEM, "people"),
    "wrong sender": (_set(mail_from="nobody"), "mail_from", PROBLEM, "nobody"),
    "wrong mail server": (_set(smtp_url="http://x"), "smtp", PROBLEM, "HUIYIN_SMTP_URL"),
    "mails in the open": (_set(smtp_url="smtp://m.invalid"), "mail_security", WARNING, "unenc"),
    "mails encrypted": (_set(smtp_url="smtps://m.invalid"), "mail_security", OK, "encrypted"),
    "any certificate": (
        _set(smtp_url="smtps://m.invalid?verify=false"),
        "mail_security",
        WARNING,
        "certificate",
    ),
    "links in the open": (_set(public_url="http://f.invalid"), "public_url", WARNING, "http://f"),
    "links to here": (
        _set(smtp_url="smtps://m.invalid"),
        "public_url",
        WARNING,
        "this machine only",
    ),
    "no link": (_set(public_url="feedback"), "public_url", PROBLEM, "feedback"),
}


@pytest.mark.parametrize("name", BROKEN)
async def test_each_broken_thing_is_found(settings: Settings, name: str) -> None:
    break_it, check, status, said = BROKEN[name]
    verdict = (await examine(break_it(settings) or settings))[check]
    assert (verdict.status, said in verdict.found.en) == (status, True), verdict
    assert (verdict.remedy is None) == (status is OK)


async def test_a_temporal_that_nobody_prepared_is_seen_through(settings: Settings) -> None:
    with bare_temporal(settings):
        client = await connected(settings)
        before = await examine(settings)
        assert {name: before[name].status for name in OF_TEMPORAL} == OF_TEMPORAL
        assert "24 hours" in before["namespace"].found.en

        await embedded.prepare(client, timedelta(days=settings.retention_days))
        async with make_worker(client, Installation(settings)):
            await ensure_schedules(client, timedelta(seconds=5))
            after = await examine(settings)
        assert {after[name].status for name in OF_TEMPORAL} == {OK}


@pytest.mark.parametrize("schedule", [SWEEPER, TELLER])
async def test_a_schedule_that_somebody_paused_is_found(settings: Settings, schedule: str) -> None:
    with bare_temporal(settings):
        client = await connected(settings)
        await embedded.prepare(client, timedelta(days=settings.retention_days))
        await ensure_schedules(client, timedelta(seconds=5))
        await client.get_schedule_handle(schedule).pause()

        found = await examine(settings)

    assert [name for name in (SWEEPER, TELLER) if found[name].status is PROBLEM] == [schedule]
    assert f"--schedule-id {schedule} " in str(found[schedule].remedy)


async def test_a_mail_server_that_refuses_the_password_is_found(settings: Settings) -> None:
    def refuse(*_: object) -> AuthResult:
        return AuthResult(success=False, handled=False)

    server = Controller(
        object(),
        hostname="127.0.0.1",
        port=settings.smtp_port,
        authenticator=refuse,
        auth_require_tls=False,
    )
    server.start()
    url = f"smtp://li:{PASSWORD}@127.0.0.1:{settings.smtp_port}"
    verdict = (await examine(settings.model_copy(update={"smtp_url": url})))["smtp"]
    server.stop()
    assert verdict.status is PROBLEM
    assert "535" in verdict.found.en


def test_no_password_is_shown(tmp_path: Path) -> None:
    site = Installed(
        tmp_path,
        HUIYIN_DATABASE_URL=f"postgresql://li:{PASSWORD}@127.0.0.1:1/x?password={PASSWORD}",
        HUIYIN_SMTP_URL=f"smtp://li:{PASSWORD}@127.0.0.1:1",
        HUIYIN_SECRET_KEY=PASSWORD,
    )
    for words in (["doctor"], ["doctor", "--json"], ["--verbose", "doctor"]):
        done = site.run(*words)
        assert done.returncode == 1
        assert PASSWORD not in done.stdout + done.stderr
