"""What was on the roadmap has shipped: everybody who waits for it is to be told."""

from activities import ledger
from activities.protocols import Now
from schemas.enums import EventKind, Refusal, Role
from schemas.errors import Refused
from schemas.events import Event, NewEvent
from schemas.policy import Policy
from store.casebook import CaseBook
from store.queries import Queries


class Shipping:
    """Records it in every case that was put on the roadmap under a name, once."""

    def __init__(self, book: CaseBook, queries: Queries, now: Now) -> None:
        self._book = book
        self._queries = queries
        self._now = now

    def record(
        self, policy: Policy, roadmap: str, text: str, by: str
    ) -> tuple[list[str], list[str]]:
        """The cases in which it is recorded now, and those in which it was before.

        Raises:
            Refused: the person is neither lead nor manager anywhere.
        """
        _require_lead(policy, by)
        shipped = NewEvent(
            kind=EventKind.SHIPPED, by=by, data={"roadmap": roadmap}, texts={"text": text}
        )
        found: tuple[list[str], list[str]] = ([], [])
        for each in self._queries.on_roadmap(roadmap):
            with self._book.open(each) as case:
                known = any(_is_shipping(event, roadmap) for event in case.events)
                if not known:
                    ledger.record(case, [shipped], self._now())
                found[known].append(each)
        return found


def _require_lead(policy: Policy, by: str) -> None:
    roles = [team.role_of(by) for team in policy.teams.values()]
    if not any(roles):
        raise Refused(Refusal.UNKNOWN_PERSON)
    if not {Role.LEAD, Role.MANAGER} & set(roles):
        raise Refused(Refusal.ROLE_TOO_LOW)


def _is_shipping(event: Event, roadmap: str) -> bool:
    return event.kind is EventKind.SHIPPED and event.data["roadmap"] == roadmap
