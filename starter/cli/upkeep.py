"""The commands by which an installation is looked after."""

import asyncio
import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from schemas.errors import BadInput, Misconfigured
from schemas.words import Said
from starter.cli import upkeep_words as words
from starter.cli.mounting import Call, mount
from starter.cli.options import AsJson
from starter.cli.words import LOCALE, said

if TYPE_CHECKING:
    from activities.rebuild import Rebuilt
    from schemas.settings import Settings
    from store.database import Database
    from worker.installation import Installation

_PATIENCE = timedelta(seconds=5)
_FILE = typer.Argument(metavar=said(words.A_FILE), help=said(words.BACKUP_FILE))
_BACKUP = typer.Argument(metavar=said(words.A_FILE), help=said(words.RESTORE_FILE))
_CASE = typer.Argument(metavar="ID", help=said(words.ONE_CASE))


def add_to(app: typer.Typer) -> None:
    """Mount these commands."""
    explained: dict[Call, Said] = {
        doctor: words.DOCTOR,
        backup: words.BACKUP,
        restore: words.RESTORE,
        upgrade: words.UPGRADE,
        rebuild: words.REBUILD,
    }
    for call, what in explained.items():
        mount(app, call.__name__, call, what)


def doctor(as_json: AsJson = False) -> None:
    from starter.cli import context, upkeep_showing
    from starter.doctor.examination import examine
    from starter.doctor.verdict import Status

    verdicts = asyncio.run(examine(context.settings()))
    upkeep_showing.verdicts(verdicts, as_json)
    if any(each.status is Status.PROBLEM for each in verdicts.values()):
        raise typer.Exit(1)


def backup(file: Annotated[Path, _FILE], as_json: AsJson = False) -> None:
    from starter.cli import context, upkeep_showing
    from store import backup as backups
    from store import schema_version
    from worker.installation import Installation, now

    settings = context.settings()
    with _troubles_told(file):
        if schema_version.absent(settings.record_url):
            raise backups.BackupRefused(backups.Trouble.NO_RECORD, settings.data_dir)
        here = Installation(settings)
        with closing(here.database) as database:
            meta = backups.write(database, file, _files(settings), now(), here.attachments)
    upkeep_showing.written(meta, file, as_json)


def restore(file: Annotated[Path, _BACKUP], as_json: AsJson = False) -> None:
    from starter.cli import context, upkeep_showing
    from starter.up.lock import holding
    from store import backup as backups
    from worker.installation import Installation

    settings = context.settings()
    _make_private(settings)
    here = Installation(settings)
    with (
        holding(settings.data_dir / "up.lock", LOCALE),
        closing(here.database) as database,
        _troubles_told(file),
    ):
        _refuse_workers(database)
        restored = backups.restore(database, file, _files(settings), here.attachments)
    upkeep_showing.restored(restored, as_json)


def upgrade(as_json: AsJson = False) -> None:
    from starter.cli import context, upkeep_showing

    settings = context.settings()
    if settings.database_url is None:
        _make_private(settings)
    before, after = bring_up_to_date(settings)
    upkeep_showing.upgraded(before, after, as_json)


def bring_up_to_date(settings: "Settings") -> tuple[str | None, str]:
    """Bring the record to this program's version; the versions before and after.

    Raises:
        Misconfigured: the record is of a later version, or workers of another one are alive.
    """
    from store import migrate
    from worker.installation import Installation

    known = migrate.revisions()
    with closing(Installation(settings).database) as database:
        before = migrate.current(database)
        if before is not None and before not in known:
            raise Misconfigured(said(words.FROM_THE_FUTURE, found=before, known=known[-1]))
        if before != known[-1]:
            _refuse_workers(database)
            migrate.upgrade(settings.record_url)
    return before, known[-1]


def rebuild(case: Annotated[str | None, _CASE] = None, as_json: AsJson = False) -> None:
    from starter.cli import context, options, upkeep_showing

    case_id = options.case(case) if case else None
    installation = context.installation()
    total = 1 if case_id else installation.backlog.count_unended()
    _index(installation, case_id)
    with upkeep_showing.progress(total) as step, options.known(case_id or ""):
        rebuilt, worker = asyncio.run(_rebuild(installation, case_id, step))
    upkeep_showing.rebuilt(rebuilt, worker, as_json)
    if rebuilt.failed:
        raise typer.Exit(1)


def _index(installation: "Installation", case_id: str | None) -> None:
    """See that cases are found by their words: one anew, or those that are not indexed yet."""
    from store import search_index

    last: str | None = ""
    while last is not None:
        with installation.database.writing() as session:
            if case_id:
                search_index.refresh(session.connection(), [case_id])
            last = None if case_id else search_index.complete(session.connection(), last)


async def _rebuild(
    installation: "Installation", case_id: str | None, step: Callable[[], None]
) -> tuple["Rebuilt", bool]:
    """What was done, and whether a worker was there to help."""
    from activities.delivery import Delivery
    from activities.rebuild import Rebuild
    from engine.cases import Cases
    from engine.connection import connect
    from engine.inspection import Inspection
    from worker.installation import now

    client = await connect(installation.settings, patience=_PATIENCE)
    worker = not await Inspection(client).idle(now())
    cases, book, backlog = Cases(client), installation.book, installation.backlog
    delivery = Delivery(book, backlog, cases, now)
    work = Rebuild(book, backlog, cases, delivery, worker=worker)
    return await (work.one(case_id) if case_id else work.every(step)), worker


@contextmanager
def _troubles_told(file: Path) -> Iterator[None]:
    """Says in the chosen language what is wrong with a backup, or with its file."""
    from store.backup import BackupRefused

    try:
        yield
    except BackupRefused as refused:
        trouble = words.TROUBLES[refused.trouble]
        raise BadInput(said(trouble, where=refused.where)) from refused
    except OSError as error:
        why = error.strerror or type(error).__name__
        path = error.filename or file
        raise BadInput(said(words.FILE_TROUBLE, path=path, why=why)) from error


def _files(settings: "Settings") -> dict[str, Path]:
    """What a backup holds besides the record, and where it lies."""
    from store.backup import POLICY, SECRET

    return {SECRET: settings.secret_file, POLICY: settings.policy_file}


def _make_private(settings: "Settings") -> None:
    """See that what is made now is for its owner only: customers' texts will be in it."""
    from starter.up import home

    os.umask(0o077)
    with home.in_one_line(settings.data_dir, LOCALE):
        home.make_private(settings.data_dir)


def _refuse_workers(database: "Database") -> None:
    from store import schema_version
    from store.workers import Workers
    from worker.installation import now

    if schema_version.recorded(database) is None:
        return
    if alive := Workers(database).alive(now()):
        each = [said(words.A_WORKER, name=name, revision=rev) for name, rev in alive.items()]
        raise Misconfigured(said(words.WORKERS_ALIVE, names=", ".join(each)))
