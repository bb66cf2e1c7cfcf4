"""Connecting to Temporal: standard `TEMPORAL_*` settings and profiles, else the embedded server."""

import asyncio
import logging
from datetime import timedelta

from temporalio.client import Client
from temporalio.envconfig import ClientConfig, ClientConnectConfig
from temporalio.runtime import (
    LogForwardingConfig,
    LoggingConfig,
    PrometheusConfig,
    Runtime,
    TelemetryConfig,
    TelemetryFilter,
)
from temporalio.service import GrpcCompression

from engine.codec import keys_of
from engine.converter import converter
from schemas.errors import EngineUnavailable, Misconfigured
from schemas.settings import Settings

TASK_QUEUE = "huiyin"
_THIS_MACHINE = frozenset({"127.0.0.1", "localhost", "[::1]"})


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
        Misconfigured: the keys for payloads are wrong.
    """
    config, data_converter = target(settings), converter(keys_of(settings))
    try:
        # The client bounds only the connecting, not the wait for the first answer.
        async with asyncio.timeout(patience.total_seconds()):
            return await Client.connect(
                **config,
                data_converter=data_converter,
                runtime=runtime(),
                connect_timeout=patience,
                grpc_compression=_compression(config),
            )
    except (RuntimeError, TimeoutError) as error:
        raise EngineUnavailable(
            f"Temporal does not answer at {config.get('target_host')}"
        ) from error


def _compression(config: ClientConnectConfig) -> GrpcCompression:
    host = str(config.get("target_host")).rpartition(":")[0]
    return GrpcCompression.NONE if host in _THIS_MACHINE else GrpcCompression.GZIP


_made: list[Runtime] = []


def runtime(metrics: str | None = None) -> Runtime:
    """One runtime a process. Its log goes through `logging`; unforwarded it would go to stdout.

    The first caller may say at which address it gives its figures to Prometheus.

    Raises:
        Misconfigured: that address cannot be used.
    """
    if not _made:
        forwarding = LogForwardingConfig(logging.getLogger("temporalio.core"))
        logs = LoggingConfig(TelemetryFilter(core_level="WARN", other_level="ERROR"), forwarding)
        given = PrometheusConfig(bind_address=metrics) if metrics else None
        try:
            _made.append(Runtime(telemetry=TelemetryConfig(logging=logs, metrics=given)))
        except (RuntimeError, ValueError) as error:
            raise Misconfigured(f"HUIYIN_WORKER_METRICS: {error}") from error
    return _made[0]
