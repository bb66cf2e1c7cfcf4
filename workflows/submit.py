"""The way in for systems that speak only Temporal: one encrypted submission, and its case's id."""

from temporalio import workflow
from temporalio.common import RawValue
from temporalio.exceptions import ApplicationError

from workflows import options

with workflow.unsafe.imports_passed_through():
    from activities.intake import IntakeActivities
    from schemas.sealing import SEALED
    from schemas.submissions import Submitted


@workflow.defn(name="SubmitFeedback", failure_exception_types=[Exception])
class SubmitFeedbackWorkflow:
    """Makes a case of a submission that came encrypted; the same `external_id`, or workflow id, is
    the same case. The execution is deleted soon after it has closed.
    """

    @workflow.run
    async def run(self, submission: RawValue) -> Submitted:
        if SEALED not in submission.payload.metadata:
            raise ApplicationError(
                "only an encrypted submission is taken", type="PlainInput", non_retryable=True
            )
        return await workflow.execute_activity_method(
            IntakeActivities.take, submission, summary="take", **options.INTAKE
        )
