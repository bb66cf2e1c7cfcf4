"""The parts of an installation, how each is started, and when it is ready."""

import os
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial

from pydantic import SecretStr

from engine import embedded
from schemas.settings import Settings
from starter.up import probes
from starter.up.ports import LOCAL

# Temporal's own settings would lead the parts, and its server, elsewhere: a profile, a key, TLS.
_NO_PROFILES = {"TEMPORAL_CONFIG_FILE": os.devnull}


@dataclass(frozen=True)
class Part:
    """One process. `ready` waits until it is; without it the part says so (`worker.ready`)."""

    name: str
    argv: Sequence[str]
    ready: Callable[[], Awaitable[None]] | None = None
    address: str = ""


Stages = Sequence[Sequence[Part]]
"""What starts together; a stage starts when the one before it is ready, and stops before it."""


def all_stages(settings: Settings) -> Stages:
    """Temporal first, then everything that lives on it."""
    temporal = Part(
        "temporal",
        embedded.command(settings),
        partial(embedded.until_serving, settings),
        settings.temporal_address,
    )
    worker = Part("worker", _python("worker"))
    web = Part("web", _python("web"), partial(probes.web_answers, settings), settings.base_url)
    catcher = Part(
        "catcher",
        _python("catcher"),
        partial(probes.smtp_answers, settings.smtp_port),
        f"{LOCAL}:{settings.smtp_port}",
    )
    return [[temporal], [worker, web, catcher]]


def environment(settings: Settings) -> dict[str, str]:
    """What the parts inherit: every setting of this installation, and the embedded Temporal."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("TEMPORAL_")}
    temporal = {
        "TEMPORAL_ADDRESS": settings.temporal_address,
        "TEMPORAL_NAMESPACE": embedded.NAMESPACE,
    }
    return inherited | _variables(settings) | temporal | _NO_PROFILES


def _variables(settings: Settings) -> dict[str, str]:
    given = settings.model_dump(include=settings.model_fields_set, exclude_none=True)
    return {f"HUIYIN_{field.upper()}": _plain(value) for field, value in given.items()}


def _plain(value: object) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else str(value)


def _python(command: str) -> list[str]:
    # -P: what lies in the working directory is not our code.
    return [sys.executable, "-P", "-m", "starter.main", command]
