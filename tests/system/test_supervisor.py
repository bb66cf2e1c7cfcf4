"""`huiyin up` with real processes: what it starts, keeps, refuses and ends."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import psutil
import pytest
from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client

from engine import embedded, search_attributes
from schemas.settings import Settings
from tests.system import up_program
from tests.system.installed import PORTS
from tests.system.started import Starter, environment, is_alive
from tests.waiting import until

pytestmark = pytest.mark.system

ROOT = Path(__file__).parents[2]


def is_answering(port: int) -> bool:
    with socket.socket() as connection:
        return connection.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def spawned(command: list[str], **options: Any) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, **options) as process:
        try:
            yield process
        finally:
            process.kill()


def locked(data_dir: Path, *children: tuple[str, int, float]) -> None:
    """What a predecessor that died had written."""
    data_dir.mkdir()
    record = [{"name": name, "pid": pid, "started": at} for name, pid, at in children]
    text = json.dumps({"pid": 2**22, "started": 1.0, "children": record})
    (data_dir / "up.lock").write_text(text + "\n")


async def test_everything_comes_up_and_stops_cleanly(start: Starter) -> None:
    up = start("temporal", "worker", "web", "catcher", TEMPORAL_API_KEY="stranger")
    await until(up.ready, 30)
    titles = [line.split("  ")[0] for line in up.said().splitlines() if line.startswith("✓")]
    assert titles[:2] == ["✓ Record", "✓ Temporal server"]
    assert sorted(titles[2:]) == ["✓ Mail catcher", "✓ Web", "✓ Worker"]
    assert f"http://127.0.0.1:{up.ports['MAIL_UI_PORT']}" in up.said()
    assert "HUIYIN_MAIL_REPLY_TO" in up.said()
    children = up.children()
    assert set(children) == {"temporal", "worker", "web", "catcher"}

    up.process.send_signal(signal.SIGINT)
    assert await up.ended() == 0
    assert not [name for name, process in children.items() if is_alive(process)]
    assert "ended (" not in up.said()


async def test_temporal_keeps_histories_for_the_retention_and_knows_our_attributes(
    start: Starter,
) -> None:
    up = start("temporal", HUIYIN_RETENTION_DAYS="400")
    await until(up.ready, 30)
    client = await Client.connect(f"127.0.0.1:{up.ports['TEMPORAL_PORT']}")
    assert await retention(client) == timedelta(days=400)
    assert set(search_attributes.REGISTRY) <= await registered(client)

    up.children()["temporal"].kill()
    await until(lambda: "Temporal server ended (SIGKILL)" in up.said())
    await until(lambda: is_answering(up.ports["TEMPORAL_PORT"]))
    assert await retention(client) == timedelta(days=400)


async def test_an_older_database_gets_new_attributes(tmp_path: Path, ports: dict[str, int]) -> None:
    settings = Settings(data_dir=tmp_path, temporal_port=ports["TEMPORAL_PORT"])
    settings = settings.model_copy(update={"temporal_ui_port": ports["TEMPORAL_UI_PORT"]})
    kept = [word for word in embedded.command(settings) if not word.startswith("Feedback")]
    with spawned([word for word in kept if word != "--search-attribute"]) as server:
        assert server.poll() is None
        client = await Client.connect(settings.temporal_address, lazy=True)
        await embedded.prepare(client, timedelta(days=30))
        await embedded.prepare(client, timedelta(days=30))
        assert set(search_attributes.REGISTRY) <= await registered(client)
        assert await retention(client) == timedelta(days=30)


async def retention(client: Client) -> timedelta:
    request = DescribeNamespaceRequest(namespace="default")
    answer = await client.workflow_service.describe_namespace(request, retry=True)
    return answer.config.workflow_execution_retention_ttl.ToTimedelta()


async def registered(client: Client) -> set[str]:
    request = ListSearchAttributesRequest(namespace="default")
    answer = await client.operator_service.list_search_attributes(request)
    return set(answer.custom_attributes)


async def test_parts_get_this_installation_and_no_other_temporal(
    start: Starter, tmp_path: Path
) -> None:
    profile = tmp_path / "temporal.toml"
    profile.write_text('[profile.default]\naddress = "elsewhere:7233"\napi_key = "secret"\n')
    up = start(
        "worker",
        HUIYIN_DATA_DIR="data",
        HUIYIN_SMTP_URL="smtp://mail.example",
        TEMPORAL_ADDRESS="elsewhere:7233",
        TEMPORAL_TLS="true",
        TEMPORAL_CONFIG_FILE=str(profile),
    )
    await until(up.ready)
    seen = await until(lambda: json.loads((up.data_dir / "worker.json").read_text() or "null"))
    temporal = {key: value for key, value in seen.items() if key.startswith("TEMPORAL_")}
    assert temporal == {
        "TEMPORAL_ADDRESS": f"127.0.0.1:{up.ports['TEMPORAL_PORT']}",
        "TEMPORAL_NAMESPACE": "default",
        "TEMPORAL_CONFIG_FILE": "/dev/null",
    }
    assert seen["HUIYIN_DATA_DIR"] == str(up.data_dir)
    assert seen["HUIYIN_SMTP_URL"] == "smtp://mail.example"
    assert seen["HUIYIN_MAIL_UI_PORT"] == str(up.ports["MAIL_UI_PORT"])


async def test_a_killed_part_is_started_again(start: Starter) -> None:
    up = start("quiet", "catcher")
    await until(up.ready)
    for name in ("quiet", "catcher"):
        former = up.children()[name]
        former.kill()
        await until(partial(up.other, name, former))
    assert "quiet ended (SIGKILL); starting it again in 0.5 s" in up.said()
    assert str(up.data_dir / "logs" / "catcher.log") in up.said()
    await until(lambda: is_answering(up.ports["SMTP_PORT"]))


async def test_pauses_grow_for_a_part_that_keeps_dying(start: Starter) -> None:
    up = start("frail")
    for pause in ("0.5", "1", "2"):
        await until(partial(up.says, f"frail ended (exit 3); starting it again in {pause} s"))


async def test_nothing_outlives_a_killed_up(start: Starter) -> None:
    up = start("temporal", "worker", "catcher", "stubborn")
    await until(up.ready, 30)
    children = up.children()
    up.process.kill()
    await until(lambda: not any(map(is_alive, children.values())), 3)
    assert len(children) == 4


async def test_python_parts_end_by_their_pipe_alone(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    with spawned(
        [sys.executable, "-c", up_program.CODES["stubborn"]],
        env=environment(tmp_path, {}, {"HUIYIN_PARENT_FD": str(reading)}),
        pass_fds=(reading,),
    ) as part:
        os.close(reading)
        assert part.poll() is None
        os.close(writing)
        await until(lambda: part.poll() is not None)


async def test_a_second_interrupt_ends_everything_at_once(start: Starter) -> None:
    up = start("stubborn")
    await until(up.ready)
    up.process.send_signal(signal.SIGINT)
    await until(lambda: "Stopping" in up.said())
    assert up.process.poll() is None
    up.process.send_signal(signal.SIGINT)
    assert await up.ended(3) == 0
    assert not up.children()


async def test_a_second_up_on_the_same_directory_is_refused(start: Starter) -> None:
    up = start("quiet")
    await until(up.ready)
    second = start("quiet")
    assert await second.ended() == 2
    (line,) = second.said().splitlines()
    assert f"(process {up.process.pid})" in line
    assert up.children()


@pytest.mark.parametrize("name", PORTS)
async def test_a_taken_port_is_one_line(start: Starter, ports: dict[str, int], name: str) -> None:
    with socket.create_server(("127.0.0.1", ports[name])):
        up = start("quiet")
        assert await up.ended() == 2
    (line,) = up.said().splitlines()
    assert f"Port {ports[name]} is taken" in line
    assert f"HUIYIN_{name}" in line


async def test_remains_of_a_predecessor_are_ended_and_strangers_are_not(
    start: Starter, tmp_path: Path
) -> None:
    command = [sys.executable, "-c", "import signal; signal.pause()"]
    with spawned(command) as remain, spawned(command) as stranger:
        at = {each: psutil.Process(each.pid).create_time() for each in (remain, stranger)}
        locked(
            tmp_path / "data",
            ("worker", remain.pid, at[remain]),
            ("web", stranger.pid, at[stranger] - 100),
        )
        up = start("quiet")
        await until(up.ready)
        assert remain.wait(5) == -signal.SIGTERM
        assert stranger.poll() is None
    assert "previous run had left behind: Worker\n" in up.said()


@pytest.mark.parametrize("content", ["", "{", '{"pid": "x"}'])
async def test_a_lock_file_that_says_nothing_is_no_obstacle(
    start: Starter, tmp_path: Path, content: str
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "up.lock").write_text(content)
    up = start("quiet")
    await until(up.ready)
    assert set(up.children()) == {"quiet"}


async def test_the_data_directory_is_private_and_the_secret_is_kept(start: Starter) -> None:
    up = start("quiet")
    await until(up.ready)
    secret = (up.data_dir / "secret.key").read_text()
    (up.data_dir / "policy.toml").write_text("# ours\n")
    up.process.send_signal(signal.SIGTERM)
    assert await up.ended() == 0

    again = start("quiet")
    await until(again.ready)
    assert len(secret) == 64
    assert (up.data_dir / "secret.key").read_text() == secret
    assert (up.data_dir / "policy.toml").read_text() == "# ours\n"
    assert (up.data_dir.stat().st_mode & 0o777) == 0o700
    files = [path for path in up.data_dir.rglob("*") if path.is_file()]
    assert {path.name for path in files} >= {"secret.key", "up.lock", "quiet.log"}
    assert not [path for path in files if path.stat().st_mode & 0o077]


async def test_a_large_log_is_put_aside(start: Starter, tmp_path: Path) -> None:
    logs = tmp_path / "data" / "logs"
    logs.mkdir(parents=True)
    (logs / "quiet.log").write_bytes(b"x" * 10_000_001)
    up = start("quiet")
    await until(up.ready)
    assert (logs / "quiet.log.1").stat().st_size == 10_000_001
    assert (logs / "quiet.log").stat().st_size == 0


async def test_what_cannot_be_written_is_one_line(start: Starter, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    up = start("quiet", HUIYIN_DATA_DIR=str(tmp_path / "file" / "data"))
    assert await up.ended() == 2
    (line,) = up.said().splitlines()
    assert "Not a directory" in line


@pytest.mark.parametrize(
    ("place", "told"), [("up.lock", "Is a directory"), ("logs", "Is a file"), ("mail", "Is a file")]
)
async def test_a_file_in_place_of_a_directory_is_one_line(
    start: Starter, tmp_path: Path, place: str, told: str
) -> None:
    path = tmp_path / "data" / place
    path.parent.mkdir()
    path.touch() if told == "Is a file" else path.mkdir()
    up = start("quiet")
    assert await up.ended() == 2
    (line,) = up.said().splitlines()
    assert line.startswith(f"{path} cannot be used: {told}")


def test_json_is_alone_on_stdout_when_everything_is_ready(
    tmp_path: Path, ports: dict[str, int]
) -> None:
    data_dir = tmp_path / "data"
    with subprocess.Popen(
        [sys.executable, "-m", "tests.system.up_program", "quiet", "--json"],
        env=environment(data_dir, ports, {}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as up:
        assert up.stdout
        places = json.loads(up.stdout.readline())
        up.send_signal(signal.SIGTERM)
        out, err = up.communicate(timeout=20)
    assert places == {
        "web": f"http://127.0.0.1:{ports['WEB_PORT']}",
        "desk": f"http://127.0.0.1:{ports['WEB_PORT']}/desk",
        "temporal": f"127.0.0.1:{ports['TEMPORAL_PORT']}",
        "temporal_ui": f"http://127.0.0.1:{ports['TEMPORAL_UI_PORT']}",
        "mail_ui": f"http://127.0.0.1:{ports['MAIL_UI_PORT']}",
        "smtp": f"smtp://127.0.0.1:{ports['SMTP_PORT']}",
        "data_dir": str(data_dir),
    }
    assert (up.returncode, out) == (0, b"")
    assert "✓ Record" in err.decode()


async def test_it_speaks_the_language_of_the_system(start: Starter) -> None:
    up = start("quiet", LC_ALL="", LANG="zh_CN.UTF-8", HUIYIN_LANG="")
    await until(lambda: "回音已就绪" in up.said())
    up.process.send_signal(signal.SIGTERM)
    assert await up.ended() == 0
    assert "已停止" in up.said()
