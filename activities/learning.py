"""Learning from what people corrected: a new model is taken only if it is not worse."""

import asyncio
import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import count
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from temporalio import activity

from activities.beating import beating
from activities.protocols import Now, Trainer
from rules.corrections import corrections as judgements
from rules.corrections import learnt
from schemas.enums import Aspect, Priority, Sentiment
from schemas.events import SYSTEM
from schemas.learning import Learnt, Lesson

if TYPE_CHECKING:
    from store.corrections import Corrections
    from store.models import Kept, Models

_LESSONS, _CHANGES, _JUDGED = "lessons", "changes", "judged"


class Study(NamedTuple):
    """What people judged until now. `judged` is another one as soon as a judgement is, and stays
    the same when a case is erased; `last` is when somebody judged something last."""

    lessons: list[Lesson]
    judged: str
    last: datetime | None


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


def lessons_of_cases(corrections: "Corrections") -> Iterator[tuple[str, Lesson]]:
    """What people judged last of each case that they judged, with what its customer wrote; each
    with the id of its case."""
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
    a new or a changed judgement since the last model nothing is trained, unless `anew`."""
    found = _study(school.corrections)
    if not anew and not _is_new(school.models.latest(), found):
        return Report(Learnt.NOTHING_NEW, len(found.lessons))
    if school.trainer is None:
        return Report(Learnt.NO_TRAINER, len(found.lessons))
    return _train(school, school.trainer, found, by)


def _train(school: School, trainer: Trainer, found: Study, by: str) -> Report:
    number = school.models.in_use()
    present = None if number is None else school.models.content(number)
    at = school.now()
    name = _free(school.models, f"learnt-{at:%Y%m%d-%H%M%S}")
    trained = trainer(name, found.lessons, present)
    learned = {_LESSONS: len(found.lessons), _JUDGED: found.judged, _CHANGES: trained.changes}
    take = not trained.is_worse
    school.models.keep(name, trained.content, {**trained.card, **learned}, by, at, take=take)
    ended = Learnt.TAKEN if take else Learnt.WORSE
    return Report(ended, len(found.lessons), name, dict(trained.changes))


def _free(models: "Models", name: str) -> str:
    """The name, with a number where a model of this second has it already."""
    known = {each.name for each in models.all()}
    names = (name if n == 1 else f"{name}-{n}" for n in count(1))
    return next(each for each in names if each not in known)


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


def _study(corrections: "Corrections") -> Study:
    found, instants = list[Lesson](), list[datetime]()
    digest = hashlib.blake2b(digest_size=16)
    for case in corrections.cases(erased=True):
        if not (known := learnt(case.events)):
            continue
        digest.update(json.dumps([case.case_id, known], sort_keys=True).encode())
        instants += [each.at for each in judgements(case.events)]
        found += [_lesson(case.text, known)] if case.text else []
    return Study(found, digest.hexdigest(), max(instants, default=None))


def _is_new(latest: "Kept | None", found: Study) -> bool:
    """Whether the latest model does not know all that was judged. The card of one that an earlier
    version trained says how many lessons there were only: then the instant tells."""
    if latest is None or not found.lessons:
        return bool(found.lessons)
    if _JUDGED in latest.card:
        return bool(latest.card[_JUDGED] != found.judged)
    return found.last is not None and found.last > latest.trained_at
