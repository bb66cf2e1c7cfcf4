"""The calendars that are shipped."""

import tomllib
from functools import cache
from importlib import resources

from pydantic import TypeAdapter

from schemas.calendars import CalendarName, CalendarSpec

_SPECS = TypeAdapter(dict[CalendarName, CalendarSpec])


@cache
def _read() -> dict[str, CalendarSpec]:
    file = resources.files("schemas") / "policies" / "calendars.toml"
    return parse(file.read_text(encoding="utf-8"))


def shipped() -> dict[str, CalendarSpec]:
    """The shipped calendars by their names."""
    return dict(_read())


def parse(text: str) -> dict[str, CalendarSpec]:
    """The calendars of a policy's text, whatever else is in it.

    Raises:
        ValueError: the text is no TOML, or a calendar in it is not valid.
    """
    return _SPECS.validate_python(tomllib.loads(text).get("calendars", {}))
