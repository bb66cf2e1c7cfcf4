"""The labelled sets that are kept apart, and what is to be reached on each."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from analysis.training import sources
from analysis.training.examples import Example


class Set(NamedTuple):
    """Labelled texts that no model learns from, and the fields that are measured on them."""

    name: str
    examples: list[Example]
    fields: tuple[str, ...]


_EVERYTHING = ("category", "priority", "sentiment", "spam")
_CATEGORY, _MOOD, _SPAM = ("category",), ("mood",), ("spam",)
_FIELDS = {
    "en_cat_maalej": _CATEGORY,
    "en_cat_pan": _CATEGORY,
    "zh_sent_waimai": _MOOD,
    "zh_sent_hotel": _MOOD,
    "zh_sent_shopping": _MOOD,
    "en_sent_uci3": _MOOD,
    "zh_spam_fbs": _SPAM,
    "en_spam_sms": _SPAM,
}


def sets(data: Path | None) -> Iterator[Set]:
    """The held-back part of the corpus, and of a folder of data what is not for training."""
    yield Set(sources.HELD_OUT, sources.own(sources.HELD_OUT), _EVERYTHING)
    if data is None:
        return
    yield Set("zh_cat_alipay_labelled", sources.closest(data), _EVERYTHING)
    for source in sources.SOURCES:
        if fields := _FIELDS.get(source.name):
            yield Set(source.name, sources.of(source, data, "dev"), fields)
