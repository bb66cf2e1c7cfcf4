"""How answers are measured beside the truth."""

import pytest

from analysis.evaluating import MOOD, Measured, report, truths
from analysis.measuring import Answer, false_alarms, scores
from schemas.analysis import Analysis
from schemas.enums import Priority, Sentiment


def said(**answers: object) -> Analysis:
    given = {"category": "other", "priority": Priority.LOW, "sentiment": Sentiment.NEUTRAL}
    return Analysis.model_validate({**given, "confidence": 0.9, **answers})


def test_scores_of_a_few_answers() -> None:
    told = [("a", "a"), ("a", "a"), ("a", "b"), ("b", "b")]
    found = scores([Answer(given, 0.9, truth) for given, truth in told])
    assert found.accuracy == 0.75
    assert found.f1 == {"a": pytest.approx(0.8), "b": pytest.approx(2 / 3)}
    assert found.macro_f1 == pytest.approx((0.8 + 2 / 3) / 2)
    assert found.recall == {"a": 1.0, "b": 0.5}
    assert found.majority == 0.5
    assert found.confusion == {"a": {"a": 2}, "b": {"a": 1, "b": 1}}
    assert (found.sure, found.sure_right) == (1.0, 0.75)
    assert (found.nine_in_ten, found.nine_in_ten_right) == (1.0, 0.75)
    assert found.error == pytest.approx(0.3, abs=0.01)


def test_false_alarms_are_counted_among_the_rest() -> None:
    told = [("yes", "no"), ("no", "no"), ("no", "no"), ("no", "no"), ("yes", "yes")]
    assert false_alarms([Answer(pair[0], 1, pair[1]) for pair in told], "yes") == 0.25


@pytest.mark.parametrize(
    ("labels", "field", "first"),
    [
        (("pos", "neg"), MOOD, "positive"),
        (("neu", "neg"), "sentiment", "neutral"),
        (("spam", "ham"), "spam", "true"),
        (("UE", "PD"), "category", "other"),
        (("feature request", "information seeking"), "category", "product_suggestion"),
    ],
)
def test_a_label_tells_what_it_is(labels: tuple[str, ...], field: str, first: str) -> None:
    assert truths([{"text": "x", "label": each} for each in labels])[0] == {field: first}


def test_columns_are_fields_and_unknown_labels_are_not() -> None:
    row = {
        "text": "x",
        "label": "card_arrival",
        "category": "other",
        "sentiment": "neg",
        "spam": "0",
    }
    expected = {"category": "other", "sentiment": "negative", "spam": "false"}
    assert truths([row]) == [expected]


def test_a_class_that_a_set_does_not_have_is_its_rest() -> None:
    said_complaint = said(category="service_complaint")
    found = [
        Measured("en", {"category": "other"}, said_complaint),
        Measured("en", {"category": "malfunction"}, said(category="malfunction")),
    ]
    assert report(found)["category"]["all"].accuracy == 1


def test_two_moods_are_told_by_the_sign_and_languages_apart() -> None:
    found = [
        Measured("en", {MOOD: "positive"}, said(score=0.2)),
        Measured("zh-Hans", {MOOD: "positive"}, said(score=-0.2)),
    ]
    scored = report(found)[MOOD]
    assert {tongue: each.accuracy for tongue, each in scored.items()} == {
        "all": 0.5,
        "en": 1,
        "zh-Hans": 0,
    }
