"""The commands about absences: `absence add`, `absence list`, `absence remove`."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from schemas.enums import Refusal
from schemas.errors import BadInput, Refused
from starter.cli import absence_words as words
from starter.cli import helps, options
from starter.cli.mounting import Calls, mount_topic
from starter.cli.words import said

if TYPE_CHECKING:
    from rich.console import RenderableType

    from schemas.absences import Absence
    from schemas.policy import Policy
    from store.absences import Absences
    from store.tables import AbsenceRow
    from worker.installation import Installation

_WHO = typer.Argument(metavar=said(helps.A_LOGIN), help=said(words.WHO))
_WHICH = typer.Argument(metavar=said(words.A_NUMBER), help=said(words.WHICH))


def add_to(app: typer.Typer) -> None:
    """Mount these commands."""
    calls: Calls = {
        "add": (add, words.ADD),
        "list": (listing, words.LIST),
        "remove": (remove, words.REMOVE),
    }
    mount_topic(app, "absence", words.TOPIC, calls)


def add(
    login: Annotated[str, _WHO],
    starts: Annotated[str, options.option("--from", words.A_DATE, words.STARTS)],
    ends: Annotated[str, options.option("--until", words.A_DATE, words.ENDS)],
    by: options.By,
    deputy: Annotated[str | None, options.option("--deputy", helps.A_LOGIN, words.DEPUTY)] = None,
    as_json: options.AsJson = False,
) -> None:
    from starter import projection
    from starter.cli import showing
    from store.absences import Overlaps
    from worker.installation import now

    register, policy = _opened()
    _require_known(policy, **{said(helps.A_LOGIN): login, "--deputy": deputy, "--by": by})
    _require_allowed(policy, by, login)
    absence = _absence(policy, login, starts, ends, deputy)
    try:
        row = register.add(absence, by, now())
    except Overlaps as error:
        raise BadInput(said(words.OVERLAPS, **_said(error.other, policy.zone))) from None
    if as_json:
        showing.answer(projection.absence(row))
    else:
        showing.show(showing.line(said(words.ADDED, **_said(row, policy.zone))))


def listing(
    every: Annotated[bool, options.switch("--all", words.ALL)] = False,
    as_json: options.AsJson = False,
) -> None:
    from starter import projection
    from starter.cli import showing
    from worker.installation import now

    at = now()
    register, policy = _opened()
    found = register.listed(None if every else at)
    if as_json:
        showing.answer([projection.absence(row) for row in found])
    else:
        showing.show(*_table(found, at, policy.zone))


def remove(
    number: Annotated[str, _WHICH],
    by: options.By,
    as_json: options.AsJson = False,
) -> None:
    from starter import projection
    from starter.cli import showing
    from worker.installation import now

    register, policy = _opened()
    found = register.find(int(number)) if number.isdecimal() and len(number) < 10 else None
    if found is None or found.id is None:
        raise BadInput(said(words.NO_ABSENCE, id=number))
    _require_known(policy, **{"--by": by})
    _require_allowed(policy, by, found.login)
    row = register.remove(found.id, by, now())
    if as_json:
        showing.answer(projection.absence(row))
    else:
        showing.show(showing.line(said(words.REMOVED, **_said(row, policy.zone))))


def _opened() -> tuple["Absences", "Policy"]:
    from starter.cli import context
    from store import policies
    from store.absences import Absences

    found: Installation = context.installation()
    return Absences(found.database), policies.latest(found.database, found.policy_text)


def _require_known(policy: "Policy", **logins: str | None) -> None:
    known = sorted(policy.staff | set(policy.people))
    for flag, login in logins.items():
        if login is not None and login not in known:
            names = ", ".join(known)
            raise BadInput(said(words.UNKNOWN, flag=flag, login=login, known=names))


def _require_allowed(policy: "Policy", by: str, login: str) -> None:
    from rules.absences import may_note

    if not may_note(policy, by, login):
        raise Refused(Refusal.ROLE_TOO_LOW)


def _absence(policy: "Policy", login: str, starts: str, ends: str, deputy: str | None) -> "Absence":
    from schemas.absences import Absence

    since = _instant(starts, policy.zone, "--from")
    until = _instant(ends, policy.zone, "--until")
    if until <= since:
        raise BadInput(said(words.ENDS_FIRST))
    if deputy == login:
        raise BadInput(said(words.OWN_DEPUTY))
    return Absence(login=login, starts=since, ends=until, deputy=deputy)


def _instant(given: str, zone: str, flag: str) -> datetime:
    """A day is its midnight in the policy's zone; an instant says its own offset."""
    from pydantic import TypeAdapter

    from rules.absences import day_begins
    from schemas.bounds import Instant

    wrong = BadInput(said(words.WHEN, flag=flag))
    try:
        if len(given) == len("2026-03-05"):
            return TypeAdapter(Instant).validate_python(day_begins(date.fromisoformat(given), zone))
        found: datetime = TypeAdapter(Instant).validate_python(datetime.fromisoformat(given))
    except (ValueError, OverflowError):
        raise wrong from None
    return found


def _said(row: "AbsenceRow", zone: str) -> dict[str, Any]:
    """In the zone in which a day was given, wherever it is read."""
    from zoneinfo import ZoneInfo

    from starter.cli.words import MOMENT

    there = ZoneInfo(zone)
    return {
        "id": row.id,
        "login": row.login,
        "starts": said(MOMENT, at=row.starts.astimezone(there)),
        "ends": said(MOMENT, at=row.ends.astimezone(there)),
        "deputy": row.deputy or said(words.STANDING),
    }


def _table(rows: Any, at: datetime, zone: str) -> "Iterator[RenderableType]":
    from starter.cli import showing

    if not rows:
        yield showing.line(said(words.NONE))
        return
    titles = (words.NUMBER, words.PERSON, words.FROM, words.UNTIL, words.STANDS_IN, words.REMARK)
    table = showing.columns(*titles)
    for row in rows:
        cells = [str(cell) for cell in _said(row, zone).values()]
        table.add_row(*map(showing.line, [*cells, _remark(row, at)]))
    yield table
    yield showing.line(said(words.IN_ZONE, zone=zone), "dim")


def _remark(row: "AbsenceRow", at: datetime) -> str:
    if row.removed_at:
        return said(words.TAKEN_BACK)
    return said(words.NOW) if row.starts <= at < row.ends else ""
