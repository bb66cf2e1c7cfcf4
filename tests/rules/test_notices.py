"""Who hears of what, and when: against an oracle that asks for every person and every minute."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.digests import drafts, open_targets
from rules.notices import is_critical, notices
from rules.quiet import quiet
from schemas.absences import Absence
from schemas.durations import Elapsed
from schemas.enums import EventKind, Priority, Stage
from schemas.events import CUSTOMER, Event
from schemas.notices import Reason, Waiting, Way
from schemas.people import Person
from schemas.policy import Policy
from schemas.promises import Escalation, QuietHours
from schemas.state import CaseState
from tests.rules.notice_oracle import disturbs, mailbox_should_hear, should_hear
from tests.stories import CASE, POLICY, START, after, days, hours, minutes, state

PEOPLE = ("li", "wang", "zhang", "chen")
MAILBOX = "@engineering"
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
NIGHT = datetime(2026, 3, 2, 18, tzinfo=UTC)
"""Two o'clock in Shanghai."""


def event(kind: EventKind, at: datetime = START, **data: Any) -> Event:
    return Event(case_id=CASE, seq=9, at=at, cycle=1, kind=kind, data=data)


def names(
    happened: Event, of: CaseState, policy: Policy = POLICY, away: tuple[Absence, ...] = ()
) -> list[str]:
    return [each.to.name for each in notices(happened, of, policy, away)]


def gone(login: str, instead: str | None = None) -> Absence:
    return Absence(login=login, starts=START, ends=after(days(1)), deputy=instead)


# ── Who ──────────────────────────────────────────────────────────────────────────────────────────

_words = st.sampled_from(("owner", "lead", "manager", "team", *PEOPLE))
_levels = st.lists(
    st.builds(
        lambda at, tell: Escalation(at=at, tell=tell),
        st.sampled_from((0.5, 0.8, 1.0)),
        st.lists(_words, min_size=1, max_size=3).map(tuple),
    )
    | st.builds(
        lambda tell: Escalation(after=Elapsed(timedelta(hours=4)), tell=tell),
        st.lists(_words, min_size=1, max_size=3).map(tuple),
    ),
    min_size=1,
    max_size=5,
)
_some = st.lists(st.sampled_from(PEOPLE), max_size=3, unique=True).map(tuple)


@st.composite
def _policies(draw: st.DrawFn) -> Policy:
    team = POLICY.teams["engineering"].model_copy(
        update={
            "leads": draw(_some),
            "managers": draw(_some),
            "deputies": draw(st.dictionaries(st.sampled_from(PEOPLE), st.sampled_from(PEOPLE))),
        }
    )
    teams = {**POLICY.teams, "engineering": team}
    return POLICY.model_copy(update={"teams": teams, "escalation": tuple(draw(_levels))})


@st.composite
def _absences(draw: st.DrawFn) -> tuple[Absence, ...]:
    """At most one of each person: two of one person never overlap."""
    found = []
    for login in draw(_some):
        begin = draw(st.integers(-3, 3))
        others = [other for other in PEOPLE if other != login]
        named = draw(st.none() | st.sampled_from(others))
        span = {"starts": after(hours(begin)), "ends": after(hours(begin + 2))}
        found.append(Absence(login=login, deputy=named, **span))
    return tuple(found)


_events = st.one_of(
    st.sampled_from((0.5, 0.8)).map(lambda share: event(EventKind.WARNED, share=share)),
    st.just(event(EventKind.MISSED)),
    st.integers(0, 4).map(lambda level: event(EventKind.ESCALATED, level=level)),
    st.integers(1, 4).map(
        lambda level: event(EventKind.ESCALATED, level=level, passed=[*range(level)])
    ),
)


@given(_policies(), _absences(), _events, st.none() | st.sampled_from(PEOPLE))
def test_exactly_those_hear_who_should(
    policy: Policy, away: tuple[Absence, ...], happened: Event, owner: str | None
) -> None:
    if happened.data.get("level", 0) >= len(policy.escalation):
        return
    case = state(Stage.PLANNING, owner=owner)

    heard = names(happened, case, policy, away)

    assert len(heard) == len(set(heard))
    for login in PEOPLE:
        assert (login in heard) is should_hear(login, happened, case, policy, away), login
    assert (MAILBOX in heard) is mailbox_should_hear(happened, case, policy, away)


def test_whose_turn_has_passed_unheard_hears_with_the_next() -> None:
    case = state(Stage.PLANNING, owner="li")

    assert names(event(EventKind.MISSED, passed=[0, 1]), case) == ["li", MAILBOX, "zhang"]
    assert names(event(EventKind.WARNED, share=0.8, passed=[0]), case) == ["li", MAILBOX]


def test_the_chain_of_the_default_policy() -> None:
    case = state(Stage.PLANNING, owner="li")

    assert names(event(EventKind.WARNED, share=0.5), case) == ["li"]
    assert names(event(EventKind.WARNED, share=0.8), case) == ["li", MAILBOX]
    assert names(event(EventKind.MISSED), case) == ["li", "zhang"]
    assert names(event(EventKind.ESCALATED, level=3), case) == ["chen"]


def test_where_nobody_owns_a_case_its_team_hears() -> None:
    found = notices(event(EventKind.MISSED), state(Stage.PLANNING), POLICY, ())

    assert [(each.to.name, each.to.reason) for each in found] == [
        (MAILBOX, Reason.NO_OWNER),
        ("zhang", Reason.LEAD),
    ]


def test_who_stands_in_is_told_for_whom() -> None:
    case = state(Stage.PLANNING, owner="li")
    found = notices(event(EventKind.MISSED), case, POLICY, (gone("zhang", "wang"),))

    told = [(each.to.name, each.to.instead_of) for each in found]
    assert told == [("li", None), ("wang", "zhang")]


def test_a_lead_who_is_away_without_a_deputy_is_told_by_the_mailbox() -> None:
    case = state(Stage.PLANNING, owner="li")

    assert names(event(EventKind.MISSED), case, POLICY, (gone("zhang"),)) == ["li", MAILBOX]
    both = (gone("zhang", "wang"), gone("wang", "li"))
    assert names(event(EventKind.MISSED), case, POLICY, both) == ["li", MAILBOX]


@pytest.mark.parametrize(("cycle", "told"), [(2, []), (3, []), (4, ["chen"]), (5, ["chen"])])
def test_more_reopenings_than_the_limit_are_told_to_the_manager(
    cycle: int, told: list[str]
) -> None:
    assert POLICY.reopening.limit == 2

    assert names(event(EventKind.REOPENED), state(Stage.PLANNING, cycle=cycle)) == told


@pytest.mark.parametrize(
    ("by", "later", "told"),
    [("wang", True, ["wang"]), ("wang", False, []), (CUSTOMER, True, [MAILBOX])],
)
def test_a_refusal_is_told_to_who_decided_if_nobody_waited(
    by: str, later: bool, told: list[str]
) -> None:
    refused = event(EventKind.REFUSED, later=later).model_copy(update={"by": by})

    assert names(refused, state(Stage.PLANNING)) == told


@pytest.mark.parametrize(("owner", "told"), [("li", ["li"]), (None, [MAILBOX])])
def test_who_owns_the_case_hears_that_the_customer_wrote_again(
    owner: str | None, told: list[str]
) -> None:
    assert names(event(EventKind.WROTE), state(Stage.PLANNING, owner=owner)) == told


@pytest.mark.parametrize("kind", EventKind)
def test_of_other_events_nobody_hears(kind: EventKind) -> None:
    of_clocks = kind in (EventKind.WARNED, EventKind.MISSED, EventKind.ESCALATED)
    told = kind in (EventKind.CALLED, EventKind.WROTE)
    if not of_clocks and not told and not kind.startswith("task_"):
        assert notices(event(kind), state(Stage.PLANNING), POLICY, ()) == ()


# ── When ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("start", [START.replace(hour=0), datetime(2026, 9, 21, tzinfo=UTC)])
def test_row_06_nobody_is_disturbed_at_midnight_nor_on_days_off(start: datetime) -> None:
    """zammad#4432: escalation mails at midnight and weekends. Every minute of weeks is asked."""
    first = start.replace(tzinfo=UTC)
    for minute in range(14 * 24 * 60):
        at = first + timedelta(minutes=minute)
        assert quiet(POLICY, "engineering", at) is not disturbs(POLICY, at), at


def test_without_quiet_hours_it_is_never_quiet() -> None:
    assert not quiet(POLICY.model_copy(update={"quiet_hours": None}), None, NIGHT)


def test_quiet_hours_within_one_day() -> None:
    hours_at_noon = QuietHours.model_validate({"begin": "12:00", "end": "13:00"})
    policy = POLICY.model_copy(update={"quiet_hours": hours_at_noon})

    assert quiet(policy, None, NOON)
    assert not quiet(policy, None, NOON + hours(1))
    assert not quiet(policy, None, NOON - minutes(1))


@pytest.mark.parametrize(
    ("kind", "priority", "critical"),
    [
        (EventKind.MISSED, Priority.HIGH, True),
        (EventKind.ESCALATED, Priority.HIGH, True),
        (EventKind.WARNED, Priority.HIGH, False),
        (EventKind.MISSED, Priority.MEDIUM, False),
        (EventKind.REOPENED, Priority.HIGH, False),
    ],
)
def test_what_is_critical_by_the_default_policy(
    kind: EventKind, priority: Priority, critical: bool
) -> None:
    assert is_critical(event(kind), state(Stage.PLANNING, priority=priority), POLICY) is critical


def test_a_policy_without_the_newer_keys_of_quiet_hours_still_loads() -> None:
    old = QuietHours.model_validate({"begin": "21:00", "end": "08:00"})

    assert not old.free_days
    assert old.exceptions[0].priority == (Priority.HIGH,)
    assert QuietHours.model_validate(old.model_dump()) == old


# ── Together ─────────────────────────────────────────────────────────────────────────────────────


def waiting(number: int, recipient: str, **more: Any) -> Waiting:
    usual = {"team": "engineering", "critical": False, "written_at": NOON}
    return Waiting.model_validate({"id": number, "recipient": recipient, **usual, **more})


def test_everything_for_one_person_goes_together() -> None:
    many = [waiting(n, PEOPLE[n % 2]) for n in range(100)]

    found = drafts(many, POLICY, (), (), NOON)

    assert [(each.target, len(each.notices)) for each in found] == [
        ("li@localhost.example", 50),
        ("wang@localhost.example", 50),
    ]


def test_at_night_only_what_is_critical_goes() -> None:
    both = [waiting(1, "li"), waiting(2, "li", critical=True)]

    assert [each.notices for each in drafts(both, POLICY, (), (), NIGHT)] == [(2,)]
    assert [each.notices for each in drafts(both, POLICY, (), (), NOON)] == [(1, 2)]


def test_who_has_just_been_told_waits_for_the_next() -> None:
    assert drafts([waiting(1, "li")], POLICY, {"li@localhost.example"}, (), NOON) == ()


@pytest.mark.parametrize("why", ["no address", "refused", "stranger"])
def test_a_person_without_an_address_is_told_by_the_mailbox_of_the_team(why: str) -> None:
    people = {**POLICY.people, "li": Person()} if why == "no address" else POLICY.people
    policy = POLICY.model_copy(update={"people": people})
    refused = {"li@localhost.example"} if why == "refused" else set[str]()
    who = "mallory" if why == "stranger" else "li"

    (found,) = drafts([waiting(1, who), waiting(2, MAILBOX)], policy, (), refused, NOON)

    assert (found.target, found.recipient) == ("engineering@localhost.example", MAILBOX)
    assert found.notices == (1, 2)
    assert found.locale is None


def test_a_person_is_told_in_his_own_language() -> None:
    people = {"li": Person.model_validate({"address": "li@example.com", "locale": "zh"})}
    policy = POLICY.model_copy(update={"people": people})

    (found,) = drafts([waiting(1, "li")], policy, (), (), NOON)

    assert (found.recipient, found.locale) == ("li", "zh")


def test_chats_hear_what_is_for_the_team_and_only_news() -> None:
    policy = with_chats("env:SUPPORT_CHAT", "json://127.0.0.1:9")
    ways = [way for way, _ in open_targets(waiting(1, MAILBOX), policy, (), NOON)]

    assert ways == [Way.MAIL, Way.CHAT, Way.CHAT]
    assert len(open_targets(waiting(1, "li"), policy, (), NOON)) == 1
    assert len(open_targets(waiting(1, MAILBOX), policy, (), NOON + days(1))) == 1


def test_a_chat_that_is_away_does_not_hold_up_the_mailbox() -> None:
    policy = with_chats("env:SUPPORT_CHAT")
    _, (_, chat) = open_targets(waiting(1, MAILBOX), policy, (), NOON)

    (mail,) = drafts([waiting(1, MAILBOX)], policy, {chat}, (), NOON)
    assert mail.way is Way.MAIL

    known = waiting(1, MAILBOX, reached=frozenset({mail.target}))
    (later,) = drafts([known], policy, (), (), NOON)
    assert (later.way, later.target) == (Way.CHAT, chat)


def with_chats(*addresses: str) -> Policy:
    given = POLICY.teams["engineering"].model_dump(exclude={"notify"})
    team = type(POLICY.teams["engineering"]).model_validate({**given, "notify": addresses})
    return POLICY.model_copy(update={"teams": {**POLICY.teams, "engineering": team}})


def test_what_a_whole_team_would_hear_of_a_confidential_case_its_leads_hear() -> None:
    team = POLICY.teams["engineering"].model_copy(update={"confidential": True})
    teams = {**POLICY.teams, "engineering": team}
    levels = (Escalation(at=1.0, tell=("owner", "team")),)
    policy = POLICY.model_copy(update={"teams": teams, "escalation": levels})
    unowned = state(Stage.PLANNING, team="engineering", owner=None)
    missed = event(EventKind.MISSED, clock="resolve", of_cycle=1, n=1, due_at=START.isoformat())
    open_to_all = policy.model_copy(update={"teams": POLICY.teams})

    assert names(missed, unowned, open_to_all) == [MAILBOX]
    assert names(missed, unowned, policy) == list(team.leads)
    assert names(missed, unowned.model_copy(update={"owner": "li"}), policy) == ["li", *team.leads]
    leaderless = team.model_copy(update={"leads": ()})
    alone = policy.model_copy(update={"teams": {**teams, "engineering": leaderless}})
    assert names(missed, unowned, alone) == [MAILBOX]
