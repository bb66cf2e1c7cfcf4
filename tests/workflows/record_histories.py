"""Records how the workflows of this version run: `python -m tests.workflows.record_histories`.

The histories go into `tests/histories/<version>/` and are replayed by `test_replay.py` for ever
after: they are what open cases of that version look like. They are only ever added: a version
that is released has its own folder, and no file is written twice.
"""

import asyncio
import json
import sys
import tempfile
import tomllib
from pathlib import Path

import pytest
from temporalio.client import Client, WorkflowHistory

from schemas.ids import workflow_id
from store import migrate
from tests.workflows.house import house, start_embedded
from tests.workflows.scenarios import (
    PASSES,
    POLICIES,
    QUICK,
    SCENARIOS,
    Scenario,
    continued_as_new,
)

ROOT = Path(__file__).parents[2]
HISTORIES = ROOT / "tests" / "histories"
LONG_IS = "30"
"""How many events a history may have before it is handed on, on the server that records that."""


def version() -> str:
    """The version that this code is."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return str(project["project"]["version"])


def refuse_to_overwrite(folder: Path) -> None:
    """End with an explanation if a version has histories already."""
    if there := sorted(each.name for each in folder.glob("*.json")):
        raise SystemExit(
            f"{folder} has histories already ({', '.join(there)}). They are what open cases of"
            " that version look like and are never written again. Raise the version in"
            " pyproject.toml, or name another one."
        )


def write(folder: Path, name: str, history: WorkflowHistory) -> Path:
    """Write one history to a file that is not there yet."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{name}.json"
    text = json.dumps(json.loads(history.to_json()), indent=1, ensure_ascii=False)
    with file.open("x", encoding="utf-8") as out:
        # Stack traces tell where this checkout lies; nobody needs to know.
        out.write(text.replace(f"{ROOT}/", "") + "\n")
    return file


async def record(folder: Path) -> None:
    """Record every scenario on Temporal's own server."""
    refuse_to_overwrite(folder)
    with tempfile.TemporaryDirectory() as work:
        template = Path(work, "template.sqlite3")
        migrate.upgrade(f"sqlite:///{template}")
        for scenario in SCENARIOS:
            name, histories = scenario.__name__, await record_one(scenario, template)
            for n, history in enumerate(histories, start=1):
                several = f"_{n}" if len(histories) > 1 else ""
                write(folder, name + several, history)
                sys.stdout.write(f"{name}{several}: {len(history.events)} events\n")


async def record_one(scenario: Scenario, template: Path) -> list[WorkflowHistory]:
    """The histories of all runs of one scenario, on a server of its own."""
    long = {"limit__historyCount__suggestContinueAsNew": LONG_IS}
    config = long if scenario is continued_as_new else {}
    policy_of = POLICIES.get(scenario, QUICK)
    with tempfile.TemporaryDirectory() as home, pytest.MonkeyPatch.context() as monkeypatch:
        async with (
            await start_embedded(**config) as env,
            house(env, Path(home), template, monkeypatch, policy_of) as made,
        ):
            case = await scenario(made)
            known = case if scenario in PASSES else workflow_id(case)
            await made.client.get_workflow_handle(known).result()
            return await runs(made.client, known)


async def runs(client: Client, known: str) -> list[WorkflowHistory]:
    """The histories of all runs of a workflow, the first one first."""
    run_id: str | None = (await client.get_workflow_handle(known).describe()).run_id
    found: list[WorkflowHistory] = []
    while run_id:
        history = await client.get_workflow_handle(known, run_id=run_id).fetch_history()
        found.insert(0, history)
        began = history.events[0].workflow_execution_started_event_attributes
        run_id = began.continued_execution_run_id
    return found


if __name__ == "__main__":
    asyncio.run(record(HISTORIES / (sys.argv[1] if len(sys.argv) > 1 else version())))
