"""How satisfied customers are. What may be a machine's answer counts only as that."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from rules.suspicion import SUSPECT, is_answer
from schemas.enums import EventKind
from schemas.events import Event

_CLOSED = (EventKind.CONFIRMED, EventKind.UNCONFIRMED)


@dataclass(frozen=True)
class Answer:
    """What a customer said of the work of one cycle, in the end."""

    solved: bool
    rating: int | None
    suspect: bool


@dataclass
class Satisfaction:
    """Counts that can be added up. `confirmed` and `unconfirmed` are cases that ended so."""

    confirmed: int = 0
    unconfirmed: int = 0
    answers: int = 0
    """Answers of customers, one for each cycle, suspect ones included."""
    suspect: int = 0
    solved: int = 0
    not_solved: int = 0
    ratings: Counter[int] = field(default_factory=Counter)

    def __iadd__(self, other: "Satisfaction") -> "Satisfaction":
        for name in ("confirmed", "unconfirmed", "answers", "suspect", "solved", "not_solved"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.ratings += other.ratings
        return self

    @property
    def confirmed_share(self) -> float | None:
        """Of the cases that ended with or without the customer's word, how many had it."""
        return _share(self.confirmed, self.confirmed + self.unconfirmed)

    @property
    def mean_rating(self) -> float | None:
        total = sum(rating * n for rating, n in self.ratings.items())
        return _share(total, self.ratings.total())

    @property
    def suspect_share(self) -> float | None:
        return _share(self.suspect, self.answers)


def satisfaction(events: Sequence[Event]) -> Satisfaction:
    """The figures of one case; only its answers and how it was closed are looked at."""
    found = Satisfaction()
    for answer in answers(events):
        found.answers += 1
        found.suspect += answer.suspect
        if not answer.suspect:
            found.solved += answer.solved
            found.not_solved += not answer.solved
            found.ratings += Counter([answer.rating] if answer.rating else [])
    last = next((e for e in reversed(events) if e.kind in _CLOSED or e.not_solved), None)
    if last and last.kind is EventKind.UNCONFIRMED:
        found.unconfirmed = 1
    elif last and last.kind is EventKind.CONFIRMED:
        found.confirmed = 0 if _unproven(events, last) else 1
    return found


def answers(events: Sequence[Event]) -> Iterator[Answer]:
    """What was said in the end of each cycle that was answered, in the order of cycles."""
    cycles: dict[int, list[Event]] = {}
    for event in events:
        if is_answer(event):
            cycles.setdefault(answered(event), []).append(event)
    return (_answer(given) for _, given in sorted(cycles.items()))


def is_doubtful(events: Sequence[Event], cycle: int) -> bool:
    """Whether nothing that was answered about a cycle is beyond doubt, though something was."""
    given = [event for event in events if is_answer(event) and answered(event) == cycle]
    return bool(given) and not list(_sure(given))


def answered(event: Event) -> int:
    """The cycle that an answer is about; what opens the next one is about the one before."""
    about: int = event.data.get("of_cycle", event.cycle - event.not_solved)
    return about


def _answer(given: list[Event]) -> Answer:
    """The last one that is beyond doubt; what another followed at once is not."""
    sure = list(_sure(given))
    kept = sure or given
    verdict = _verdict(kept) or _verdict(given)
    late = any(event.data.get("solved") for event in kept)
    rated = (event.data.get("rating") for event in reversed(kept))
    vouched = any(event.data.get("vouched") for event in sure)
    return Answer(
        solved=late or (verdict is not None and verdict.kind is EventKind.CONFIRMED),
        rating=next(filter(None, rated), _rating(given) if vouched else None),
        suspect=not sure,
    )


def _sure(given: Sequence[Event]) -> Iterator[Event]:
    for event, after in zip(given, [*given[1:], None], strict=True):
        followed = after is not None and after.data.get(SUSPECT) == "several"
        if SUSPECT not in event.data and not followed:
            yield event


def _verdict(given: Sequence[Event]) -> Event | None:
    return next((event for event in reversed(given) if event.kind is not EventKind.RATED), None)


def _rating(given: Sequence[Event]) -> int | None:
    return next(filter(None, (event.data.get("rating") for event in reversed(given))), None)


def _unproven(events: Sequence[Event], closing: Event) -> bool:
    """Whether nothing but a suspect answer says that it is solved."""
    if not is_answer(closing):
        return False
    return is_doubtful(events, answered(closing))


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None
