"""A skipped test is a failure in CI, and only there."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

TESTS = """
import pytest

@pytest.mark.skip(reason="no browser")
def test_skipped():
    pass

@pytest.mark.xfail(reason="known", strict=True)
def test_expected_failure():
    assert False

def test_passes():
    pass
"""


def run(folder: Path, ci: str, content: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_sample.py").write_text(content)
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.plugins.no_skips", "-p", "no:cacheprovider"],
        cwd=folder,
        env=os.environ | {"CI": ci, "PYTHONPATH": str(ROOT), "PYTEST_ADDOPTS": ""},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_skip_fails_in_ci(tmp_path: Path) -> None:
    done = run(tmp_path, "true", TESTS)

    assert done.returncode == pytest.ExitCode.TESTS_FAILED, done.stdout
    assert "1 passed, 1 xfailed, 1 error" in done.stdout
    assert "no browser" in done.stdout


def test_a_skip_is_a_skip_elsewhere(tmp_path: Path) -> None:
    done = run(tmp_path, "", TESTS)

    assert done.returncode == pytest.ExitCode.OK, done.stdout
    assert "1 passed, 1 skipped, 1 xfailed" in done.stdout


def test_a_module_that_skips_itself_fails_in_ci(tmp_path: Path) -> None:
    done = run(tmp_path, "true", 'import pytest\npytest.importorskip("no_such_module")\n')

    assert done.returncode != pytest.ExitCode.OK
    assert "no_such_module" in done.stdout
