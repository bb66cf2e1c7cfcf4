"""How tests run side by side (`-n 2`): a file stays whole, installations follow one another."""

import pytest
from xdist.remote import Producer  # type: ignore[import-untyped]
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

_INSTALLATIONS = "tests/system/"


class ByFile(LoadScopeScheduling):  # type: ignore[misc]
    """Hands out whole files: what a file prepares once is prepared once."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return _INSTALLATIONS if file.startswith(_INSTALLATIONS) else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFile:
    """Schedule as above, in the order of collection."""
    config.option.loadscopereorder = False
    return ByFile(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with what takes longest, or one process would be left with it at the end."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: not item.nodeid.startswith(_INSTALLATIONS))
