"""The labelled sets that the shipped model may learn from, with their licences."""

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from analysis.training.examples import Example, example, key_of

Row = Mapping[str, str]

CORPUS = files("analysis") / "corpus"
OWN = (
    "en",
    "zh_hans",
    "zh_hant",
    "zh_reviews",
    "en_reviews",
    "kinds",
    "contrast",
    "spam",
    "urgent",
    "mockery",
    "app_reviews",
)
HELD_OUT = "heldout"
NONE_STATED = "none stated"


class Source(NamedTuple):
    """A set of a data folder: what its rows say, and under which licence."""

    file: str
    licence: str
    weight: float
    read: Callable[[Row], dict[str, object]]

    @property
    def name(self) -> str:
        return self.file.removesuffix(".csv")


def _category(row: Row) -> dict[str, object]:
    return {"category": row["category"], "spam": "false"}


def _question(_: Row) -> dict[str, object]:
    return {"category": "usage_question", "spam": "false"}


def _mood(row: Row) -> dict[str, object]:
    return {"sentiment": row["label"], "spam": "false"}


def _review(row: Row) -> dict[str, object]:
    praised = row["label"] == "pos"
    return _mood(row) | {"category": "other" if praised else "service_complaint"}


def _spam(row: Row) -> dict[str, object]:
    return {"spam": row["label"], "category": "other"}


SOURCES = (
    Source("en_cat_maalej.csv", "CC0", 1.0, _category),
    Source("en_cat_pan.csv", NONE_STATED, 1.0, _category),
    Source("en_cat_gplay8k.csv", NONE_STATED, 0.3, _category),
    Source("en_cat_nlbse24.csv", NONE_STATED, 0.3, _category),
    Source("en_intent_banking77.csv", "CC BY 4.0", 0.1, _question),
    Source("zh_sent_waimai.csv", NONE_STATED, 0.1, _review),
    Source("zh_sent_hotel.csv", NONE_STATED, 0.1, _review),
    Source("zh_sent_shopping.csv", NONE_STATED, 0.1, _review),
    Source("en_sent_uci3.csv", "CC BY 4.0", 0.3, _mood),
    Source("zh_spam_fbs.csv", "cite the paper", 0.3, _spam),
    Source("en_spam_sms.csv", "CC BY 4.0", 0.3, _spam),
)
"""Sets for evaluation only are not among them."""

_LABELLED_HERE = "zh_alipay_unlabelled.csv"
_CATEGORY_BY_LETTER = {
    "m": "malfunction",
    "s": "service_complaint",
    "p": "product_suggestion",
    "u": "usage_question",
    "o": "other",
}
_PRIORITY_BY_LETTER = {"h": "high", "m": "medium", "l": "low"}


def own(name: str) -> list[Example]:
    """A part of the corpus that stands in the repository."""
    lines = (CORPUS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [example(json.loads(line), name) for line in lines]


def of(source: Source, data: Path, split: str) -> list[Example]:
    """The rows of one split ("train" or "dev") of a set in the data folder."""
    rows = _rows(data / source.file)
    return [
        example({"text": row["text"], **source.read(row)}, source.name)
        for row in rows
        if row.get("split", "train") == split
    ]


def labelled_here(data: Path) -> list[Example]:
    """Reviews of the data folder for which the corpus holds labels of our own, by their hash."""
    labels = dict(_labels())
    found = ((row["text"], labels.get(key_of(row["text"]))) for row in _rows(data / _LABELLED_HERE))
    return [example({"text": text, **label}, "zh_alipay") for text, label in found if label]


def closest(data: Path) -> list[Example]:
    """The labelled reviews that are most like what users send: to choose by, not to learn from."""
    rows = _rows(data / "zh_cat_alipay_labelled.csv")
    return [example(row, "zh_cat_alipay_labelled") for row in rows]


def _labels() -> Iterator[tuple[str, dict[str, object]]]:
    for line in (CORPUS / "zh_alipay_labels.tsv").read_text(encoding="utf-8").splitlines():
        key, category, subcategory, priority, mood, spam = line.split("\t")
        yield (
            key,
            {
                "category": _CATEGORY_BY_LETTER[category],
                "subcategory": subcategory,
                "priority": _PRIORITY_BY_LETTER[priority],
                "sentiment": mood,
                "spam": "true" if spam == "1" else "false",
            },
        )


def _rows(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
