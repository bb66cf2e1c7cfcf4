"""What the API asks of the system behind it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from schemas.access import Sight
from schemas.case_filter import CaseFilter
from schemas.pages import Page
from schemas.state import CaseState
from schemas.submissions import Accepted, Decision, Submission
from schemas.views import Carried, CaseView
from starter.following import Origin
from starter.relatives import Relations
from store.requests import Request


class ApiGateway(Protocol):
    """See `starter.gateway`."""

    relations: Relations

    async def submit(
        self, submission: Submission, source: str, request: Request | None, origin: Origin
    ) -> Accepted: ...

    async def decide(self, decision: Decision) -> Carried: ...

    async def note(
        self,
        case: str,
        text: str,
        by: str,
        request_id: str | None,
        expects: int | None,
        *,
        files: Sequence[str],
    ) -> CaseState: ...

    async def unmask(self, case: str, reason: str, by: str) -> CaseView: ...

    async def view(self, case: str) -> CaseView: ...

    def status_url(self, case: str, contact: str | None, received_at: datetime) -> str: ...


class Search(Protocol):
    """Finds cases page by page."""

    def find(
        self,
        query: str,
        wanted: CaseFilter,
        sight: Sight,
        cursor: str | None,
        limit: int,
    ) -> Page:
        """The cases within sight of which all of this holds, the latest first.

        Besides the keys of `schemas.case_filter` there may be `source`.

        Raises:
            BadCursor: the cursor is none that a page has given.
        """
