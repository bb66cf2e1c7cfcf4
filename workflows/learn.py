"""Learning from what people corrected: one pass, started by a schedule."""

from temporalio import workflow

from workflows import options

with workflow.unsafe.imports_passed_through():
    from activities.learning import LearningActivities
    from schemas.learning import Learnt


@workflow.defn(name="Learn")
class LearnWorkflow:
    """Trains a model if there is something new to learn. A failed pass is repeated by the next."""

    @workflow.run
    async def run(self) -> Learnt:
        return await workflow.execute_activity_method(
            LearningActivities.learn, summary="learn", **options.LEARN
        )
