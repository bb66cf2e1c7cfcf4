"""Answers that may be a machine's are marked, counted apart, and counted in once vouched for."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from rules import satisfaction as figures
from rules.afterwards import is_low, rated
from rules.publishing import reveals
from rules.suspicion import SUSPECT, marked
from schemas.enums import EventKind
from schemas.events import CUSTOMER, SYSTEM, Event, NewEvent
from schemas.ratings import Rating
from tests.plain import PLAIN
from tests.stories import CASE, START

WITHIN = PLAIN.confirmation.suspect_within
JUST = WITHIN - timedelta(milliseconds=1)
LONG = timedelta(hours=1)


class Story:
    """The events of a case, one after the other, marked as the record marks them."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.at: datetime = START
        self.cycle = 1
        self.then(EventKind.RESOLVED, by="li")
        self.then(EventKind.MAILED, template="solution", of_cycle=1, occurrence=1)

    def then(
        self, kind: EventKind, after: timedelta = LONG, by: str = SYSTEM, **data: Any
    ) -> "Story":
        self.at += after
        new = NewEvent(kind=kind, by=by, data=data)
        (told,) = marked([new], self.events, PLAIN, self.at)
        self.cycle += kind is EventKind.REOPENED
        place = {"case_id": CASE, "seq": len(self.events) + 1, "at": self.at, "cycle": self.cycle}
        self.events.append(Event.model_validate({**told.model_dump(), **place}))
        return self

    def yes(self, after: timedelta = LONG, **data: Any) -> "Story":
        return self.then(EventKind.CONFIRMED, after, CUSTOMER, **data)

    def no(self, after: timedelta = LONG, **data: Any) -> "Story":
        return self.then(EventKind.REOPENED, after, CUSTOMER, why="not_solved", **data)

    def later(self, after: timedelta = LONG, of_cycle: int = 1, **said: Any) -> "Story":
        given = {"case_id": CASE, "request_id": "request-1", "of_cycle": of_cycle}
        event = rated(Rating.model_validate({**given, **said}), {})
        return self.then(event.kind, after, CUSTOMER, **event.data)

    @property
    def suspects(self) -> list[str | None]:
        return [event.data.get(SUSPECT) for event in self.events[2:]]

    @property
    def figures(self) -> figures.Satisfaction:
        return figures.satisfaction(self.events)


@pytest.mark.parametrize(
    ("after", "why"), [(timedelta(), "fast"), (JUST, "fast"), (WITHIN, None), (LONG, None)]
)
def test_an_answer_right_after_the_mail_is_doubted(after: timedelta, why: str | None) -> None:
    assert Story().yes(after).suspects == [why]


def test_several_answers_within_seconds_are_all_doubted() -> None:
    story = Story().yes(rating=5).no(JUST)
    assert story.suspects == [None, "several"]
    assert (story.figures.answers, story.figures.suspect) == (1, 1)
    assert (story.figures.solved, story.figures.not_solved) == (0, 0)


def test_what_staff_note_for_a_customer_is_never_doubted() -> None:
    story = Story().then(EventKind.CONFIRMED, timedelta(), "li", rating=4)
    assert story.suspects == [None]
    assert story.figures.answers == 0
    assert story.figures.confirmed == 1


def test_a_doubtful_answer_is_in_no_figure_but_its_own() -> None:
    found = Story().yes(timedelta(), rating=5).figures
    assert (found.answers, found.suspect, found.confirmed, found.solved) == (1, 1, 0, 0)
    assert (found.mean_rating, found.suspect_share, found.confirmed_share) == (None, 1, None)


def test_vouched_for_it_counts_in_full() -> None:
    found = Story().yes(timedelta(), rating=5).later(vouched=True).figures
    assert (found.answers, found.suspect, found.confirmed, found.solved) == (1, 0, 1, 1)
    assert found.mean_rating == 5


def test_a_machine_cannot_vouch_for_itself() -> None:
    story = Story().yes(timedelta(), rating=5).later(JUST, vouched=True)
    assert story.suspects == ["fast", "several"]
    assert story.figures.suspect == 1


def test_the_last_rating_counts_and_each_change_is_there() -> None:
    story = Story().yes(rating=3).later(rating=5).later(rating=4)
    assert story.figures.ratings == {4: 1}
    assert [event.data.get("rating") for event in story.events[2:]] == [3, 5, 4]


def test_each_cycle_has_its_answer() -> None:
    story = Story().no(rating=1)
    story.then(EventKind.RESOLVED, by="li").yes(rating=4)
    found = story.figures
    assert (found.answers, found.solved, found.not_solved, found.confirmed) == (2, 1, 1, 1)
    assert found.mean_rating == 2.5


def test_a_remark_on_an_earlier_cycle_stays_there() -> None:
    story = Story().no(rating=1)
    story.later(of_cycle=1)
    assert [(a.solved, a.rating) for a in figures.answers(story.events)] == [(False, 1)]


def test_silence_is_kept_apart_even_if_a_yes_comes_after_the_end() -> None:
    story = Story().then(EventKind.UNCONFIRMED)
    assert (story.figures.answers, story.figures.unconfirmed) == (0, 1)
    found = story.later(solved=True, rating=5).figures
    assert (found.confirmed, found.unconfirmed, found.solved) == (0, 1, 1)
    assert (found.confirmed_share, found.mean_rating) == (0, 5)


def test_figures_add_up() -> None:
    total = figures.Satisfaction()
    for story in (Story().yes(rating=5), Story().then(EventKind.UNCONFIRMED), Story().yes(JUST)):
        total += story.figures
    assert (total.confirmed_share, total.suspect_share, total.mean_rating) == (0.5, 0.5, 5)
    assert figures.Satisfaction().confirmed_share is None


def test_low_is_what_the_policy_says() -> None:
    assert [rating for rating in (None, 1, 2, 3) if is_low(PLAIN, rating)] == [1, 2]
    confirmation = PLAIN.confirmation.model_copy(update={"low_rating": None})
    assert not is_low(PLAIN.model_copy(update={"confirmation": confirmation}), 1)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Export to PDF, version 3.1", None),
        ("Since 2026-11-20, order 123456", None),
        ("ask 王小明", "name"),
        ("Ann's idea", "name"),
        ("Annual report", None),
        ("13912345678", "number"),
        ("+86 139 1234 5678", "number"),
        ("a.b@c.example", "address"),
        ("Ann@Example.com", "address"),
    ],
)
def test_what_a_public_text_reveals(text: str, what: str | None) -> None:
    name = "王小明" if "王" in text else "Ann"
    assert reveals(text, name, "ann@example.com") == what
    assert reveals("anything", None, None) is None
