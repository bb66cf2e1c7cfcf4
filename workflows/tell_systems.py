"""Telling other systems: one pass, started by a schedule."""

from temporalio import workflow

from workflows import options

with workflow.unsafe.imports_passed_through():
    from activities.webhooks import WebhookActivities


@workflow.defn(name="TellSystems")
class TellSystemsWorkflow:
    """Tells webhooks what waits to be told. A failed pass is repeated by the next."""

    @workflow.run
    async def run(self) -> int:
        return await workflow.execute_activity_method(
            WebhookActivities.tell, summary="tell systems", **options.SWEEP
        )
