"""Connecting to Temporal: standard `TEMPORAL_*` settings and profiles, else the embedded server."""

import logging
from datetime import timedelta

from temporalio.client import Client
from temporalio.envconfig import ClientConfig, ClientConnectConfig
from temporalio.runtime import LogForwardingConfig, LoggingConfig, Runtime, TelemetryConfig
from temporalio.runtime import TelemetryFilter

from engine.converter import DATA_CONVERTER
from schemas.errors import EngineUnavailable, Misconfigured
from schemas.settings import Settings

TASK_QUEUE = "huiyin"


def target(settings: Settings) -> ClientConnectConfig:
    """Where Temporal is, and how to get in.

    Raises:
        Misconfigured: Temporal's own settings cannot be read.
    """
    try:
        config = ClientConfig.load_client_connect_config()
    except (RuntimeError, ValueError) as error:
        raise Misconfigured(f"Temporal's settings cannot be read: {error}") from error
    config.setdefault("target_host", settings.temporal_address)
    return config


async def connect(settings: Settings, *, patience: timedelta = timedelta(seconds=1)) -> Client:
    """Connect within `patience`.

    Raises:
        EngineUnavailable: nothing answers there.
    """
    config = target(settings)
    try:
        return await Client.connect(
            **config,
            data_converter=DATA_CONVERTER,
            runtime=_runtime(settings.log_level),
            connect_timeout=patience,
        )
    except RuntimeError as error:
        raise EngineUnavailable(
            f"Temporal does not answer at {config.get('target_host')}"
        ) from error


_made: list[Runtime] = []


def _runtime(level: str) -> Runtime:
    """One runtime a process. Its log goes through `logging`; unforwarded it would go to stdout."""
    if not _made:
        forwarding = LogForwardingConfig(logging.getLogger("temporalio.core"))
        logs = LoggingConfig(TelemetryFilter(core_level="WARN", other_level="ERROR"), forwarding)
        _made.append(Runtime(telemetry=TelemetryConfig(logging=logs)))
    return _made[0]
