"""What the web asks of the system behind it."""

from typing import Protocol

from schemas.ratings import Rating
from schemas.submissions import Accepted, Decision
from schemas.views import Carried, CaseView


class GatewayProtocol(Protocol):
    async def decide(self, decision: Decision) -> Carried:
        """Record a decision and carry it out; the same request id again is the same decision.

        Raises:
            Refused: it is not allowed now.
            UnknownCase: there is no such case.
            RecordUnavailable: nothing was recorded.
        """

    async def rate(self, said: Rating, comment: str | None) -> None:
        """Record what a customer says once the answer is given.

        Raises:
            Refused: there is nothing to rate, or not any more.
            RecordUnavailable: nothing was recorded.
        """

    async def follow_up(
        self, case: str, request_id: str, text: str, files: tuple[str, ...] = ()
    ) -> Accepted:
        """Make a new case of what a customer says of one that is over, with files that are kept.

        Raises:
            Refused: the case is not over.
            RecordUnavailable: nothing was recorded.
        """

    async def add(self, case: str, text: str, files: tuple[str, ...]) -> None:
        """Add files that a case has not, and what was written with them, as a further message.

        Raises:
            RecordUnavailable: nothing was recorded.
        """

    async def view(self, case_id: str) -> CaseView:
        """Everything that is known of a case.

        Raises:
            UnknownCase: there is no such case.
            RecordUnavailable: the record cannot be reached.
        """
