"""The production picture in docker-compose.yml is valid, complete and has no secret of its own."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from schemas.settings import Settings

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "deploy" / "compose.env.example"
SECRETS = ["HUIYIN_SECRET_KEY", "HUIYIN_DB_PASSWORD", "TEMPORAL_DB_PASSWORD"]


def compose() -> list[str]:
    if shutil.which("docker-compose"):
        return ["docker-compose"]
    if shutil.which("docker"):
        plugin = ["docker", "compose"]
        if subprocess.run([*plugin, "version"], capture_output=True, check=False).returncode == 0:
            return plugin
    pytest.skip("docker-compose is not installed")


def config(env_file: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*compose(), "--env-file", str(env_file), "--profile", "demo", "config", *arguments],
        cwd=ROOT,
        env={"PATH": "/usr/local/bin:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_it_is_valid_with_the_example() -> None:
    done = config(EXAMPLE)

    assert done.returncode == 0, done.stderr
    assert "postgresql://huiyin:replaceme1@record-db:5432/huiyin" in done.stdout


def test_it_has_every_part() -> None:
    services = set(config(EXAMPLE, "--services").stdout.split())

    assert services >= {"web", "worker", "upgrade", "record-db", "mail"}
    assert services >= {"temporal", "temporal-ui", "temporal-db"}


@pytest.mark.parametrize("secret", SECRETS)
def test_a_secret_has_no_default(secret: str, tmp_path: Path) -> None:
    without = re.sub(rf"^{secret}=.*$", "", EXAMPLE.read_text(), flags=re.MULTILINE)
    env_file = tmp_path / "compose.env"
    env_file.write_text(without)

    done = config(env_file)

    assert done.returncode != 0
    assert "set the " in done.stderr


def test_it_sets_only_what_the_settings_know() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    names = re.findall(r"^\s+HUIYIN_(\w+): ", text, flags=re.MULTILINE)

    assert names
    assert {name.lower() for name in names} <= set(Settings.model_fields)
