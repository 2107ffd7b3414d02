"""Starting and stopping: clear words when it cannot start, nothing left when it stops."""

import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

import httpx
import pytest

from tests.e2e.product import PROGRAM, ProductProcess


def _fails(home: Path, *arguments: str, **environment: str) -> str:
    """Start it where it cannot start; return what it says."""
    done = subprocess.run(
        [PROGRAM, "up", *arguments],
        env={**os.environ, "ALGOMART_HOME": str(home), "ALGOMART_LANGUAGE": "en", **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr


def test_a_port_in_use_is_named(folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = _fails(folder / "never", ALGOMART_PORT=str(port))
    assert f"127.0.0.1:{port}" in said
    assert "ALGOMART_PORT" in said


def test_a_home_that_cannot_be_written_is_named(folder: Path) -> None:
    blocked = folder / "file"
    blocked.write_text("not a folder")
    said = _fails(blocked / "home", ALGOMART_PORT="0")
    assert str(blocked / "home") in said
    assert "ALGOMART_HOME" in said


def test_a_wrong_setting_is_named(folder: Path) -> None:
    assert "ALGOMART_PORT" in _fails(folder / "never", ALGOMART_PORT="many")


def test_a_provider_that_is_half_set_up_is_named(folder: Path) -> None:
    said = _fails(folder / "never", ALGOMART_OIDC_ISSUER="https://id.city.test")
    assert "missing: ALGOMART_OIDC_CLIENT_ID, ALGOMART_OIDC_CLIENT_SECRET" in said


@pytest.mark.parametrize("after_s", [0.5, 3.0, 7.0])
def test_ctrl_c_during_the_start_leaves_nothing_running(folder: Path, after_s: float) -> None:
    home = folder / f"interrupted-{after_s}"
    starting = ProductProcess(home)
    starting.start()
    ends_at = time.monotonic() + after_s
    while time.monotonic() < ends_at:
        starting.processes()
        time.sleep(0.05)
    starting.interrupt()
    assert starting.left_running() == []
    shutil.rmtree(home, ignore_errors=True)


def _set_up(installed: ProductProcess) -> None:
    """Follow the first start's link as its reader would; it works once."""
    link = installed.home / "setup-link"
    assert link.stat().st_mode & 0o777 == 0o600
    first = {
        "token": link.read_text().strip().rpartition("=")[2],
        "login": "first",
        "password": "Correct-horse-9",
        "name": "First",
        "organization_zh": "示例市",
        "organization_en": "Sample City",
    }
    address = f"{installed.url}/api/v1/setup"
    assert httpx.get(address).json()["needed"]
    made = httpx.post(address, json=first, headers={"origin": installed.url})
    assert made.status_code == 201, made.text
    assert made.json()["user"]["roles"] == ["security"]
    assert made.json()["pending"] == ["totp"]
    assert not httpx.get(address).json()["needed"]
    assert httpx.post(address, json=first, headers={"origin": installed.url}).status_code >= 400
    assert not link.exists()


@pytest.mark.long
def test_what_a_kill_left_is_taken_over_and_a_stop_leaves_nothing(folder: Path) -> None:
    home = folder / "killed"
    killed = ProductProcess(home)
    killed.start()
    killed.wait_ready()
    killed.kill()
    again = ProductProcess(home)
    again.start()
    again.wait_ready()
    _set_up(again)
    assert again.terminate() in (0, 130)
    assert again.left_running() == []
    # Ray's agents look for their dead parent once a minute; nothing else outlives a kill.
    assert all(name.startswith("ray::") and "Agent" in name for name in killed.left_running())


def test_a_node_that_shares_nothing_is_told_what_to_share(folder: Path) -> None:
    said = _fails(folder / "node", "--address", "127.0.0.1:6379")
    for name in ("DATABASE_URL", "BLOBS_URL", "KEYS", "RAY_TOKEN_FILE"):
        assert f"ALGOMART_{name}" in said
    assert not (folder / "node" / "keys.json").exists()


def test_a_head_that_others_may_join_shares_too(folder: Path) -> None:
    said = _fails(folder / "head", ALGOMART_RAY_PORT="6379")
    for name in ("DATABASE_URL", "BLOBS_URL", "RAY_TOKEN_FILE"):
        assert f"ALGOMART_{name}" in said
