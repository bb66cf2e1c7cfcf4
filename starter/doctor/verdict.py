"""What a check found, and how a check is run: by itself, for a short time, never in the way."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from schemas.errors import EngineUnavailable, HuiyinError, RecordUnavailable
from schemas.settings import Settings
from schemas.words import Said, plain
from starter.doctor import words
from worker.installation import Installation

_SECONDS = 8.0

_log = logging.getLogger(__name__)
_Value = TypeVar("_Value")


class Status(StrEnum):
    """A warning may be meant so; a problem keeps something from working."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True)
class Verdict:
    """What was found, and what to do about it."""

    status: Status
    found: Said
    remedy: Said | None = None


Verdicts = dict[str, Verdict]
"""By the name of the check, in the order in which they are shown."""
Check = Callable[[], Awaitable[Verdict]]


@dataclass(frozen=True)
class Patient:
    """The installation that is looked at, and when."""

    installation: Installation
    now: datetime

    @property
    def settings(self) -> Settings:
        return self.installation.settings


def ok(found: Said) -> Verdict:
    return Verdict(Status.OK, found)


def warning(found: Said, remedy: Said) -> Verdict:
    return Verdict(Status.WARNING, found, remedy)


def problem(found: Said, remedy: Said) -> Verdict:
    return Verdict(Status.PROBLEM, found, remedy)


def in_thread(check: Callable[[], Verdict]) -> Check:
    """A check that blocks, to be run beside the others."""
    return lambda: asyncio.to_thread(check)


async def run(checks: Mapping[str, Check]) -> Verdicts:
    """Run checks at the same time. Whatever happens to one of them is its verdict."""
    verdicts = await asyncio.gather(*(_alone(name, check) for name, check in checks.items()))
    return dict(zip(checks, verdicts, strict=True))


async def _alone(name: str, check: Check) -> Verdict:
    try:
        async with asyncio.timeout(_SECONDS):
            return await check()
    except TimeoutError:
        found = words.NO_ANSWER.filled(seconds=_SECONDS)
    except HuiyinError as error:
        found = _said(error)
    except Exception as error:  # noqa: BLE001 - what nobody foresaw is a finding too
        _log.debug("the check %s failed", name, exc_info=True)
        found = plain(f"{type(error).__name__}: {error}".splitlines()[0])
    return problem(found, words.REMEDIES.get(name, words.LOOK_INTO_IT))


def _said(error: HuiyinError) -> Said:
    """What is wrong; the words of a driver or a server stand in brackets, as they are."""
    match error:
        case RecordUnavailable():
            return words.RECORD_AWAY.filled(why=error)
        case EngineUnavailable():
            return words.TEMPORAL_AWAY.filled(why=error)
        case _:
            said = getattr(error, "said", None)  # of a policy
            return said if isinstance(said, Said) else plain(error)
