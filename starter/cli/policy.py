"""The commands about the policy: `policy check`, `show`, `list`, `diff`, `apply`, `adopt`, `try`.

`check` needs no running system, no record and no secret; nor do the others for files.
"""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from schemas.errors import BadInput
from starter.cli import policy_words as words
from starter.cli import trying_words
from starter.cli.mounting import Calls, mount_topic
from starter.cli.options import AsJson, option, switch
from starter.cli.trying import try_policy
from starter.cli.words import said

if TYPE_CHECKING:
    from schemas.case_filter import CaseFilter
    from starter.policy_check import Checked

_FILE = typer.Argument(metavar=said(words.A_FILE), help=said(words.FILE))
_REFERENCE = typer.Argument(metavar=said(words.A_REFERENCE), help=said(words.REFERENCE))
_FIRST = typer.Argument(metavar=said(words.A_REFERENCE), help=said(words.FIRST))
_SECOND = typer.Argument(metavar=said(words.A_REFERENCE), help=said(words.SECOND))
_VERSION = typer.Argument(metavar=said(words.A_VERSION), help=said(words.VERSION))
_By = Annotated[str, option("--by", words.A_LOGIN, words.BY)]


def add_to(app: typer.Typer) -> None:
    """Mount these commands."""
    calls: Calls = {
        "check": (check, words.CHECK),
        "show": (show, words.SHOW),
        "list": (list_versions, words.LIST),
        "diff": (diff, words.DIFF),
        "apply": (apply, words.APPLY),
        "adopt": (adopt, words.ADOPT),
        "try": (try_policy, trying_words.TRY),
    }
    mount_topic(app, "policy", words.TOPIC, calls)


def check(file: Annotated[str, _FILE], as_json: AsJson = False) -> None:
    from starter.cli import policy_showing

    checked = _checked(file)
    policy_showing.checked(checked, file, as_json)
    if checked.errors:
        raise typer.Exit(2)


def show(
    reference: Annotated[str | None, _REFERENCE] = None,
    source: Annotated[bool, switch("--source", words.SOURCE)] = False,
    as_json: AsJson = False,
) -> None:
    from starter.cli import policy_choice, policy_page

    found = policy_choice.chosen(reference)
    if source:
        policy_page.source(found, as_json)
    else:
        policy_page.whole(found, as_json)


def list_versions(as_json: AsJson = False) -> None:
    from starter.cli import context, policy_showing
    from store.versions import Versions

    policy_showing.versions(Versions(context.installation().database).every(), as_json)


def diff(
    first: Annotated[str, _FIRST], second: Annotated[str, _SECOND], as_json: AsJson = False
) -> None:
    from rules.policy_diff import differences
    from starter.cli import policy_choice, policy_showing

    before, after = policy_choice.chosen(first), policy_choice.chosen(second)
    changes = list(differences(before.policy, after.policy))
    policy_showing.differences(before, after, changes, as_json)


def apply(
    file: Annotated[str, _FILE],
    by: _By,
    reason: Annotated[str | None, option("--reason", words.A_TEXT, words.REASON)] = None,
    as_json: AsJson = False,
) -> None:
    from schemas.bounds import Login, Reason
    from schemas.policy_text import InvalidPolicy
    from starter.cli import checking, context, policy_showing
    from starter.policy_check import check as look
    from store import policies
    from store.versions import Versions

    who = checking.value(Login, by, "--by")
    why = checking.value(Reason, reason, "--reason") if reason else None
    text = _text(file)
    checked = look(text)
    if checked.errors:
        raise InvalidPolicy(checked.errors, file)
    database = context.installation().database
    with database.writing() as session:
        before = policies.current(session)
        version = policies.apply(session, text, who, why)
    every = Versions(database).every()
    policy_showing.applied(version, before, every, checked, who, as_json)


def adopt(
    version: Annotated[str, _VERSION],
    cases: Annotated[str, option("--cases", words.A_FILTER, words.CASES)],
    by: _By,
    yes: Annotated[bool, switch("--yes", words.YES)] = False,
    as_json: AsJson = False,
) -> None:
    from schemas.bounds import Login
    from starter import moving
    from starter.cli import checking, context, policy_choice, policy_showing
    from store.queries import Queries
    from worker.installation import now

    who, wanted = checking.value(Login, by, "--by"), _filter(cases)
    installation = context.installation()
    to = policy_choice.version(version, installation)
    ids = Queries(installation.database).running(wanted)
    if yes:
        with policy_showing.progress(len(ids)) as step:
            outcome = moving.carry_out(installation.book, ids, to, who, now, step)
        told = moving.tell(installation, [each.id for each in outcome.moved])
        outcome.untold = asyncio.run(told)
    else:
        outcome = moving.preview(installation.book, ids, to, now())
    policy_showing.adopted(outcome, to.version, done=yes, as_json=as_json)
    if outcome.refused:
        raise typer.Exit(2)


def _checked(file: str) -> "Checked":
    from schemas.policy_text import InvalidPolicy
    from starter.policy_check import Checked
    from starter.policy_check import check as look

    try:
        return look(_text(file))
    except InvalidPolicy as invalid:
        return Checked(invalid.findings, None)


def _text(file: str) -> str:
    """What a file says, or a shipped one of that name."""
    from starter.cli import words as common
    from starter.cli.items import why
    from store.policies import SHIPPED, shipped_text, written

    if file in SHIPPED and not Path(file).exists():
        return shipped_text(file) or ""
    try:
        return written(Path(file))
    except OSError as error:
        raise BadInput(said(common.UNREADABLE, path=file, why=why(error))) from error


def _filter(cases: str) -> "CaseFilter":
    from schemas import case_filter
    from schemas.findings import Mistake
    from starter.cli.words import LOCALE

    try:
        return case_filter.parse(cases)
    except Mistake as mistake:
        raise BadInput(said(words.BAD_FILTER, why=mistake.said.in_(LOCALE))) from None
