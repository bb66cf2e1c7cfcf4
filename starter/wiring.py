"""The gateway of an installation, and its one connection to Temporal."""

import asyncio
import logging
import re
import time
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from activities.delivery import Delivery
from schemas.errors import EngineUnavailable, Misconfigured
from starter.gateway import Gateway
from store.requests import Requests
from store.search import Search

if TYPE_CHECKING:
    from fastapi import FastAPI

    from engine.inspection import Inspection
    from starter.hooks import Hooks
    from starter.identity.people import People
    from starter.policies import Policies
    from starter.web.attaching import Attaching
    from starter.web.desk.case.services import CaseServices
    from starter.web.desk.seat import Desk
    from starter.web.limits import Limits
    from starter.web.portal.house import House
    from worker.installation import Installation

Patience = Callable[[], timedelta]

_FORGET_AFTER = 5.0
_ORIGIN = re.compile(r"https?://[A-Za-z0-9.*-]+(:\d{1,5})?")
_log = logging.getLogger("huiyin.starter")


def gateway(
    installation: "Installation", patience: Patience = lambda: timedelta(seconds=1)
) -> Gateway:
    """A gateway that connects to Temporal, within `patience`, when it has something to tell.

    Raises:
        Misconfigured: a setting is wrong, or the secret key is missing.
    """
    return Gateway(
        installation.database,
        installation.policy_text,
        installation.signer,
        installation.settings.base_url,
        _Connection(installation, patience),
        installation.now,
    )


def people(installation: "Installation", by: str | None = None) -> "People":
    """The accounts, sessions and keys of an installation; `by` is who changes them.

    Raises:
        Misconfigured: the secret key is missing.
    """
    from starter.identity.people import People

    return People(installation.database, installation.secrets, installation.now, by)


def api(installation: "Installation", gateway: Gateway) -> "FastAPI":
    """The HTTP API of an installation."""
    from starter.api.app import create_api

    database = installation.database
    record = (Search(database), Requests(database), installation.attachments)
    return create_api(gateway, *record, installation.signer, installation.settings)


def desk(installation: "Installation", gateway: Gateway, people: "People") -> "Desk":
    """What the desk needs."""
    from starter.operations.motor import Connection
    from starter.operations.operations import Operations
    from starter.web.desk.live import Live
    from starter.web.desk.seat import Desk
    from starter.web.staff.visit import House as Staffroom
    from store.absences import Absences
    from store.approvals import Approvals
    from store.desk import DeskQueries
    from store.saved_views import SavedViews

    settings, queries = installation.settings, DeskQueries(installation.database)
    return Desk(
        staff=Staffroom(people, installation.signer, settings.base_url),
        gateway=gateway,
        queries=queries,
        approvals=Approvals(installation.database),
        absences=Absences(installation.database),
        search=Search(installation.database),
        views=SavedViews(installation.database),
        live=Live(queries.changed, installation.now),
        operations=Operations(installation, Connection(installation)),
        case=_of_cases(installation),
        now=installation.now,
        policies=policy_room(installation),
        hooks=hooks(installation),
    )


def hooks(installation: "Installation") -> "Hooks":
    """The webhooks of an installation.

    Raises:
        Misconfigured: the secret key is missing.
    """
    from starter.hooks import Hooks
    from store.webhooks import Webhooks

    return Hooks(Webhooks(installation.database), installation.secrets)


def policy_room(installation: "Installation") -> "Policies":
    """The policies of an installation, and their trials."""
    from starter.policies import Policies
    from starter.trial.background import Background
    from store.trials import Trials

    database, trials = installation.database, Trials(installation.database)
    background = Background(installation.settings.record_url, trials, installation.now)
    return Policies(database, installation.policy_text, background, trials, installation.now)


def _of_cases(installation: "Installation") -> "CaseServices":
    from starter.web.desk.case.services import case_services

    record = (installation.database, installation.signer, installation.now)
    return case_services(*record, attaching(installation))


def house(installation: "Installation", gateway: Gateway, limits: "Limits") -> "House":
    """What the public pages need.

    Raises:
        Misconfigured: a setting is wrong.
    """
    from starter.board import BoardDoor
    from starter.own_cases import OwnCases
    from starter.web.portal.house import House

    settings, secret = installation.settings, installation.settings.widget_secret
    record = (installation.database, installation.signer, installation.now)
    return House(
        intake=gateway,
        board=BoardDoor(*record),
        own=OwnCases(*record),
        signer=installation.signer,
        limits=limits,
        attaching=attaching(installation),
        now=installation.now,
        people=settings.mail_reply_to,
        origins=_origins(settings.widget_origins),
        widget_secret=secret.get_secret_value() if secret else None,
        secure=settings.base_url.startswith("https:"),
    )


def attaching(installation: "Installation") -> "Attaching":
    """What the forms of customers take besides words."""
    from starter.web.attaching import Attaching

    return Attaching(installation.attachments, installation.settings.file_limits)


def _origins(text: str) -> tuple[str, ...]:
    found = tuple(text.split())
    if not all(_ORIGIN.fullmatch(each) for each in found):
        raise Misconfigured(
            "HUIYIN_WIDGET_ORIGINS must be addresses of sites like https://www.example.com,"
            " separated by spaces"
        )
    return found


class Temporal:
    """Asks Temporal how it is, over one connection; raises `EngineUnavailable` if it is away."""

    def __init__(self, installation: "Installation") -> None:
        self._installation = installation
        self._client: Any = None

    async def alive(self) -> None:
        """Ask for a sign of life."""
        await (await self._inspection()).version()

    async def pollers(self) -> dict[str, int]:
        """How many workers ask for each kind of work."""
        found = await (await self._inspection()).pollers(self._installation.now())
        return {work.value: number for work, number in found.items()}

    async def _inspection(self) -> "Inspection":
        from engine.connection import connect
        from engine.inspection import Inspection

        self._client = self._client or await connect(self._installation.settings)
        return Inspection(self._client)


class _Connection:
    """Connects once. A failure is remembered for seconds, so that many items wait only once."""

    def __init__(self, installation: "Installation", patience: Patience) -> None:
        self._installation = installation
        self._patience = patience
        self._turn = asyncio.Lock()
        self._made: Delivery | None = None
        self._tried_at = float("-inf")

    async def __call__(self) -> Delivery:
        """The connection.

        Raises:
            EngineUnavailable: there is none; what was recorded is carried out later.
        """
        async with self._turn:
            if self._made is None:
                self._made = await self._attempt()
            return self._made

    async def _attempt(self) -> Delivery:
        if time.monotonic() - self._tried_at < _FORGET_AFTER:
            raise EngineUnavailable("Temporal did not answer a moment ago")
        self._tried_at = time.monotonic()
        try:
            return await self._connect()
        except (Misconfigured, OSError, ValueError) as error:
            # The record has accepted already; an error here would make the caller try again.
            _log.warning("Temporal's settings are wrong: %s", error)
            raise EngineUnavailable(str(error)) from error

    async def _connect(self) -> Delivery:
        # Here, because Temporal's client takes longer to import than all the rest.
        from engine.cases import Cases
        from engine.connection import connect

        installation = self._installation
        client = await connect(installation.settings, patience=self._patience())
        return Delivery(installation.book, installation.backlog, Cases(client), installation.now)
