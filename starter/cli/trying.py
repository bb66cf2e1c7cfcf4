"""`huiyin policy try`: what a policy would do, found out before it is in force."""

import asyncio
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from schemas.errors import BadInput
from schemas.words import Said
from starter.cli import trying_words as words
from starter.cli.options import AsJson, option, switch
from starter.cli.words import said

if TYPE_CHECKING:
    from rules.scripts import Script
    from schemas.policy import Policy
    from starter.cli.trying_given import Given
    from starter.trial.trial import Tried

_Text = str | None
_FILE = typer.Argument(metavar=said(words.A_FILE), help=said(words.FILE))
_FOLLOWED = timedelta(days=30)
"""How long given cases are followed after the last one has come in."""
_YEAR = timedelta(days=365)


def try_policy(
    file: Annotated[str, _FILE],
    cases: Annotated[_Text, option("--cases", words.A_FILE, words.CASES)] = None,
    since: Annotated[_Text, option("--from", words.A_DAY, words.SINCE)] = None,
    until: Annotated[_Text, option("--to", words.A_DAY, words.UNTIL)] = None,
    fast: Annotated[bool, switch("--fast", words.FAST)] = False,
    answer_after: Annotated[
        str, option("--answer-after", words.A_LENGTH, words.ANSWER_AFTER)
    ] = "2 business hours",
    propose_after: Annotated[
        str, option("--propose-after", words.A_LENGTH, words.PROPOSE_AFTER)
    ] = "4 business hours",
    approve_after: Annotated[
        str, option("--approve-after", words.A_LENGTH, words.APPROVE_AFTER)
    ] = "2 business hours",
    resolve_after: Annotated[
        str, option("--resolve-after", words.A_LENGTH, words.RESOLVE_AFTER)
    ] = "1 business days",
    confirm_after: Annotated[
        str, option("--confirm-after", words.A_LENGTH, words.CONFIRM_AFTER)
    ] = "24 hours",
    every: Annotated[str, option("--every", words.A_LENGTH, words.EVERY)] = "1 hours",
    as_json: AsJson = False,
) -> None:
    from starter.cli import trying_given as given
    from starter.cli import trying_showing

    if cases and (fast or since or until):
        raise BadInput(said(words.EITHER))
    text = given.policy(file)
    lengths = (answer_after, propose_after, approve_after, resolve_after, confirm_after)
    pace = given.pace(*lengths)
    began = time.monotonic()
    _end_as_by_ctrl_c()
    if cases:
        result = _given(text, pace, given.scripts(cases, pace, every))
    else:
        within = _within(given.day("--from", since), given.day("--to", until))
        result = _folded(text, within) if fast else _past(text, pace, within)
    trying_showing.show({**result, "seconds": round(time.monotonic() - began, 1)}, as_json)


def _end_as_by_ctrl_c() -> None:
    """Whatever tells this command to end, it tidies up first."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: signal.raise_signal(signal.SIGINT))


def _within(since: datetime | None, until: datetime | None) -> tuple[datetime, datetime]:
    """The past that is meant: the latest year, if nobody says."""
    end = until or datetime.now(UTC)
    return since or end - _YEAR, end


def _given(text: str, pace: "Given", scripts: Sequence["Script"]) -> dict[str, Any]:
    """Cases from a file, under the policy in force and under the one that is tried."""
    from starter.cli import trying_given as given
    from starter.trial.quick import side_by_side

    until = max(each.received_at for each in scripts) + _FOLLOWED
    was, would_be = _lived([given.in_force(), text], pace, scripts, until)
    found = side_by_side(was.figures, was.policy, would_be)
    found["not_taken"]["before"] = dict(was.not_taken)
    return found


def _past(text: str, pace: "Given", within: tuple[datetime, datetime]) -> dict[str, Any]:
    """Cases of the record, as they were and lived again under the policy that is tried."""
    from starter.cli import context
    from starter.trial import trial
    from starter.trial.quick import side_by_side
    from store.past import Past

    database, now = context.installation().database, datetime.now(UTC)
    past = Past(database, *within)
    with _progress(words.READING, _some(past.count())) as step:
        was, scripts = trial.recorded(database, past.cases(), now, step)
    [would_be] = _lived([text], pace, scripts, now)
    return side_by_side(was, _in_force(), would_be)


def _folded(text: str, within: tuple[datetime, datetime]) -> dict[str, Any]:
    """Cases of the record, whose clocks are folded again."""
    from starter.cli import context
    from starter.cli import trying_given as given
    from starter.trial.quick import quick
    from store.past import Past

    installation, now = context.installation(), datetime.now(UTC)
    count = _some(Past(installation.database, *within).count())
    with _progress(words.READING, count) as step:
        texts = (given.in_force(), text)
        return quick(installation.settings.record_url, within, texts, now, step)


def _lived(
    texts: Sequence[str], pace: "Given", scripts: Sequence["Script"], until: datetime
) -> list["Tried"]:
    from starter.trial import trial

    total = len(texts) * sum(len(each.steps) for each in scripts)
    with _progress(words.LIVING, total) as step:
        return asyncio.run(trial.lived(scripts, texts, pace.approve, until, step))


def _in_force() -> "Policy":
    from starter.cli import trying_given as given
    from store import policies

    return policies.resolved(given.in_force())


def _some(count: int) -> int:
    if not count:
        raise BadInput(said(words.NO_CASES))
    return count


@contextmanager
def _progress(what: Said, total: int) -> Iterator[Callable[..., None]]:
    """A bar on stderr, if that is a terminal; `step` is told how many more are done, else one."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    console = Console(stderr=True)
    left = TimeRemainingColumn()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), left)
    hidden = not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=hidden) as bar:
        task = bar.add_task(said(what), total=total)
        yield lambda many=1: bar.advance(task, many)
