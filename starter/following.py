"""What comes with an item besides its fields: the case that it follows, the page it was sent from,
files."""

from dataclasses import dataclass, field
from typing import Any

from schemas.policy import Policy
from schemas.submissions import Submission
from schemas.views import CaseView


@dataclass(frozen=True)
class Origin:
    """`texts` (the address of a page, the name of an account) stay with the words of the case and
    are erased with them."""

    follows: str | None = None
    """The case that the customer goes on from."""
    texts: dict[str, str] = field(default_factory=dict)
    files: tuple[str, ...] = ()
    """The ids of files that were kept before."""
    unmailed: bool = False
    """Whether it is acknowledged on the page alone, though the customer has an address."""

    @property
    def data(self) -> dict[str, Any]:
        """What an event may hold of it."""
        told = {"follows": self.follows, "unmailed": self.unmailed}
        return {name: value for name, value in told.items() if value}


NO_ORIGIN = Origin()


def following(view: CaseView, policy: Policy, request_id: str, text: str) -> Submission:
    """What a customer says of a case that is over, as an item of its own."""
    state = view.state
    known = state.channel in policy.channels
    return Submission(
        text=text,
        channel=state.channel if known else next(iter(policy.channels)),
        locale=state.locale,
        external_id=f"after-{state.case_id}-{request_id}",
        contact=view.contact,
        name=view.name,
        category=state.category if state.category in policy.categories else None,
        tier=state.tier if state.tier in policy.tiers else None,
    )
