"""Erases what was kept long enough: one pass, started by a schedule."""

from temporalio import workflow

from workflows import options

with workflow.unsafe.imports_passed_through():
    from activities.retention import BATCH, RetentionActivities

_BATCHES = 100


@workflow.defn(name="Retention")
class RetentionWorkflow:
    """Goes on batch by batch while there is something; what is left, the next pass takes."""

    @workflow.run
    async def run(self) -> int:
        erased = 0
        for _ in range(_BATCHES):
            number = await workflow.execute_activity_method(
                RetentionActivities.expire, summary="expire", **options.SWEEP
            )
            erased += number
            if number < BATCH:
                break
        return erased
