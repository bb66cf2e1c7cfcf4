"""All waiting for deadlines: one timer, armed for the next thing that time makes happen."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from temporalio import workflow

from workflows.waiting import wait_until


class SlaClocks:
    """Rings when the case's next alarm falls due. `shift` is added to the workflow's clock.

    When an alarm moves to later, the timer is left to fire for nothing: that costs less history
    than a new timer at every step.
    """

    def __init__(
        self,
        shift: timedelta,
        alarm: Callable[[], datetime | None],
        ring: Callable[[], Awaitable[None]],
    ) -> None:
        self._shift = shift
        self._alarm = alarm
        self._ring = ring
        self._stopped = False

    def stop(self) -> None:
        """Ring no more."""
        self._stopped = True

    async def keep(self) -> None:
        """Ring until `stop`."""
        while True:
            await workflow.wait_condition(lambda: self._stopped or self._alarm() is not None)
            if self._stopped:
                return
            if (alarm := self._alarm()) is None:
                continue
            await wait_until(lambda: self._is_sooner(alarm), alarm - self._shift, "next deadline")
            if self._is_due() and not self._stopped:
                await self._ring()

    def _is_sooner(self, armed: datetime) -> bool:
        alarm = self._alarm()
        return self._stopped or (alarm is not None and alarm < armed)

    def _is_due(self) -> bool:
        alarm = self._alarm()
        return alarm is not None and alarm <= workflow.now() + self._shift
