"""Notices in the record and the digests that they become: on both databases, with a real mail
server, interrupted where it hurts most."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from activities import ledger
from activities.chat import AppriseMessenger
from activities.correspondence import Correspondence
from activities.notify import EVERY, LEASE, NoticeActivities
from activities.post import MailServer, SmtpPostman
from rules.links import Signer
from schemas.enums import EventKind
from schemas.events import NewEvent
from store.casebook import CaseBook
from store.database import Database
from store.digests import Digests
from tests.stores.cases import analyzed_case, at_once, numbered, rows
from tests.stories import POLICY_TEXT, START, hours, minutes
from tests.waiting import until
from tests.workflows.office import HOST, Office, office

LI, ZHANG, CHEN = (f"{name}@localhost.example" for name in ("li", "zhang", "chen"))
MAILBOX = "engineering@localhost.example"
NIGHT = START + hours(6)
"""Eleven in the evening in Shanghai."""


class Desk:
    """A record, a mail server, and passes at the times that a test says."""

    def __init__(
        self,
        database: Database,
        post: Office,
        variables: Mapping[str, str],
        policy_text: str = POLICY_TEXT,
    ) -> None:
        self.policy_text = policy_text
        self.database = database
        self.office = post
        self.now = START
        self.variables = variables

    def worker(self) -> NoticeActivities:
        """A worker of its own, as there may be many."""
        server = MailServer.parse(f"smtp://{HOST}:{self.office.port}?timeout=5")
        return NoticeActivities(
            Digests(self.database, POLICY_TEXT),
            SmtpPostman(server),
            AppriseMessenger(self.variables, timedelta(seconds=5)),
            Correspondence(
                Signer([secrets.token_hex(24)]), "http://x", "Huiyin <huiyin@localhost>", None
            ),
            lambda: self.now,
        )

    async def at(self, now: datetime) -> int:
        """A pass at an instant."""
        self.now = now
        return await self.worker().run()

    def happens(self, number: int, kind: EventKind, at: datetime, **data: Any) -> None:
        """Something happens to a case, which may be new."""
        if not rows(self.database, "SELECT id FROM cases WHERE id = :a", a=numbered(number)):
            given = {"priority": data.pop("priority", "medium"), "policy_text": self.policy_text}
            analyzed_case(self.database, number, START, **given)
        told = {"clock": "resolve", "of_cycle": 1, "n": 1, "due_at": at.isoformat(), **data}
        with CaseBook(self.database).open(numbered(number)) as case:
            ledger.record(case, [NewEvent(kind=kind, data=told)], at)

    def digests(self) -> list[dict[str, Any]]:
        return rows(self.database, "SELECT * FROM digests ORDER BY id")

    def waiting(self) -> int:
        (row,) = rows(self.database, "SELECT count(*) AS n FROM notices WHERE settled_at IS NULL")
        return int(row["n"])


@pytest.fixture
async def desk(database: Database) -> AsyncIterator[Desk]:
    async def clock() -> datetime:
        return START

    async with office(clock) as post:
        yield Desk(database, post, {})


# ── Gathered ─────────────────────────────────────────────────────────────────────────────────────


async def test_a_hundred_cases_missed_in_one_minute_are_one_mail_for_each(desk: Desk) -> None:
    for number in range(1, 101):
        desk.happens(number, EventKind.MISSED, START)

    assert await desk.at(START + minutes(1)) == 2
    assert await desk.at(START + minutes(1)) == 0

    assert sorted(each.recipient for each in desk.office.digests) == [MAILBOX, ZHANG]
    for digest in desk.office.digests:
        assert all(digest.text.count(numbered(n)) == 2 for n in range(1, 101))  # two languages
    assert desk.waiting() == 0


async def test_nobody_has_two_mails_within_a_minute(desk: Desk) -> None:
    desk.happens(1, EventKind.MISSED, START)
    await desk.at(START)
    desk.happens(2, EventKind.MISSED, START)

    for seconds in (1, 30, 59):
        assert await desk.at(START + timedelta(seconds=seconds)) == 0
    assert await desk.at(START + EVERY) == 2

    assert [numbered(2) in each.text for each in desk.office.told(ZHANG)] == [False, True]
    assert numbered(1) not in desk.office.told(ZHANG)[1].text


async def test_of_a_clock_only_the_latest_is_told(desk: Desk) -> None:
    desk.happens(1, EventKind.WARNED, START, share=0.8)
    desk.happens(1, EventKind.MISSED, START)

    await desk.at(START)

    (digest,) = desk.office.told(MAILBOX)
    assert "80" not in digest.text
    assert digest.text.count(numbered(1)) == 2


async def test_at_night_what_is_not_critical_waits_for_the_morning(desk: Desk) -> None:
    desk.happens(1, EventKind.MISSED, NIGHT, priority="medium")
    desk.happens(2, EventKind.MISSED, NIGHT, priority="high")
    desk.happens(3, EventKind.MISSED, NIGHT, priority="low")

    await desk.at(NIGHT)
    (critical,) = desk.office.told(ZHANG)
    assert numbered(2) in critical.text
    assert numbered(1) not in critical.text

    assert await desk.at(NIGHT + hours(8.99)) == 0
    await desk.at(NIGHT + hours(9))
    (_, together) = desk.office.told(ZHANG)
    assert all(numbered(n) in together.text for n in (1, 3))
    assert numbered(2) not in together.text


async def test_a_digest_says_what_why_and_how_late_in_both_languages(desk: Desk) -> None:
    desk.happens(1, EventKind.MISSED, START, due_at=(START - minutes(90)).isoformat())

    await desk.at(START)

    (digest,) = desk.office.told(ZHANG)
    assert digest.subject == (
        "回音：1 件工单需要关注，其中 1 件已超时 / Huiyin: 1 case to look at, 1 late"
    )
    for part in ("超时 1 小时 30 分钟", "1 h 30 min late", "您是组长", "you lead the team", "[!!]"):
        assert part in digest.text
    assert "技术支持组" in digest.text
    assert "Technical support" in digest.text


# ── Interrupted ──────────────────────────────────────────────────────────────────────────────────


async def test_a_server_that_takes_a_mail_and_hangs_up_is_given_the_same_one_again(
    desk: Desk,
) -> None:
    desk.happens(1, EventKind.ESCALATED, START, level=3)
    desk.office.hang_up()

    assert await desk.at(START) == 0
    assert await desk.at(START + timedelta(seconds=30)) == 1
    assert await desk.at(START + hours(1)) == 0

    first, second = desk.office.told(CHEN)
    assert first == second


async def test_a_worker_that_is_killed_while_it_sends_loses_nothing(desk: Desk) -> None:
    """The mail server has the message; the worker never hears that it does."""
    desk.happens(1, EventKind.ESCALATED, START, level=3)
    desk.office.taking.clear()
    doomed = asyncio.create_task(desk.worker().run())
    await until(lambda: desk.office.holding)
    doomed.cancel()
    await asyncio.gather(doomed, return_exceptions=True)
    desk.office.taking.set()

    assert await desk.at(START + LEASE - timedelta(seconds=1)) == 0
    assert await desk.at(START + LEASE) == 1
    assert {each.message_id for each in desk.office.told(CHEN)} == {
        f"<{desk.digests()[0]['id']}@localhost>"
    }


async def test_killed_between_gathering_and_sending(desk: Desk) -> None:
    desk.happens(1, EventKind.ESCALATED, START, level=3)
    desk.worker().gather()
    desk.worker().gather()
    assert len(desk.digests()) == 1

    assert await desk.at(START + hours(1)) == 1
    assert len(desk.office.told(CHEN)) == 1


async def test_two_workers_at_once_send_everything_once(desk: Desk) -> None:
    for number in range(1, 30):
        desk.happens(number, EventKind.MISSED, START)

    done = await asyncio.gather(*[desk.worker().run() for _ in range(4)])

    assert sum(done) == 2
    assert sorted(each.recipient for each in desk.office.digests) == [MAILBOX, ZHANG]


def test_two_who_gather_at_once(database: Database) -> None:
    async def clock() -> datetime:
        return START

    desk = Desk(database, Office(clock), {})
    for number in range(1, 30):
        desk.happens(number, EventKind.MISSED, START)

    outcomes = at_once(*[desk.worker().gather for _ in range(4)])

    assert list(outcomes) == [None] * 4
    assert sorted(each["target"] for each in desk.digests()) == [MAILBOX, ZHANG]


# ── Refused ──────────────────────────────────────────────────────────────────────────────────────


async def test_a_mail_that_is_put_off_is_tried_again_by_the_next_pass(desk: Desk) -> None:
    desk.happens(1, EventKind.ESCALATED, START, level=3)
    desk.office.answer(CHEN, iter(["451 4.3.0 later"]))

    assert await desk.at(START) == 0
    assert desk.digests()[0]["trouble"] == "SMTP 451"
    assert await desk.at(START + timedelta(seconds=30)) == 1


async def test_what_comes_while_the_mail_server_is_away_is_told_together(desk: Desk) -> None:
    desk.office.busy()
    for number in range(1, 6):
        desk.happens(number, EventKind.ESCALATED, START + minutes(number), level=3)
        await desk.at(START + minutes(number))
    desk.office.busy(None)

    await desk.at(START + minutes(10))
    await desk.at(START + minutes(12))

    first, second = desk.office.told(CHEN)
    assert numbered(1) in first.text
    assert all(numbered(n) in second.text for n in range(2, 6))


async def test_what_an_address_refuses_is_told_to_the_team_naming_the_person(desk: Desk) -> None:
    desk.happens(1, EventKind.ESCALATED, START, level=3)
    desk.office.answer(CHEN, iter(["550 no such user"]))

    await desk.at(START)
    (refused,) = desk.digests()
    assert (refused["status"], refused["code"]) == ("refused", 550)

    await desk.at(START + timedelta(seconds=30))
    (told,) = desk.office.told(MAILBOX)
    assert "for chen" in told.text
    assert "给 chen" in told.text
    assert numbered(1) in told.text

    desk.happens(2, EventKind.ESCALATED, START + hours(1), level=3)
    await desk.at(START + hours(1))
    assert len(desk.office.told(MAILBOX)) == 2
    assert [each.address for each in desk.office.attempts].count(CHEN) == 1


async def test_a_mailbox_of_a_team_that_refuses_is_tried_again_later(desk: Desk) -> None:
    desk.happens(1, EventKind.WARNED, START, share=0.8)
    desk.office.answer(MAILBOX, iter(["550 no such user"]))

    await desk.at(START)
    (digest,) = desk.digests()
    assert (digest["status"], digest["code"]) == ("unsent", 550)
    assert await desk.at(START + minutes(59)) == 0
    assert await desk.at(START + hours(1)) == 1
