"""Bounded types for everything that crosses a boundary."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, StringConstraints

Login = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9._-]{0,31}$")]
"""The short name of a member of staff."""
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
"""The name of a category, team, channel or reason: policy data, never a person's words."""
RoadmapId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$")]
"""The name of an entry on the roadmap, as another tool or the team gives it."""
Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]
"""The hash of a proposal."""
TaskId = Annotated[str, StringConstraints(pattern=r"^T[1-9][0-9]{0,3}$")]
"""The name of a task within its case: T1 is the first."""
FileId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{22}$")]
"""The id of a file that is kept."""
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
"""Why somebody did something; it must not name a customer."""
RequestId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
CaseId = Annotated[str, StringConstraints(pattern=r"^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$")]


_YEARS = range(1970, 2200)
"""Beyond them, calendars and zones overflow."""


def _in_utc(instant: datetime) -> datetime:
    if instant.year not in _YEARS:
        raise ValueError(f"the year must be from {_YEARS[0]} to {_YEARS[-1]}")
    return instant.astimezone(UTC)


Instant = Annotated[AwareDatetime, AfterValidator(_in_utc)]
"""A moment in time, in UTC."""
