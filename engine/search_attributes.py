"""The search attributes of a case: one registry for workflows, queries and every kind of cluster.

Values are plain text in Temporal and carry enums, numbers and times only.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from temporalio.common import SearchAttributeKey

if TYPE_CHECKING:
    from temporalio.client import Client

    from schemas.state import CaseState

STAGE: SearchAttributeKey[str] = SearchAttributeKey.for_keyword("FeedbackStage")
PRIORITY: SearchAttributeKey[str] = SearchAttributeKey.for_keyword("FeedbackPriority")
CATEGORY: SearchAttributeKey[str] = SearchAttributeKey.for_keyword("FeedbackCategory")
TEAM: SearchAttributeKey[str] = SearchAttributeKey.for_keyword("FeedbackTeam")
CHANNEL: SearchAttributeKey[str] = SearchAttributeKey.for_keyword("FeedbackChannel")
CYCLE: SearchAttributeKey[int] = SearchAttributeKey.for_int("FeedbackCycle")
DUE_AT: SearchAttributeKey[datetime] = SearchAttributeKey.for_datetime("FeedbackDueAt")
BREACHED: SearchAttributeKey[bool] = SearchAttributeKey.for_bool("FeedbackBreached")

REGISTRY: dict[str, SearchAttributeKey[Any]] = {
    key.name: key for key in (STAGE, PRIORITY, CATEGORY, TEAM, CHANNEL, CYCLE, DUE_AT, BREACHED)
}


def values(state: CaseState) -> dict[SearchAttributeKey[Any], Any]:
    """What the attributes of a case are; none where one is not set."""
    return {
        STAGE: state.stage.value,
        PRIORITY: state.priority.value if state.priority else None,
        CATEGORY: state.category,
        TEAM: state.team,
        CHANNEL: state.channel,
        CYCLE: state.cycle,
        DUE_AT: state.due_at,
        BREACHED: state.breached,
    }


async def register(client: Client) -> None:
    """Add what the client's namespace lacks. Done again, it changes nothing.

    Raises:
        Misconfigured: an attribute has another type there, or the cluster lets nobody add any.
    """
    there = await _registered(client)
    _refuse_other_types(there)
    if missing := [key for name, key in REGISTRY.items() if name not in there]:
        await add(client, missing)


async def shortcomings(client: Client) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The attributes that the client's namespace lacks, and those of another type there."""
    there = await _registered(client)
    return tuple(name for name in REGISTRY if name not in there), _of_other_types(there)


async def _registered(client: Client) -> dict[str, int]:
    from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest

    answer = await client.operator_service.list_search_attributes(
        ListSearchAttributesRequest(namespace=client.namespace)
    )
    return dict(answer.custom_attributes)


def _refuse_other_types(there: dict[str, int]) -> None:
    # The server accepts a second registration with another type silently and keeps the first.
    from schemas.errors import Misconfigured

    if wrong := _of_other_types(there):
        raise Misconfigured(
            f"search attributes of another type exist: {', '.join(wrong)}; remove or rename them"
        )


def _of_other_types(there: dict[str, int]) -> tuple[str, ...]:
    found = {name: there.get(name, _type(key)) for name, key in REGISTRY.items()}
    return tuple(name for name, key in REGISTRY.items() if found[name] != _type(key))


async def add(client: Client, keys: list[SearchAttributeKey[Any]]) -> None:
    """Make attributes known to a server that does not have them.

    Raises:
        Misconfigured: this client may not; the text names what is missing.
    """
    from temporalio.api.enums.v1 import IndexedValueType
    from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest
    from temporalio.service import RPCError, RPCStatusCode

    from schemas.errors import Misconfigured

    request = AddSearchAttributesRequest(namespace=client.namespace)
    for key in keys:
        request.search_attributes[key.name] = IndexedValueType.ValueType(_type(key))
    try:
        await client.operator_service.add_search_attributes(request)
    except RPCError as error:
        # Temporal Cloud has its own way; we can only say what is missing.
        if error.status not in (RPCStatusCode.PERMISSION_DENIED, RPCStatusCode.UNIMPLEMENTED):
            raise
        names = ", ".join(key.name for key in keys)
        raise Misconfigured(f"add these search attributes to the namespace: {names}") from error


def _type(key: SearchAttributeKey[Any]) -> int:
    return int(key.indexed_value_type)
