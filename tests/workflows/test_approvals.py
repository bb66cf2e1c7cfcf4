"""Approvals in the workflow: mails, time, deputies, links, and what has shipped."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from temporalio.testing import WorkflowEnvironment

from activities import ledger
from schemas.absences import Absence
from schemas.enums import DecisionKind, EventKind, Priority, Refusal, Stage, Template
from schemas.errors import Refused
from schemas.events import NewEvent
from store.absences import Absences
from tests.workflows.house import House, house, policy

_RULE = re.compile(r"(?ms)^\[\[approvals\]\]\n.*?\n\n")


@asynccontextmanager
async def _ruled(
    levels: str, env: WorkflowEnvironment, folder: Path, record: Path, patch: pytest.MonkeyPatch
) -> AsyncIterator[House]:
    text, found = _RULE.subn(f"[[approvals]]\nlevels = [{levels}]\n\n", policy())
    assert found == 1
    async with house(env, folder, record, patch, text) as made:
        yield made


@pytest.fixture
def ruled(
    time_skipping: WorkflowEnvironment,
    tmp_path: Path,
    sqlite_template: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Any:
    return lambda levels: _ruled(levels, time_skipping, tmp_path, sqlite_template, monkeypatch)


async def _proposed(house: House, **choice: Any) -> str:
    case = await house.submit()
    await house.reach(case, Stage.PLANNING)
    await house.decide(case, DecisionKind.PROPOSE, **choice)
    return case


@pytest.mark.parametrize(
    ("then", "expected", "stage"),
    [
        ("remind", EventKind.APPROVAL_REMINDED, Stage.AWAITING_APPROVAL),
        ("next", EventKind.APPROVAL_ASKED, Stage.AWAITING_APPROVAL),
        ("approve", EventKind.APPROVED, Stage.RESOLVING),
        ("reject", EventKind.REJECTED, Stage.PLANNING),
    ],
)
async def test_what_happens_when_the_time_of_a_level_is_over(
    ruled: Any, then: str, expected: EventKind, stage: Stage
) -> None:
    levels = f'{{ who = ["zhang", "wang"], within = "4 hours", then = "{then}" }}'
    async with ruled(levels) as made:
        case = await _proposed(made)
        before = len(made.events(case))
        await made.sleep(timedelta(hours=3, minutes=50))
        assert expected not in {e.kind for e in made.events(case)[before:]}
        await made.sleep(timedelta(minutes=20))
        assert expected in {e.kind for e in made.events(case)[before:]}
        assert made.stage(case) is stage


async def test_two_levels_a_deputy_and_the_mails_of_each(ruled: Any) -> None:
    async with ruled('{ who = "lead" }, { who = "manager" }') as made:
        now = await made.clock.read()
        gone = Absence(login="chen", starts=now, ends=now + timedelta(days=9), deputy="wang")
        Absences(made.installation.database).add(gone, "chen", now)
        case = await _proposed(made)
        with pytest.raises(Refused) as refused:
            await made.decide(case, DecisionKind.APPROVE, "li")
        assert refused.value.refusal is Refusal.OWN_PROPOSAL
        await made.decide(case, DecisionKind.APPROVE, "zhang")
        await made.decide(case, DecisionKind.APPROVE, "wang")
        assert made.stage(case) is Stage.RESOLVING
        (approved,) = made.events(case, EventKind.APPROVED)
        assert (approved.by, approved.data["for"]) == ("wang", "chen")
        await made.mailed(case)
        asked = [x for x in made.office.letters if x.template is Template.NOTICE_APPROVAL]
        assert {x.recipient for x in asked} <= {"zhang@localhost.example", "wang@localhost.example"}
        assert all("/a/" in x.text for x in asked)


async def test_who_was_not_yet_asked_by_mail_is_not_asked_for_what_is_decided(ruled: Any) -> None:
    async with ruled('{ who = ["zhang", "wang"] }') as made:
        made.office.busy()
        case = await _proposed(made)
        await made.decide(case, DecisionKind.APPROVE, "zhang")
        made.office.busy(None)
        await made.mailed(case, 60)
        assert Template.NOTICE_APPROVAL not in made.office.sent(case)


async def test_a_remedy_within_authority_waits_for_nobody(skipping: House) -> None:
    case = await _proposed(skipping, solution="remedy", remedy="voucher", amount="80")
    assert skipping.stage(case) is Stage.RESOLVING
    (authorized,) = skipping.events(case, EventKind.AUTHORIZED)
    assert (authorized.data["role"], authorized.data["amount"]) == ("agent", "80.00")


async def test_a_standard_solution_is_mailed_in_the_customers_language(skipping: House) -> None:
    case = await skipping.submit(category="usage_question", priority=Priority.HIGH, locale="en")
    await skipping.reach(case, Stage.PLANNING)
    await skipping.decide(case, DecisionKind.PROPOSE, words="", standard="password_reset")
    await skipping.reach(case, Stage.AWAITING_CONFIRMATION)
    await skipping.mailed(case)
    (letter,) = [x for x in skipping.office.letters if x.template is Template.SOLUTION]
    assert "Forgot password" in letter.text


async def test_a_decline_is_mailed_with_its_reasons(skipping: House) -> None:
    case = await _proposed(skipping, solution="decline")
    assert skipping.stage(case) is Stage.CLOSED
    (declined,) = skipping.events(case, EventKind.DECLINED)
    (proposed,) = skipping.events(case, EventKind.PROPOSED)
    assert declined.texts == {"reason": proposed.texts["text"]}


async def test_everybody_on_the_roadmap_is_told_once_that_it_has_shipped(skipping: House) -> None:
    asked = [await _proposed(skipping, solution="roadmap", roadmap="R-1") for _ in range(2)]
    await _proposed(skipping, solution="roadmap", roadmap="R-2")
    await skipping.decide(asked[0], DecisionKind.RESOLVE)
    await skipping.confirm(asked[0], solved=True)
    await skipping.sleep(timedelta(days=30))
    assert skipping.state(asked[0]).ended
    assert await skipping.gateway.ship("R-1", "Dark mode", "zhang") == (asked, [])
    assert await skipping.gateway.ship("R-1", "Dark mode", "zhang") == ([], asked)
    with pytest.raises(Refused):
        await skipping.gateway.ship("R-1", "Dark mode", "li")
    for case in asked:
        await skipping.mailed(case, 30)
    told = [x for x in skipping.office.letters if x.template is Template.SHIPPED]
    assert [x.case_id for x in told] == asked
    assert all("Dark mode" in x.text for x in told)


async def test_shipping_again_mails_what_was_not_mailed(skipping: House) -> None:
    """A door that died between the record and the workflow has told nobody yet."""
    case = await _proposed(skipping, solution="roadmap", roadmap="R-1")
    await skipping.decide(case, DecisionKind.RESOLVE)
    await skipping.confirm(case, solved=True)
    await skipping.sleep(timedelta(days=30))
    assert skipping.state(case).ended
    with skipping.installation.book.open(case) as opened:
        data = {"roadmap": "R-1"}
        shipped = NewEvent(kind=EventKind.SHIPPED, by="zhang", data=data, texts={"text": "…"})
        ledger.record(opened, [shipped], skipping.installation.now())
    assert await skipping.gateway.ship("R-1", "Dark mode", "zhang") == ([], [case])
    await skipping.mailed(case, 30)
    assert Template.SHIPPED in skipping.office.sent(case)
