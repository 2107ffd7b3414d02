"""What a confined process can no longer do."""

import errno
import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from core.database.embedded import Embedded
from registry.sandbox import probe
from registry.sandbox.level import SandboxLevel, child_environment
from tests import openvino
from tests.registry.sandbox import escape

REFUSED = {errno.EPERM, errno.EACCES, errno.ENOSYS}


def attempts(mode: str, *listening: str, python: str = sys.executable) -> dict[str, int]:
    run = subprocess.run(
        [python, escape.__file__, mode, *listening],
        env=child_environment(),
        capture_output=True,
        check=True,
        timeout=60,
    )
    found: dict[str, int] = json.loads(run.stdout)
    return found


@pytest.fixture(scope="module")
def level() -> SandboxLevel:
    return probe()


def test_a_confined_process_gets_through_nowhere(level: SandboxLevel) -> None:
    if not level.sufficient:
        pytest.skip("needs Landlock and seccomp in the kernel")
    found = attempts("all")
    assert found.pop("thread") == 0, "threads must stay possible"
    assert found
    assert {
        name: errno.errorcode.get(code) for name, code in found.items() if code not in REFUSED
    } == {}


def test_one_with_openvino_gets_through_nowhere_either(level: SandboxLevel) -> None:
    if not level.sufficient:
        pytest.skip("needs Landlock and seccomp in the kernel")
    found = attempts("openvino", python=str(openvino.python()))
    assert (found.pop("thread"), found.pop(escape.EXECUTE)) == (0, 0)
    assert found
    assert {
        name: errno.errorcode.get(code) for name, code in found.items() if code not in REFUSED
    } == {}


def test_a_confined_process_reaches_neither_the_database_nor_a_socket_of_ray(
    level: SandboxLevel, postgres: Embedded, tmp_path: Path
) -> None:
    if not level.sufficient:
        pytest.skip("needs Landlock and seccomp in the kernel")
    query = parse_qs(urlsplit(postgres.url).query)
    database = f"{query['host'][0]}/.s.PGSQL.{query.get('port', ['5432'])[0]}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        raylet = str(tmp_path / "raylet")
        listener.bind(raylet)
        listener.listen()
        assert set(attempts("none", database, raylet).values()) == {0}, "both are reachable"
        found = attempts("all", database, raylet)
    assert {found[f"connect to {one}"] for one in (database, raylet)} <= REFUSED


def test_landlock_alone_takes_files_and_tcp_away(level: SandboxLevel) -> None:
    if level.landlock_abi < 4:
        pytest.skip("needs Landlock of a kernel from 6.7 on")
    found = attempts("landlock")
    assert found.pop("thread") == 0
    assert set(found.values()) == {errno.EACCES}


def test_the_filter_alone_takes_files_and_sockets_away(level: SandboxLevel) -> None:
    if not level.seccomp:
        pytest.skip("needs seccomp in the kernel")
    found = attempts("seccomp")
    assert found.pop("thread") == 0
    assert set(found.values()) <= {errno.EPERM, errno.ENOSYS}


def test_confinement_refuses_a_process_that_already_has_threads(tmp_path: Path) -> None:
    script = tmp_path / "threads.py"
    script.write_text(
        "import os, threading\n"
        "from registry.sandbox.confine import confine\n"
        "threading.Thread(target=threading.Event().wait, daemon=True).start()\n"
        "try:\n    confine(512, os.getppid())\n"
        "except RuntimeError:\n    os._exit(42)\n"
    )
    run = subprocess.run([sys.executable, str(script)], check=False, timeout=60)
    assert run.returncode == 42


def test_the_level_is_told_in_both_languages(level: SandboxLevel) -> None:
    assert level.own_uid == (os.geteuid() == 0)
    weak = SandboxLevel(landlock_abi=0, seccomp=True, own_uid=False)
    assert not weak.sufficient
    assert "Landlock" in weak.text.zh
    assert "seccomp" not in weak.text.en.split(".")[1]
    assert SandboxLevel(1, True, True).sufficient
