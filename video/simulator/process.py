"""The simulator in a process of its own, started, told and stopped from here."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import quote

from video.simulator.camera import Channel
from video.simulator.errors import SimulatorFailed
from video.simulator.faults import Fault
from video.simulator.selection import ALL, Paths, named, select


class SimulatorProcess:
    """Runs `python -m video.simulator`. Start it from a thread that lives: the child dies with it."""

    def __init__(  # nosec B107  # without an account, anybody may look
        self,
        cameras: Mapping[str, Channel],
        user: str = "",
        password: str = "",
        host: str = "127.0.0.1",
        port: int = 0,
        cache: Path | None = None,
    ) -> None:
        self._user, self._password = user, password
        self._host = host
        self.port = port
        self._config: dict[str, Any] = {
            "parent": os.getpid(),
            "user": user,
            "password": password,
            "host": host,
            "port": port,
            "channels": {
                path: asdict(channel) | {"file": str(channel.file)}
                for path, channel in cameras.items()
            },
            "cache": str(cache) if cache else None,
        }
        self._process: subprocess.Popen[str] | None = None
        self._lock = Lock()

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._running().pid

    def start(self) -> None:
        """Start the child and return when it listens."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "video.simulator"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.port = self._exchange(self._config)["port"]

    def stop(self) -> None:
        """End the child, even a stopped one, and wait for it."""
        if self._process is None:
            return
        self._process.kill()
        with self._process:
            self._process = None

    def __enter__(self) -> "SimulatorProcess":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def url(self, path: str, *, credentials: bool = False) -> str:
        """Return a camera's URL; with its credentials only for whoever must sign in."""
        user = f"{quote(self._user, safe='')}:{quote(self._password, safe='')}@"
        return f"rtsp://{user if credentials else ''}{self._host}:{self.port}{path}"

    def fault(self, fault: str, paths: Paths = ALL, value: float | None = None) -> None:
        """Switch a fault on, as `Simulator.fault` does."""
        named(fault, self._config["channels"], paths)
        self._exchange(["fault", fault, paths, value])

    def mend(self, fault: str, paths: Paths = ALL) -> None:
        """Switch a fault off."""
        named(fault, self._config["channels"], paths)
        self._exchange(["mend", fault, paths])

    def stall(self, path: str, stalled: bool = True) -> None:
        """Keep a camera's connections open but send no picture, or send again."""
        self.fault(Fault.STALLED, path) if stalled else self.mend(Fault.STALLED, path)

    def cut(self, paths: Paths) -> None:
        """Break, once, the connections of cameras' clients."""
        select(self._config["channels"], paths)
        self._exchange(["cut", paths])

    def refuse(self, path: str, status: int | None) -> None:
        """Answer new clients of a camera with this status, or serve them again."""
        self.fault(Fault.REFUSED, path, status) if status else self.mend(Fault.REFUSED, path)

    def set_password(self, password: str) -> None:
        """Change the account's password; clients already playing go on."""
        self._exchange(["set_password", password])
        self._password = password

    def counts(self) -> dict[str, dict[str, int]]:
        """Return each camera's sessions, attempts, and sent and dropped access units."""
        counts: dict[str, dict[str, int]] = self._exchange(["counts"])["done"]
        return counts

    def totals(self) -> dict[str, dict[str, int]]:
        """Return the attempts, connections and sessions of the whole simulator."""
        totals: dict[str, dict[str, int]] = self._exchange(["totals"])["done"]
        return totals

    def _running(self) -> subprocess.Popen[str]:
        if self._process is None:
            raise SimulatorFailed(reason="not started")
        return self._process

    def _exchange(self, message: object) -> dict[str, Any]:
        process = self._running()
        assert process.stdin is not None
        assert process.stdout is not None
        with self._lock:
            try:
                process.stdin.write(json.dumps(message) + "\n")
                process.stdin.flush()
                answer: dict[str, Any] = json.loads(process.stdout.readline() or "{}")
            except BrokenPipeError:
                answer = {}
        if "port" not in answer and "done" not in answer:
            raise SimulatorFailed(reason=answer.get("error", "no answer"))
        return answer
