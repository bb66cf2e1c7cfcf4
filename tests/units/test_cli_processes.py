"""The command line as a process: what it finds, what it leaves, and how it ends."""

import json
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from store import migrate, schema_version
from tests.units.cli_shell import MAIN, NOBODY, Shell, environment, furnish, unused_port


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    made = Shell(furnish(tmp_path_factory.mktemp("data")))
    yield made
    made.close()


def test_an_empty_record_says_what_to_do_next(tmp_path: Path) -> None:
    empty = Shell(furnish(tmp_path))
    assert "huiyin submit --text" in empty("list").out


def test_without_a_record_nothing_is_recorded_and_nothing_made(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    for line in ("list", "submit --text x", f"take {NOBODY} --by li"):
        said = Shell(folder)(*line.split()).refused(5)
        assert str(folder) in said
        assert "huiyin up" in said
    assert not folder.exists()


def test_a_record_that_is_none_is_said_to_be_out_of_reach(tmp_path: Path) -> None:
    (tmp_path / "record.sqlite3").write_text("this is no database\n" * 100)
    assert "nothing was recorded" in Shell(tmp_path)("submit", "--text", "x").refused(5)


@pytest.mark.parametrize(
    ("variable", "value"),
    [("HUIYIN_WEB_PORT", "many"), ("HUIYIN_LANG", "fr"), ("HUIYIN_LOG_LEVEL", "loud")],
)
def test_a_wrong_setting_is_named(shell: Shell, variable: str, value: str) -> None:
    assert variable in shell("list", variables={variable: value}).refused(2)


@pytest.mark.parametrize(
    ("variable", "value", "right"),
    [
        ("HUIYIN_POLICY", "/nowhere/policy.toml", "制度文件"),
        ("HUIYIN_SECRET_KEY", "short", "至少 32 个字符"),
        ("HUIYIN_DATABASE_URL", "mysql://host/name", "postgresql://"),
    ],
)
def test_a_setting_that_others_refuse_is_explained_in_the_chosen_language(
    shell: Shell, variable: str, value: str, right: str
) -> None:
    line, wrong = ("submit", "--text", "x"), {variable: value}
    chinese = shell(*line, variables=wrong | {"HUIYIN_LANG": "zh"}).refused(2)
    assert chinese.startswith(f"{variable} 设置不正确：")
    assert right in chinese
    assert shell(*line, variables=wrong).refused(2).startswith(variable)


def test_an_unknown_channel_is_said_in_the_chosen_language(shell: Shell, tmp_path: Path) -> None:
    chinese = {"HUIYIN_LANG": "zh"}
    one = shell("submit", "--text", "x", "--channel", "pigeon", variables=chinese)
    assert one.refused(2).startswith("--channel：没有 pigeon，必须是下列之一：")
    (tmp_path / "items.csv").write_text("text,category\nx,weather\n")
    many = shell("submit", "--from", str(tmp_path / "items.csv"), variables=chinese)
    assert "第 2 行：category：没有 weather，必须是下列之一：" in many.err


def test_a_stranger_is_told_of_being_unknown_and_nothing_else(shell: Shell) -> None:
    case = shell.new_case()
    for line in (f"note {case} --text x --by nobody", f"take {case} --by nobody"):
        said = shell(*line.split()).refused(4)
        assert "Nothing can be decided" not in said
        assert "Possible now" not in said


def test_without_temporal_a_rebuild_fails_and_is_no_bad_input(shell: Shell) -> None:
    assert "Temporal does not answer" in shell("rebuild").refused(1)


def test_the_unexpected_is_one_line_and_its_details_a_log(tmp_path: Path) -> None:
    broken = Shell(furnish(tmp_path))
    (tmp_path / "secret.key").unlink()
    (tmp_path / "secret.key").mkdir()
    assert "IsADirectoryError" in broken("submit", "--text", "x").refused(1)
    assert "Traceback" in broken("--verbose", "submit", "--text", "x").err


def test_a_reader_that_goes_away_is_no_error(shell: Shell) -> None:
    with subprocess.Popen(
        [*MAIN, "list", "--json"],
        env=environment(shell.folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as program:
        assert program.stdout
        assert program.stderr
        program.stdout.close()
        assert program.stderr.read() == b""
    assert program.returncode == 141


def test_a_temporal_that_never_answers_does_not_hold_up_a_submission(shell: Shell) -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        nowhere = {"HUIYIN_TEMPORAL_PORT": str(deaf.getsockname()[1])}
        begun = time.monotonic()
        done = shell("submit", "--text", "x", "--json", variables=nowhere)
        taken = time.monotonic() - begun
    assert done.json["created"]
    assert taken < 15  # two seconds where nothing else runs; without a bound it is half a minute


def test_wrong_settings_of_temporal_do_not_lose_a_submission(shell: Shell) -> None:
    done = shell("submit", "--text", "x", "--json", variables={"TEMPORAL_PROFILE": "none"})
    assert done.json["created"]
    assert "Traceback" not in done.err


def test_the_web_process_tells_when_it_listens_and_ends_well(shell: Shell) -> None:
    port = unused_port()
    variables = environment(shell.folder, {"HUIYIN_WEB_PORT": str(port)})
    pipe = subprocess.PIPE
    with subprocess.Popen([*MAIN, "web", "--json"], env=variables, stdout=pipe, stderr=pipe) as web:
        assert web.stdout
        ready = json.loads(web.stdout.readline())
        assert ready == {"ready": True, "part": "web", "pid": web.pid}
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=20) as answer:
            assert answer.status == 200
        taken = shell.alone("web", variables={"HUIYIN_WEB_PORT": str(port)})
        web.send_signal(signal.SIGTERM)
        said = web.communicate(timeout=20)
    assert (web.returncode, *said) == (0, b"", b"")
    assert "HUIYIN_WEB_PORT" in taken.refused(2)


def test_the_command_line_knows_the_latest_schema() -> None:
    assert migrate.head() == schema_version.HEAD
