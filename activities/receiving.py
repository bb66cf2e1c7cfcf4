"""What a submission becomes: the first events of a case, or a further message of one."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from activities import ledger
from schemas.enums import EventKind
from schemas.errors import BadInput
from schemas.events import CUSTOMER, NewEvent
from schemas.policy import Policy
from schemas.submissions import Submission

if TYPE_CHECKING:
    from store.casebook import OpenCase

_GIVEN = {"category", "priority", "tier"}
_NOTHING: Mapping[str, Any] = MappingProxyType({})


def check(item: Submission, policy: Policy) -> None:
    """See that a policy knows what a submission names.

    Raises:
        BadInput: it does not know the channel, the category or the tier.
    """
    _one_of("channel", item.channel, policy.channels)
    if item.category:
        _one_of("category", item.category, policy.categories)
    if item.tier:
        _one_of("tier", item.tier, policy.tiers)


def received(
    item: Submission, more: Mapping[str, Any] = _NOTHING, texts: Mapping[str, str] = _NOTHING
) -> list[NewEvent]:
    """The events that a case begins with; `more` and `texts` tell where the item came from."""
    given = item.model_dump(mode="json", include=_GIVEN, exclude_none=True)
    data = {"channel": item.channel, "locale": item.locale, "reachable": bool(item.contact)}
    first = NewEvent(
        kind=EventKind.RECEIVED, by=CUSTOMER, data={**data, **given, **more}, texts=dict(texts)
    )
    if item.contact and not first.data.get("unmailed"):
        return [first]
    return [first, NewEvent(kind=EventKind.ACKNOWLEDGED, data={"by_link": True})]


def add(case: "OpenCase", item: Submission, now: datetime, files: Sequence[str] = ()) -> bool:
    """Nothing that a customer sends is dropped: words and files that the case has not are added to
    it, unless its content was erased. Whether they were."""
    words = {} if item.text in _said(case) else {"text": item.text}
    return _added(case, words, case.new_files(files), now)


def add_files(case: "OpenCase", text: str, now: datetime, files: Sequence[str]) -> bool:
    """Files that the case has not are added to it, with what was written beside them. Whether they
    were: without such files nothing is."""
    new = case.new_files(files)
    return _added(case, {"text": text} if text and new else {}, new, now)


def _added(case: "OpenCase", words: dict[str, str], new: Sequence[str], now: datetime) -> bool:
    if case.known.erased or not (words or new):
        return False
    ledger.record(case, [NewEvent(kind=EventKind.WROTE, by=CUSTOMER, texts=words)], now)
    case.link_files(new, CUSTOMER, now)
    case.run_ahead(now)
    return True


def _said(case: "OpenCase") -> Iterator[str]:
    """What the customer has said in all that was handed in."""
    yield case.submission["text"]
    for event in case.events:
        if event.kind is EventKind.WROTE:
            yield from case.written_at(event).values()


def _one_of(field: str, value: str, known: Collection[str]) -> None:
    if value not in known:
        told = f"{field} {value!r} is unknown; it must be one of: {', '.join(known)}"
        raise BadInput(told, field=field, value=value, allowed=tuple(known))
