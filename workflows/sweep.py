"""The sweeper: one pass, started by a schedule."""

from temporalio import workflow

from workflows import options

with workflow.unsafe.imports_passed_through():
    from activities.sweep import SweepActivities


@workflow.defn(name="Sweep")
class SweepWorkflow:
    """Hands over what was accepted and not carried out. A failed pass is repeated by the next."""

    @workflow.run
    async def run(self) -> int:
        return await workflow.execute_activity_method(
            SweepActivities.sweep, summary="sweep", **options.SWEEP
        )
