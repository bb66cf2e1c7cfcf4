"""The calendars that are shipped."""

from functools import cache
from importlib import resources

from pydantic import BaseModel, Field, ValidationError

from schemas import policy_text
from schemas.calendars import CalendarName, CalendarSpec
from schemas.policy_text import InvalidPolicy


class _Calendars(BaseModel):
    """Of a policy, its calendars alone."""

    calendars: dict[CalendarName, CalendarSpec] = Field(default_factory=dict)


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
        InvalidPolicy: the text is no TOML, or a calendar in it is not valid.
    """
    raw = policy_text.toml(text)
    try:
        return _Calendars.model_validate(raw).calendars
    except ValidationError as error:
        found = policy_text.mistakes(raw, error)
        raise InvalidPolicy(tuple(policy_text.located(text, found))) from None
