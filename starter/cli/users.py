"""The commands about people: `user add`, `list`, `change`, `invite`, `disable` and others."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from schemas.errors import BadInput
from schemas.words import Said
from starter.cli import helps, options
from starter.cli import people_words as words
from starter.cli.commands import Command, Topic
from starter.cli.words import said

if TYPE_CHECKING:
    from rich.console import RenderableType

    from schemas.accounts import NewAccount
    from store.accounts import Accounts
    from store.tables_identity import AccountRow
    from worker.installation import Installation

_WHO = typer.Argument(metavar=said(helps.A_LOGIN), help=said(words.WHO))
_WHOSE = typer.Argument(metavar=said(helps.A_LOGIN), help=said(words.WHOSE))
_ADDRESS = typer.Argument(metavar=said(helps.AN_ADDRESS), help=said(words.ADDRESS))
_LONGEST_LINE = 1000


def add_to(app: typer.Typer) -> None:
    """Mount these commands."""
    topic = typer.Typer(cls=Topic, help=said(words.USERS), add_completion=False)
    explained: dict[str, tuple[Callable[..., None], Said]] = {
        "add": (add, words.USER_ADD),
        "list": (listing, words.USER_LIST),
        "change": (change, words.USER_CHANGE),
        "invite": (invite, words.USER_INVITE),
        "disable": (disable, words.USER_DISABLE),
        "enable": (enable, words.USER_ENABLE),
        "forget-codes": (forget_codes, words.USER_FORGET),
        "unbind": (unbind, words.USER_UNBIND),
        "erase": (erase, words.USER_ERASE),
        "history": (history, words.USER_HISTORY),
    }
    lenient = {"allow_extra_args": True}  # Command says better what is wrong with them
    for name, (call, what) in explained.items():
        topic.command(name, cls=Command, help=said(what), context_settings=lenient)(call)
    app.add_typer(topic, name="user")


def add(
    address: Annotated[str, _ADDRESS],
    role: Annotated[str, options.option("--role", words.A_ROLE, words.ROLE)],
    team: Annotated[list[str] | None, options.option("--team", helps.A_TEAM, words.TEAM)] = None,
    login: Annotated[str | None, options.option("--login", helps.A_LOGIN, words.LOGIN)] = None,
    password_stdin: Annotated[
        bool, options.switch("--password-stdin", words.PASSWORD_STDIN)
    ] = False,
    as_json: options.AsJson = False,
) -> None:
    from store.accounts import Taken

    found = _installation()
    new = _new(found, address, role, team or [], login)
    password = _password(new) if password_stdin else None
    try:
        _register(found).add(new, found.now(), password)
    except Taken as taken:
        raise BadInput(said(words.TAKEN, value=taken.value)) from None
    link = None if password_stdin else _link(found, new.login)
    told = said(words.ADDED, login=new.login, role=said(words.ROLES[new.role]))
    _answer({**_shown(_known(found, new.login), found), "link": link}, told, link, found, as_json)


def listing(as_json: options.AsJson = False) -> None:
    from starter.cli import showing

    found = _installation()
    rows = _register(found).listed()
    if as_json:
        showing.answer([_shown(row, found) for row in rows])
    else:
        showing.show(*_table(rows, found))


def change(
    login: Annotated[str, _WHO],
    role: Annotated[str | None, options.option("--role", words.A_ROLE, words.ROLE)] = None,
    team: Annotated[list[str] | None, options.option("--team", helps.A_TEAM, words.TEAMS)] = None,
    no_team: Annotated[bool, options.switch("--no-team", words.NO_TEAM)] = False,
    as_json: options.AsJson = False,
) -> None:
    from starter.cli import people_given

    if not (role or team or no_team) or (team and no_team):
        raise BadInput(said(words.WHAT_CHANGES))
    found = _installation()
    row = _known(found, login)
    others = people_given.teams(found, team or []) if team or no_team else None
    with _one_left():
        given = people_given.role(role) if role else None
        _register(found).change(row.login, given, others)
    _answer_standing(found, row.login, words.CHANGED, as_json)


def invite(login: Annotated[str, _WHO], as_json: options.AsJson = False) -> None:
    found = _installation()
    row = _known(found, login)
    if row.disabled_at:
        raise BadInput(said(words.SHUT_OUT, login=row.login))
    link = _link(found, row.login)
    _answer({"login": row.login, "link": link}, "", link, found, as_json)


def disable(login: Annotated[str, _WHO], as_json: options.AsJson = False) -> None:
    found = _installation()
    row = _known(found, login)
    with _one_left():
        _register(found).disable(row.login, found.now())
    _answer_standing(found, row.login, words.DISABLED, as_json)


def enable(login: Annotated[str, _WHO], as_json: options.AsJson = False) -> None:
    found = _installation()
    row = _known(found, login)
    _register(found).enable(row.login)
    _answer_standing(found, row.login, words.ENABLED, as_json)


def forget_codes(login: Annotated[str, _WHO], as_json: options.AsJson = False) -> None:
    found = _installation()
    row = _known(found, login)
    _register(found).drop_second(row.login)
    _answer_standing(found, row.login, words.FORGOTTEN, as_json)


def unbind(login: Annotated[str, _WHO], as_json: options.AsJson = False) -> None:
    found = _installation()
    row = _known(found, login)
    if not _register(found).unbind(row.login):
        raise BadInput(said(words.NOT_BOUND, login=row.login))
    _answer_standing(found, row.login, words.UNBOUND, as_json)


def history(login: Annotated[str | None, _WHOSE] = None, as_json: options.AsJson = False) -> None:
    from starter.cli import histories
    from store.identity_changes import Changes

    found = _installation()
    whose = _known(found, login).login if login else None
    histories.tell(Changes(found.database).of_accounts(whose), as_json)


@contextmanager
def _one_left() -> Iterator[None]:
    """Says that the last administrator stays."""
    from store.accounts import LastAdministrator

    try:
        yield
    except LastAdministrator:
        raise BadInput(said(words.LAST_ADMINISTRATOR)) from None


def erase(login: Annotated[str, _WHO], as_json: options.AsJson = False) -> None:
    from store import remains

    found = _installation()
    row = _known(found, login)
    address = {row.address} if row.address else set[str]()
    if not _register(found).erase(row.login):
        raise BadInput(said(words.STILL_IN, login=row.login))
    found.eraser.erase_kept((), address)
    remains.clear(found.database, address)
    _answer_standing(found, row.login, words.ERASED, as_json)


def _installation() -> "Installation":
    from starter.cli import context

    return context.installation()


def _register(installation: "Installation") -> "Accounts":
    from starter.cli import histories
    from store.accounts import Accounts

    return Accounts(installation.database, histories.by_shell(), installation.now)


def _known(installation: "Installation", login: str) -> "AccountRow":
    row = _register(installation).find(login)
    if row is None:
        raise BadInput(said(words.NO_USER, login=login))
    return row


def _new(
    installation: "Installation", address: str, role: str, teams: list[str], login: str | None
) -> "NewAccount":
    from schemas.accounts import NewAccount
    from schemas.submissions import Address
    from starter.cli import checking, people_given

    known = checking.value(Address, address, said(helps.AN_ADDRESS))
    return NewAccount(
        login=people_given.login(login) if login else people_given.login_of(known),
        address=known,
        role=people_given.role(role),
        teams=people_given.teams(installation, teams),
    )


def _password(new: "NewAccount") -> str:
    from starter.identity import passwords

    given = sys.stdin.readline(_LONGEST_LINE).rstrip("\r\n")
    if weakness := passwords.weakness(given, new.login, new.address):
        raise BadInput(said(words.WEAKNESSES[weakness]))
    return passwords.hashed(given)


def _link(installation: "Installation", login: str) -> str:
    from starter import wiring
    from starter.cli import histories

    token = wiring.people(installation, histories.by_shell()).invited(login)
    return f"{installation.settings.base_url}/invite/{token}"


def _answer(
    value: dict[str, Any], told: str, link: str | None, found: "Installation", as_json: bool
) -> None:
    from schemas.accounts import INVITED_FOR
    from starter.cli import showing

    if as_json:
        showing.answer(value)
        return
    lines = [told] if told else []
    if link:
        until = showing.moment(found.now() + INVITED_FOR)
        lines += [said(words.SET_PASSWORD_AT, until=until), f"  {link}"]
    showing.show(*map(showing.line, lines))


def _answer_standing(found: "Installation", login: str, told: Said, as_json: bool) -> None:
    _answer(_shown(_known(found, login), found), said(told, login=login), None, found, as_json)


def _shown(row: "AccountRow", found: "Installation") -> dict[str, Any]:
    from starter import projection

    return projection.account(row, found.now())


def _table(rows: "Sequence[AccountRow]", found: "Installation") -> "Iterator[RenderableType]":
    from starter.cli import showing

    if not rows:
        yield showing.line(said(words.NO_USERS))
        return
    titles = (words.COLUMN_LOGIN, words.COLUMN_ROLE, words.COLUMN_TEAMS, words.COLUMN_ADDRESS)
    table = showing.columns(
        *titles, words.COLUMN_SEEN, words.COLUMN_STANDING, wrapped=(words.COLUMN_TEAMS,)
    )
    for row in rows:
        table.add_row(*map(showing.line, _cells(_shown(row, found), row)))
    yield table


def _cells(shown: dict[str, Any], row: "AccountRow") -> Iterator[str]:
    from schemas.access import AccessRole
    from starter.cli import showing

    yield row.login
    yield said(words.ROLES[AccessRole(row.role)])
    teams = shown["teams"]
    yield said(words.ALL_TEAMS) if teams is None else ", ".join(teams)
    yield row.address or ""
    yield showing.moment(row.seen_at) if row.seen_at else said(words.NEVER)
    yield said(_standing(shown))


def _standing(shown: dict[str, Any]) -> Said:
    if shown["disabled_at"]:
        return words.IS_DISABLED
    if shown["password"]:
        return words.WITH_CODES if shown["one_time_codes"] else words.WITH_PASSWORD
    return words.INVITED if shown["invited_until"] else words.WITHOUT_PASSWORD
