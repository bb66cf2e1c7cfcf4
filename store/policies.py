"""Versions of the policy: a text, and the calendars as they were known when it was applied."""

import hashlib
import json
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from sqlalchemy import desc
from sqlmodel import Session, select

from schemas import policy_text
from schemas import policy_words as words
from schemas.errors import Misconfigured
from schemas.events import SYSTEM
from schemas.findings import Finding, Mistake, Problem, Severity
from schemas.policy import LENIENTLY, Policy
from schemas.policy_names import uncalendared
from schemas.policy_text import InvalidPolicy
from store import calendars, holidays
from store.database import Database
from store.tables import PolicyChange, PolicyRow

SHIPPED = ("default.toml", "fca-disp.toml", "cfpb.toml", "cn-consumer.toml")
"""The files of the policies that are shipped."""


class Overtaken(Exception):
    """Another version is in force than the one that somebody looked at; `current` is it."""

    def __init__(self, current: str | None) -> None:
        super().__init__(f"{current} is in force")
        self.current = current


_LATEST = select(PolicyChange.version).order_by(desc("id")).limit(1)


def default_text() -> str:
    """The policy that is shipped."""
    return (resources.files("schemas") / "policies" / "default.toml").read_text(encoding="utf-8")


def shipped_text(name: str) -> str | None:
    """The text of a policy that is shipped, by the name of its file; none if there is none."""
    file = resources.files("schemas") / "policies" / name
    return file.read_text(encoding="utf-8") if name in SHIPPED else None


def read(path: Path) -> str:
    """The text of a policy file, checked; of the shipped one if there is no such file.

    Raises:
        InvalidPolicy: it is not a valid policy; it says every mistake with its line.
        Misconfigured: it cannot be read.
    """
    try:
        text = written(path) if path.exists() else default_text()
        _require_calendars(text)
    except OSError as error:
        raise Misconfigured(f"{path} cannot be read: {error.strerror}") from error
    except InvalidPolicy as error:
        raise InvalidPolicy(error.findings, str(path)) from None
    return text


def written(path: Path) -> str:
    """The text of a file, whatever it says.

    Raises:
        InvalidPolicy: it is not UTF-8.
        OSError: it cannot be read.
    """
    try:
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        found = Finding(Severity.ERROR, "not_utf8", (), line, *words.NOT_UTF8)
        raise InvalidPolicy((found,), str(path)) from None


@lru_cache(maxsize=32)
def parse(text: str) -> Policy:
    """A policy with its calendars as they are written, and no holidays yet.

    Raises:
        InvalidPolicy: it is not a valid policy.
    """
    return policy_text.parse(text)


@lru_cache(maxsize=32)
def resolved(text: str) -> Policy:
    """A policy with every calendar that it uses, and the holidays that are known today.

    Raises:
        InvalidPolicy: it is not a valid policy, names a calendar that there is not, or one that
            keeps the holidays of a country or region that there is not.
    """
    policy = _require_calendars(text)
    specs = {**calendars.shipped(), **policy.calendars}
    found = {name: holidays.resolve(specs[name]) for name in sorted(policy.calendars_used)}
    return policy.model_copy(update={"resolved": found})


def unknown_holidays(policy: Policy) -> Iterator[Problem]:
    """Countries and regions that a policy's own calendars name and that there are not."""
    for name, spec in policy.calendars.items():
        try:
            holidays.require_known(spec)
        except Mistake as mistake:
            path = ("calendars", name, "holidays")
            yield Problem(path, "holidays_unknown", mistake.said, words.BAD_HOLIDAYS)


def version(policy: Policy, text: str) -> str:
    """The name of a version: a hash of its text and its calendars."""
    content = json.dumps([text, _calendars(policy)], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def apply(session: Session, text: str, by: str = SYSTEM, reason: str | None = None) -> str:
    """Put a policy in force for cases to come, with the holidays that are known today.

    What is in force already stays so, and nothing is written.
    """
    name = _kept(session, text)
    if name != current(session):
        session.add(PolicyChange(version=name, by=by, at=datetime.now(UTC), reason=reason))
        session.flush()
    return name


def succeed(session: Session, text: str, by: str, reason: str, seen: str | None) -> str:
    """Put a policy in force in place of the version `seen`, and of no other.

    Raises:
        Overtaken: another is in force by now; nothing is written.
    """
    session.exec(_LATEST.with_for_update()).first()  # one after the other
    if (now := current(session)) != seen:
        raise Overtaken(now)
    return apply(session, text, by, reason)


def current(session: Session) -> str | None:
    """The version that is in force; none before the first case."""
    return session.exec(_LATEST).first()


def in_force(session: Session, first: str) -> str:
    """The version for new cases; where there is none yet, `first` is applied."""
    return current(session) or apply(session, first)


def latest(database: Database, first: str) -> Policy:
    """The policy for new cases, to read names from; `first` where there is none yet."""
    with database.reading() as session:
        name = current(session)
        return load(session, name) if name else parse(first)


def text_in_force(database: Database, first: str) -> str:
    """The text of the policy for new cases; `first` where there is none yet."""
    with database.reading() as session:
        name = session.exec(_LATEST).first()
        return session.get_one(PolicyRow, name).text if name else first


def load(session: Session, name: str) -> Policy:
    """The policy of a version that the record holds. A version never changes: it is read once."""
    if name not in _loaded:
        row = session.get_one(PolicyRow, name)
        _loaded[name] = Policy.model_validate(
            {**tomllib.loads(row.text), "resolved": row.calendars}, context={LENIENTLY: True}
        )
    return _loaded[name]


_loaded: dict[str, Policy] = {}


def corrected(session: Session, name: str) -> Policy | None:
    """The policy of a version with the holidays that are known today; none if they are the same.

    Raises:
        InvalidPolicy: the text is no valid policy any more.
    """
    known, today = load(session, name), resolved(session.get_one(PolicyRow, name).text)
    return None if _days(known) == _days(today) else today


def keep_corrected(session: Session, name: str) -> str:
    """Keep a version with the holidays that are known today, and name it; the version in force
    stays as it is."""
    return _kept(session, session.get_one(PolicyRow, name).text)


def _kept(session: Session, text: str) -> str:
    policy = resolved(text)
    name = version(policy, text)
    if session.get(PolicyRow, name) is None:
        row = PolicyRow(
            version=name, text=text, calendars=_calendars(policy), created_at=datetime.now(UTC)
        )
        session.add(row)
        session.flush()
    return name


def _calendars(policy: Policy) -> dict[str, Any]:
    return {name: each.model_dump(mode="json") for name, each in policy.resolved.items()}


def _require_calendars(text: str) -> Policy:
    policy = parse(text)
    if found := [*uncalendared(policy, calendars.shipped()), *unknown_holidays(policy)]:
        raise InvalidPolicy(tuple(policy_text.located(text, found)))
    return policy


def _days(policy: Policy) -> dict[str, Any]:
    """All that working time follows from; not by which release of a package it is known."""
    return {name: (each.spec, each.known.days) for name, each in policy.resolved.items()}
