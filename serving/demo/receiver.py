"""The demo's outside case system: a process that verifies what it gets and writes it down."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Receiver:
    """A running receiver."""

    url: str
    file: Path

    def received(self) -> list[dict[str, Any]]:
        """Return every message it took."""
        lines = self.file.read_text(encoding="utf-8").splitlines() if self.file.exists() else []
        return [json.loads(line) for line in lines]


@contextmanager
def receiver(file: Path, secret: str, port: int = 0) -> Iterator[Receiver]:
    """Run the receiver for as long as the block lasts."""
    command = [sys.executable, "-m", "cases.sinks.receiver", "--file", str(file)]
    command += ["--port", str(port)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        try:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(f"{secret}\n")
            process.stdin.flush()
            ready = json.loads(process.stdout.readline())
            yield Receiver(f"http://127.0.0.1:{ready['port']}/cases", file)
        finally:
            process.kill()
