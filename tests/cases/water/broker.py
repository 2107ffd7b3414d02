"""A real Mosquitto with passwords, on a port of its own, that keeps its messages when it is stopped."""

import socket
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from paho.mqtt import publish

USER, PASSWORD = "algomart", "Pass-word-9"
SENSOR = ("sensor", "Sensor-word-9")
PATIENCE_S = 60


class Broker:
    """A broker to start and stop."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.chmod(0o755)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        passwords = folder / "passwords"
        for user, password in ((USER, PASSWORD), SENSOR):
            create = [] if passwords.exists() else ["-c"]
            command = ["mosquitto_passwd", *create, "-b", str(passwords), user, password]
            subprocess.run(command, check=True, capture_output=True)
        self._configuration = folder / "mosquitto.conf"
        self._configuration.write_text(
            f"user root\nlistener {self.port} 127.0.0.1\nallow_anonymous false\n"
            f"password_file {passwords}\npersistence true\npersistence_location {folder}/\n"
            "max_queued_messages 0\n"
        )
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"mqtt://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it, with what it kept, and wait until it takes connections."""
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                ["mosquitto", "-c", str(self._configuration)], stdout=log, stderr=log
            )
        deadline = time.monotonic() + PATIENCE_S
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                assert time.monotonic() < deadline, (self._folder / "log").read_text()
                time.sleep(0.05)

    def stop(self) -> None:
        """Stop it; it writes down what it has not delivered."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(PATIENCE_S)
            self._process = None

    def say(self, device: str, *payloads: str, retain: bool = False) -> None:
        """Publish as a sensor does that wants each message to arrive; returns once the broker has them."""
        messages: list[Any] = [
            {"topic": f"algomart/water/{device}", "payload": one, "qos": 1, "retain": retain}
            for one in payloads
        ]
        publish.multiple(
            messages,
            hostname="127.0.0.1",
            port=self.port,
            auth={"username": SENSOR[0], "password": SENSOR[1]},
        )

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _at: TracebackType | None,
    ) -> None:
        self.stop()
