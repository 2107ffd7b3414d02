"""A process of a benchmark: started, waited for, asked, and always stopped."""

import contextlib
import json
import queue
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Self

from benchmarks.errors import PartDied, PartSilent
from benchmarks.feed import ROOT

STOP_S = 20.0


class Part:
    """One child process that says when it is ready and answers questions, line by line."""

    def __init__(
        self, name: str, command: Sequence[str], environment: Mapping[str, str] | None = None
    ) -> None:
        self.name = name
        self._log = tempfile.TemporaryFile("w+", prefix="algomart-bench-")  # noqa: SIM115
        self._process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )
        self._lines: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    @classmethod
    def module(cls, module: str, *arguments: str) -> Self:
        """Start a module of the checkout with this Python."""
        return cls(module, [sys.executable, "-m", module, *arguments])

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    def line(self, timeout_s: float) -> str:
        """Return the next line the process prints."""
        try:
            line = self._lines.get(timeout=timeout_s)
        except queue.Empty:
            raise PartSilent(part=self.name, seconds=timeout_s) from None
        if line is None:
            raise PartDied(part=self.name, status=self._process.wait(), output=self._tail())
        return line

    def ask(self, timeout_s: float = 10.0) -> dict[str, Any]:
        """Send an empty line and return the JSON object it is answered with."""
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write("\n")
            self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.line(timeout_s))
        return answer

    def check(self) -> None:
        """Raise `PartDied` if the process ended."""
        status = self._process.poll()
        if status is not None:
            raise PartDied(part=self.name, status=status, output=self._tail())

    def stop(self) -> None:
        """Ask the process to end as Ctrl-C does; after a while, end it."""
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for stream in (self._process.stdin, self._process.stdout, self._log):
            if stream is not None:
                with contextlib.suppress(BrokenPipeError):
                    stream.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _read(self) -> None:
        assert self._process.stdout is not None
        with contextlib.suppress(ValueError):
            for line in self._process.stdout:
                self._lines.put(line.rstrip("\n"))
        self._lines.put(None)

    def _tail(self) -> str:
        self._log.seek(0)
        return "\n".join(self._log.read().splitlines()[-15:])
