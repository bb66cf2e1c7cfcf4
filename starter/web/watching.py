"""What those ask who watch an installation: is it alive, is it ready, how do things stand."""

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from starlette.responses import JSONResponse, PlainTextResponse

from rules import access
from schemas.access import Permission
from schemas.errors import HuiyinError, RecordUnavailable
from starter.web.asking import caller_of
from store import figures, schema_version
from store.figures import Figures
from store.workers import Workers

if TYPE_CHECKING:
    from worker.installation import Installation

Probe = Callable[[], Awaitable[object]]

ASKED_EVERY = 5.0
"""Seconds for which figures are given again without asking the record."""
_PATIENCE = 3.0
_OK = "ok"


def router(installation: "Installation", temporal: Probe) -> APIRouter:
    """The routes; `temporal` raises `EngineUnavailable` if Temporal does not answer."""
    ready, told = _Ready(installation, temporal), _Told(installation)
    found = APIRouter(include_in_schema=False)
    found.add_api_route("/readyz", ready, methods=["GET", "HEAD"], response_model=None)
    found.add_api_route("/metrics", told, methods=["GET"], response_model=None)
    return found


class _Ready:
    """Whether requests can be answered: 503, and which part is away, if not. It tells no secrets:
    anybody may ask."""

    def __init__(self, installation: "Installation", temporal: Probe) -> None:
        self._installation = installation
        self._temporal = temporal

    async def __call__(self) -> Response:
        record, temporal = await asyncio.gather(self._record(), self._engine())
        parts = {"record": record, "temporal": temporal}
        is_ready = set(parts.values()) == {_OK}
        body = {"status": _OK if is_ready else "unavailable", "parts": parts}
        return JSONResponse(body, 200 if is_ready else 503, headers={"Cache-Control": "no-store"})

    async def _record(self) -> str:
        try:
            async with asyncio.timeout(_PATIENCE):
                found = await asyncio.to_thread(
                    schema_version.recorded, self._installation.database
                )
        except (HuiyinError, TimeoutError):
            return "unreachable"
        return _OK if found == schema_version.HEAD else "other version"

    async def _engine(self) -> str:
        try:
            async with asyncio.timeout(_PATIENCE):
                await self._temporal()
        except (HuiyinError, TimeoutError):
            return "unreachable"
        return _OK


class _Told:
    """The figures, for whoever may see them, in the words of Prometheus."""

    def __init__(self, installation: "Installation") -> None:
        self._installation = installation
        self._turn = asyncio.Lock()
        self._at = float("-inf")
        self._text = b""

    async def __call__(self, request: Request) -> Response:
        if status := await self._refusal(request):
            return PlainTextResponse("not allowed\n", status, {"WWW-Authenticate": "Bearer"})
        try:
            text = await self._figures()
        except RecordUnavailable:
            return PlainTextResponse("the record cannot be reached\n", 503)
        return Response(text, media_type=CONTENT_TYPE_LATEST)

    async def _refusal(self, request: Request) -> int | None:
        """The status with which somebody is turned away; none who may see the figures."""
        token = self._installation.settings.metrics_token
        given = request.headers.get("Authorization", "")
        if token and token.get_secret_value():
            known = f"Bearer {token.get_secret_value()}"
            if secrets.compare_digest(given.encode(), known.encode()):
                return None
        caller = await caller_of(request)
        if caller is None:
            return 401
        return None if access.may(caller, Permission.METRICS) else 403

    async def _figures(self) -> bytes:
        async with self._turn:
            if time.monotonic() - self._at >= ASKED_EVERY:
                self._text = await asyncio.to_thread(self._counted)
                self._at = time.monotonic()
            return self._text

    def _counted(self) -> bytes:
        now = self._installation.now()
        found = figures.count(self._installation.database, now)
        alive = Workers(self._installation.database).alive(now)
        return generate_latest(registry(found, len(alive), now))


def registry(found: Figures, workers: int, now: datetime) -> CollectorRegistry:
    """The figures as Prometheus has them."""
    made = CollectorRegistry()
    _labelled(made, "huiyin_cases", "Cases by stage", "stage", found.stages)
    _labelled(made, "huiyin_mails", "Mails to customers and teams", "status", found.mails)
    for name, told, value in _single(found, workers, now):
        Gauge(name, told, registry=made).set(value)
    return made


def _labelled(
    made: CollectorRegistry, name: str, told: str, label: str, values: Mapping[str, int]
) -> None:
    gauge = Gauge(name, told, [label], registry=made)
    for key, value in values.items():
        gauge.labels(key).set(value)


def _single(found: Figures, workers: int, now: datetime) -> Iterator[tuple[str, str, float]]:
    age = (now - found.oldest).total_seconds() if found.oldest else 0
    yield (
        "huiyin_cases_due_within_hour",
        "Open cases with a clock due within the hour",
        (found.due_soon),
    )
    yield "huiyin_cases_overdue", "Open cases with a clock that was missed", found.overdue
    yield "huiyin_cases_unstarted", "Cases whose workflow was not started yet", found.unstarted
    yield "huiyin_decisions_waiting", "Decisions accepted and not carried out", found.decisions
    yield "huiyin_decisions_oldest_seconds", "Age of the oldest of them", max(0, age)
    yield "huiyin_workers_alive", "Workers alive within the last minute", workers
