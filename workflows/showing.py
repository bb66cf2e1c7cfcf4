"""What operations see of a case in Temporal: search attributes and a line of details."""

from typing import Any

from temporalio import workflow
from temporalio.common import SearchAttributeUpdate

from engine.search_attributes import values
from schemas.state import CaseState


def show(before: CaseState | None, after: CaseState) -> None:
    """Bring search attributes and details up to date; only what changed is written."""
    workflow.set_current_details(_details(after))
    old = values(before) if before else {}
    changed = [_update(key, value) for key, value in values(after).items() if old.get(key) != value]
    if before is not None and changed:
        workflow.upsert_search_attributes(changed)


def _update(key: Any, value: Any) -> SearchAttributeUpdate[Any]:
    update: SearchAttributeUpdate[Any] = (
        key.value_unset() if value is None else key.value_set(value)
    )
    return update


def _details(state: CaseState) -> str:
    facts = [f"**{state.stage.value}**", f"cycle {state.cycle}"]
    facts += [each for each in (state.category, state.priority, state.team, state.owner) if each]
    if state.tasks:
        facts.append(f"waits for {', '.join(task.id for task in state.tasks)}")
    if state.outcome:
        facts.append(f"outcome: {state.outcome.value}")
    if state.due_at:
        facts.append(f"next due {state.due_at:%Y-%m-%d %H:%M} UTC")
    return " · ".join(facts)
