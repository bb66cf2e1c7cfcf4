"""Learning from people on both databases: what is learnt, what is taken, and who uses it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import text

from activities.learning import Report, School, learn, lessons_of_cases
from analysis.model import Model
from schemas.enums import DecisionKind, Sentiment
from schemas.learning import Learnt, Lesson, Trained
from store.corrections import Corrections
from store.database import Database
from store.models import Models
from tests.stores.cases import WORDS, analyzed_case, carry_out, decision
from tests.stories import START, after, minutes
from worker.ear import Ear

HOUR = minutes(60)
GAIN = {"heldout category": (0.8, 0.9)}


class Teacher:
    """Trains quickly: what it makes is the shipped model under a name of its own."""

    def __init__(self, *, is_worse: bool = False) -> None:
        self.is_worse = is_worse
        self.taught: list[Lesson] = []

    def __call__(self, name: str, found: Sequence[Lesson], present: bytes | None) -> Trained:
        from dataclasses import replace

        from analysis import weights

        self.taught = list(found)
        shipped = Model.load()._weights
        named = replace(shipped, card={**shipped.card, "name": name})
        return Trained(weights.write(named), {"name": name}, self.is_worse, GAIN)


def school(database: Database, teacher: Teacher | None) -> School:
    made = iter(range(60))

    def now() -> datetime:
        return after(minutes(next(made)))

    return School(Corrections(database), Models(database), teacher, now)


def corrected(database: Database, number: int = 1, **choice: Any) -> str:
    case = analyzed_case(database, number)
    request = f"request-{number}"
    carry_out(database, decision(case, DecisionKind.TRIAGE, "li", request, **choice), START)
    return case


def test_a_lesson_is_the_text_and_what_was_judged_and_nothing_else(database: Database) -> None:
    case = corrected(database, category="other", sentiment="negative")
    analyzed_case(database, 2)

    assert list(lessons_of_cases(Corrections(database))) == [
        (case, Lesson(WORDS, category="other", sentiment=Sentiment.NEGATIVE))
    ]


def test_what_is_not_worse_is_taken_and_says_what_changed(database: Database) -> None:
    corrected(database, category="other")
    here = school(database, teacher := Teacher())

    report = learn(here, "chen")

    assert (report.learnt, report.lessons, report.changes) == (Learnt.TAKEN, 1, GAIN)
    assert [each.text for each in teacher.taught] == [WORDS]
    [kept] = here.models.all()
    assert (kept.number, kept.trained_by) == (here.models.in_use(), "chen")
    assert kept.name == report.name


def test_what_is_worse_is_kept_and_not_taken(database: Database) -> None:
    corrected(database, category="other")
    here = school(database, Teacher(is_worse=True))

    assert learn(here, "chen").learnt is Learnt.WORSE
    assert here.models.in_use() is None
    assert len(here.models.all()) == 1


def test_nothing_is_trained_twice_with_the_same(database: Database) -> None:
    corrected(database, category="other")
    here = school(database, Teacher())
    learn(here, "chen")

    assert learn(here, "chen") == Report(Learnt.NOTHING_NEW, 1)
    assert learn(here, "chen", anew=True).learnt is Learnt.TAKEN


def test_two_models_of_one_second_have_names_of_their_own(database: Database) -> None:
    corrected(database, category="other")
    here = school(database, Teacher())._replace(now=lambda: START)

    names = [learn(here, "chen", anew=True).name for _ in range(3)]

    assert len(set(names)) == len(names)
    kept = here.models.all()
    assert [each.name for each in kept][::-1] == names
    assert [Model.load(here.models.content(each.number)).name for each in kept][::-1] == names


def judge(database: Database, case: str, request: str, **choice: Any) -> None:
    carry_out(database, decision(case, DecisionKind.TRIAGE, "li", request, **choice), after(HOUR))


def test_a_correction_that_was_changed_is_learnt(database: Database) -> None:
    case = corrected(database, category="other")
    here = school(database, teacher := Teacher())
    learn(here, "chen")

    judge(database, case, "request-9", category="malfunction")

    assert learn(here, "chen").learnt is Learnt.TAKEN
    assert [each.category for each in teacher.taught] == ["malfunction"]
    assert learn(here, "chen") == Report(Learnt.NOTHING_NEW, 1)


def test_to_judge_the_same_once_more_is_nothing_new(database: Database) -> None:
    case = corrected(database, category="other")
    here = school(database, Teacher())
    learn(here, "chen")

    judge(database, case, "request-9", category="other")

    assert learn(here, "chen") == Report(Learnt.NOTHING_NEW, 1)


def test_a_case_in_the_place_of_one_that_was_erased_is_learnt(database: Database) -> None:
    case = corrected(database, category="other")
    here = school(database, Teacher())
    learn(here, "chen")

    with database.writing() as session:
        session.connection().execute(text("UPDATE submissions SET text = ''"))
    assert list(lessons_of_cases(here.corrections)) == []
    assert learn(here, "chen") == Report(Learnt.NOTHING_NEW, 0)

    assert corrected(database, 2, category="other") != case
    assert learn(here, "chen").learnt is Learnt.TAKEN


@pytest.mark.parametrize("is_changed", [False, True])
def test_what_an_earlier_version_learnt_is_not_learnt_again(
    database: Database, *, is_changed: bool
) -> None:
    """Its card says how many lessons there were, and nothing of what they were."""
    case = corrected(database, category="other")
    here = school(database, Teacher())
    here.models.keep("early", b"x", {"lessons": 1}, "chen", after(minutes(1)), take=False)
    if is_changed:
        judge(database, case, "request-9", category="malfunction")

    assert learn(here, "chen").learnt is (Learnt.TAKEN if is_changed else Learnt.NOTHING_NEW)


def test_it_is_said_if_nothing_can_be_trained(database: Database) -> None:
    corrected(database, category="other")

    assert learn(school(database, None), "chen") == Report(Learnt.NO_TRAINER, 1)


def test_workers_follow_without_a_restart(database: Database) -> None:
    corrected(database, category="other")
    here, clock = school(database, Teacher()), [0.0]
    ear = Ear(here.models, lambda: clock[0])
    shipped = ear.analyst()

    report = learn(here, "chen")
    assert ear.analyst() is shipped  # it is not asked for every text
    clock[0] = 60
    assert ear.analyst() is not shipped
    assert here.models.content(here.models.in_use() or 0)
    here.models.put_back()
    clock[0] = 120

    from tests.stories import POLICY

    assert report.name
    assert ear("总是闪退", POLICY).model == Model.load().name


def test_a_model_that_cannot_be_read_stops_nobody(database: Database) -> None:
    models, clock = Models(database), [0.0]
    ear = Ear(models, lambda: clock[0])
    before = ear.analyst()
    models.keep("broken", b"none", {}, "chen", START, take=True)
    clock[0] = 60

    assert ear.analyst() is before


@pytest.mark.parametrize("name", ["first", "second"])
def test_the_latest_that_was_taken_counts(database: Database, name: str) -> None:
    models = Models(database)
    for number, each in enumerate(("first", "second")):
        models.keep(each, b"x", {}, "chen", after(minutes(number)), take=True)

    kept = models.take(name, after(minutes(9)))

    assert kept is not None
    assert models.in_use() == kept.number
    assert models.take("unknown", START) is None
