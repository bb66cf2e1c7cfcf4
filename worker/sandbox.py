"""How workflow code runs: in Temporal's sandbox, where only what is pure is passed through."""

from typing import Any

from temporalio.converter import StorageDriverStoreContext
from temporalio.worker import WorkflowInstance, WorkflowInstanceDetails
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions
from temporalio.workflow import Info

# The process itself is loaded into the sandbox for each case; what it is made of, once.
_PASSED_THROUGH = ("activities", "rules", "schemas", "engine.search_attributes")


def sandbox() -> SandboxedWorkflowRunner:
    """The runner for the product's workflows."""
    return _Runner(
        restrictions=SandboxRestrictions.default.with_passthrough_modules(*_PASSED_THROUGH)
    )


class _Runner(SandboxedWorkflowRunner):
    def create_instance(self, det: WorkflowInstanceDetails) -> WorkflowInstance:
        return _Instance(super().create_instance(det))


class _Instance(WorkflowInstance):
    """A sandboxed workflow that is not asked for a context which our converter has no use for.

    The SDK asks three times for each payload, and each time enters the sandbox: a tenth of all
    that a worker does.
    """

    def __init__(self, inside: WorkflowInstance) -> None:
        self._inside = inside

    def activate(self, act: Any) -> Any:
        return self._inside.activate(act)

    def get_serialization_context(self, command_info: Any) -> None:
        return None

    def get_external_store_context(self, command_info: Any) -> StorageDriverStoreContext:
        return StorageDriverStoreContext(target=None)

    def get_info(self) -> Info:
        return self._inside.get_info()

    def get_thread_id(self) -> int | None:
        return self._inside.get_thread_id()
