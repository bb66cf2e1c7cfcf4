"""Versions of the policy, by the hash of their text."""

import hashlib
import tomllib
from datetime import UTC, datetime
from functools import lru_cache
from importlib import resources
from pathlib import Path

from pydantic import ValidationError
from sqlmodel import Session

from schemas.errors import Misconfigured
from schemas.policy import Policy
from store.tables import PolicyRow


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
    return Policy.model_validate(tomllib.loads(text))


def version(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def ensure(session: Session, text: str) -> str:
    """Keep this text as a version, unless it is one already; returns the version."""
    name = version(text)
    if session.get(PolicyRow, name) is None:
        session.add(PolicyRow(version=name, text=text, created_at=datetime.now(UTC)))
        session.flush()
    return name


def load(session: Session, name: str) -> Policy:
    """The policy of a version that the record holds. A version never changes: it is read once."""
    if name not in _loaded:
        _loaded[name] = parse(session.get_one(PolicyRow, name).text)
    return _loaded[name]


_loaded: dict[str, Policy] = {}


def _first_problem(error: ValidationError) -> str:
    problem = error.errors()[0]
    where = ".".join(str(part) for part in problem["loc"])
    return f"{where}: {problem['msg']}" if where else problem["msg"]
