"""The commands about working calendars: `calendar show`, `due`, `list`, `import`.

They need no running system, no record and no secret.
"""

from typing import Annotated

import typer

from starter.cli import calendar_help as helps
from starter.cli.mounting import Calls, mount_topic
from starter.cli.options import AsJson, option, switch
from starter.cli.words import said

_MONTH = typer.Argument(metavar=said(helps.A_MONTH), help=said(helps.MONTH))
_START = typer.Argument(metavar=said(helps.A_START), help=said(helps.START))
_LENGTH = typer.Argument(metavar=said(helps.A_LENGTH), help=said(helps.LENGTH))
_FILE = typer.Argument(metavar=said(helps.A_FILE), help=said(helps.ICS_FILE))

_Name = Annotated[str | None, option("--calendar", helps.A_NAME, helps.CALENDAR)]
_Policy = Annotated[str | None, option("--policy", helps.A_FILE, helps.POLICY)]


def add_to(app: typer.Typer) -> None:
    """Mount these commands."""
    calls: Calls = {
        "show": (show, helps.SHOW),
        "due": (due, helps.DUE),
        "list": (list_calendars, helps.LIST),
        "import": (import_file, helps.IMPORT),
    }
    mount_topic(app, "calendar", helps.TOPIC, calls)


def show(
    month: Annotated[str, _MONTH],
    calendar: _Name = None,
    policy: _Policy = None,
    as_json: AsJson = False,
) -> None:
    from starter.cli import calendar_choice, calendar_given, calendar_month

    first = calendar_given.month(month)
    chosen = calendar_choice.chosen(calendar, policy)
    calendar_month.show(chosen, first, as_json)


def due(
    start: Annotated[str, _START],
    length: Annotated[str, _LENGTH],
    calendar: _Name = None,
    pause: Annotated[list[str] | None, option("--pause", helps.A_PAUSE, helps.PAUSE)] = None,
    until: Annotated[str | None, option("--until", helps.AN_UNTIL, helps.UNTIL)] = None,
    policy: _Policy = None,
    as_json: AsJson = False,
) -> None:
    from starter.cli import calendar_choice, calendar_given, calendar_way

    begin = calendar_given.instant(start, said(helps.A_START))
    target = calendar_given.length(length, until)
    pauses = [calendar_given.pause(each) for each in pause or ()]
    chosen = calendar_choice.chosen(calendar, policy)
    with calendar_given.in_reach():
        calendar_way.show(chosen, begin, target, pauses, as_json)


def list_calendars(policy: _Policy = None, as_json: AsJson = False) -> None:
    from starter.cli import calendar_choice, calendar_list

    calendar_list.show(calendar_choice.known(policy), as_json)


def import_file(
    file: Annotated[str, _FILE],
    working: Annotated[bool, switch("--working", helps.WORKING)] = False,
    years: Annotated[str | None, option("--years", helps.SOME_YEARS, helps.YEARS)] = None,
    calendar: _Name = None,
    policy: _Policy = None,
    as_json: AsJson = False,
) -> None:
    from pathlib import Path

    from starter.cli import calendar_choice, calendar_given, calendar_list
    from starter.ical import Events

    wanted = calendar_given.years(years)
    data = calendar_choice.file_read(Path(file))
    chosen = calendar_choice.chosen(calendar, policy)
    with calendar_given.in_ics(file):
        days = Events(data, chosen.calendar, wanted).days(working=working)
    calendar_list.imported(calendar_choice.known(policy), chosen.name, days, as_json)
