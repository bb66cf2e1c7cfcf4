"""What `huiyin policy try` is given: a policy, cases, days, and how long people take."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from rules.languages import language
from rules.scripts import Given as Facts
from rules.scripts import Pace, Script
from schemas.durations import Elapsed, Length, parse_length
from schemas.errors import BadInput, RecordUnavailable
from schemas.submissions import Submission
from starter.cli import checking, items, words
from starter.cli import trying_words as tried
from starter.cli.words import said
from store import policies

_RECEIVED_AT = "received_at"


class Given(NamedTuple):
    """How long people take where nobody recorded it."""

    usual: Pace
    approve: Length


def policy(file: str) -> str:
    """The text of a policy file.

    Raises:
        BadInput, Misconfigured: there is no such file, or it is not a valid policy.
    """
    path = Path(file)
    if not path.exists():
        raise BadInput(said(words.UNREADABLE, path=file, why=said(words.NO_FILE)))
    return policies.read(path)


def in_force() -> str:
    """The text of the policy for new cases; the shipped one where nothing is set up yet."""
    from starter.cli import context

    try:
        installation = context.installation()
    except RecordUnavailable:
        return policies.default_text()
    return policies.text_in_force(installation.database, installation.policy_text)


def pace(answer: str, propose: str, approve: str, resolve: str, confirm: str) -> Given:
    usual = Pace(
        answer=_length("--answer-after", answer),
        propose=_length("--propose-after", propose),
        resolve=_length("--resolve-after", resolve),
        confirm=_length("--confirm-after", confirm),
    )
    return Given(usual, _length("--approve-after", approve))


def day(flag: str, text: str | None) -> datetime | None:
    """The beginning of a day, in the zone of the policy in force."""
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise BadInput(said(words.PROBLEM, field=flag, problem=said(words.NOT_A_DATE))) from None
    zone = ZoneInfo(policies.parse(in_force()).zone)
    return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)


def scripts(file: str, given: Given, every: str) -> list[Script]:
    """The cases of a file, at the usual pace; those without a time one after the other.

    Raises:
        BadInput: a line is wrong; it is named.
    """
    apart = _length("--every", every)
    if not isinstance(apart, Elapsed):
        raise BadInput(said(words.PROBLEM, field="--every", problem=said(tried.PLAIN)))
    found, at = [], _next_monday()
    for item in items.read(file, _RECEIVED_AT):
        try:
            received_at, submission = _item(item)
        except BadInput as error:
            raise BadInput(said(words.LINE, line=item.line, reason=error)) from None
        found.append(_script(f"line {item.line}", received_at or at, submission, given.usual))
        at = (received_at or at) + apart.span
    if not found:
        raise BadInput(said(tried.EMPTY))
    return found


def _item(item: items.Item) -> tuple[datetime | None, Submission]:
    if item.problem:
        raise BadInput(item.problem)
    fields: dict[str, Any] = dict(item.fields)
    at = fields.pop(_RECEIVED_AT, None)
    submission = checking.checked(lambda: Submission.model_validate(fields), checking.as_column)
    return (day(_RECEIVED_AT, str(at)) if at else None), submission


def _script(key: str, at: datetime, submission: Submission, usual: Pace) -> Script:
    facts = Facts(
        channel=submission.channel,
        locale=submission.locale or language(submission.text),
        reachable=submission.contact is not None,
        category=submission.category,
        priority=submission.priority,
        tier=submission.tier,
    )
    return usual.script(key, at, facts, submission.text)


def _length(flag: str, text: str) -> Length:
    try:
        return parse_length(text)
    except ValueError as error:
        raise BadInput(said(words.PROBLEM, field=flag, problem=error)) from None


def _next_monday() -> datetime:
    """When the first case comes in if nobody said when: the beginning of a week."""
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return today + timedelta(days=7 - today.weekday())
