"""What stands in the files for Docker and systemd agrees with the code, and is as closed as it says."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from bot.config import WebConfig, keys
from tests.shell import Ended, Shell

ROOT = Path(__file__).parent.parent
DOCKERFILE, COMPOSE, UNIT = (
    (ROOT / name).read_text(encoding="utf-8") for name in ("Dockerfile", "compose.yaml", "commonplace.service")
)


def test_image_installs_only_what_a_hash_vouches_for_and_runs_as_nobody_in_particular() -> None:
    installs = re.findall(r"pip install ([^\n]*)", DOCKERFILE)

    assert [line for line in installs if "--require-hashes" not in line] == ["--no-deps --no-build-isolation ."]
    assert re.search(r"^USER 8420:8420$", DOCKERFILE, re.MULTILINE)
    assert re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE) == ["python:3.13-slim"] * 2
    assert 'CMD ["run"]' in DOCKERFILE


def test_driver_of_postgresql_comes_out_of_the_lock_with_its_hashes() -> None:
    found = re.search(r"RUN (awk '.*?' requirements-dev\.lock)", DOCKERFILE)
    assert found

    lock = subprocess.run(["sh", "-c", found[1]], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    names = [line.split("==")[0] for line in lock.splitlines() if "==" in line]
    assert names == ["psycopg", "psycopg-binary"]
    assert not lock.rstrip().endswith("\\")
    assert lock.count("--hash=sha256:") > 10


def test_ports_are_the_one_of_the_web_server() -> None:
    port = str(WebConfig().port)

    assert f"EXPOSE {port}\n" in DOCKERFILE
    assert f"http://127.0.0.1:{port}/healthz" in DOCKERFILE
    assert f'"127.0.0.1:{port}:{port}"' in COMPOSE


def test_no_secret_stands_in_the_files_and_named_keys_exist() -> None:
    named = re.findall(r"(\w+_file) = ", COMPOSE)

    assert [key for key in named if not any(known.endswith(f".{key}") for known in keys())] == []
    assert re.findall(r"(?i)(?:xox|password: \S|token=\w)", COMPOSE + UNIT + DOCKERFILE) == []
    assert "POSTGRES_PASSWORD_FILE" in COMPOSE


def test_image_is_given_only_what_the_bot_is_made_of() -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()

    allowed = {line.removeprefix("!") for line in ignored if line.startswith("!")}
    copied = {
        name for line in re.findall(r"^COPY (?!--from)(.*) \S+$", DOCKERFILE, re.MULTILINE) for name in line.split()
    }
    assert ignored[0] == "*"
    assert copied == allowed
    assert [name for name in allowed if not (ROOT / name).exists()] == []


def test_unit_starts_the_command_that_there_is_and_does_not_hammer(shell: Shell) -> None:
    [command] = re.findall(r"^ExecStart=\S+/commonplace (.*)$", UNIT, re.MULTILINE)

    ended: Ended = shell(*command.split(), "--help")

    assert (ended.code, "Start every configured platform" in ended.out) == (0, True)
    assert "RestartPreventExitStatus=2" in UNIT
    assert "StartLimitBurst=5" in UNIT


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd here")
def test_systemd_understands_every_line_of_the_unit(tmp_path: Path) -> None:
    unit = tmp_path / "commonplace.service"
    unit.write_text(re.sub(r"^ExecStart=.*$", "ExecStart=/bin/true", UNIT, flags=re.MULTILINE))

    checked = subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False)

    assert [line for line in checked.stderr.splitlines() if "commonplace.service" in line] == []
