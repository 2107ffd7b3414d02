"""A Ray node that belongs to another machine's head, in a process that ends with the one that started it.

The process (`python -m serving.cluster.joining ADDRESS HOST FOLDER`) makes the node as Ray's own command
`ray start` does, which itself refuses loopback. Nothing secret is among its words: the token comes from a
file that the environment names.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from core.settings import Settings
from serving.cluster.ray_node import OBJECT_STORE_BYTES

_PR_SET_PDEATHSIG = 1
STOP_PATIENCE_S = 15
READY = "node started"


@contextmanager
def node(
    settings: Settings, address: str, folder: Path, output: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a node of the head at `host:port`; what it says goes to the output file, `READY` once it runs."""
    words = [sys.executable, "-m", __name__, address, settings.ray_host, str(folder)]
    with output.open("wb") as said:
        process = subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(STOP_PATIENCE_S)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _main(address: str, host: str, folder: str) -> None:
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() == 1:
        sys.exit(1)  # who started us was gone before we asked to be told
    from ray._private.node import Node
    from ray._private.parameter import RayParams

    params = RayParams(
        gcs_address=address,
        node_ip_address=host,
        temp_dir=folder,
        object_store_memory=OBJECT_STORE_BYTES,
    )
    started: Any = Node(params, head=False, shutdown_at_exit=True, spawn_reaper=True)
    sys.stdout.write(f"{READY}\n")
    sys.stdout.flush()
    while not started.dead_processes():
        time.sleep(1)
    sys.stdout.write("Ray ended: the head is gone, or has struck this node off\n")


if __name__ == "__main__":
    _main(*sys.argv[1:])
