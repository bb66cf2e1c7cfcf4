"""Team chats, told by apprise over real HTTP; their addresses are secrets."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from activities.chat import AppriseMessenger
from activities.notify import LEASE
from activities.protocols import ChatUnavailable
from schemas.chats import ChatAddress, masked, without_secrets
from schemas.enums import EventKind
from schemas.policy import Policy
from store import policies
from store.database import Database
from tests.stores.cases import numbered
from tests.stores.test_digests import Desk
from tests.stories import POLICY_TEXT, START, hours, minutes
from tests.waiting import until
from tests.workflows.office import Office, office

# apprise itself imports what Python 3.13 does not have any more.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
TOKEN = "s3cr3t-token"


class Chat:
    """A service that takes what it is sent, or does not."""

    def __init__(self) -> None:
        self.taken: list[dict[str, Any]] = []
        self.answer = 200
        self.asked = 0
        self.answers = Event()
        self.answers.set()
        chat = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                given = self.rfile.read(int(self.headers["Content-Length"]))
                chat.asked += 1
                chat.answers.wait(10)
                if chat.answer == 200:
                    chat.taken.append(json.loads(given))
                self.send_response(chat.answer)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"json://127.0.0.1:{self._server.server_port}/{TOKEN}"

    def close(self) -> None:
        self.answers.set()
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def chat() -> Iterator[Chat]:
    made = Chat()
    yield made
    made.close()


def with_chat(*addresses: str) -> str:
    key = 'address = "engineering@localhost.example"'
    assert key in POLICY_TEXT
    return POLICY_TEXT.replace(key, f"{key}\nnotify = {json.dumps(addresses)}", 1)


@pytest.fixture
async def desk(database: Database, chat: Chat) -> AsyncIterator[Desk]:
    async def clock() -> Any:
        return START

    text = with_chat("env:ENGINEERING_CHAT")
    async with office(clock) as post:
        yield Desk(database, post, {"ENGINEERING_CHAT": chat.url}, text)


# ── Told ─────────────────────────────────────────────────────────────────────────────────────────


async def test_a_chat_hears_what_the_mailbox_hears(desk: Desk, chat: Chat) -> None:
    desk.happens(1, EventKind.WARNED, START, share=0.8)

    assert await desk.at(START) == 2

    (told,) = chat.taken
    assert numbered(1) in told["message"]
    assert "Huiyin: 1 case to look at" in told["title"]
    assert await desk.at(START + hours(1)) == 0


async def test_a_chat_that_fails_is_tried_again_with_growing_pauses(desk: Desk, chat: Chat) -> None:
    desk.happens(1, EventKind.WARNED, START, share=0.8)
    chat.answer = 500
    tried, row = [], dict[str, Any]()
    for second in range(0, 600, 10):
        await desk.at(START + timedelta(seconds=second))
        (row,) = [each for each in desk.digests() if each["way"] == "chat"]
        tried.append(row["attempts"])

    # At once, and 30, 90, 210 and 450 seconds later.
    assert [tried.index(n) * 10 for n in range(1, 6)] == [0, 30, 90, 210, 450]
    assert row["trouble"] == "not delivered"
    assert len(desk.office.digests) == 1

    chat.answer = 200
    await desk.at(START + minutes(30))
    assert len(chat.taken) == 1


async def test_killed_before_the_mark_a_chat_hears_again_and_that_it_may_have_heard(
    desk: Desk, chat: Chat
) -> None:
    desk.happens(1, EventKind.WARNED, START, share=0.8)
    chat.answers.clear()
    doomed = asyncio.create_task(desk.worker().run())
    await until(lambda: chat.asked)
    doomed.cancel()
    await asyncio.gather(doomed, return_exceptions=True)
    chat.answers.set()
    await until(lambda: chat.taken)

    await desk.at(START + LEASE)

    first, again = [told["title"] for told in chat.taken]
    assert (
        again == first + " \uff08重发，您可能已经看到过\uff09 / (sent again, you may have seen it)"
    )


async def test_a_chat_that_was_away_for_a_day_hears_only_what_is_new(
    desk: Desk, chat: Chat
) -> None:
    desk.happens(1, EventKind.WARNED, START, share=0.8)
    chat.answer = 500
    await desk.at(START)
    desk.happens(2, EventKind.WARNED, START + hours(20), share=0.8)
    await desk.at(START + hours(20))
    chat.answer = 200

    for minute in range(5):
        await desk.at(START + hours(25) + minutes(minute))

    (told,) = chat.taken
    assert numbered(2) in told["message"]
    assert numbered(1) not in told["message"]
    assert desk.waiting() == 0


async def test_a_chat_that_left_the_policy_is_told_no_more(desk: Desk, chat: Chat) -> None:
    desk.happens(1, EventKind.WARNED, START, share=0.8)
    desk.worker().gather()
    with desk.database.writing() as session:
        policies.apply(session, POLICY_TEXT)

    await desk.at(START + minutes(1))

    assert chat.taken == []
    assert {row["way"]: row["status"] for row in desk.digests()} == {
        "chat": "dropped",
        "mail": "sent",
    }


# ── How ──────────────────────────────────────────────────────────────────────────────────────────


async def test_a_chat_that_hangs_holds_nobody_up(chat: Chat) -> None:
    chat.answers.clear()
    messenger = AppriseMessenger({}, timedelta(seconds=0.3))

    with pytest.raises(ChatUnavailable, match="in time"):
        await messenger.send(chat.url, "title", "text")


@pytest.mark.parametrize("address", ["env:NOWHERE", "nothing://x", "json://127.0.0.1:1/"])
async def test_an_address_that_does_not_work(address: str) -> None:
    messenger = AppriseMessenger({}, timedelta(seconds=5))

    with pytest.raises(ChatUnavailable) as caught:
        await messenger.send(address, "title", "text")
    assert "://" not in str(caught.value)


async def test_no_log_and_no_error_has_the_address(
    chat: Chat, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    chat.answer = 500

    with pytest.raises(ChatUnavailable) as caught:
        await AppriseMessenger({"A": chat.url}).send("env:A", "title", "text")

    assert chat.asked == 1
    assert TOKEN not in caplog.text + str(caught.value)


# ── Never shown ──────────────────────────────────────────────────────────────────────────────────


def test_a_policy_does_not_show_its_chats() -> None:
    policy = policies.parse(with_chat("env:SUPPORT_CHAT", f"dingtalk://{TOKEN}"))

    assert isinstance(policy, Policy)
    assert TOKEN not in repr(policy)
    assert TOKEN not in policy.model_dump_json()
    other = policies.parse(with_chat("env:SUPPORT_CHAT", f"dingtalk://{TOKEN}2"))
    shown = [each.teams["engineering"].model_dump()["notify"] for each in (policy, other)]
    assert shown[0][0] == shown[1][0] == "env:SUPPORT_CHAT"
    assert shown[0][1].startswith("dingtalk://**** (")
    assert shown[0] != shown[1], "who compares two policies sees that something has changed"


def test_the_text_of_a_policy_is_shown_without_secrets() -> None:
    text = with_chat("env:SUPPORT_CHAT", f"dingtalk://{TOKEN}") + (
        f"\n[teams.other]\nnotify = [  # two\n  'slack://{TOKEN}/a]b',\n  \"json://{TOKEN}\",\n]\n"
        'label = "https://example.com/"\n'
    )

    shown = without_secrets(text)

    assert TOKEN not in shown
    for kept in ("env:SUPPORT_CHAT", "dingtalk://****", "'slack://****'", "https://example.com/"):
        assert kept in shown
    assert without_secrets(POLICY_TEXT) == POLICY_TEXT


def test_what_may_be_shown_of_an_address() -> None:
    assert masked("env:SUPPORT_CHAT") == "env:SUPPORT_CHAT"
    assert masked(f"dingtalk://{TOKEN}") == "dingtalk://****"


@pytest.mark.parametrize(
    "wrong", ["dingtalk://****", "env:", "env:support", "dingtalk", "ding talk://x", ""]
)
def test_what_is_no_address(wrong: str) -> None:
    with pytest.raises(ValidationError, match="env:SUPPORT_CHAT"):
        TypeAdapter(ChatAddress).validate_python(wrong)


def test_no_table_holds_the_address_of_a_chat_but_that_of_the_policies(
    database: Database, chat: Chat
) -> None:
    async def clock() -> Any:
        return START

    desk = Desk(database, Office(clock), {}, with_chat(chat.url))
    desk.happens(1, EventKind.WARNED, START, share=0.8)
    desk.worker().gather()

    assert len(desk.digests()) == 2
    assert TOKEN not in str(desk.digests())
