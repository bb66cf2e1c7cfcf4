"""The worker process."""

import asyncio
import logging
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from temporalio.client import Client
from temporalio.worker import Worker

from engine import search_attributes
from engine.cases import Cases
from engine.connection import TASK_QUEUE, connect, runtime
from engine.schedules import ensure_schedules
from schemas.errors import EngineUnavailable, Misconfigured, RecordUnavailable
from schemas.settings import Settings
from store import migrate
from store.workers import BEAT, Workers
from worker import registry
from worker.discretion import Discretion
from worker.installation import Installation, now
from worker.ready import announce_ready, end_with_parent
from worker.sandbox import sandbox

_log = logging.getLogger("huiyin.worker")
_THREADS = 16
"""So many steps of the record at a time. Those that wait for a thread are not yet on the clock."""
_PATIENCE = timedelta(seconds=5)
_PAUSES = (1, 1, 2, 2, 5, 5, 10)


async def run_worker(
    settings: Settings,
    *,
    workflows: Sequence[type] = (),
    activities: Sequence[Callable[..., Any]] = (),
) -> None:
    """Host workflows and activities until SIGTERM or SIGINT; then finish what runs and return.

    `workflows` and `activities` are hosted besides the product's own.

    Raises:
        Misconfigured: a setting is wrong, or the record needs `huiyin upgrade`.
        EngineUnavailable: Temporal did not answer for half a minute.
    """
    end_with_parent()
    installation = Installation(settings)
    _require_current_record(installation)
    runtime(settings.worker_metrics)
    client = await _connected(settings)
    await _prepare(client, settings)
    worker = make_worker(client, installation, workflows, activities)
    workers, name = Workers(installation.database), client.identity
    beside = [asyncio.create_task(each) for each in (_beat(workers, name), _warm(installation))]
    try:
        await _run_until_told(worker)
    finally:
        for each in beside:
            each.cancel()
        await asyncio.to_thread(workers.leave, name)


def make_worker(
    client: Client,
    installation: Installation,
    workflows: Sequence[type] = (),
    activities: Sequence[Callable[..., Any]] = (),
) -> Worker:
    """A worker with everything registered, and what is given besides."""
    return Worker(
        client,
        task_queue=TASK_QUEUE,
        workflows=[*registry.WORKFLOWS, *workflows],
        activities=[*registry.activities(installation, Cases(client)), *activities],
        activity_executor=ThreadPoolExecutor(_THREADS, thread_name_prefix="activity"),
        max_concurrent_local_activities=_THREADS,
        workflow_runner=sandbox(),
        interceptors=[Discretion()],
        graceful_shutdown_timeout=timedelta(seconds=20),
        max_heartbeat_throttle_interval=timedelta(seconds=2),
    )


def _require_current_record(installation: Installation) -> None:
    if migrate.current(installation.database) != migrate.head():
        raise Misconfigured("the record is not of this version; run: huiyin upgrade")


async def _connected(settings: Settings) -> Client:
    for pause in _PAUSES:
        try:
            return await connect(settings, patience=_PATIENCE)
        except EngineUnavailable as error:
            _log.warning("%s; trying again in %s s", error, pause)
            await asyncio.sleep(pause)
    return await connect(settings, patience=_PATIENCE)


async def _prepare(client: Client, settings: Settings) -> None:
    await search_attributes.register(client)
    await ensure_schedules(client, timedelta(seconds=settings.sweep_seconds))


async def _run_until_told(worker: Worker) -> None:
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told.set)
    async with worker:
        announce_ready()
        _log.info("the worker is ready")
        await told.wait()


async def _warm(installation: Installation) -> None:
    """A first text that comes before this is done waits for it; the start does not."""
    try:
        await asyncio.to_thread(installation.ear.warm_up)
    except RecordUnavailable as error:
        _log.warning("the model in use could not be read yet: %s", error)


async def _beat(workers: Workers, name: str) -> None:
    while True:
        try:
            await asyncio.to_thread(workers.beat, name, migrate.head(), now())
        except RecordUnavailable as error:
            _log.warning("the worker could not say that it is alive: %s", error)
        await asyncio.sleep(BEAT.total_seconds())
