"""The history of a workflow's run, event by event, as whoever looks after it reads it."""

import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from google.protobuf.message import Message
from temporalio.api.common.v1 import Payload
from temporalio.api.enums.v1 import EventType
from temporalio.api.failure.v1 import Failure
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import WorkflowHistory
from temporalio.converter import PayloadCodec

from engine.work import kind_of

_PREFIX = "EVENT_TYPE_"
_STEP = "core_local_activity"
_BEGUN_BY = ("scheduled_event_id", "started_event_id", "accepted_event_id")
_ROUTINE = frozenset(
    {
        "workflow_task_scheduled",
        "workflow_task_started",
        "workflow_task_completed",
        "upsert_workflow_search_attributes",
        "workflow_properties_modified",
    }
)


@dataclass(frozen=True)
class PastEvent:
    """One event. `kind` is Temporal's name for it, `name` what it is about: the type of an
    activity, the name of a signal; `wait` how long a timer is; `values` what it carries, decoded,
    as JSON; a value that cannot be decoded here is none."""

    number: int
    at: datetime
    kind: str
    name: str | None
    wait: timedelta | None
    error: str | None
    said: str | None
    values: tuple[str | None, ...]

    @property
    def routine(self) -> bool:
        """Whether it only tells that a worker thought about the workflow."""
        return self.kind in _ROUTINE


async def told(history: bytes, codec: PayloadCodec | None) -> list[PastEvent]:
    """The events of a run, from its history as gzipped JSON."""
    events = WorkflowHistory.from_json("case", gzip.decompress(history).decode()).events
    names: dict[int, str] = {}
    return [await _told(event, codec, names) for event in events]


async def _told(
    event: HistoryEvent, codec: PayloadCodec | None, names: dict[int, str]
) -> PastEvent:
    attributes = getattr(event, event.WhichOneof("attributes") or "", event)
    name = _name(attributes, names)
    if name:
        names[event.event_id] = name
    failure = _failure(attributes)
    payloads = list(_payloads(attributes))
    return PastEvent(
        number=event.event_id,
        at=event.event_time.ToDatetime(UTC),
        kind=EventType.Name(event.event_type).removeprefix(_PREFIX).lower(),
        name=name,
        wait=_wait(attributes),
        error=kind_of(failure) if failure else None,
        said=failure.message or None if failure else None,
        values=tuple([await _value(each, codec) for each in payloads]),
    )


def _name(attributes: Message, names: dict[int, str]) -> str | None:
    """What an event is about; of one that ends what another began, what that was about."""
    for field, value in attributes.ListFields():
        if field.name in ("activity_type", "workflow_type"):
            return str(value.name)
        if field.name in ("signal_name", "marker_name"):
            return _step(attributes) if value == _STEP else str(value)
        if field.name == "accepted_request":
            return str(value.input.name)
    for field, value in attributes.ListFields():
        if field.name in _BEGUN_BY and value in names:
            return names[value]
    return None


def _step(marker: Any) -> str | None:
    """The type of an activity that ran within the worker: Temporal's core keeps it in a marker."""
    try:
        kept = json.loads(marker.details["data"].payloads[0].data)
        return str(kept["activity_type"])
    except (ValueError, KeyError, IndexError, TypeError):
        return None


def _wait(attributes: Any) -> timedelta | None:
    if getattr(attributes, "start_to_fire_timeout", None) is None:
        return None
    found: timedelta = attributes.start_to_fire_timeout.ToTimedelta()
    return found


def _failure(attributes: Message) -> Failure | None:
    for _, value in attributes.ListFields():
        if isinstance(value, Failure):
            return value
    return None


def _payloads(message: Message) -> Iterator[Payload]:
    """Everything that a message carries, however deep; what Temporal itself indexes left out."""
    for field, value in message.ListFields():
        if field.name in ("search_attributes", "header", "user_metadata"):
            continue
        for each in _each(value):
            if isinstance(each, Payload):
                yield each
            elif isinstance(each, Message):
                yield from _payloads(each)


def _each(value: Any) -> Sequence[Any]:
    if isinstance(value, Message | str | bytes | int | float):
        return [value]
    return list(value.values() if hasattr(value, "values") else value)


async def _value(payload: Payload, codec: PayloadCodec | None) -> str | None:
    try:
        if codec:
            [payload] = await codec.decode([payload])
        text = payload.data.decode()
        return json.dumps(json.loads(text), ensure_ascii=False) if text else ""
    except Exception:  # noqa: BLE001 - a key that is gone, or no JSON: it is not shown
        return None
