"""Starts `algomart up` as a process of its own and talks to it as anybody would: over HTTP."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import httpx
import psutil

T = TypeVar("T")
PROGRAM = Path(sys.executable).with_name("algomart")
START_PATIENCE_S = 120


def free_port() -> int:
    """Return a port nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def until(ask: Callable[[], T | None], patience_s: float, what: str) -> T:
    """Ask until there is an answer; what never comes fails the test by name."""
    ends_at = time.monotonic() + patience_s
    while time.monotonic() < ends_at:
        answer = ask()
        if answer:
            return answer
        time.sleep(0.2)
    raise AssertionError(f"waited {patience_s:.0f} s in vain for: {what}")


class ProductProcess:
    """One installation in a home of its own."""

    def __init__(self, home: Path, **environment: str) -> None:
        self.home = home
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = home.parent / f"{home.name}.log"
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith("ALGOMART_")
        }
        self._environment = kept | {
            "ALGOMART_HOME": str(home),
            "ALGOMART_PORT": str(self.port),
            "ALGOMART_LOG_FORMAT": "json",
            **environment,
        }
        self._process: subprocess.Popen[bytes] | None = None
        self._tree: set[psutil.Process] = set()

    @property
    def pid(self) -> int:
        """Process id of `algomart up`."""
        assert self._process is not None
        return self._process.pid

    def start(self, *arguments: str) -> None:
        """Start it; return at once."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [PROGRAM, "up", *arguments],
                env=self._environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def wait_ready(self) -> None:
        """Return when it watches cameras and serves models."""
        until(self._ready, START_PATIENCE_S, f"the product to start, see {self.log}")

    def interrupt(self) -> int:
        """Do what Ctrl-C does (the whole process group hears it) and return the exit status."""
        assert self._process is not None
        self.processes()
        with contextlib.suppress(ProcessLookupError):  # a test may have killed it
            os.killpg(self._process.pid, signal.SIGINT)
        return self._process.wait(60)

    def terminate(self) -> int:
        """Do what `kill` does and return the exit status."""
        assert self._process is not None
        self.processes()
        self._process.terminate()
        return self._process.wait(60)

    def kill(self) -> None:
        """End it as a power cut would."""
        assert self._process is not None
        self.processes()
        self._process.kill()
        self._process.wait(10)

    def kill_all(self) -> None:
        """End it and everything it started at once, as a power cut would."""
        assert self._process is not None
        for one in [psutil.Process(self._process.pid), *self.processes()]:
            with contextlib.suppress(psutil.NoSuchProcess):
                one.kill()
        self._process.wait(10)

    def processes(self) -> set[psutil.Process]:
        """Return every process it ever was seen to have started."""
        if self._process is not None and psutil.pid_exists(self._process.pid):
            self._tree |= set(psutil.Process(self._process.pid).children(recursive=True))
        return self._tree

    def running(self, marker: str) -> list[psutil.Process]:
        """Return its living processes that have this in their command line."""
        return [one for one in self.processes() if marker in _command(one)]

    def left_running(self, patience_s: float = 15) -> list[str]:
        """Return the names of what it left behind; who is dead but unburied is not running."""
        _, alive = psutil.wait_procs(list(self._tree), timeout=patience_s)
        return [one.name() for one in alive if _lives(one)]

    def run(self, *arguments: str) -> str:
        """Run an `algomart` command against this installation and return what it printed."""
        done = subprocess.run(
            [PROGRAM, *arguments],
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def client(self, *roles: str, organization: str | None = None) -> httpx.Client:
        """Return a signed-in client of a new user with these roles."""
        login = f"u{time.monotonic_ns()}"
        options = _options(roles, organization)
        token = self.run("user", "create", "--login", login, "--token", *options)
        headers = {"authorization": f"Bearer {token}", "accept-language": "en"}
        return httpx.Client(base_url=f"{self.url}/api/v1", headers=headers, timeout=30)

    def with_password(self, login: str, *roles: str, organization: str | None = None) -> str:
        """Make a user who has chosen a password of his own, and return it."""
        options = _options(roles, organization)
        given = self.run("user", "create", "--login", login, *options)
        chosen = f"{given}-own"
        with httpx.Client(base_url=f"{self.url}/api/v1", timeout=30) as client:
            client.post("/session", json={"login": login, "password": given}).raise_for_status()
            change = {"current": given, "new": chosen}
            client.post("/account/password", json=change).raise_for_status()
        return chosen

    def _ready(self) -> bool:
        assert self._process is not None
        if self._process.poll() is not None:
            raise AssertionError(f"algomart ended, see {self.log}:\n{self.log.read_text()[-3000:]}")
        self.processes()
        try:
            return httpx.get(f"{self.url}/api/v1/health/ready").status_code == 200
        except httpx.TransportError:
            return False


def _options(roles: Sequence[str], organization: str | None) -> list[str]:
    named = [part for role in roles for part in ("--role", role)]
    return named + (["--organization", organization] if organization else [])


def _lives(process: psutil.Process) -> bool:
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _command(process: psutil.Process) -> str:
    """Return a command line; nothing of one that ended while it was asked, or is not buried yet."""
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def created(client: httpx.Client, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """Post and return what was made."""
    answer = client.post(path, json=body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def got(client: httpx.Client, path: str, **query: Any) -> dict[str, Any]:
    """Get and return the answer."""
    answer = client.get(path, params=query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found
