"""Waiting until something holds, or until an instant."""

from collections.abc import Callable
from datetime import datetime

from temporalio import workflow


async def wait_until(holds: Callable[[], bool], deadline: datetime, summary: str) -> bool:
    """Wait until `holds()`, but not beyond `deadline` (UTC, by the workflow's own clock).

    Returns whether it holds. A deadline in the past does not wait, and costs no timer.
    """
    left = deadline - workflow.now()
    if holds() or left.total_seconds() <= 0:
        return holds()
    try:
        await workflow.wait_condition(holds, timeout=left, timeout_summary=summary)
    except TimeoutError:
        return holds()
    return True
