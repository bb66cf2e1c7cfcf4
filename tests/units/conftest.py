"""On which databases the tests of this folder run."""

import pytest

_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.hookimpl(tryfirst=True)
def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """SQLite alone: the tests of the stores ask both databases what pages and commands ask.

    A test of what happens at one instant marks itself for both.
    """
    marks = metafunc.definition.iter_markers("parametrize")
    chosen = any("database_url" in mark.args[0] for mark in marks)
    if "database_url" in metafunc.fixturenames and not chosen:
        metafunc.definition.add_marker(_SQLITE)
