"""A web process for the benchmark of submissions: the floor, and the product beside it.

The floor is a route that inserts one row and starts a workflow that does nothing.
"""

import asyncio
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import uvicorn
from fastapi import FastAPI
from sqlalchemy import text
from temporalio.client import Client

from benchmarks.floor import NothingWorkflow
from engine.connection import TASK_QUEUE, connect
from schemas.settings import Settings
from store.database import Database

FLOOR = "/floor"


def floor(database: Database, client: Client) -> FastAPI:
    """The application of the floor."""
    app = FastAPI(openapi_url=None)

    async def post(item: Mapping[str, str]) -> dict[str, str]:
        ident = secrets.token_hex(8)
        await asyncio.to_thread(_insert, database, ident, item["text"])
        await client.start_workflow(NothingWorkflow.run, id=f"floor-{ident}", task_queue=TASK_QUEUE)
        return {"id": ident}

    app.add_api_route(FLOOR, post, methods=["POST"], status_code=202)
    return app


def _insert(database: Database, ident: str, said: str) -> None:
    row = {"id": ident, "text": said, "at": datetime.now(UTC).replace(tzinfo=None)}
    with database.writing() as session:
        session.connection().execute(_ADD, row)


_ADD = text("INSERT INTO floor (id, text, at) VALUES (:id, :text, :at)")
_TABLE = "CREATE TABLE IF NOT EXISTS floor (id TEXT PRIMARY KEY, text TEXT, at TEXT)"


async def serve(settings: Settings, port: int) -> None:
    """Serve the floor at a port, until it is ended."""
    database = Database(settings.record_url)
    with database.writing() as session:
        session.connection().exec_driver_sql(_TABLE)
    client = await connect(settings, patience=timedelta(seconds=20))
    app = floor(database, client)
    config = uvicorn.Config(app, port=port, log_config=None, access_log=False)
    await uvicorn.Server(config).serve()


if __name__ == "__main__":
    import sys

    asyncio.run(serve(Settings(), int(sys.argv[1])))
