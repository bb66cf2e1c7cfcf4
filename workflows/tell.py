"""Telling people: one pass, started by a schedule."""

from temporalio import workflow

from workflows import options

with workflow.unsafe.imports_passed_through():
    from activities.notify import NoticeActivities


@workflow.defn(name="Tell")
class TellWorkflow:
    """Tells people what waits to be told. A failed pass is repeated by the next."""

    @workflow.run
    async def run(self) -> int:
        return await workflow.execute_activity_method(
            NoticeActivities.tell, summary="tell", **options.SWEEP
        )
