"""What people judged of a case."""

from rules.corrections import corrections, learnt
from schemas.enums import Aspect, EventKind, Priority
from tests.stories import LEAD, Story, analyzed, hours

SEEN = {"category": "malfunction", "priority": "high"}


def known() -> Story:
    return analyzed(Priority.HIGH)


def judged(story: Story, at: float, **data: object) -> Story:
    return story.then(EventKind.TRIAGED, hours(at), LEAD, **data)


def test_what_was_chosen_counts_and_not_what_stayed() -> None:
    story = judged(known(), 1, **{**SEEN, "category": "other"}, said=["category"])

    [found] = corrections(story.events)

    assert (found.aspect, found.was, found.now) == (Aspect.CATEGORY, "malfunction", "other")
    assert (found.by, found.agrees) == (LEAD, False)


def test_to_find_it_right_is_a_judgement_too() -> None:
    story = judged(known(), 1, **SEEN, said=["category"])

    assert [each.agrees for each in corrections(story.events)] == [True]


def test_the_first_version_told_what_changed_only() -> None:
    before = known().events[1].data["category"]
    story = judged(known(), 1, category=before, priority="low")

    assert [each.aspect for each in corrections(story.events)] == [Aspect.PRIORITY]


def test_the_last_word_is_what_is_learnt() -> None:
    story = judged(known(), 1, **SEEN, spam=True, said=["spam"])
    story = judged(story, 2, **SEEN, spam=False, sentiment="positive", said=["spam", "sentiment"])

    assert learnt(story.events) == {Aspect.SPAM: False, Aspect.SENTIMENT: "positive"}
