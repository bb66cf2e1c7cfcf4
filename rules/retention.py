"""When a closed case has been kept long enough."""

from calendar import monthrange
from datetime import datetime

from schemas.policy import Policy


def months_before(instant: datetime, months: int) -> datetime:
    """The same day and time so many calendar months earlier, or the last day of that month."""
    year, month = divmod(instant.year * 12 + instant.month - 1 - months, 12)
    day = min(instant.day, monthrange(year, month + 1)[1])
    return instant.replace(year=year, month=month + 1, day=day)


def closed_before(policy: Policy, now: datetime) -> dict[str, datetime]:
    """For each category that is not kept for good: what was closed before is to be erased."""
    kept = {key: policy.retention.months(key) for key in policy.categories}
    return {key: months_before(now, months) for key, months in kept.items() if months}
