"""When a customer hears by itself how far a case has come."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from rules import updates
from rules.alarms import due
from rules.fold import fold
from rules.transitions import WORKING
from schemas.durations import Elapsed
from schemas.enums import EventKind, Locale, Priority
from schemas.events import Event, NewEvent
from schemas.part import Label
from schemas.policy import Policy
from schemas.updates import Holding, Pace, Point, Saying, Updates
from tests.rules.case_strategies import histories, policies
from tests.stories import LEAD, POLICY, Story, analyzed, days, hours, minutes

WORDS = (EventKind.PROGRESS, EventKind.UPDATED)
REPLY = Saying(zh="我们仍在处理。", en="We are still at it.")


def lived(policy: Policy, script: Sequence[Event], step: timedelta) -> list[Event]:
    """The events of a script, with what the customer is told by itself in between."""
    found: list[Event] = []
    for event in script:
        if found:
            _tell(found, policy, event.at, step)
        found.append(event.model_copy(update={"seq": len(found) + 1}))
    _tell(found, policy, script[-1].at + days(2), step)
    return found


def _tell(found: list[Event], policy: Policy, until: datetime, step: timedelta) -> None:
    now = found[-1].at
    while now <= until:
        for new in due(found, fold(found), policy, now):
            if new.kind is EventKind.UPDATED:
                found.append(_placed(new, found, now))
        now += step


def _placed(new: NewEvent, found: list[Event], now: datetime) -> Event:
    last = found[-1]
    return Event(
        **new.model_dump(), case_id=last.case_id, seq=last.seq + 1, at=now, cycle=last.cycle
    )


@given(policies(), histories(), st.integers(1, 12))
def test_at_most_one_in_so_much_time(policy: Policy, script: list[Event], step: int) -> None:
    events = lived(policy, script, minutes(step * 20))

    told = [event for event in events if event.kind in WORDS and "holding" not in event.data]
    every = [event for event in events if event.kind in WORDS]
    for event in told:
        before = [other for other in every if other.seq < event.seq]
        if "point" in event.data and before:
            assert event.at - before[-1].at >= policy.updates.at_most_every


@given(policies(), histories(), st.integers(1, 12))
def test_only_who_is_to_hear_hears_and_only_while_it_is_open(
    policy: Policy, script: list[Event], step: int
) -> None:
    events = lived(policy, script, minutes(step * 20))

    for event in events:
        if event.kind is not EventKind.UPDATED or not event.data:
            continue
        before = fold(events[: event.seq - 1])
        assert before.reachable
        assert before.stage in WORKING
        if point := event.data.get("point"):
            usual = before.priority or policy.analysis.fallback_priority
            assert policy.updates.told(Point(point), usual)


@given(policies(), histories(), st.integers(1, 12))
def test_a_holding_reply_goes_out_once(policy: Policy, script: list[Event], step: int) -> None:
    events = lived(policy, script, minutes(step * 20))

    said = [event.data["holding"] for event in events if "holding" in event.data]
    assert len(said) == len(set(said))
    assert set(said) <= set(range(1, len(policy.updates.holding) + 1))


@given(policies(), histories(), st.integers(1, 12))
def test_nothing_is_said_twice_in_a_row_without_news(
    policy: Policy, script: list[Event], step: int
) -> None:
    events = lived(policy, script, minutes(step * 20))

    told = [event for event in events if "point" in event.data]
    for one, other in pairwise(told):
        between = events[one.seq : other.seq - 1]
        assert any(event.kind is not EventKind.UPDATED for event in between)


# ── One by one ───────────────────────────────────────────────────────────────────────────────────


def policy(pace: Pace = Pace.STAGE, *holding: Holding, wait: timedelta = timedelta()) -> Policy:
    given = {"priorities": dict.fromkeys(Priority, pace), "holding": holding, "wait": wait}
    return POLICY.model_copy(update={"updates": POLICY.updates.model_copy(update=given)})


def said(story: Story, at: timedelta, under: Policy) -> list[dict[str, object]]:
    """What the customer is told so long after the start."""
    now = story.events[0].at + at
    new = due(story.events, fold(story.events), under, now)
    return [event.data for event in new if event.kind is EventKind.UPDATED]


def test_a_point_has_to_hold_before_it_is_told_and_what_is_solved_meanwhile_is_not() -> None:
    story, under = analyzed(Priority.LOW), policy(wait=minutes(15))
    story.then(EventKind.PROPOSED, hours(1), "li", version=1)

    assert said(story, hours(1) + minutes(14), under) == []
    assert said(story, hours(1) + minutes(15), under) == [{"point": "agreed"}]
    story.then(EventKind.RESOLVED, hours(1) + minutes(5), "li")
    assert said(story, hours(2), under) == []


def test_the_acknowledgement_says_which_team_has_it() -> None:
    assert said(analyzed(Priority.LOW), hours(1), policy()) == []


def test_after_triage_by_a_person_the_customer_hears_which_team_has_it() -> None:
    story = analyzed(Priority.LOW, certain=False)
    story.then(EventKind.TRIAGED, hours(1), LEAD, category="malfunction", priority="low")
    story.then(EventKind.ROUTED, hours(1), LEAD, team="engineering")

    assert said(story, hours(1), policy(Pace.MILESTONE)) == [{"point": "routed"}]


@pytest.mark.parametrize(("pace", "told"), [(Pace.STAGE, True), (Pace.MILESTONE, False)])
def test_what_waits_for_approval_is_a_stage_and_no_milestone(pace: Pace, told: bool) -> None:
    story = analyzed(Priority.HIGH)
    story.then(EventKind.PROPOSED, hours(1), "li", version=1, needs="lead")

    expected = [{"point": "proposed"}] if told else []
    assert said(story, hours(1), policy(pace)) == expected
    story.then(EventKind.APPROVED, hours(2), LEAD, version=1)
    assert said(story, hours(2), policy(pace)) == [{"point": "agreed"}]


def test_of_what_comes_at_once_only_the_latest_is_said_and_of_what_is_solved_nothing() -> None:
    story = analyzed(Priority.LOW).then(EventKind.ROUTED, hours(1), LEAD, team="support")
    story.then(EventKind.PROPOSED, hours(1), "li", version=1)
    assert said(story, hours(1), policy()) == [{"point": "agreed"}]

    story.then(EventKind.RESOLVED, hours(1), "li")
    assert said(story, hours(30), policy()) == []


def test_a_holding_reply_goes_before_a_word_on_progress() -> None:
    reply = Holding(after=Elapsed(days(3)), text=REPLY)
    story = analyzed(Priority.LOW).then(EventKind.PROPOSED, days(3), "li", version=1)
    under = policy(Pace.STAGE, reply)

    assert said(story, days(3), under) == [{"holding": 1}]
    story.then(EventKind.UPDATED, days(3), holding=1)
    assert said(story, days(3.9), under) == []
    assert said(story, days(4), under) == [{"point": "agreed"}]


def test_after_an_outage_only_the_latest_holding_reply_goes_out() -> None:
    replies = [Holding(after=Elapsed(days(n)), text=REPLY) for n in (3, 5, 9)]
    story, under = analyzed(Priority.LOW), policy(Pace.STAGE, *replies)

    assert said(story, days(6), under) == [{"holding": 2}]
    story.then(EventKind.UPDATED, days(6), holding=2)
    assert {"holding": 1} not in said(story, days(6), under)
    assert {"holding": 3} in said(story, days(9), under)


def test_a_customer_without_an_address_is_told_nothing_by_itself() -> None:
    story = analyzed(Priority.LOW).then(EventKind.UNDELIVERABLE, hours(1), code=550)
    story.then(EventKind.PROPOSED, hours(1), "li", version=1)
    under = policy(Pace.STAGE, Holding(after=Elapsed(hours(1)), text=REPLY))

    known = story.events, fold(story.events), under
    assert [*updates.words(*known), *updates.holding(*known)] == []


# ── What is said ─────────────────────────────────────────────────────────────────────────────────


def test_the_words_name_the_team_and_the_time() -> None:
    routed, team = POLICY.updates.texts[Point.ROUTED], Label(zh="研发团队", en="{due}")

    assert routed.filled(Locale.ZH, team, "3月5日") == "问题已提交研发团队，预计3月5日之前解决。"
    assert routed.filled(Locale.ZH, team, None) == "问题已提交研发团队，正在处理。"
    assert "{due} now" in routed.filled(Locale.EN, team, "5 March"), "a name is no blank"


@pytest.mark.parametrize("text", ["{name}", "{team.address}", "{", "}", "{due!r}", "{{team}}"])
def test_only_the_team_and_the_time_can_be_said(text: str) -> None:
    with pytest.raises(ValidationError):
        Saying(zh=text, en="…")


def test_a_text_with_a_time_has_one_for_when_it_is_over() -> None:
    with pytest.raises(ValidationError, match="otherwise"):
        Saying(zh="{due}", en="…")


def test_without_the_section_nothing_is_said() -> None:
    assert not any(Updates().told(point, p) for point in Point for p in Priority)
