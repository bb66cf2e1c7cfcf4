"""People are told: along the chain, deputies for who is away, at night only what is critical.

The passes are the real ones: the workflow that the schedule begins, on a real worker, with a real
record and a real mail server.
"""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
import tomlkit

from activities import ledger
from engine.schedules import ensure_schedules
from schemas.absences import Absence
from schemas.enums import DecisionKind, EventKind, Priority, Stage, Template
from schemas.messages import DecisionRequest
from store import policies
from store.absences import Absences
from tests.waiting import until
from tests.workflows.house import House
from tests.workflows.office import Digest
from tests.workflows.virtual_time import DAY, HOUR, MINUTE

LI, WANG, ZHANG, CHEN, MAILBOX = (
    f"{name}@localhost.example" for name in ("li", "wang", "zhang", "chen", "engineering")
)


def _chain(*, quiet: bool) -> str:
    """The escalation of the shipped policy, for cases that have to be solved within a day."""
    text = tomlkit.parse(policies.default_text())
    del text["special_targets"]
    text["calendar"] = "247"
    within = {"resolve": "24 hours", "confirm": "7 days"}
    text["targets"] = dict.fromkeys(("high", "medium"), within)
    text["targets"]["low"] = {**within, "resolve": "400 days"}
    if not quiet:
        del text["quiet_hours"]
    return tomlkit.dumps(text)


ONE_TARGET = _chain(quiet=True)
NEVER_QUIET = _chain(quiet=False)


def of(house: House, address: str) -> list[Digest]:
    return house.office.told(address)


async def owned(house: House, **fields: object) -> str:
    case = await house.submit(**fields)  # type: ignore[arg-type]
    await house.reach(case, Stage.PLANNING)
    await house.decide(case, DecisionKind.TAKE, "li")
    return case


async def at(house: House, instant: datetime, case: str, kind: EventKind, times: int) -> None:
    """Let time pass; what falls due by then has happened, and people are told."""
    await house.sleep_until(instant)
    await until(lambda: len(house.events(case, kind)) >= times)
    await house.tell()


# ── The chain ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("policy_text", [NEVER_QUIET], indirect=True)
async def test_the_owner_hears_then_the_lead_then_the_manager(skipping: House) -> None:
    case = await owned(skipping)
    start = skipping.view(case).received_at

    await at(skipping, start + 12 * HOUR + MINUTE, case, EventKind.WARNED, 1)
    assert [len(of(skipping, who)) for who in (LI, MAILBOX, ZHANG, CHEN)] == [1, 0, 0, 0]
    await at(skipping, start + 20 * HOUR, case, EventKind.WARNED, 2)
    assert [len(of(skipping, who)) for who in (LI, MAILBOX, ZHANG, CHEN)] == [2, 1, 0, 0]
    await at(skipping, start + 24 * HOUR + MINUTE, case, EventKind.MISSED, 1)
    assert [len(of(skipping, who)) for who in (LI, MAILBOX, ZHANG, CHEN)] == [3, 1, 1, 0]
    await at(skipping, start + 28 * HOUR + MINUTE, case, EventKind.ESCALATED, 1)
    assert [len(of(skipping, who)) for who in (LI, MAILBOX, ZHANG, CHEN)] == [3, 1, 1, 1]

    [told] = of(skipping, CHEN)
    assert case in told.text
    assert "4 h 1 min late" in told.text
    assert "you manage the team" in told.text
    # The case's own mails are the customer's alone.
    assert skipping.office.sent(case, team=True) == []
    await skipping.sleep(30 * DAY)
    await skipping.tell()
    assert [len(of(skipping, who)) for who in (LI, MAILBOX, ZHANG, CHEN)] == [3, 1, 1, 1]


@pytest.mark.parametrize("policy_text", [NEVER_QUIET], indirect=True)
async def test_the_deputy_of_a_lead_who_is_away_hears_instead(skipping: House) -> None:
    case = await owned(skipping)
    start = skipping.view(case).received_at
    away = Absence(login="zhang", starts=start, ends=start + 2 * DAY, deputy="wang")
    register = Absences(skipping.installation.database)
    await asyncio.to_thread(register.add, away, "zhang", start)

    await at(skipping, start + 24 * HOUR + MINUTE, case, EventKind.MISSED, 1)

    assert of(skipping, ZHANG) == []
    [told] = of(skipping, WANG)
    assert "instead of zhang" in told.text
    assert "代 zhang" in told.text


@pytest.mark.parametrize("policy_text", [NEVER_QUIET], indirect=True)
async def test_many_cases_missed_in_one_minute_are_one_mail_for_each_person(
    skipping: House,
) -> None:
    cases = [await owned(skipping) for _ in range(12)]
    start = skipping.view(cases[-1]).received_at
    await skipping.sleep_until(start + 24 * HOUR + MINUTE)
    for case in cases:
        await until(lambda case=case: skipping.events(case, EventKind.MISSED))  # type: ignore[misc]

    await skipping.tell()

    # What was warned of long since, and is missed by now, is told once.
    for who in (LI, ZHANG):
        [told] = of(skipping, who)
        assert all(told.text.count(case) == 2 for case in cases), "once in each language"


@pytest.mark.parametrize("policy_text", [NEVER_QUIET], indirect=True)
async def test_a_priority_that_misses_everything_at_once_is_one_notice(skipping: House) -> None:
    case = await owned(skipping, priority=Priority.LOW)
    await skipping.sleep(2 * DAY)
    await skipping.tell()
    skipping.office.digests.clear()

    await skipping.sleep(2 * MINUTE)
    await skipping.decide(case, DecisionKind.TRIAGE, "li", priority="high")
    await until(lambda: skipping.events(case, EventKind.ESCALATED))
    await skipping.tell()

    assert [len(of(skipping, who)) for who in (LI, ZHANG, CHEN)] == [1, 1, 1]
    await skipping.sleep(DAY)
    await skipping.tell()
    assert [len(of(skipping, who)) for who in (LI, ZHANG, CHEN)] == [1, 1, 1]


# ── Quiet hours ──────────────────────────────────────────────────────────────────────────────────


def sunday_night(after: datetime) -> datetime:
    """Eleven at night in Shanghai of the next Sunday."""
    night = after.astimezone(UTC).replace(hour=15, minute=0, second=0, microsecond=0)
    night += timedelta(days=6 - night.weekday())
    return night if night > after else night + timedelta(days=7)


@pytest.mark.parametrize("policy_text", [ONE_TARGET], indirect=True)
async def test_row_06_at_night_people_sleep_unless_it_is_critical(skipping: House) -> None:
    """zammad#4432: escalation mails at midnight and weekends."""
    await skipping.sleep_until(sunday_night(await skipping.clock.read()))
    ordinary = await owned(skipping)  # received at 23:00, missed at 23:00
    grave = await owned(skipping, priority=Priority.HIGH)
    start = skipping.view(ordinary).received_at
    await skipping.sleep_until(start + 20 * HOUR)
    await skipping.tell()
    skipping.office.digests.clear()

    for case in (ordinary, grave):
        await at(skipping, start + 24 * HOUR + MINUTE, case, EventKind.MISSED, 1)
    [night] = of(skipping, ZHANG)
    assert grave in night.text
    assert ordinary not in night.text

    await skipping.sleep_until(start + 32 * HOUR)  # seven o'clock
    await skipping.tell()
    assert not [each for each in skipping.office.digests if ordinary in each.text]
    await skipping.sleep_until(start + 33 * HOUR + MINUTE)
    await skipping.tell()
    assert ordinary in of(skipping, ZHANG)[-1].text


# ── Reopened ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("policy_text", [NEVER_QUIET], indirect=True)
async def test_row_12_reopening_an_old_case_is_not_overdue_at_once(skipping: House) -> None:
    """osTicket#5955: reopening an old ticket fires "overdue" at once."""
    case = await owned(skipping)
    await skipping.walk_on(case)
    await skipping.sleep(13 * DAY)

    await skipping.confirm(case, solved=False)
    await skipping.sleep(MINUTE)
    await skipping.tell()

    assert skipping.stage(case) is Stage.PLANNING
    assert not skipping.events(case, EventKind.WARNED, EventKind.MISSED, EventKind.ESCALATED)
    assert skipping.office.digests == []


@pytest.mark.parametrize("policy_text", [NEVER_QUIET], indirect=True)
async def test_more_reopenings_than_the_limit_tell_the_manager(skipping: House) -> None:
    case = await skipping.submit()
    for _ in range(2):
        await skipping.walk(case, Stage.CLOSED)
        await skipping.confirm(case, solved=False)
    await skipping.tell()
    assert skipping.office.digests == []

    await skipping.walk(case, Stage.CLOSED)
    await skipping.confirm(case, solved=False)
    await skipping.tell()

    assert skipping.state(case).cycle == 4
    [told] = skipping.office.digests
    assert told.recipient == CHEN
    assert "cycle 4" in told.text


# ── Refused ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("policy_text", [NEVER_QUIET], indirect=True)
async def test_a_decision_that_is_refused_later_is_told_to_who_decided(skipping: House) -> None:
    case = await skipping.submit(priority=Priority.HIGH)
    await skipping.walk(case, Stage.AWAITING_APPROVAL)
    late = skipping.decision(case, DecisionKind.APPROVE, "zhang")
    await skipping.accept(late)
    await skipping.sleep(MINUTE)  # the door has said long since: recorded, will be carried out
    other = DecisionRequest(request_id="rejected-by-another-system", by="chen", reason_code="dear")
    await skipping.handle(case).signal("reject", other)
    await skipping.reach(case, Stage.PLANNING)

    await skipping.delivery.deliver(case, timedelta(seconds=5))
    await skipping.tell()

    [event] = skipping.events(case, EventKind.REFUSED)
    assert (event.by, event.request_id) == ("zhang", late.request_id)
    [told] = skipping.office.told(ZHANG)
    assert case in told.text
    [rejected] = skipping.office.told(LI)  # whose proposal it is
    assert case in rejected.text
    assert "dear" not in rejected.text
    assert Template.NOTICE_REFUSED not in skipping.office.sent(case, team=True)


# ── By itself ────────────────────────────────────────────────────────────────────────────────────

SOON = NEVER_QUIET.replace('resolve = "24 hours"', 'resolve = "2 seconds"')


@pytest.mark.parametrize("policy_text", [SOON], indirect=True)
async def test_the_schedule_tells_people_by_itself(
    embedded: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.schedules.TASK_QUEUE", embedded.queue)
    case = await owned(embedded)
    await ensure_schedules(embedded.client, timedelta(seconds=1))
    try:
        await until(lambda: [each for each in of(embedded, ZHANG) if case in each.text], 20)
    finally:
        for name in ("sweeper", "teller"):
            await embedded.client.get_schedule_handle(name).delete()


# ── Of an older release ──────────────────────────────────────────────────────────────────────────


async def test_a_notice_that_an_older_release_has_written_is_still_sent(skipping: House) -> None:
    case = await owned(skipping)
    with skipping.installation.book.open(case) as opened:
        opened.write_mail(Template.NOTICE_MISSED, opened.events[-1])
        ledger.record(opened, [], skipping.clock())

    await skipping.handle(case).signal("refresh")
    await skipping.mailed(case)

    assert skipping.office.sent(case, team=True) == [Template.NOTICE_MISSED]
