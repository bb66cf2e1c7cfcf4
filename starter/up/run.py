"""`huiyin up`, from the first check to the last child's end."""

import asyncio
import logging
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from schemas.errors import HuiyinError
from schemas.settings import Settings
from starter.up import home, summary, words
from starter.up.child import Site
from starter.up.lock import Lock, holding
from starter.up.parts import Stages, all_stages, environment
from starter.up.ports import check_ports, free_port
from starter.up.screen import Screen
from starter.up.supervisor import Supervisor


def _migrate(settings: Settings) -> None:
    from starter.cli.upkeep import bring_up_to_date

    logging.getLogger("alembic").setLevel(logging.WARNING)
    bring_up_to_date(settings)


async def run_up(
    settings: Settings,
    *,
    as_json: bool = False,
    stages: Callable[[Settings], Stages] = all_stages,
    migrate: Callable[[Settings], None] = _migrate,
) -> int:
    """Run the whole installation until Ctrl-C or SIGTERM; the exit code.

    To be run on the main thread. What keeps it from starting is one line on stderr. As JSON, where
    everything is stands alone on stdout.
    """
    from starter.cli.errors import sentence

    os.umask(0o077)  # customers' texts are in these files
    screen = Screen(words.spoken(settings.lang), as_json=as_json)
    try:
        await _Up(_settled(settings), screen, stages, migrate).run()
    except HuiyinError as error:
        screen.error(sentence(error))
        return error.exit_code
    return 0


class _Up:
    def __init__(
        self,
        settings: Settings,
        screen: Screen,
        stages: Callable[[Settings], Stages],
        migrate: Callable[[Settings], None],
    ) -> None:
        self._settings = settings
        self._screen = screen
        self._stages = stages
        self._migrate = migrate
        self._supervisor: Supervisor | None = None

    async def run(self) -> None:
        """Until a signal asks to stop."""
        work = asyncio.create_task(self._work())
        with _on_signals(lambda: self._interrupt(work)):
            await asyncio.wait({work})
        if work.cancelled():
            self._screen.say(words.STOPPED)
        else:
            work.result()

    async def _work(self) -> None:
        data_dir = self._settings.data_dir
        with home.in_one_line(data_dir, self._screen.locale):
            home.make_private(data_dir)
        with holding(data_dir / "up.lock", self._screen.locale) as lock, _lifeline() as lifeline:
            await self._prepare(lock)
            self._supervisor = Supervisor(
                self._stages(self._settings),
                Site(
                    environment=environment(self._settings),
                    logs=home.logs(self._settings),
                    lock=lock,
                    screen=self._screen,
                    lifeline=lifeline,
                ),
            )
            await self._supervisor.run(lambda: summary.show(self._screen, self._settings))

    async def _prepare(self, lock: Lock) -> None:
        # Before the ports are looked at: a predecessor's remains would still hold them.
        if ended := await asyncio.to_thread(lock.end_remains):
            self._screen.ended_remains(ended)
        check_ports(self._settings, self._screen.locale)
        with home.in_one_line(self._settings.data_dir, self._screen.locale):
            home.furnish(self._settings)
        await asyncio.to_thread(self._migrate, self._settings)
        self._screen.ready("record", "")

    def _interrupt(self, work: asyncio.Task[None]) -> None:
        if not work.cancelling():
            self._screen.say(words.STOPPING)
            work.cancel()
        elif self._supervisor:
            self._supervisor.kill()


def _settled(settings: Settings) -> Settings:
    """Without what would differ from one child, or one start of it, to the next."""
    return settings.model_copy(
        update={
            "data_dir": settings.data_dir.absolute(),
            "mail_ui_port": settings.mail_ui_port or free_port(),
        }
    )


@contextmanager
def _lifeline() -> Iterator[int]:
    """The end to hand down of a pipe that ends with this process."""
    reading, writing = os.pipe()
    try:
        yield reading
    finally:
        os.close(reading)
        os.close(writing)


@contextmanager
def _on_signals(interrupt: Callable[[], None]) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    signals = [signal.SIGINT, signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) is signal.SIG_DFL:  # else nohup wants it ignored
        signals.append(signal.SIGHUP)
    for sign in signals:
        loop.add_signal_handler(sign, interrupt)
    try:
        yield
    finally:
        for sign in signals:
            loop.remove_signal_handler(sign)
