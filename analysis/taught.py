"""What people judged, beside what two models say of it."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple, Protocol

from analysis.plain import plain
from analysis.unlearned import Judgement
from schemas.enums import Aspect
from schemas.learning import Lesson

_ASKED = (
    *(Aspect.CATEGORY, Aspect.SUBCATEGORY, Aspect.MODULE),
    *(Aspect.PRIORITY, Aspect.SENTIMENT, Aspect.SPAM),
)


class Taught(NamedTuple):
    """One thing that people judged of a text, and what a model says before and after learning."""

    name: str
    """Which text."""
    aspect: Aspect
    judged: Any
    before: Any
    after: Any

    @property
    def was_known(self) -> bool:
        return bool(self.before == self.judged)

    @property
    def is_known(self) -> bool:
        return bool(self.after == self.judged)


class Judge(Protocol):
    """A model."""

    def judge(self, text: str, /) -> Judgement:
        """What a plain text says."""


def taught(lessons: Iterable[tuple[str, Lesson]], before: Judge, after: Judge) -> Iterator[Taught]:
    """Everything that was judged of texts, each with its name, in their order. It is what a model
    says by itself: the policy's rules are not asked."""
    for name, lesson in lessons:
        text = plain(lesson.text)
        one, two = before.judge(text), after.judge(text)
        for aspect in _ASKED:
            judged = getattr(lesson, aspect.value)
            if judged is not None:
                yield Taught(name, aspect, judged, _said(one, aspect), _said(two, aspect))


def _said(found: Judgement, aspect: Aspect) -> Any:
    if aspect is Aspect.SPAM:
        return found.spam > 1 / 2
    shares = getattr(found, aspect.value)
    return max(shares, key=lambda key: shares[key], default=None)
