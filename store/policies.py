"""Versions of the policy: a text, and the calendars as they were known when it was applied."""

import hashlib
import json
import tomllib
from datetime import UTC, datetime
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from sqlalchemy import desc
from sqlmodel import Session, select

from schemas.errors import Misconfigured
from schemas.events import SYSTEM
from schemas.policy import Policy
from store import calendars, holidays
from store.database import Database
from store.tables import PolicyChange, PolicyRow

_LATEST = select(PolicyChange.version).order_by(desc("id")).limit(1)


def default_text() -> str:
    """The policy that is shipped."""
    return (resources.files("schemas") / "policies" / "default.toml").read_text(encoding="utf-8")


def read(path: Path) -> str:
    """The text of a policy file, checked; of the shipped one if there is no such file.

    Raises:
        Misconfigured: it is not a valid policy; the text names the keys.
    """
    try:
        text = path.read_text(encoding="utf-8") if path.exists() else default_text()
        parse(text)
    except OSError as error:
        raise Misconfigured(f"{path} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Misconfigured(f"{path} is not valid TOML: {error}") from error
    except ValidationError as error:
        raise Misconfigured(f"{path}: {_first_problem(error)}") from error
    return text


@lru_cache(maxsize=32)
def parse(text: str) -> Policy:
    """A policy with its calendars as they are written, and no holidays yet.

    Raises:
        ValueError: it is not a valid policy.
    """
    return Policy.model_validate(tomllib.loads(text))


@lru_cache(maxsize=32)
def resolved(text: str) -> Policy:
    """A policy with every calendar that it uses, and the holidays that are known today.

    Raises:
        ValueError: it is not a valid policy, or names a calendar that there is not.
    """
    policy = parse(text)
    specs = {**calendars.shipped(), **policy.calendars}
    if unknown := policy.calendars_used - set(specs):
        known = ", ".join(sorted(specs))
        raise ValueError(
            f"there is no calendar {', '.join(sorted(unknown))}; it must be one of: {known}"
        )
    found = {name: holidays.resolve(specs[name]) for name in sorted(policy.calendars_used)}
    return policy.model_copy(update={"resolved": found})


def version(policy: Policy, text: str) -> str:
    """The name of a version: a hash of its text and its calendars."""
    content = json.dumps([text, _calendars(policy)], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def apply(session: Session, text: str, by: str = SYSTEM) -> str:
    """Put a policy in force for cases to come, with the holidays that are known today."""
    name = _kept(session, text)
    change = PolicyChange(version=name, by=by, at=datetime.now(UTC))
    session.add(change)
    session.flush()
    return name


def in_force(session: Session, first: str) -> str:
    """The version for new cases; where there is none yet, `first` is applied."""
    return session.exec(_LATEST).first() or apply(session, first)


def latest(database: Database, first: str) -> Policy:
    """The policy for new cases, to read names from; `first` where there is none yet."""
    with database.reading() as session:
        name = session.exec(_LATEST).first()
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
            {**tomllib.loads(row.text), "resolved": row.calendars}
        )
    return _loaded[name]


_loaded: dict[str, Policy] = {}


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


def _first_problem(error: ValidationError) -> str:
    problem = error.errors()[0]
    where = ".".join(str(part) for part in problem["loc"])
    return f"{where}: {problem['msg']}" if where else problem["msg"]
