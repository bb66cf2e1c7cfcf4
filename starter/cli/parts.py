"""The commands that run the parts of an installation until they are told to stop."""

import asyncio

import typer


def up() -> None:
    from starter.cli import context
    from starter.up.run import run_up

    raise typer.Exit(asyncio.run(run_up(context.settings())))


def worker() -> None:
    from starter.cli import context
    from worker.main import run_worker

    asyncio.run(run_worker(context.settings()))


def web() -> None:
    from starter.cli import context
    from starter.web_server import run_web

    asyncio.run(run_web(context.installation()))


def catcher() -> None:
    from starter.catcher.run import run_catcher
    from starter.cli import context

    asyncio.run(run_catcher(context.settings()))
