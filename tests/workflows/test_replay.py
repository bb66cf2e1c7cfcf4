"""Code of today goes on with the cases of every version that was released."""

import json
from pathlib import Path
from typing import Any

import pytest
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer
from temporalio.workflow import NondeterminismError

from engine.codec import parse
from engine.converter import converter
from tests.workflows.record_histories import (
    HISTORIES,
    refuse_to_overwrite,
    version,
    write,
)
from tests.workflows.scenarios import KEY, SCENARIOS, continued_as_new
from worker import registry
from worker.sandbox import sandbox

FILES = sorted(HISTORIES.glob("*/*.json"))
VERSIONS = sorted({file.parent.name for file in FILES})


def history_of(events: dict[str, Any]) -> WorkflowHistory:
    return WorkflowHistory.from_json("a-recorded-case", events)


def read(file: Path) -> dict[str, Any]:
    events: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return events


@pytest.fixture(scope="module")
def replayer() -> Replayer:
    """With the product's classes, converter and sandbox."""
    reads = converter(parse(KEY, "KEY"))
    return Replayer(workflows=registry.WORKFLOWS, workflow_runner=sandbox(), data_converter=reads)


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}-{file.stem}")
async def test_a_recorded_case_replays(replayer: Replayer, file: Path) -> None:
    await replayer.replay_workflow(history_of(read(file)))


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}-{file.stem}")
async def test_a_case_that_was_left_in_the_middle_replays(replayer: Replayer, file: Path) -> None:
    """Every beginning of a recorded case is a case that is open when new code is deployed."""
    events = read(file)["events"]
    ends = [
        n
        for n, event in enumerate(events)
        if event["eventType"] == "EVENT_TYPE_WORKFLOW_TASK_STARTED"
    ]
    for end in ends[1::3]:
        await replayer.replay_workflow(history_of({"events": events[: end + 1]}))


def test_every_scenario_was_recorded() -> None:
    names = {file.stem for file in (HISTORIES / version()).glob("*.json")}
    single = {each.__name__ for each in SCENARIOS if each is not continued_as_new}
    assert single <= names
    assert len({name for name in names if name.startswith(continued_as_new.__name__)}) >= 2


def test_this_version_was_recorded() -> None:
    assert version() in VERSIONS, (
        f"there are no histories of version {version()}:"
        " run `python -m tests.workflows.record_histories` and commit what it writes"
    )


async def test_other_code_would_be_found_out(replayer: Replayer) -> None:
    """A history in which a step is missing stands for code that has one more."""
    events = read(HISTORIES / VERSIONS[0] / "ordinary.json")["events"]
    marker = "EVENT_TYPE_MARKER_RECORDED"
    steps = [n for n, event in enumerate(events) if event["eventType"] == marker]
    swapped = [*events]
    first, second = steps[0], steps[1]
    for key in ("markerRecordedEventAttributes", "userMetadata"):
        one, other = dict(events[first]), dict(events[second])
        swapped[first] = {**swapped[first], key: other[key]}
        swapped[second] = {**swapped[second], key: one[key]}

    with pytest.raises(NondeterminismError):
        await replayer.replay_workflow(history_of({"events": swapped}))


def test_what_is_recorded_is_never_written_again(tmp_path: Path) -> None:
    history = WorkflowHistory("any", [])
    refuse_to_overwrite(tmp_path)
    write(tmp_path, "ordinary", history)

    with pytest.raises(SystemExit, match="never written again"):
        refuse_to_overwrite(tmp_path)
    with pytest.raises(FileExistsError):
        write(tmp_path, "ordinary", history)
