"""The receiver of `cases.sinks.receiver`, in a process of its own."""

import json
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


class Receiver:
    """A running receiver; what it took is in `taken`."""

    def __init__(
        self,
        file: Path,
        *,
        port: int = 0,
        answers: str = "200",
        delay_s: float = 0,
        secret: str = SECRET,
    ) -> None:
        self._file = file
        command = [sys.executable, "-m", "cases.sinks.receiver", "--file", str(file)]
        command += ["--port", str(port), "--answers", answers, "--delay-s", str(delay_s)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{secret}\n")
        self._process.stdin.flush()
        self.port: int = json.loads(self._process.stdout.readline())["port"]

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}/hook"

    @property
    def taken(self) -> list[dict[str, Any]]:
        """What it took, oldest first, over all its lives."""
        lines = self._file.read_text().splitlines() if self._file.exists() else []
        return [json.loads(line) for line in lines]

    def kill(self) -> None:
        """Kill it on the spot."""
        self._process.kill()
        self._process.wait()

    def let_go(self) -> int:
        """Close its input, as a parent does that dies; return its exit code."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        return self._process.wait(20)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
