"""What was said and done: the customer's words, and everything that happened as a conversation."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from analysis.marking import Piece, pieces
from rules.tasks import ADDRESS
from schemas import words as business
from schemas.enums import EventKind
from schemas.events import CUSTOMER, OUTSIDE, SYSTEM, Event
from starter.analysis_words import ASPECTS
from starter.web.desk.case import facts
from starter.web.desk.case.reader import File, Reader
from starter.web.desk.moments import Moment

_INTERNAL = frozenset(
    {
        *(EventKind.NOTED, EventKind.PROPOSED, EventKind.VOTED, EventKind.APPROVED),
        *(EventKind.REJECTED, EventKind.TRIAGED, EventKind.TASK_ADDED, EventKind.TASK_DONE),
        *(EventKind.TASK_DROPPED, EventKind.UNMASKED, EventKind.HELD, EventKind.RELEASED),
        *(EventKind.EMERGENCY, EventKind.CALMED, EventKind.REFUSED, EventKind.UNPUBLISHED),
    }
)
"""What people of the company do with words that no customer reads."""
_SIDES = {CUSTOMER: "customer", SYSTEM: "system", OUTSIDE: "outside"}


@dataclass(frozen=True)
class Words:
    """What somebody wrote."""

    text: str
    files: Sequence[File]
    at: Moment
    what: str
    pieces: Sequence[Piece] = ()
    """The text, marked where an analysis rests on it; none where nothing does."""


@dataclass(frozen=True)
class Entry:
    """One event. `side` is customer, staff, system or outside; `internal`: its words are for the
    company alone."""

    seq: int
    kind: str
    side: str
    internal: bool
    who: str
    what: str
    facts: str
    texts: Sequence[str]
    files: Sequence[File]
    at: Moment
    cycle: int

    @property
    def spoken(self) -> bool:
        """Whether somebody said something; else it is one line."""
        return bool(self.texts or self.files)


def customers(reader: Reader) -> list[Words]:
    """Everything that the customer wrote, in order."""
    return list(_customers(reader))


def entries(reader: Reader, events: Sequence[Event]) -> list[Entry]:
    """Events in order, as people read them."""
    return [_entry(reader, event) for event in events]


def _customers(reader: Reader) -> Iterator[Words]:
    for event in reader.view.events:
        if event.kind is EventKind.RECEIVED:
            text = reader.hide(reader.view.text)
            yield replace(_words(reader, event, [text]), pieces=_marked(reader, text))
        elif event.by == CUSTOMER or event.kind is EventKind.REPLIED:
            texts = _texts(reader, event)
            if texts or reader.files(event.seq):
                yield _words(reader, event, texts)


def _marked(reader: Reader, text: str) -> list[Piece]:
    found = reader.view.analysis
    reasons = found.answer.reasons if found and found.answer else ()
    words = [
        (ASPECTS[each.aspect].in_(reader.locale), word) for each in reasons for word in each.words
    ]
    return pieces(text, words) if words else []


def _words(reader: Reader, event: Event, texts: Sequence[str]) -> Words:
    what = business.event(event.kind, reader.locale)
    return Words("\n\n".join(texts), reader.files(event.seq), reader.at(event), what)


def _entry(reader: Reader, event: Event) -> Entry:
    first = event.kind is EventKind.RECEIVED  # its words stand above everything
    return Entry(
        seq=event.seq,
        kind=event.kind.value,
        side=_SIDES.get(event.by, "staff"),
        internal=event.kind in _INTERNAL,
        who=reader.person(event.by),
        what=business.event(event.kind, reader.locale),
        facts=facts.of(event, reader),
        texts=() if first else _texts(reader, event),
        files=() if first else reader.files(event.seq),
        at=reader.at(event),
        cycle=event.cycle,
    )


def _texts(reader: Reader, event: Event) -> list[str]:
    return [
        (reader.address(text) or "") if name == ADDRESS else reader.hide(text)
        for name, text in event.texts.items()
        if text
    ]
