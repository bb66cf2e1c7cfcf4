"""Learning from what people corrected: a new model is taken only if it is not worse."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from temporalio import activity

from activities.beating import beating
from activities.protocols import Now, Trainer
from rules.corrections import learnt
from schemas.enums import Aspect, Priority, Sentiment
from schemas.events import SYSTEM
from schemas.learning import Learnt, Lesson

if TYPE_CHECKING:
    from store.corrections import Corrections
    from store.models import Models

_LESSONS, _CHANGES = "lessons", "changes"


class School(NamedTuple):
    """What is needed to learn. `trainer` is none where the packages for it are missing."""

    corrections: "Corrections"
    models: "Models"
    trainer: Trainer | None
    now: Now


class Report(NamedTuple):
    """How it ended, from how many lessons, and the name and figures of the model if there is one:
    each before and after."""

    learnt: Learnt
    lessons: int = 0
    name: str | None = None
    changes: Mapping[str, tuple[float, float]] = MappingProxyType({})


def lessons(corrections: "Corrections") -> Iterator[Lesson]:
    """What people judged last of each case that they judged, with what its customer wrote."""
    return (lesson for _, lesson in lessons_of_cases(corrections))


def lessons_of_cases(corrections: "Corrections") -> Iterator[tuple[str, Lesson]]:
    """The same, each with the id of its case."""
    for case in corrections.cases():
        if known := learnt(case.events):
            yield case.case_id, _lesson(case.text, known)


def _lesson(text: str, known: Mapping[Aspect, Any]) -> Lesson:
    told = {aspect.value: value for aspect, value in known.items()}
    if Aspect.PRIORITY in known:
        told["priority"] = Priority(known[Aspect.PRIORITY])
    if Aspect.SENTIMENT in known:
        told["sentiment"] = Sentiment(known[Aspect.SENTIMENT])
    return Lesson(text, **told)


def learn(school: School, by: str, *, anew: bool = False) -> Report:
    """Train a model with everything that people judged, and take it if it is not worse. Without
    a new lesson since the last model nothing is trained, unless `anew`."""
    found = list(lessons(school.corrections))
    if not anew and not _is_new(school.models, found):
        return Report(Learnt.NOTHING_NEW, len(found))
    if school.trainer is None:
        return Report(Learnt.NO_TRAINER, len(found))
    number = school.models.in_use()
    present = None if number is None else school.models.content(number)
    at = school.now()
    name = f"learnt-{at:%Y%m%d-%H%M%S}"
    trained = school.trainer(name, found, present)
    card: dict[str, Any] = {**trained.card, _LESSONS: len(found), _CHANGES: trained.changes}
    take = not trained.is_worse
    school.models.keep(name, trained.content, card, by, at, take=take)
    ended = Learnt.TAKEN if take else Learnt.WORSE
    return Report(ended, len(found), name, dict(trained.changes))


class LearningActivities:
    """Learns now and then by itself."""

    def __init__(self, school: School) -> None:
        self._school = school

    @activity.defn(name="learn")
    async def learn(self) -> Learnt:
        """Learn from what people corrected since the last time."""
        async with beating():
            report = await asyncio.to_thread(learn, self._school, SYSTEM)
        if report.learnt is Learnt.NO_TRAINER:
            activity.logger.warning(
                "there is something to learn, and scikit-learn is missing: huiyin analyze learn"
                " says how to install it"
            )
        return report.learnt


def _is_new(models: "Models", found: Sequence[Lesson]) -> bool:
    """Whether there are more lessons than the latest model was trained with."""
    kept = models.all()
    return len(found) > (kept[0].card.get(_LESSONS, 0) if kept else 0)
