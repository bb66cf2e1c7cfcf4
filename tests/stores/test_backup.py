"""Backups: taken while the record is written to, and brought back whole into either database."""

import asyncio
import io
import stat
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy.exc import DBAPIError

from activities.delivery import Delivery
from rules.links import Signer
from schemas.access import AccessRole
from schemas.accounts import NewAccount
from schemas.enums import DecisionKind
from schemas.errors import EngineUnavailable
from schemas.events import CUSTOMER
from schemas.settings import Settings
from schemas.submissions import Decision, Submission
from starter.gateway import Gateway
from store import migrate, policies
from store.accounts import Accounts
from store.attachments import Attachments
from store.backlog import Backlog
from store.backup import POLICY, SECRET, BackupRefused, Trouble, restore, write
from store.database import Database
from store.keys import Keys
from store.requests import Request, Requests
from store.search import Search
from store.sessions import Sessions
from store.tables_identity import KeyRow
from store.workers import Workers
from tests.stores.archives import (
    NOW,
    damage,
    let_somebody_in,
    rows_in,
    say_in_meta,
    say_what_it_is,
    show_in_public,
    tell_another_system,
    tell_somebody,
    trouble,
    work_at_the_desk,
)
from tests.stores.later_migration import LATER, know_a_later_migration
from worker.installation import now

KEY = b"k" * 48
PICTURE = b"\x89PNG\r\n\x1a\n picture"
TEXTS = ("付款以后闪退，钱没到账 😀", 'quotes " and \\ and\nlines', "plain")


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    """The key and the policy of the installation that is backed up."""
    home = tmp_path / "home"
    home.mkdir()
    (home / SECRET).write_bytes(KEY)
    (home / POLICY).write_text(policies.default_text(), encoding="utf-8")
    return _files(home)


@pytest.fixture
def elsewhere(tmp_path: Path) -> dict[str, Path]:
    """The files of an installation that is not furnished yet."""
    home = tmp_path / "elsewhere"
    home.mkdir()
    return _files(home)


@pytest.fixture
def target(empty_url: str, tmp_path: Path) -> Iterator[Database]:
    """An empty database, of each kind."""
    is_sqlite = empty_url.startswith("sqlite")
    database = Database(f"sqlite:///{tmp_path / 'target.sqlite3'}" if is_sqlite else empty_url)
    yield database
    database.close()


@pytest.fixture
def archive(database: Database, files: dict[str, Path], tmp_path: Path) -> Path:
    """A backup of a record with something in every table."""
    ids = [asyncio.run(_submit(database, text)) for text in TEXTS]
    asyncio.run(_take(database, ids[0]))
    asyncio.run(_gateway(database).note(ids[2], TEXTS[0], "li"))
    backlog = Backlog(database)
    backlog.mark_started(ids[1], NOW)
    backlog.keep_histories(ids[1], {"run": bytes(range(256))}, NOW)
    Workers(database).beat("somebody", migrate.head(), datetime.now(UTC))
    tell_somebody(database, ids[0])
    let_somebody_in(database)
    work_at_the_desk(database, ids[0])
    say_what_it_is(database, ids[0])
    tell_another_system(database)
    show_in_public(database, ids[0])
    asked = Request.of("key:crm", "a-key", TEXTS[0].encode(), timedelta(hours=24))
    Requests(database).claim(asked, {"case": ids[0]}, NOW)
    path = tmp_path / "backup.zip"
    attachments = Attachments(database, tmp_path / "attachments", now)
    kept = attachments.keep(io.BytesIO(PICTURE), "p.png", None, Settings().file_limits)
    attachments.link(ids[0], [kept.id], CUSTOMER)
    write(database, path, files, NOW, attachments)
    return path


@pytest.mark.parametrize("laid_out", [False, True], ids=["new", "laid out"])
def test_everything_comes_back_whichever_database_it_was(
    archive: Path, target: Database, elsewhere: dict[str, Path], tmp_path: Path, laid_out: bool
) -> None:
    if laid_out:
        migrate.upgrade(target.engine.url.render_as_string(hide_password=False))
    restored = restore(target, archive, elsewhere)
    again = tmp_path / "again.zip"
    write(target, again, elsewhere, NOW)

    assert rows_in(again) == rows_in(archive)
    assert restored.meta.tables == {name: len(rows) for name, rows in rows_in(archive).items()}
    assert all(restored.meta.tables.values())
    assert migrate.current(target) == migrate.head()
    assert Workers(target).alive(datetime.now(UTC)) == {}


def test_files_and_what_can_be_searched_come_back(
    archive: Path, target: Database, elsewhere: dict[str, Path], tmp_path: Path
) -> None:
    attachments = Attachments(target, tmp_path / "restored", now)
    assert restore(target, archive, elsewhere, attachments).meta.attachments == 1

    (case,) = Search(target).find("闪退 没到账 -plain", limit=1).rows
    (file,) = attachments.of_case(str(case.id))
    with attachments.open(file) as opened:
        assert (file.name, opened.read()) == ("p.png", PICTURE)


def test_a_backup_whose_file_is_another_restores_nothing(
    archive: Path, target: Database, elsewhere: dict[str, Path], tmp_path: Path
) -> None:
    with ZipFile(archive, "a") as changed:
        changed.writestr("attachments/" + "0" * 64, "something else")
    attachments = Attachments(target, tmp_path / "restored", now)

    with pytest.raises(BackupRefused) as refused:
        restore(target, archive, elsewhere, attachments)
    assert refused.value.trouble is Trouble.DAMAGED
    assert migrate.current(target) is None


def test_a_restored_record_goes_on(
    archive: Path, target: Database, elsewhere: dict[str, Path]
) -> None:
    restore(target, archive, elsewhere)
    untaken = "SELECT id FROM cases WHERE id NOT IN (SELECT case_id FROM decisions)"
    for case_id in _column(target, untaken):
        asyncio.run(_take(target, str(case_id)))
    assert _column(target, "SELECT id FROM decisions ORDER BY id") == [1, 2, 3]
    with pytest.raises(DBAPIError, match="only ever added"), target.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE events SET seq = 9")


def test_the_key_and_the_policy_go_along_for_their_owner_only(
    archive: Path, target: Database, elsewhere: dict[str, Path]
) -> None:
    restored = restore(target, archive, elsewhere)
    assert restored.written == (SECRET, POLICY)
    assert elsewhere[SECRET].read_bytes() == KEY
    for file in (archive, *elsewhere.values()):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_same_key_and_any_policy_may_be_there_already(
    archive: Path, target: Database, elsewhere: dict[str, Path]
) -> None:
    elsewhere[SECRET].write_bytes(KEY + b"\n")
    elsewhere[POLICY].write_text("# mine")
    assert restore(target, archive, elsewhere).written == ()
    assert elsewhere[POLICY].read_text() == "# mine"


def test_another_key_is_never_overwritten(
    archive: Path, target: Database, elsewhere: dict[str, Path]
) -> None:
    elsewhere[SECRET].write_bytes(b"o" * 48)
    assert trouble(lambda: restore(target, archive, elsewhere)) is Trouble.OTHER_SECRET
    assert elsewhere[SECRET].read_bytes() == b"o" * 48
    assert migrate.current(target) is None


def test_a_record_that_is_used_is_not_restored_into(
    archive: Path, database: Database, files: dict[str, Path]
) -> None:
    before = rows_in(archive)
    assert trouble(lambda: restore(database, archive, files)) is Trouble.NOT_EMPTY
    write(database, archive, files, NOW)
    assert rows_in(archive) == before


def test_accounts_that_nobody_used_are_not_in_the_way(
    archive: Path, target: Database, elsewhere: dict[str, Path], tmp_path: Path
) -> None:
    """The first start makes accounts; a backup is brought back after it as before it."""
    _started(target)

    assert restore(target, archive, elsewhere).left_out == ("admin",)
    again = tmp_path / "again.zip"
    write(target, again, elsewhere, NOW)
    assert rows_in(again) == rows_in(archive)


@pytest.mark.parametrize("use", ["password", "second", "seen_at", "disabled_at", "key"])
def test_an_account_that_is_used_is_not_lost(
    archive: Path, target: Database, elsewhere: dict[str, Path], use: str
) -> None:
    accounts = _started(target)
    match use:
        case "password":
            accounts.set_password("admin", "a hash")
        case "second":
            accounts.set_second("admin", "sealed", 1, [])
        case "seen_at":
            Sessions(target).start("token", "mei", accounts.listed()[1].stamp, "", NOW)
        case "disabled_at":
            accounts.disable("mei", NOW)
        case _:
            Keys(target).add(KeyRow(id="b", name="b", secret="s", role="intake", created_at=NOW))

    assert trouble(lambda: restore(target, archive, elsewhere)) is Trouble.NOT_EMPTY
    assert [each.login for each in accounts.listed()] == ["admin", "mei"]


def _started(target: Database) -> Accounts:
    """The accounts of a record as the first start leaves it."""
    migrate.upgrade(target.engine.url.render_as_string(hide_password=False))
    accounts, role = Accounts(target), AccessRole.ADMINISTRATOR
    made = [NewAccount(login=login, address=None, role=role) for login in ("admin", "mei")]
    accounts.add_missing(made, NOW)
    accounts.invite("admin", "a hash", NOW)
    return accounts


@pytest.mark.parametrize("table", ["cases", "events", "mails"])
@pytest.mark.parametrize("how", ["cut", "garbled", "gone"])
def test_of_a_damaged_backup_nothing_is_restored(
    archive: Path, target: Database, elsewhere: dict[str, Path], table: str, how: str
) -> None:
    damage(archive, f"tables/{table}.jsonl", how)
    assert trouble(lambda: restore(target, archive, elsewhere)) is Trouble.DAMAGED
    assert migrate.current(target) is None
    assert not elsewhere[SECRET].exists()


def test_a_flipped_bit_is_noticed(
    archive: Path, target: Database, elsewhere: dict[str, Path]
) -> None:
    with ZipFile(archive) as zipped:
        events = zipped.getinfo("tables/events.jsonl")
    whole = bytearray(archive.read_bytes())
    whole[events.header_offset + events.compress_size // 2 + 60] ^= 0x10
    archive.write_bytes(bytes(whole))
    assert trouble(lambda: restore(target, archive, elsewhere)) is Trouble.DAMAGED


def test_half_a_backup_and_another_file_are_no_backup(
    archive: Path, target: Database, elsewhere: dict[str, Path], tmp_path: Path
) -> None:
    archive.write_bytes(archive.read_bytes()[:-100])
    other = tmp_path / "other.zip"
    with ZipFile(other, "w") as zipped:
        zipped.writestr("letter.txt", "hello")
    for file in (archive, other):
        assert trouble(lambda: restore(target, file, elsewhere)) is Trouble.NO_BACKUP  # noqa: B023
    with pytest.raises(FileNotFoundError):
        restore(target, tmp_path / "nowhere.zip", elsewhere)


def test_a_backup_of_a_later_version_is_refused(
    archive: Path, target: Database, elsewhere: dict[str, Path]
) -> None:
    say_in_meta(archive, revision="9999")
    assert trouble(lambda: restore(target, archive, elsewhere)) is Trouble.NEWER


def test_a_backup_of_an_earlier_version_is_brought_up_to_this_one(
    archive: Path,
    target: Database,
    elsewhere: dict[str, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    know_a_later_migration(tmp_path, monkeypatch)
    restored = restore(target, archive, elsewhere)
    assert restored.meta.revision != LATER
    assert migrate.current(target) == LATER
    assert _column(target, "SELECT mood FROM cases") == ["calm"] * len(TEXTS)


def test_an_empty_record_of_a_later_version_is_refused(
    archive: Path,
    target: Database,
    elsewhere: dict[str, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    know_a_later_migration(tmp_path, monkeypatch)
    migrate.upgrade(target.engine.url.render_as_string(hide_password=False))
    assert trouble(lambda: restore(target, archive, elsewhere)) is Trouble.LAID_OUT


def test_a_file_that_is_no_backup_is_not_overwritten(
    archive: Path, database: Database, files: dict[str, Path], tmp_path: Path
) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("keep me")
    assert trouble(lambda: write(database, letter, files, NOW)) is Trouble.OTHER_FILE
    assert letter.read_text() == "keep me"
    write(database, archive, files, NOW)


def test_a_failure_leaves_neither_a_new_backup_nor_a_piece_of_one(
    archive: Path, database: Database, files: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    before, there = archive.read_bytes(), set(archive.parent.iterdir())

    def fails(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("store.backup.write_meta", fails)
    with pytest.raises(OSError, match="No space"):
        write(database, archive, files, NOW)
    assert archive.read_bytes() == before
    assert set(archive.parent.iterdir()) == there


def test_an_empty_database_is_no_record(
    target: Database, files: dict[str, Path], tmp_path: Path
) -> None:
    path = tmp_path / "backup.zip"
    assert trouble(lambda: write(target, path, files, NOW)) is Trouble.NO_RECORD
    assert not path.exists()


def test_a_backup_shows_one_instant_though_cases_keep_coming(
    database: Database, target: Database, elsewhere: dict[str, Path], tmp_path: Path
) -> None:
    enough = threading.Event()

    def keep_submitting() -> None:
        while not enough.is_set():
            asyncio.run(_take(database, asyncio.run(_submit(database, "more"))))

    submitting = [threading.Thread(target=keep_submitting) for _ in range(4)]
    for thread in submitting:
        thread.start()
    path = tmp_path / "backup.zip"
    counts: list[int] = []
    while len(counts) < 5 or counts[-1] < 40:
        counts.append(write(database, path, {}, NOW).tables["cases"])
    enough.set()
    for thread in submitting:
        thread.join()

    assert counts == sorted(counts)
    restored = restore(target, path, elsewhere)
    assert restored.meta.tables["cases"] == counts[-1]
    seqs = _column(target, "SELECT seq FROM cases ORDER BY id")
    assert seqs == _column(target, "SELECT count(*) FROM events GROUP BY case_id ORDER BY case_id")


def _column(database: Database, query: str) -> list[object]:
    with database.engine.connect() as connection:
        return list(connection.exec_driver_sql(query).scalars())


def _files(home: Path) -> dict[str, Path]:
    return {SECRET: home / SECRET, POLICY: home / POLICY}


async def _submit(database: Database, text: str) -> str:
    submission = Submission(text=text, contact="a@example.com", category="other")
    return (await _gateway(database).submit(submission)).id


async def _take(database: Database, case_id: str) -> None:
    decision = Decision(
        case_id=case_id, request_id=f"take-{case_id}", kind=DecisionKind.TAKE, by="li"
    )
    assert (await _gateway(database).decide(decision)).pending


def _gateway(database: Database) -> Gateway:
    async def away() -> Delivery:
        raise EngineUnavailable("away")

    return Gateway(database, policies.default_text(), Signer(["k" * 48]), "http://x", away, now)
