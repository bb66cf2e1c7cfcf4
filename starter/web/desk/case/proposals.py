"""The proposals of a case: their versions, what changed between them, and who says what."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from schemas.enums import EventKind
from schemas.events import Event
from schemas.state import CaseState
from starter.web.desk.case import facts
from starter.web.desk.case.reader import File, Reader
from starter.web.desk.differences import Piece, differences
from starter.web.desk.moments import Moment


@dataclass(frozen=True)
class Version:
    """One version of a proposal; `changes` against the version before, if there is one."""

    version: int
    cycle: int
    who: str
    at: Moment
    text: str
    article: str
    terms: Sequence[str]
    files: Sequence[File]
    changes: Sequence[Piece]
    changed_terms: bool
    rejected_by: str | None
    reason: str
    """Why it was rejected."""


@dataclass(frozen=True)
class Level:
    """One level of approval: `state` is done, open or coming."""

    number: int
    state: str
    need: int
    yes: Sequence[str]
    no: Sequence[str]
    waiting: Sequence[str]
    deputies: Sequence[tuple[str, str]]


def versions(reader: Reader) -> list[Version]:
    """Every proposal, the latest first."""
    made = [e for e in reader.view.events if e.kind is EventKind.PROPOSED]
    pairs = zip([None, *made], made, [*made[1:], None], strict=False)
    found = [_version(reader, e, before, _no(reader, e, after)) for before, e, after in pairs]
    return found[::-1]


def levels(state: CaseState) -> list[Level]:
    """The levels of approval of the present proposal; none if it needs none."""
    return list(_levels(state))


def _no(reader: Reader, event: Event, after: Event | None) -> Event | None:
    """That a proposal was rejected, before the one after it was made."""
    end = after.seq if after else reader.view.state.seq + 1
    of = (e for e in reader.view.events if e.kind is EventKind.REJECTED)
    return next((e for e in of if event.seq < e.seq < end), None)


def _version(reader: Reader, event: Event, before: Event | None, no: Event | None) -> Version:
    text = reader.hide(event.texts.get("text"))
    same_cycle = before is not None and before.cycle == event.cycle
    old = reader.hide(before.texts.get("text")) if before and same_cycle else None
    terms = facts.terms(event.data, reader)
    told = facts.terms(before.data, reader) if before and same_cycle else terms
    return Version(
        version=event.data["version"],
        cycle=event.cycle,
        who=reader.person(event.by),
        at=reader.at(event),
        text=text,
        article=reader.hide(event.texts.get("article")),
        terms=terms,
        files=reader.files(event.seq),
        changes=differences(old, text) if old is not None and old != text else [],
        changed_terms=told != terms,
        rejected_by=reader.person(no.by) if no else None,
        reason=reader.hide(no.texts.get("reason")) if no else "",
    )


def _levels(state: CaseState) -> Iterator[Level]:
    asked, proposal = state.asked, state.proposal
    for number in range(1, len(proposal.levels) + 1 if proposal else 1):
        if asked and asked.level == number:
            heard = (*asked.yes, *asked.no)
            waiting = [login for login in asked.approvers if login not in heard]
            deputies = tuple(asked.deputies.items())
            yield Level(number, "open", asked.need, asked.yes, asked.no, waiting, deputies)
        else:
            done = state.approved or (proposal is not None and number <= proposal.done)
            yield Level(number, "done" if done else "coming", 0, (), (), (), ())
