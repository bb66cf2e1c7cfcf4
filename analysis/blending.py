"""One category from two ways of seeing it: that of feedback, and that of English app reviews."""

from collections.abc import Mapping

Shares = Mapping[str, float]

_REST, _COMPLAINT = "other", "service_complaint"
_CLEARLY = 3
"""The power that shares are raised to before they are divided by: one of 0.6 gets 0.77."""


def blended(category: Shares, of_reviews: Shares, app_review: float) -> dict[str, float]:
    """The shares of both, the second counting by how much the text is an app review.

    Those who label app reviews know no complaints about a service: what they call other is
    divided as the first would divide it, and clearly, lest two halves be less than a third answer.
    """
    divided = _divided(category, of_reviews)
    return {
        key: (1 - app_review) * share + app_review * divided.get(key, 0.0)
        for key, share in category.items()
    }


def _divided(category: Shares, of_reviews: Shares) -> dict[str, float]:
    rest = sum(of_reviews.get(key, 0.0) for key in (_REST, _COMPLAINT))
    complaint, neither = category[_COMPLAINT] ** _CLEARLY, category[_REST] ** _CLEARLY
    complaint /= complaint + neither or 1.0
    return {**of_reviews, _REST: rest * (1 - complaint), _COMPLAINT: rest * complaint}
