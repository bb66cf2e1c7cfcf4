"""What the web asks of the system behind it."""

from typing import Protocol

from schemas.submissions import Decision
from schemas.views import Carried, CaseView


class GatewayProtocol(Protocol):
    async def decide(self, decision: Decision) -> Carried:
        """Record a decision and carry it out; the same request id again is the same decision.

        Raises:
            Refused: it is not allowed now.
            UnknownCase: there is no such case.
            RecordUnavailable: nothing was recorded.
        """

    async def view(self, case_id: str) -> CaseView:
        """Everything that is known of a case.

        Raises:
            UnknownCase: there is no such case.
            RecordUnavailable: the record cannot be reached.
        """
