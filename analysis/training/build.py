"""A model from the corpus, a folder of data, and what people corrected; and how good it is."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from analysis.training import sources
from analysis.training.examples import Example
from analysis.training.lessons import LESSONS
from analysis.training.sets import Set, sets
from analysis.training.train import total, train
from analysis.weights import read, write
from schemas.learning import Lesson

Step = Callable[[], None]


class Plan(NamedTuple):
    """What a model is to learn from."""

    examples: list[Example]
    kept: list[Set]
    """Labelled sets that are kept apart, to measure with."""
    licences: dict[str, str]
    words_only: bool = False
    """For where no sentence encoder is installed."""

    @property
    def steps(self) -> int:
        """How many steps it takes."""
        return total(self.examples, self._kept())

    def built(self, name: str, step: Step) -> bytes:
        """The content of a model's file."""
        learned = dict.fromkeys(self.licences, 0)
        for example in self.examples:
            learned[example.source] = learned.get(example.source, 0) + 1
        card: dict[str, Any] = {"name": name, "licences": self.licences, "rows": learned}
        kept, words_only = self._kept(), self.words_only
        return write(train(self.examples, kept, card, step, words_only=words_only))

    def _kept(self) -> list[Example]:
        return [example for each in self.kept for example in each.examples]


def plan(data: Path | None, lessons: Sequence[Lesson] = (), *, only_licensed: bool = False) -> Plan:
    """What there is to learn from and to measure with."""
    licences = dict.fromkeys(sources.OWN, "Apache-2.0")
    examples = [each for name in sources.OWN for each in sources.own(name)]
    examples += [of_lesson(each) for each in lessons]
    if data is not None:
        licences |= {"zh_alipay": "Apache-2.0"}
        examples += sources.labelled_here(data)
        for source in sources.SOURCES:
            if only_licensed and source.licence == sources.NONE_STATED:
                continue
            licences[source.name] = source.licence
            examples += sources.of(source, data, "train")
    return Plan(examples, list(sets(data)), licences)


def of_lesson(lesson: Lesson) -> Example:
    """What people of an installation judged, as an example."""
    return Example(lesson.text, LESSONS, "", *lesson[1:])


def named(day: date) -> str:
    """How the name begins of a model that was trained on a day."""
    return f"huiyin-{day:%Y%m%d}"


def marked(content: bytes) -> bytes:
    """The same model with a digest of itself at the end of its name: models that differ have
    different names, also those of one day."""
    weights = read(content)
    digest = hashlib.blake2b(content, digest_size=4).hexdigest()
    name = f"{weights.card['name']}-{digest}"
    return write(replace(weights, card={**weights.card, "name": name}))
