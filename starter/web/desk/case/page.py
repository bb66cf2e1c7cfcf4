"""Everything that the page of a case shows, gathered for one person."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rules.access import sees
from rules.versions import version
from schemas import words as business
from schemas.access import Permission
from schemas.enums import EventKind
from schemas.state import CaseState
from starter.tasks import Told, told
from starter.web.attaching import Offer
from starter.web.desk.case import clocks, filled, judged, proposals, undoing
from starter.web.desk.case.actions import actions
from starter.web.desk.case.filled import Form, Leftover, Trouble
from starter.web.desk.case.judged import Judged
from starter.web.desk.case.reader import File, Reader
from starter.web.desk.case.similar import Similar, similar
from starter.web.desk.case.story import Entry, Words, customers, entries
from starter.web.desk.case.undoing import Undo
from starter.web.desk.moments import Moment
from starter.web.desk.rows import Row, row

_MOST_EARLIER = 10


@dataclass(frozen=True)
class Done:
    """What was just done: carried out, or only recorded; and how it is undone."""

    what: str
    pending: bool
    undo: Undo | None


@dataclass(frozen=True)
class Waiting:
    """A decision that is recorded and still to be carried out."""

    what: str
    who: str
    at: Moment


@dataclass(frozen=True)
class Task:
    """A task, open or not; `late` if its time is over."""

    id: str
    text: str
    whose: str
    due: Moment | None
    ended_by: str | None
    is_done: bool
    is_open: bool
    late: bool
    result: str
    files: Sequence[File]


@dataclass(frozen=True)
class CasePage:
    """One case before one person."""

    reader: Reader
    version: int
    said: Sequence[Words]
    story: Sequence[Entry]
    running: Sequence[clocks.Shown]
    ended: Sequence[clocks.Shown]
    judged: Judged
    versions: Sequence[proposals.Version]
    levels: Sequence[proposals.Level]
    tasks: Sequence[Task]
    waiting: Sequence[Waiting]
    refused: Sequence[Entry]
    done: Done | None
    forms: Sequence[Form]
    leftovers: Sequence[Leftover]
    trouble: Trouble | None
    earlier: Sequence[Row]
    similar: Similar
    others: Sequence[str]
    offer: Offer | None
    may_unmask: bool
    customers_page: str | None

    @property
    def state(self) -> CaseState:
        return self.reader.view.state


def gathered(
    reader: Reader,
    words: Mapping[str, str],
    trouble: Trouble | None = None,
    request: str | None = None,
) -> CasePage:
    """All of it. `request` is the id under which the person has just decided something."""
    seat, view = reader.seat, reader.view
    running, ended = clocks.shown(reader)
    drafts = seat.desk.case.drafts.of(seat.login, view.state.case_id)
    found = actions(reader, words)
    forms = filled.forms(found, reader, drafts, trouble)
    may_unmask = seat.may(Permission.UNMASK) and not view.state.erased
    return CasePage(
        reader=reader,
        version=version(view.events),
        said=customers(reader),
        story=entries(reader, view.events),
        running=running,
        ended=ended,
        judged=judged.judged(reader, may=any(each.kind == "triage" for each in found)),
        versions=proposals.versions(reader),
        levels=proposals.levels(view.state),
        tasks=[_task(reader, each) for each in told(view)],
        waiting=[_waiting(reader, n) for n in range(len(view.pending))],
        refused=_refused(reader),
        done=_done(reader, request) if request else None,
        forms=forms,
        leftovers=filled.leftovers(found, drafts, trouble),
        trouble=trouble,
        earlier=_earlier(reader),
        similar=similar(reader),
        others=seat.desk.case.presences.others(view.state.case_id, seat.login, seat.now),
        offer=seat.desk.case.attaching.offer(reader.locale),
        may_unmask=may_unmask and not reader.open,
        customers_page=_customers_page(reader) if reader.open else None,
    )


def _done(reader: Reader, request: str) -> Done | None:
    view, login, locale = reader.view, reader.seat.login, reader.locale
    if event := undoing.done(view, request, login):
        if event.kind is EventKind.REFUSED:
            return None  # it stands among the refusals
        return Done(business.event(event.kind, locale), False, undoing.undo(view, event))
    mine = (p for p in view.pending if p.request_id == request and p.by == login)
    return next((Done(business.decision(p.kind, locale), True, None) for p in mine), None)


def _waiting(reader: Reader, n: int) -> Waiting:
    each = reader.view.pending[n]
    what = business.decision(each.kind, reader.locale)
    named = f"{what} {each.task}" if each.task else what
    return Waiting(named, reader.person(each.by), reader.seat.moment(each.accepted_at))


def _refused(reader: Reader) -> list[Entry]:
    """What this person decided and was refused later, unless he or she did something since."""
    login, events = reader.seat.login, reader.view.events
    found: list[int] = []
    for n, event in enumerate(events):
        if event.by == login and event.kind is not EventKind.UNMASKED:
            later = event.kind is EventKind.REFUSED and event.data.get("later")
            found = [*found, n] if later else []
    return entries(reader, [events[n] for n in found])


def _task(reader: Reader, each: Told) -> Task:
    whose = [reader.team(each.team), each.person or reader.address(each.address)]
    at = reader.seat.moment(each.due_at) if each.due_at else None
    added = {e.data["task"]: e.seq for e in reader.view.events if e.kind is EventKind.TASK_DONE}
    return Task(
        id=each.id,
        text=reader.hide(each.text),
        whose=" · ".join(filter(None, whose)),
        due=at,
        ended_by=reader.person(each.ended_by) if each.ended_by else None,
        is_done=each.is_done,
        is_open=each.is_open,
        late=each.is_open and each.state == "missed",
        result=reader.hide(each.result),
        files=reader.files(added[each.id]) if each.id in added else (),
    )


def _earlier(reader: Reader) -> list[Row]:
    """The other cases that came from the same address, the latest first."""
    seat, view = reader.seat, reader.view
    if not view.contact:
        return []
    known = seat.desk.case.known.of_customer(view.contact)
    return list(_rows(reader, [each for each in known if each != view.state.case_id][::-1]))


def _rows(reader: Reader, ids: Sequence[str]) -> Iterator[Row]:
    shown = reader.seat.desk.queries.shown(ids[:_MOST_EARLIER])
    for each in shown:
        if sees(reader.seat.caller, CaseState.model_validate(each.case.state)):
            yield row(reader.seat, each)


def _customers_page(reader: Reader) -> str:
    view, gateway = reader.view, reader.seat.desk.gateway
    return gateway.status_url(view.state.case_id, view.contact, view.received_at)
