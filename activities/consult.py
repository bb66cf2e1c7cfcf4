"""A second opinion on a case, of a language model: asked for once, within the time that the case
may wait. Whatever goes wrong is kept as a short word, and the case goes on without."""

import asyncio
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple, Protocol

from temporalio import activity

from activities import language_model
from activities.language_model import Endpoint
from activities.protocols import Analyzer, Now
from schemas.analysis import Analysis
from schemas.consulting import NoOpinion, Opinion, Question, Trouble
from schemas.enums import Aspect
from schemas.messages import Advance
from schemas.policy import Policy

if TYPE_CHECKING:
    from store.casebook import CaseBook
    from store.consultations import Consultations

ANSWERED = "answered"
_OF_ITS_TIME = 0.9
"""What is left of the time that a case may wait is for writing down what came of it."""


class Interview(Protocol):
    """What is asked about a text, and what is taken of an answer."""

    def question(
        self, text: str, names: Iterable[str | None], policy: Policy
    ) -> Question: ...  # pragma: no cover

    def opinion(self, content: str, asked: Question) -> Opinion: ...  # pragma: no cover


class Adviser(NamedTuple):
    """A language model, and how many questions a day (in UTC) it may be asked."""

    endpoint: Endpoint
    daily: int


class _Case(NamedTuple):
    text: str
    names: tuple[str | None, ...]
    policy: Policy
    seconds: int


class ConsultActivities:
    """Asks for second opinions. Without an adviser nothing leaves the installation."""

    def __init__(
        self,
        book: "CaseBook",
        consultations: "Consultations",
        analyzer: Analyzer,
        interview: Interview,
        adviser: Adviser | None,
        now: Now,
    ) -> None:
        self._book = book
        self._kept = consultations
        self._analyzer = analyzer
        self._interview = interview
        self._adviser = adviser
        self._now = now

    @activity.defn
    async def consult(self, ask: Advance) -> str:
        """Ask about a case, and keep what came of it; a short word says what that was."""
        waited = activity.info().started_time - activity.info().scheduled_time
        return await self.ask(ask.case_id, waited.total_seconds())

    async def ask(self, case_id: str, waited: float = 0) -> str:
        """The same; `waited` seconds of the case's time are over already."""
        began = time.monotonic() - waited
        case = await asyncio.to_thread(self._look, case_id)
        if case is None:
            return Trouble.NOT_NEEDED
        number, trouble = await asyncio.to_thread(self._begin, case_id, case)
        if number is None or self._adviser is None:
            return trouble
        left = case.seconds * _OF_ITS_TIME - (time.monotonic() - began)
        found: Opinion | None = None
        try:
            async with asyncio.timeout(max(left, 0)):
                found = await self._answer(self._adviser, case)
        except TimeoutError:
            trouble = Trouble.LATE
        except NoOpinion as error:
            trouble = error.trouble
        kept = await asyncio.to_thread(self._kept.end, case_id, number, found, trouble)
        return ANSWERED if kept else trouble

    async def _answer(self, adviser: Adviser, case: _Case) -> Opinion:
        asked = self._interview.question(case.text, case.names, case.policy)
        content = await language_model.answer(adviser.endpoint, asked)
        return self._interview.opinion(content, asked)

    def _look(self, case_id: str) -> _Case | None:
        """What is to be asked about; none if the case waits for no opinion."""
        with self._book.look(case_id) as case:
            if not case.known.consult:
                return None
            row = case.submission
            names = (row["name"], row["contact"])
            return _Case(row["text"], names, case.policy, case.known.consult)

    def _begin(self, case_id: str, case: _Case) -> tuple[int | None, str]:
        """The number of the question; none, and why, if it is not to be asked."""
        adviser, at = self._adviser, self._now()
        if adviser is None:
            self._kept.note(case_id, at, "", Trouble.NOT_SET)
            return None, Trouble.NOT_SET
        model = adviser.endpoint.model
        if not self._is_needed(case):
            self._kept.note(case_id, at, model, Trouble.NOT_NEEDED)
            return None, Trouble.NOT_NEEDED
        number = self._kept.begin(case_id, at, model, adviser.daily)
        return number, Trouble.OVER_BUDGET if number is None else Trouble.NO_ANSWER

    def _is_needed(self, case: _Case) -> bool:
        second = case.policy.analysis.second
        limit = second.ask_below if second else 1
        return limit >= 1 or _sure(self._analyzer(case.text, case.policy)) < limit


def _sure(answer: Analysis) -> float:
    """How sure the built-in analysis is of what matters most."""
    return min(answer.confidence, answer.confidences.get(Aspect.PRIORITY, 1.0))
