"""What the HTTP API asks of a running workflow: further messages, and decisions for one version."""

import asyncio
from datetime import timedelta

from activities.sweep import SweepActivities
from rules.versions import version
from schemas.enums import DecisionKind, EventKind, Refusal, Stage
from schemas.errors import EngineUnavailable, Refused
from schemas.submissions import Accepted, Submission
from tests.waiting import until, until_answered
from tests.workflows.house import House
from worker.installation import now

SOURCE = "key:crm"


async def hand_in(house: House, text: str) -> Accepted:
    given = {"text": text, "external_id": "A-1", "category": "malfunction", "priority": "medium"}
    return await house.gateway.submit(Submission.model_validate(given), SOURCE)


async def test_the_workflow_knows_at_once_that_the_customer_wrote_again(embedded: House) -> None:
    case = (await hand_in(embedded, "1001")).id
    await embedded.reach(case, Stage.PLANNING)

    assert (await hand_in(embedded, "1002")).added

    wrote = embedded.events(case, EventKind.WROTE)[0].seq

    async def knows() -> bool:
        return (await embedded.cases.state(case)).seq >= wrote

    await until_answered(knows)
    assert embedded.installation.backlog.ahead(now() + timedelta(hours=1), 9) == {}


async def test_the_sweeper_tells_a_workflow_that_was_away(embedded: House) -> None:
    case = (await hand_in(embedded, "1001")).id
    await embedded.reach(case, Stage.PLANNING)
    connect = embedded.gateway._connect

    async def away() -> None:
        raise EngineUnavailable("away")

    embedded.gateway._connect = away  # type: ignore[assignment]
    await hand_in(embedded, "1002")
    embedded.gateway._connect = connect
    backlog = embedded.installation.backlog
    assert list(backlog.ahead(now() + timedelta(hours=1), 9)) == [case]

    sweep = SweepActivities(
        backlog,
        embedded.installation.erasures,
        embedded.cases,
        embedded.delivery,
        embedded.installation.attachments,
        embedded.installation.eraser,
        lambda: now() + timedelta(hours=1),
    )
    await sweep._pass()

    assert backlog.ahead(now() + timedelta(hours=1), 9) == {}
    assert embedded.events(case, EventKind.WROTE)


async def test_what_is_handed_in_after_the_end_is_kept(embedded: House) -> None:
    case = (await hand_in(embedded, "1001")).id
    await embedded.reach(case, Stage.PLANNING)
    await embedded.decide(case, DecisionKind.WITHDRAW)
    await until(lambda: embedded.state(case).ended, 10)

    assert (await hand_in(embedded, "1002")).added

    assert embedded.events(case)[-1].kind is EventKind.WROTE
    assert embedded.stage(case) is Stage.CLOSED


async def test_of_two_decisions_for_one_version_one_is_carried_out(embedded: House) -> None:
    case = (await hand_in(embedded, "1001")).id
    await embedded.reach(case, Stage.PLANNING)
    seen = version(embedded.events(case))
    made = [
        embedded.decision(case, DecisionKind.TAKE, who).model_copy(update={"expects": seen})
        for who in ("li", "wang", "zhang")
    ]

    found = await asyncio.gather(*map(embedded.gateway.decide, made), return_exceptions=True)

    refused = [each for each in found if isinstance(each, Refused)]
    assert [each.refusal for each in refused] == [Refusal.CHANGED] * 2
    assert len(embedded.events(case, EventKind.TAKEN)) == 1
