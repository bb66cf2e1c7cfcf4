"""The commands that run the parts of an installation until they are told to stop."""

import asyncio
import os
import sys
import threading

import typer

from starter.cli.options import AsJson


def up(as_json: AsJson = False) -> None:
    from starter.cli import context
    from starter.up.run import run_up

    raise typer.Exit(asyncio.run(run_up(context.settings(), as_json=as_json)))


def worker(as_json: AsJson = False) -> None:
    from starter.cli import context
    from worker.main import run_worker

    settings = context.settings()
    if as_json:
        _answer_when_ready("worker")
    asyncio.run(run_worker(settings))


def web(as_json: AsJson = False) -> None:
    from starter.cli import context
    from starter.web_server import run_web

    installation = context.installation()
    if as_json:
        _answer_when_ready("web")
    asyncio.run(run_web(installation))


def catcher(as_json: AsJson = False) -> None:
    from starter.catcher.run import run_catcher
    from starter.cli import context

    settings = context.settings()
    if as_json:
        _answer_when_ready("catcher")
    asyncio.run(run_catcher(settings))


def _answer_when_ready(part: str) -> None:
    """Hear from the part what `up` would hear, and write it to stdout."""
    from starter.cli import showing
    from worker.ready import READY_FD

    reading, writing = os.pipe()
    os.environ[READY_FD] = str(writing)

    def hear() -> None:
        os.read(reading, 1)
        showing.answer({"ready": True, "part": part, "pid": os.getpid()})
        sys.stdout.flush()

    threading.Thread(target=hear, daemon=True).start()
