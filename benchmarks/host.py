"""The worker process of a benchmark: the product's own, which also hosts the floor."""

import asyncio
import os
import sys

from benchmarks.floor import FloorWorkflow, NothingWorkflow, mail, write
from schemas.settings import Settings
from worker.main import run_worker

if __name__ == "__main__":
    asyncio.run(
        run_worker(Settings(), workflows=[FloorWorkflow, NothingWorkflow], activities=[write, mail])
    )
    sys.stdout.flush()
    os._exit(0)
