"""A real S3-speaking server in a process of its own, which can go away and come back."""

import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

PROGRAM = Path(sys.executable).with_name("moto_server")
KEYS = "[default]\naws_access_key_id = some-id\naws_secret_access_key = some-secret\n"
PATIENCE_S = 60


class Buckets:
    """The server, on loopback; what it holds is gone when it stops."""

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.endpoint = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and return once it answers."""
        self._process = subprocess.Popen(
            [PROGRAM, "-H", "127.0.0.1", "-p", str(self.port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        ends_at = time.monotonic() + PATIENCE_S
        while not self._answers():
            assert time.monotonic() < ends_at, "moto_server did not start"
            time.sleep(0.1)

    def stop(self) -> None:
        """End it, as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(10)
            self._process = None

    def make(self, bucket: str) -> None:
        """Make a bucket; its name is all there is to it."""
        assert httpx.put(f"{self.endpoint}/{bucket}").status_code == 200

    def _answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
