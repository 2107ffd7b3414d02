"""Runs a Ray head and two nodes that want to join it, the second with another token; tells what it saw.

python -m tests.e2e.joining HOME WRONG_TOKEN
"""

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from subprocess import Popen

import psutil

from core.settings import Settings
from serving.cluster import joining, nodes
from serving.cluster.ray_node import folder, ray_node

PATIENCE_S = 90


def main(home: str, wrong: str) -> None:
    """Print one line of JSON."""
    settings = Settings()
    elsewhere = settings.model_copy(update={"home": Path(home)})
    address, output = f"127.0.0.1:{settings.ray_port}", Path(home) / "said"
    with ray_node(settings), folder(elsewhere) as below:
        with joining.node(elsewhere, address, below, output) as process:
            joined = _until(lambda: len(nodes.alive()) == 2, process)
            found = {"joined": joined, "listening": sorted(_listening())}
        os.environ["RAY_AUTH_TOKEN_PATH"] = wrong
        with joining.node(elsewhere, address, below, output) as process:
            stranger = _until(lambda: joining.READY in output.read_text(), process)
    sys.stdout.write(json.dumps(found | {"stranger": stranger, "said": output.read_text()}) + "\n")


def _until(there: Callable[[], bool], process: Popen[bytes]) -> bool:
    ends_at = time.monotonic() + PATIENCE_S
    while time.monotonic() < ends_at and process.poll() is None:
        if there():
            return True
        time.sleep(0.2)
    return False


def _listening() -> set[str]:
    """Return the addresses that we and what we started listen on."""
    tree = [psutil.Process(), *psutil.Process().children(recursive=True)]
    return {
        one.laddr.ip
        for process in tree
        for one in process.net_connections("tcp")
        if one.status == psutil.CONN_LISTEN
    }


if __name__ == "__main__":
    main(*sys.argv[1:])
