"""Keeps what an error says out of histories: it may quote what a person wrote."""

import logging
import traceback
from typing import Any

from temporalio.exceptions import ApplicationError, CancelledError
from temporalio.worker import (
    ActivityInboundInterceptor,
    ExecuteActivityInput,
    Interceptor,
)

_log = logging.getLogger("huiyin.worker")


class Discretion(Interceptor):
    """Lets only the type of an unforeseen error out of an activity; its place goes to the log."""

    def intercept_activity(  # the names are Temporal's
        self,
        next: ActivityInboundInterceptor,  # noqa: A002
    ) -> ActivityInboundInterceptor:
        return _Discreet(next)


class _Discreet(ActivityInboundInterceptor):
    async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002
        try:
            return await super().execute_activity(input)
        except (ApplicationError, CancelledError):
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, it may quote a person
            kind = type(error).__name__
            where = "".join(traceback.format_tb(error.__traceback__))
            _log.error("%s in an activity\n%s", kind, where)
            raise ApplicationError("see the worker's log", type=kind) from None
