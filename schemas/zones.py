"""Time zones by their IANA names."""

from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        known = "one is written like Asia/Shanghai or UTC"
        raise ValueError(f"{name!r} is no time zone; {known}") from error
    return name


Zone = Annotated[str, Field(max_length=60), AfterValidator(_known_zone)]
