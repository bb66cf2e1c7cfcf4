"""What time alone makes happen, one case after another: warnings, misses, reminders, the end."""

from datetime import timedelta

import pytest

from rules.alarms import due, window_end
from rules.clocks import clocks
from rules.figures import figures
from rules.fold import fold
from rules.standing import standing
from schemas.durations import Elapsed
from schemas.enums import (
    ClockKind,
    ClockState,
    DecisionKind,
    EventKind,
    Outcome,
    Priority,
)
from schemas.events import CUSTOMER
from schemas.policy import Policy
from schemas.promises import Escalation
from tests.rules.approving import Case, policy
from tests.rules.case_life import OF_CLOCKS
from tests.stories import (
    LEAD,
    POLICY,
    START,
    Story,
    after,
    analyzed,
    days,
    hours,
    minutes,
    triaged,
)

CLOSING = (EventKind.CONFIRMED, EventKind.UNCONFIRMED, EventKind.DECLINED)


def kinds(story: Story, at: timedelta) -> list[EventKind]:
    return [e.kind for e in due(story.events, fold(story.events), POLICY, after(at))]


def resolved(at: timedelta = timedelta()) -> Story:
    story = analyzed(Priority.HIGH).then(EventKind.ACKNOWLEDGED, timedelta())
    return story.then(EventKind.RESOLVED, at, LEAD)


def in_time() -> Story:
    """A high case of which only the solution is still promised."""
    story = analyzed(Priority.HIGH).then(EventKind.ACKNOWLEDGED, timedelta())
    story.then(EventKind.PROPOSED, timedelta(), LEAD, version=1)
    return story.then(EventKind.PROGRESS, timedelta(), LEAD)


ONLY_RESOLVE = POLICY.model_copy(
    update={
        "targets": {
            priority: targets.model_copy(update={"interim_update": None, "next_update": None})
            for priority, targets in POLICY.targets.items()
        }
    }
)


def test_the_team_is_warned_by_share_then_told_of_the_miss_then_the_next_level() -> None:
    story, told = in_time(), []
    for at in (hours(n / 10) for n in range(24 * 10 * 3)):
        for new in due(story.events, fold(story.events), ONLY_RESOLVE, after(at)):
            assert new.data["due_at"] == after(hours(24)).isoformat()
            assert (new.data["clock"], new.data["of_cycle"], new.data["n"]) == ("resolve", 1, 1)
            told.append((at, new.kind, new.data.get("share"), new.data.get("level")))
            story.then(new.kind, at, **new.data)

    # It is missed on Tuesday at 17:00 in Shanghai, an hour before closing.
    next_day = hours(24 + 19)
    assert told == [
        (hours(12), EventKind.WARNED, 0.5, None),
        (hours(19.2), EventKind.WARNED, 0.8, None),
        (hours(24), EventKind.MISSED, None, None),
        (next_day, EventKind.ESCALATED, None, 3),
    ]


def test_after_an_outage_a_missed_clock_is_not_also_warned_of() -> None:
    new = due(in_time().events, fold(in_time().events), ONLY_RESOLVE, after(days(3)))

    assert [event.kind for event in new] == [EventKind.MISSED]


def chain(*after: str) -> Policy:
    """The shipped policy with other levels after a miss: numbers 3 and up."""
    told = [{"after": length, "tell": ["manager"]} for length in after]
    levels = (*POLICY.escalation[:3], *map(Escalation.model_validate, told))
    return ONLY_RESOLVE.model_copy(update={"escalation": levels})


def escalated(story: Story, policy: Policy, at: timedelta) -> list[tuple[int, list[int]]]:
    new = due(story.events, fold(story.events), policy, after(at))
    told = [each.data for each in new if each.kind is EventKind.ESCALATED]
    return [(data["level"], data.get("passed", [])) for data in told]


def test_after_an_outage_no_level_of_the_chain_is_passed_over() -> None:
    policy, story = chain("1 hour", "2 hours", "9 hours"), in_time()
    for new in due(story.events, fold(story.events), policy, after(hours(26))):
        assert (new.kind, new.data["passed"]) == (EventKind.MISSED, [0, 1])
        story.then(new.kind, hours(26), **new.data)

    assert escalated(story, policy, hours(26.5)) == [(4, [3])]
    [new] = due(story.events, fold(story.events), policy, after(hours(26.5)))
    story.then(new.kind, hours(26.5), **new.data)
    assert escalated(story, policy, hours(32)) == []
    assert escalated(story, policy, hours(33)) == [(5, [])]


def test_while_the_customer_is_asked_what_is_missed_goes_up_no_further() -> None:
    policy, story = chain("2 hours", "4 hours"), in_time()
    story.then(EventKind.MISSED, hours(24), clock="resolve", of_cycle=1, n=1)
    story.then(EventKind.ASKED, hours(27), LEAD)

    assert escalated(story, policy, hours(300)) == [(3, [])], "what was due before"
    story.then(EventKind.REPLIED, hours(37), CUSTOMER)
    assert escalated(story, policy, hours(37.9)) == [(3, [])]
    assert escalated(story, policy, hours(38)) == [(4, [3])]

    story.then(EventKind.RESOLVED, hours(37.9), LEAD)
    told = figures(story.events, policy, after(hours(50)), lived=False).told
    assert (told[3], told[4]) == (1, 0), "and the fast trial counts the same"


def test_another_target_is_told_of_anew() -> None:
    story = in_time().then(EventKind.MISSED, hours(24), clock="resolve", of_cycle=1, n=1)
    triaged(story, Priority.MEDIUM, hours(25))
    assert not due(story.events, fold(story.events), ONLY_RESOLVE, after(hours(26)))

    told = []
    for at in (days(day) for day in range(2, 10)):
        for new in due(story.events, fold(story.events), ONLY_RESOLVE, after(at)):
            story.then(new.kind, at, **new.data)
            told.append(new.kind)

    assert told == [*[EventKind.WARNED] * 2, EventKind.MISSED, EventKind.ESCALATED]


def test_a_warning_of_an_older_release_stands_for_every_warning() -> None:
    story = in_time().then(
        *(EventKind.WARNED, hours(1)), clock="resolve", of_cycle=1, due_at=after(hours(24))
    )

    new = due(story.events, fold(story.events), ONLY_RESOLVE, after(hours(23)))

    assert not new


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (days(3) - minutes(1), []),
        (days(3), [1]),
        (days(6) - minutes(1), [1]),
        (days(6), [2]),
        (days(7) - minutes(1), [2]),
        (days(7), []),
    ],
)
def test_of_several_reminders_only_the_last_is_sent(at: timedelta, expected: list[int]) -> None:
    story = resolved()

    new = due(story.events, fold(story.events), POLICY, after(at))

    assert [e.data["n"] for e in new if e.kind is EventKind.REMINDED] == expected


def test_reminders_then_silence() -> None:
    story, told = resolved(), []
    for day in range(8):
        for new in due(story.events, fold(story.events), POLICY, after(days(day))):
            story.then(new.kind, days(day), **new.data)
            told.append((day, new.kind, new.data.get("n")))

    silent = [each for each in told if each[1] not in OF_CLOCKS]
    assert silent == [
        (3, EventKind.REMINDED, 1),
        (6, EventKind.REMINDED, 2),
        (7, EventKind.UNCONFIRMED, None),
    ]
    assert fold(story.events).outcome is Outcome.UNCONFIRMED


def test_a_sent_reminder_is_not_repeated_and_an_omitted_one_not_made_up_for() -> None:
    story = resolved().then(EventKind.REMINDED, days(6), n=2)

    assert EventKind.REMINDED not in kinds(story, days(6.5))


def test_the_next_cycle_is_reminded_anew() -> None:
    story = resolved().then(EventKind.REMINDED, days(3), n=1)
    story.then(EventKind.REOPENED, days(4), CUSTOMER).then(EventKind.RESOLVED, days(5), LEAD)

    assert EventKind.REMINDED not in kinds(story, days(8) - minutes(1))
    (reminder,) = [
        event
        for event in due(story.events, fold(story.events), POLICY, after(days(8)))
        if event.kind is EventKind.REMINDED
    ]
    assert reminder.data == {"n": 1}


@pytest.mark.parametrize("closed_by", CLOSING)
def test_a_closed_case_ends_with_its_window(closed_by: EventKind) -> None:
    story = resolved(hours(1)).then(closed_by, days(2), LEAD)
    end = days(2) + POLICY.reopening.window

    assert window_end(story.events, fold(story.events), POLICY) == after(end)
    assert kinds(story, end - timedelta(microseconds=1)) == []
    assert kinds(story, end) == [EventKind.ENDED]


def test_a_late_yes_begins_the_window_anew() -> None:
    story = resolved().then(EventKind.UNCONFIRMED, days(7))
    story.then(EventKind.CONFIRMED, days(10), CUSTOMER)

    assert window_end(story.events, fold(story.events), POLICY) == after(days(24))


def test_what_is_withdrawn_has_no_window() -> None:
    story = resolved().then(EventKind.WITHDRAWN, days(1), LEAD)

    assert window_end(story.events, fold(story.events), POLICY) is None
    assert kinds(story, days(1000)) == []
    assert standing(fold(story.events), story.events, POLICY, (), START).alarm_at is None


def test_what_has_ended_stays_ended() -> None:
    story = resolved().then(EventKind.CONFIRMED, days(1), CUSTOMER).then(EventKind.ENDED, days(15))

    assert window_end(story.events, fold(story.events), POLICY) is None
    assert kinds(story, days(1000)) == []


def test_while_the_customer_is_asked_nothing_is_due() -> None:
    story = analyzed(Priority.HIGH).then(EventKind.ACKNOWLEDGED, timedelta())
    story.then(EventKind.ASKED, hours(1), LEAD)

    found = standing(fold(story.events), story.events, POLICY, (), after(hours(2)))

    assert kinds(story, days(1000)) == []
    assert found.alarm_at is None
    assert found.due_at is None


@pytest.mark.parametrize("kind", [ClockKind.TASK, ClockKind.APPROVE])
def test_what_colleagues_owe_each_other_is_no_breach(kind: ClockKind) -> None:
    case = Case(policy({"who": "lead", "within": "1 hour", "then": "remind"}))
    if kind is ClockKind.TASK:
        case.decide(DecisionKind.TASK, "li", team="quality", within=Elapsed(hours(1)))
    else:
        case.propose()
    now = START + hours(2)

    found = standing(case.state, case.events, case.policy, (), now)

    late = [c.kind for c in clocks(case.events, case.policy, now) if c.state is ClockState.MISSED]
    assert late == [kind]
    assert not found.breached
    assert found.alarm_at == START + minutes(30), "it is told all the same"
