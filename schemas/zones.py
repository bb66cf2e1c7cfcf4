"""Time zones by their IANA names."""

from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field

from schemas.findings import Mistake
from schemas.words import Said


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Mistake(
            f"{name!r} 不是时区",
            f"{name!r} is no time zone",
            Said("写成 Asia/Shanghai 或 UTC", "write one like Asia/Shanghai or UTC"),
        ) from error
    return name


Zone = Annotated[str, Field(max_length=60), AfterValidator(_known_zone)]
