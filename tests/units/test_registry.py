"""What every activity of the worker has in common."""

import inspect
from pathlib import Path
from typing import cast

from pydantic import SecretStr
from temporalio import activity

from engine.cases import Cases
from schemas.settings import Settings
from worker import registry
from worker.installation import Installation


def test_no_exception_is_thrown_into_a_thread_that_holds_a_lock(tmp_path: Path) -> None:
    """An activity in a thread that is thrown out of the pool of connections can leave its lock
    taken: then no case goes on until the worker is started again."""
    installation = Installation(Settings(data_dir=tmp_path, secret_key=SecretStr("k" * 48)))

    found = registry.activities(installation, cast(Cases, None))  # none is called here

    threaded = [each for each in found if not inspect.iscoroutinefunction(each)]
    known = map(activity._Definition.must_from_callable, threaded)
    assert {each.name for each in known if each.no_thread_cancel_exception} == {
        *("analyze", "decide", "advance", "look")
    }
    assert len(threaded) == 4
