"""Ray's part of joining, without the product around it: who has the token belongs, all on loopback."""

import json
import os
import secrets
import subprocess
import sys
from ipaddress import ip_address
from pathlib import Path

import pytest

from tests.e2e.product import free_port


def _token(path: Path) -> Path:
    path.write_text(secrets.token_hex(32))
    path.chmod(0o600)
    return path


@pytest.mark.long
def test_a_node_joins_on_loopback_and_one_with_another_token_stays_out(
    tmp_path: Path,
) -> None:
    home, other = tmp_path / "head", tmp_path / "node"
    home.mkdir(mode=0o700)
    other.mkdir(mode=0o700)
    kept = {name: word for name, word in os.environ.items() if not name.startswith("ALGOMART_")}
    settings = {
        "ALGOMART_HOME": str(home),
        "ALGOMART_RAY_PORT": str(free_port()),
        "ALGOMART_RAY_TOKEN_FILE": str(_token(tmp_path / "token")),
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.e2e.joining", str(other), str(_token(tmp_path / "wrong"))],
        env=kept | settings,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    saw = json.loads(done.stdout.splitlines()[-1])
    assert saw["joined"]
    assert saw["listening"]
    assert all(ip_address(one.removeprefix("::ffff:")).is_loopback for one in saw["listening"])
    assert not saw["stranger"], saw["said"]
