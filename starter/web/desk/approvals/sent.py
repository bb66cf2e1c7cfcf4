"""What is sent with the forms of approvals: read, checked, and made into decisions."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from schemas.enums import DecisionKind
from schemas.messages import Choice
from schemas.submissions import MAX_TEXT, Decision
from starter.web import form
from starter.web.staff.visit import Stale

ANSWERS = {"approve": DecisionKind.APPROVE, "reject": DecisionKind.REJECT}
_FIELD = re.compile(r"case-([0-9A-Z]{5}-[0-9A-Z]{5})")
"""A field that names a case; its value is the seal of what was shown of it."""
_SEAL = re.compile(r"(\d{1,6})\.(\d{1,6})\.([0-9a-f]{16})?\.(\d{1,6})\.(\d{1,9})")
_REQUEST = re.compile(r"[A-Za-z0-9_-]{16}")


@dataclass(frozen=True)
class Sent:
    """What was typed and ticked. `wrong` is the key of the words that say what is wrong."""

    kind: DecisionKind
    reason: str
    request: str
    seals: Mapping[str, str]

    @property
    def wrong(self) -> str | None:
        if self.kind is DecisionKind.REJECT and not self.reason:
            return "missing_reason"
        return "long_reason" if len(self.reason) > MAX_TEXT else None

    def decision(self, case_id: str, by: str) -> Decision:
        """The decision on exactly what was shown of a case; the same form is the same request.

        Raises:
            Stale: nothing was shown, or it was altered.
        """
        version, level, name, cycle, expects = _parts(self.seals.get(case_id, ""))
        return Decision(
            case_id=case_id,
            request_id=f"desk-{self.request}-{case_id}",
            kind=self.kind,
            by=by,
            cycle=int(cycle),
            choice=Choice(version=int(version), level=int(level) or None, hash=name),
            texts={"reason": self.reason} if self.reason else {},
            expects=int(expects),
        )


def sent(fields: Mapping[str, str]) -> Sent:
    """What a form says.

    Raises:
        Stale: it is none of ours.
    """
    kind, request = ANSWERS.get(fields.get("answer", "")), fields.get("request", "")
    if kind is None or not _REQUEST.fullmatch(request):
        raise Stale
    seals = {found[1]: seal for name, seal in fields.items() if (found := _FIELD.fullmatch(name))}
    return Sent(kind, form.clean(fields.get("reason", "")), request, seals)


def new_request() -> str:
    """What makes the decisions of one form known again."""
    return secrets.token_urlsafe(12)


def _parts(seal: str) -> tuple[str, ...]:
    found = _SEAL.fullmatch(seal)
    if found is None:
        raise Stale
    return found.groups()
