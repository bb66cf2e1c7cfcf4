"""One category from two ways of seeing it."""

import pytest

from analysis.blending import blended

FEEDBACK = {"malfunction": 0.2, "service_complaint": 0.6, "other": 0.2}
REVIEWS = {"malfunction": 0.2, "other": 0.8}


def test_feedback_is_judged_as_feedback() -> None:
    assert blended(FEEDBACK, REVIEWS, 0.0) == pytest.approx(FEEDBACK)


def test_what_reviews_call_other_is_divided_as_feedback_would() -> None:
    found = blended(FEEDBACK, REVIEWS, 1.0)
    assert found["malfunction"] == pytest.approx(0.2)
    assert found["service_complaint"] == pytest.approx(0.8 * 27 / 28)


def test_two_halves_of_the_rest_are_not_less_than_a_third_answer() -> None:
    feedback = {"malfunction": 0.2, "service_complaint": 0.5, "other": 0.3}
    found = blended(feedback, {"malfunction": 0.4, "other": 0.6}, 1.0)
    assert max(found, key=lambda key: found[key]) == "service_complaint"


def test_shares_sum_to_one() -> None:
    reviews = {"malfunction": 0.7, "other": 0.3}
    found = blended(FEEDBACK, reviews, 0.5)
    assert sum(found.values()) == pytest.approx(1)
    assert found["malfunction"] == pytest.approx(0.45)
