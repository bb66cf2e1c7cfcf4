"""How long each kind of step may take, and how it is tried again. No call site has a number."""

from datetime import timedelta
from typing import TypedDict

from temporalio.common import RetryPolicy
from temporalio.workflow import ActivityCancellationType


class _Local(TypedDict):
    start_to_close_timeout: timedelta
    local_retry_threshold: timedelta
    retry_policy: RetryPolicy


class _Remote(TypedDict):
    start_to_close_timeout: timedelta
    retry_policy: RetryPolicy


class _Once(TypedDict):
    schedule_to_close_timeout: timedelta
    retry_policy: RetryPolicy


class _Finished(_Remote):
    cancellation_type: ActivityCancellationType


class _Watched(_Remote):
    heartbeat_timeout: timedelta


RECORD = _Local(
    start_to_close_timeout=timedelta(seconds=15),
    # Beyond it a timer waits, so that a record that is away for long costs little history.
    local_retry_threshold=timedelta(seconds=5),
    retry_policy=RetryPolicy(
        initial_interval=timedelta(milliseconds=200), maximum_interval=timedelta(minutes=1)
    ),
)
"""A short transaction of the record; tried without end."""

MAIL = _Finished(
    start_to_close_timeout=timedelta(seconds=30),
    retry_policy=RetryPolicy(
        initial_interval=timedelta(seconds=1), maximum_interval=timedelta(minutes=5)
    ),
    # A mail server that has the message must not be given it again by somebody else.
    cancellation_type=ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
)
"""One mail; tried without end."""

INTAKE = _Remote(
    start_to_close_timeout=timedelta(seconds=15),
    retry_policy=RetryPolicy(
        initial_interval=timedelta(milliseconds=200), maximum_interval=timedelta(seconds=30)
    ),
)
"""One submission; tried until its caller gives up."""

SWEEP = _Watched(
    start_to_close_timeout=timedelta(minutes=10),
    # A worker that dies in the middle of a pass must not hold up the next one.
    heartbeat_timeout=timedelta(seconds=6),
    retry_policy=RetryPolicy(maximum_attempts=3),
)
"""One pass over the record. It says every second that it goes on."""

LEARN = _Watched(
    start_to_close_timeout=timedelta(minutes=50),
    # Training keeps a processor busy: it may be some seconds late to say that it goes on.
    heartbeat_timeout=timedelta(seconds=60),
    retry_policy=RetryPolicy(maximum_attempts=2),
)
"""One training of a model."""


def consult(seconds: int) -> _Once:
    """One question to a language model: asked once, and waited for no longer than this."""
    return _Once(
        schedule_to_close_timeout=timedelta(seconds=seconds),
        retry_policy=RetryPolicy(maximum_attempts=1),
    )
