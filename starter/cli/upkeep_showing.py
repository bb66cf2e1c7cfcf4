"""How the commands answer by which an installation is looked after."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.filesize import decimal
from rich.progress import Progress
from rich.table import Table

from activities.rebuild import Rebuilt
from schemas.words import Said
from starter.cli import showing
from starter.cli import upkeep_words as words
from starter.cli.plain import complain
from starter.cli.words import LOCALE, said
from starter.doctor.verdict import Status, Verdict, Verdicts
from starter.doctor.words import TITLES
from store.archive import Meta
from store.backup import SECRET, Restored

_SIGNS = {
    Status.OK: ("✓", "green"),
    Status.WARNING: ("!", "yellow"),
    Status.PROBLEM: ("✗", "bold red"),
}


def verdicts(found: Verdicts, as_json: bool) -> None:
    if as_json:
        showing.answer([_plain(name, each) for name, each in found.items()])
        return
    table = showing.columns()
    for name, each in found.items():
        _add(table, name, each)
    showing.show(table, showing.line(""), showing.line(_sum(found), "bold"))


def written(meta: Meta, file: Path, as_json: bool) -> None:
    size = file.stat().st_size
    if as_json:
        showing.answer({"path": str(file), "bytes": size, **meta.model_dump(mode="json")})
        return
    told = said(words.WRITTEN, cases=meta.tables["cases"], path=file, size=decimal(size))
    safety = words.KEEP_SAFE if SECRET in meta.files else words.KEY_APART
    showing.show(showing.line(told, "bold"), showing.line(said(safety)))


def restored(done: Restored, as_json: bool) -> None:
    if as_json:
        also = {"written": list(done.written), "left_out": list(done.left_out)}
        showing.answer({**done.meta.model_dump(mode="json"), **also})
        return
    at = showing.moment(done.meta.created_at)
    showing.show(
        showing.line(said(words.RESTORED, cases=done.meta.tables["cases"], at=at), "bold"),
        *(showing.line(said(words.ALSO_WRITTEN, files=name)) for name in done.written),
        *(showing.line(said(words.LEFT_OUT, login=login)) for login in done.left_out),
        showing.line(said(words.NOW_REBUILD)),
    )


def upgraded(before: str | None, after: str, as_json: bool) -> None:
    if as_json:
        showing.answer({"from": before, "to": after})
    elif before is None:
        showing.show(showing.line(said(words.CREATED, after=after)))
    elif before == after:
        showing.show(showing.line(said(words.UP_TO_DATE, revision=after)))
    else:
        showing.show(showing.line(said(words.UPGRADED, before=before, after=after)))


def rebuilt(done: Rebuilt, worker: bool, as_json: bool) -> None:
    if not worker:
        complain(said(words.NO_WORKER))
    if as_json:
        showing.answer(done.model_dump())
        return
    for failure in done.failed:
        complain(said(words.FAILED, id=failure.id, reason=failure.reason))
    showing.show(showing.line(said(words.REBUILT, **done.model_dump())))


@contextmanager
def progress(total: int, what: Said = words.REBUILDING) -> Iterator[Callable[[], None]]:
    """A bar on stderr, if that is a terminal."""
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(said(what), total=total)
        yield lambda: bar.advance(task)


def _plain(name: str, verdict: Verdict) -> dict[str, str | None]:
    return {
        "check": name,
        "status": verdict.status.value,
        "found": verdict.found.in_(LOCALE),
        "remedy": verdict.remedy.in_(LOCALE) if verdict.remedy else None,
    }


def _add(table: Table, name: str, verdict: Verdict) -> None:
    sign, style = _SIGNS[verdict.status]
    title, found = TITLES[name].in_(LOCALE), verdict.found.in_(LOCALE)
    table.add_row(showing.line(sign, style), title, showing.line(found))
    if verdict.remedy:
        table.add_row("", "", showing.line(f"→ {verdict.remedy.in_(LOCALE)}", "dim"))


def _sum(found: Verdicts) -> str:
    statuses = [each.status for each in found.values()]
    problems, warnings = statuses.count(Status.PROBLEM), statuses.count(Status.WARNING)
    if not problems and not warnings:
        return said(words.ALL_WELL)
    return said(words.SUM, problems=problems, warnings=warnings)
