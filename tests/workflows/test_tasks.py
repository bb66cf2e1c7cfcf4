"""Two departments and an outside party work on one case; it goes on when all are done."""

import asyncio
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import tomlkit
import uvicorn
from httpx import AsyncClient
from sqlalchemy import text as sql

from rules.decisions import TEXT_OF
from schemas.enums import (
    DecisionKind,
    EventKind,
    Locale,
    MailStatus,
    Refusal,
    Stage,
    Template,
)
from schemas.events import OUTSIDE
from starter.web.app import create_app
from tests.plain import PLAIN_TEXT
from tests.stores.cases import rows
from tests.units.customer_page import nonce_of
from tests.waiting import until, until_answered
from tests.workflows.house import CONTACT, House
from tests.workflows.virtual_time import HOUR, refused

REPAIR = "repair@elsewhere.example"
TEXT = "Replace the pump"


def _policy() -> str:
    text: Any = tomlkit.parse(PLAIN_TEXT)
    text["calendar"] = "247"
    people = {"agents": ["inspector"], "leads": ["judge"], "managers": ["chief"]}
    text["teams"]["quality"].update(people)
    for login in ("inspector", "judge"):
        text["people"][login] = {"address": f"{login}@localhost.example"}
    text["escalation"] = [
        {"at": 1.0, "tell": ["owner", "lead"]},
        {"after": "4 hours", "tell": ["manager"]},
    ]
    return tomlkit.dumps(text)


@asynccontextmanager
async def served(house: House) -> AsyncIterator[AsyncClient]:
    """The pages of a house, by real HTTP."""
    made = house.installation
    app = create_app(house.gateway, made.signer, made.settings)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        await until(lambda: server.started)
        port = listening.getsockname()[1]
        async with AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
            yield client
        server.should_exit = True
        await serving


async def give(house: House, case: str, outside: str | None = None, **choice: Any) -> None:
    await house.clock.read()
    made = house.decision(case, DecisionKind.TASK, "li", words=TEXT, **choice)
    if outside:
        made = made.model_copy(update={"texts": {**made.texts, "outside": outside}})
    assert not (await house.gateway.decide(made)).pending
    await house.clock.read()


@pytest.mark.parametrize("policy_text", [_policy()], indirect=True)
async def test_the_case_goes_on_when_everybody_is_done(skipping: House) -> None:
    case = await skipping.submit()
    await skipping.reach(case, Stage.PLANNING)
    await skipping.decide(case, DecisionKind.TAKE, "li")
    await give(skipping, case, team="quality", to="inspector", within="10 hours")
    await give(skipping, case, team="support", within="30 days")
    await give(skipping, case, outside=REPAIR, locale=Locale.EN, within="30 days")
    await skipping.walk(case, Stage.RESOLVING)
    assert await refused(skipping, case, DecisionKind.RESOLVE) is Refusal.TASKS_OPEN

    # An overdue one escalates, to the people of its own team.
    added = skipping.events(case, EventKind.TASK_ADDED)[0].at
    await skipping.sleep_until(added + 15 * HOUR)
    await until(lambda: bool(skipping.events(case, EventKind.ESCALATED)))
    assert {e.data["n"] for e in skipping.events(case, EventKind.MISSED)} == {1}
    await skipping.tell()
    for who in ("inspector", "judge", "quality"):
        [told] = skipping.office.told(f"{who}@localhost.example")
        assert case in told.text
        assert "T1" in told.text

    await skipping.decide(case, DecisionKind.DONE, "inspector", task="T1")
    await skipping.decide(case, DecisionKind.DONE, "wang", task="T2")
    assert await refused(skipping, case, DecisionKind.RESOLVE) is Refusal.TASKS_OPEN
    await by_the_link(skipping, case)
    await until(lambda: not skipping.state(case).tasks)

    await skipping.sleep(HOUR)
    await skipping.tell()
    assert "all tasks are done" in skipping.office.told("li@localhost.example")[-1].text
    await skipping.decide(case, DecisionKind.RESOLVE)
    await skipping.walk_on(case)
    assert skipping.stage(case) is Stage.CLOSED


async def by_the_link(house: House, case: str) -> None:
    """The outside party opens its link, which does nothing, and says what it has done."""
    await until(lambda: Template.TASK_OUTSIDE in house.office.sent(case))
    [letter] = [e for e in house.office.letters if e.template is Template.TASK_OUTSIDE]
    assert letter.recipient == REPAIR
    assert TEXT in letter.text
    assert CONTACT not in letter.text
    assert "The app crashes" not in letter.text
    link = re.search(r"/t/[^\s]+", letter.text)
    assert link
    async with served(house) as client:
        page = [await client.get(link[0]) for _ in range(3)][-1]
        assert page.status_code == 200
        assert TEXT in page.text
        assert "The app crashes" not in page.text
        assert CONTACT not in page.text
        assert [each.id for each in house.state(case).tasks] == ["T3"]
        nonce = nonce_of(page)
        form = {"nonce": nonce, "text": "The pump is new"}
        answers = [await client.post(link[0], data=form) for _ in range(2)]
        assert [each.status_code for each in answers] == [303, 303]
        after = await client.get(link[0])
        assert "The pump is new" in after.text
        assert TEXT not in after.text
        assert "<form" not in after.text
    [done] = [e for e in house.events(case, EventKind.TASK_DONE) if e.by == OUTSIDE]
    assert done.texts == {TEXT_OF[DecisionKind.DONE]: "The pump is new"}


@pytest.mark.parametrize("policy_text", [_policy()], indirect=True)
async def test_an_address_that_refuses_leaves_the_customer_reachable(skipping: House) -> None:
    skipping.office.answer(REPAIR, iter(["550 5.1.1 unknown here"]))
    case = await skipping.submit()
    await skipping.reach(case, Stage.PLANNING)
    await skipping.decide(case, DecisionKind.TAKE, "li")
    await give(skipping, case, outside=REPAIR)
    await until(lambda: bool(skipping.events(case, EventKind.UNDELIVERABLE)))

    assert skipping.state(case).reachable
    await skipping.tell()
    assert "T1" in skipping.office.told("li@localhost.example")[-1].text
    await skipping.decide(case, DecisionKind.DROP, "li", task="T1")
    await skipping.walk_on(case)
    assert skipping.stage(case) is Stage.CLOSED


async def attempts(house: House, case: str) -> int:
    """How often the mail that waits was tried."""
    found = await house.handle(case).describe()
    return max((each.attempt for each in found.raw_description.pending_activities), default=99)


async def tried_since(house: House, case: str, before: int) -> bool:
    """Whether it was tried anew: what an earlier attempt had read is no matter any more."""
    return await attempts(house, case) > before


async def test_a_mail_whose_words_are_erased_is_given_up(skipping: House) -> None:
    """It is nothing that could work later: the case goes on, and ends, without it."""
    case = await skipping.submit()
    await skipping.reach(case, Stage.PLANNING)
    await skipping.mailed(case)
    skipping.office.away()
    await give(skipping, case, outside=REPAIR)
    database = skipping.installation.database
    with database.writing() as session:
        added = skipping.events(case, EventKind.TASK_ADDED)[-1]
        erased = sql("DELETE FROM event_texts WHERE case_id = :case AND seq = :seq")
        session.connection().execute(erased, {"case": case, "seq": added.seq})
    before = await attempts(skipping, case)
    await until_answered(lambda: tried_since(skipping, case, before))
    await skipping.office.open()

    await until(lambda: not skipping.state(case).unsent)
    [mail] = rows(database, "SELECT status FROM mails WHERE template = 'task_outside'")
    assert mail["status"] == MailStatus.SKIPPED
    assert not [each for each in skipping.office.letters if each.template is Template.TASK_OUTSIDE]
