"""Messages to other systems, over real HTTP on loopback: signed, tried again, given up."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
import uvicorn
from fastapi import FastAPI, Request, Response
from pydantic import ValidationError
from standardwebhooks import Webhook, WebhookVerificationError

from activities.webhooks import GIVEN_UP_AFTER, WebhookActivities, secret
from schemas.webhooks import NewWebhook
from store.database import Database
from store.webhooks import Webhooks
from tests.stores.cases import analyzed_case, rows
from tests.waiting import until

KEYS = ["an older key of the installation", "the key of the installation"]


@dataclass
class Receiver:
    """Another system: remembers what it got, and answers as it is told."""

    answers: list[int] = field(default_factory=list)
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[str]:
        app = FastAPI()

        @app.post("/hook")
        async def hook(request: Request) -> Response:
            self.got.append((dict(request.headers), await request.body()))
            status = self.answers.pop(0) if self.answers else 204
            return Response(status_code=status, headers={"location": "/elsewhere"})

        config = uvicorn.Config(app, port=0, log_config=None)
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve())
        await until(lambda: server.started)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}/hook"
        server.should_exit = True
        await serving


@dataclass
class Clock:
    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __call__(self) -> datetime:
        return self.at


class House:
    """A record with one case, a webhook, and the pass that tells."""

    def __init__(self, database: Database, url: str) -> None:
        self.clock = Clock()
        self.database = database
        self.hooks = Webhooks(database)
        new = NewWebhook.model_validate({"name": "crm", "url": url, "events": ["received"]})
        self.hooks.add(new, "chen", self.clock.at)
        analyzed_case(database, at=self.clock.at)
        self.activities = WebhookActivities(self.hooks, KEYS, self.clock)

    def message(self) -> dict[str, object]:
        [only] = rows(self.database, "SELECT * FROM webhook_messages")
        return only


async def test_a_message_is_signed_and_says_what_happened(database: Database) -> None:
    receiver = Receiver()
    async with receiver.listening() as url:
        house = House(database, url)
        assert await house.activities.run() == 1
        assert await house.activities.run() == 0

    [(headers, body)] = receiver.got
    told = {str(Webhook(each).verify(body, headers)) for each in secret(KEYS, "crm", 1)}
    known = json.loads(body)
    assert told == {str(known)}
    assert known["type"] == "case.received"
    assert known["data"]["case"] == "00000-00001"
    assert known["data"]["now"]["stage"] == "planning"


async def test_nobody_else_can_have_written_it(database: Database) -> None:
    receiver = Receiver()
    async with receiver.listening() as url:
        await House(database, url).activities.run()

    [(headers, body)] = receiver.got
    with pytest.raises(WebhookVerificationError):
        Webhook(secret(["another key of another house"], "crm", 1)[0]).verify(body, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(secret(KEYS, "crm", 1)[0]).verify(body + b" ", headers)


async def test_the_secret_before_is_good_while_receivers_change_to_the_new_one(
    database: Database,
) -> None:
    receiver = Receiver()
    async with receiver.listening() as url:
        house = House(database, url)
        assert house.hooks.renew_secret("crm") == 2
        await house.activities.run()

    [(headers, body)] = receiver.got
    for generation in (1, 2):
        Webhook(secret(KEYS, "crm", generation)[0]).verify(body, headers)
    assert secret(KEYS, "crm", 2)[0] != secret(KEYS, "crm", 1)[0]


@pytest.mark.parametrize("status", [301, 404, 429, 500, 503])
async def test_what_is_not_taken_is_tried_again_under_the_same_id(
    database: Database, status: int
) -> None:
    receiver = Receiver([status])
    async with receiver.listening() as url:
        house = House(database, url)
        assert await house.activities.run() == 0
        assert house.message()["trouble"] == f"HTTP {status}"
        assert await house.activities.run() == 0  # not before the pause is over
        house.clock.at += timedelta(minutes=1)
        assert await house.activities.run() == 1

    first, second = receiver.got
    assert first[0]["webhook-id"] == second[0]["webhook-id"]
    assert house.message()["status"] == "delivered"


async def test_a_receiver_that_is_away_is_tried_again(database: Database) -> None:
    receiver = Receiver()
    async with receiver.listening() as url:
        pass
    house = House(database, url)

    assert await house.activities.run() == 0

    assert house.message()["trouble"] == "ConnectError"


async def test_after_days_it_is_given_up(database: Database) -> None:
    receiver = Receiver([500] * 3)
    async with receiver.listening() as url:
        house = House(database, url)
        await house.activities.run()
        house.clock.at += GIVEN_UP_AFTER + timedelta(hours=1)
        await house.activities.run()

    assert house.message()["status"] == "given_up"


async def test_a_receiver_that_is_gone_is_not_bothered_again(database: Database) -> None:
    receiver = Receiver([410])
    async with receiver.listening() as url:
        house = House(database, url)
        await house.activities.run()

    assert house.message()["status"] == "given_up"


def test_the_vector_of_the_documents() -> None:
    """docs/webhooks.md gives these figures to whoever writes a receiver."""
    at = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    signed = Webhook("whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=").sign(
        "msg_1", at, '{"type":"case.closed"}'
    )
    assert signed == VECTOR


VECTOR = "v1,c0O9YThEA8TFyabSEdH1buialGSCnSAPMlkDtw0sCjE="


@pytest.mark.parametrize(
    "url",
    [
        "http://crm.example/hook",
        "ftp://crm.example",
        "https://",
        "https://user:word@crm.example",
        "https://crm.example/#part",
        "https://crm.example/a b",
        "javascript:alert(1)",
        "https://[",
    ],
)
def test_an_address_that_is_not_safe_is_refused(url: str) -> None:
    with pytest.raises(ValidationError):
        NewWebhook(name="crm", url=url)
