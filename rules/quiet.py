"""When people are not disturbed."""

from datetime import datetime
from zoneinfo import ZoneInfo

from rules.calendar import calendar_of
from schemas.policy import Policy


def quiet(policy: Policy, team: str | None, at: datetime) -> bool:
    """Whether only what is critical disturbs a team at an instant.

    Hours are those of the policy's zone; free days those of the team's calendar, in its own.
    """
    hours = policy.quiet_hours
    if hours is None:
        return False
    now = at.astimezone(ZoneInfo(policy.zone)).time()
    if hours.begin <= hours.end:
        night = hours.begin <= now < hours.end
    else:
        night = now >= hours.begin or now < hours.end
    return night or (hours.free_days and _free(policy, team, at))


def _free(policy: Policy, team: str | None, at: datetime) -> bool:
    """Whether a team's calendar is closed all day; by what is known of it in this version."""
    resolved = policy.resolved.get(policy.calendar_of(team))
    if resolved is None:
        return False
    calendar = calendar_of(resolved)
    return not calendar.day(at.astimezone(calendar.zone).date()).working
