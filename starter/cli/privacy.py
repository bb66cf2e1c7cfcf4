"""The commands about personal data: `erase`, `erasures`, `export`, `hold`, `release`, `retention`
and `codec`."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from schemas.enums import Refusal
from schemas.errors import BadInput, Misconfigured, Refused, UnknownCase
from schemas.words import Said
from starter.cli import helps, options
from starter.cli import privacy_words as words
from starter.cli.mounting import Call, Calls, mount, mount_topic
from starter.cli.words import said

if TYPE_CHECKING:
    from starter.erasing import Found
    from worker.installation import Installation

_CUSTOMER = options.option("--customer", words.A_CUSTOMER, words.CUSTOMER)
_REASON = options.option("--reason", words.A_REASON, words.REASON)
_WHY = options.option("--reason", words.A_REASON, words.HOLD_REASON)
_BY = options.option("--by", helps.A_LOGIN, words.BY)
_TO = options.option("--to", words.A_FOLDER, words.TO)
_KEY_ID = options.option("--id", words.A_NAME, words.KEY_ID)
_SHOWN = 50


class Held(Refused):
    """A legal hold forbids it; the text says which cases, and why."""

    def __init__(self, text: str) -> None:
        super().__init__(Refusal.HELD)
        self.args = (text,)


def add_to(app: typer.Typer) -> None:
    """Mount these commands."""
    explained: dict[Call, Said] = {
        erase: words.ERASE,
        erasures: words.ERASURES,
        export: words.EXPORT,
        hold: words.HOLD,
        release: words.RELEASE,
        retention: words.RETENTION,
    }
    for call, what in explained.items():
        mount(app, call.__name__, call, what)
    of_codec: Calls = {"key": (new_key, words.CODEC_KEY), "seal": (seal, words.SEAL)}
    mount_topic(app, "codec", words.CODEC, of_codec)


def erase(
    customer: Annotated[str, _CUSTOMER],
    reason: Annotated[str, _REASON],
    by: Annotated[str | None, _BY] = None,
    yes: Annotated[bool, options.switch("--yes", words.YES)] = False,
    as_json: options.AsJson = False,
) -> None:
    from activities.erasure import Cause, Order
    from schemas.submissions import Line
    from starter import erasing
    from starter.cli import checking, context, privacy_showing

    why = checking.value(Line, reason, "--reason")
    installation = context.installation()
    found = _found(installation, customer)
    if erasing.names_the_customer(installation, found, why):
        raise BadInput(said(words.NAMES_CUSTOMER))
    if found.held:
        told = "; ".join(f"{case} ({why})" for case, why in found.held.items())
        raise Held(said(words.HELD, cases=told))
    if not as_json:
        privacy_showing.found(found)
    if not yes and (as_json or not _agreed()):
        privacy_showing.not_yet(found, as_json)
        return
    order = Order(by=_who(by), cause=Cause.REQUEST, reason=why, shell_user=_shell_user())
    done = erasing.carry_out(installation, found, order, privacy_showing.waiting)
    privacy_showing.done(found, done, as_json)
    if not done.log_emptied:
        raise typer.Exit(1)


def erasures(as_json: options.AsJson = False) -> None:
    from starter.cli import context, privacy_showing

    privacy_showing.erasures(context.installation().erasures.listed(_SHOWN), as_json)


def export(
    customer: Annotated[str, _CUSTOMER],
    to: Annotated[str, _TO],
    as_json: options.AsJson = False,
) -> None:
    from starter import exporting
    from starter.cli import context, privacy_showing

    installation = context.installation()
    found = _found(installation, customer)
    gateway, folder = context.gateway(), Path(to)
    views = [gateway.look(each.case_id) for each in found.cases if not each.erased]
    if folder.exists():
        raise BadInput(said(words.FOLDER_TROUBLE, folder=to, why=said(words.EXISTS)))
    try:
        written = exporting.write(installation, views, found.addresses, folder)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise BadInput(said(words.FOLDER_TROUBLE, folder=to, why=why)) from error
    privacy_showing.exported(folder, [view.state.case_id for view in views], written, as_json)


def hold(
    case: options.Case,
    reason: Annotated[str, _WHY],
    by: Annotated[str | None, _BY] = None,
    as_json: options.AsJson = False,
) -> None:
    from activities import erasure

    _keep(case, reason, by, erasure.hold, words.NOW_HELD, as_json)


def release(
    case: options.Case,
    reason: Annotated[str, _WHY],
    by: Annotated[str | None, _BY] = None,
    as_json: options.AsJson = False,
) -> None:
    from activities import erasure

    _keep(case, reason, by, erasure.release, words.NOW_RELEASED, as_json)


def retention(as_json: options.AsJson = False) -> None:
    from rules.retention import closed_before
    from starter.cli import context, privacy_showing

    installation = context.installation()
    policy = installation.digests.policy()
    limits = closed_before(policy, installation.now())
    numbers = installation.erasures.count_aged(limits)
    privacy_showing.retention(policy, limits, numbers, as_json)


def new_key(key_id: Annotated[str, _KEY_ID] = "k1", as_json: options.AsJson = False) -> None:
    from engine import codec
    from starter.cli import showing

    made = codec.new_key(key_id)
    codec.parse(made, "--id")
    if as_json:
        showing.answer({"id": key_id, "key": made})
    else:
        showing.show(showing.line(made))


def seal(as_json: options.AsJson = False) -> None:
    import asyncio

    from engine.codec import keys_of, sealed_json
    from schemas.submissions import Submission
    from starter.cli import checking, context, showing

    keys = keys_of(context.settings())
    if not keys:
        raise Misconfigured(said(words.NO_KEYS))
    given = sys.stdin.buffer.read()
    checking.checked(lambda: Submission.model_validate_json(given), checking.as_column)
    payload = asyncio.run(sealed_json(keys, given))
    if as_json:
        showing.answer(payload)
    else:
        showing.show(showing.line(payload["data"]))


def _keep(
    case: str,
    reason: str,
    by: str | None,
    act: "Callable[..., object]",
    told: Said,
    as_json: bool,
) -> None:
    from schemas.submissions import Text
    from starter.cli import checking, context, privacy_showing

    case_id, why = options.case(case), checking.value(Text, reason, "--reason")
    who, installation = _who(by), context.installation()
    with options.known(case_id), installation.book.open(case_id) as opened:
        act(opened, why, who, installation.now())
        held = opened.known.held
    privacy_showing.kept(case_id, held, who, told, as_json)


def _found(installation: "Installation", customer: str) -> "Found":
    from starter import erasing

    try:
        return erasing.find(installation, customer)
    except UnknownCase:
        raise UnknownCase(said(words.NO_CUSTOMER, customer=customer)) from None


def _agreed() -> bool:
    """Whether somebody sits there and says yes."""
    return sys.stdin.isatty() and typer.confirm(said(words.SURE))


def _who(by: str | None) -> str:
    import re

    from schemas.bounds import Login
    from starter.cli import checking

    if by is not None:
        return str(checking.value(Login, by, "--by"))
    plain = re.sub(r"[^a-z0-9._-]", "-", _shell_user().lower()).lstrip("0123456789._-")
    return plain[:32] or "administrator"


def _shell_user() -> str:
    import getpass

    try:
        return getpass.getuser()[:64]
    except (KeyError, OSError):
        return "administrator"
