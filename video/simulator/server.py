"""The simulator: many paths, few files, one account."""

import asyncio
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from video.simulator.access import Account
from video.simulator.connection import Connection
from video.simulator.footage import Footage
from video.simulator.message import HEAD_BYTES
from video.simulator.stream import LiveCamera


@dataclass(frozen=True, slots=True)
class Channel:
    """One camera: which file it plays, and how far into the file it begins."""

    file: Path
    phase_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Count:
    """What one camera has done so far."""

    clients: int
    sent_units: int
    dropped_units: int


class Simulator:
    """Plays files as live cameras on `rtsp://host:port/path`; faults can be switched on by path."""

    def __init__(  # nosec B107  # without an account, anybody may look
        self,
        cameras: Mapping[str, Channel],
        user: str = "",
        password: str = "",
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        self._channels = dict(cameras)
        self._account = Account(user, password)
        self._host, self._port = host, port
        self._cameras: dict[str, LiveCamera] = {}
        self._server: asyncio.Server | None = None
        self._clients: set[asyncio.Task[None]] = set()

    @property
    def port(self) -> int:
        """The port listened on, once started."""
        return self._port

    def url(self, path: str) -> str:
        """Return a camera's URL without credentials."""
        return f"rtsp://{self._host}:{self._port}{path}"

    async def start(self) -> None:
        """Read every file once, then listen."""
        files = {channel.file for channel in self._channels.values()}
        opened = {file: await asyncio.to_thread(Footage.open, file) for file in files}
        now = asyncio.get_running_loop().time()
        self._cameras = {
            path: LiveCamera(opened[channel.file], channel.phase_s, now)
            for path, channel in self._channels.items()
        }
        self._server = await asyncio.start_server(
            self._welcome, self._host, self._port, limit=HEAD_BYTES, backlog=1024
        )
        self._port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Stop listening and cut every client off."""
        if self._server:
            self._server.close()
        for client in list(self._clients):
            client.cancel()
        await asyncio.gather(*self._clients, return_exceptions=True)

    def stall(self, path: str, stalled: bool = True) -> None:
        """Keep a camera's connections open but send no picture, or send again."""
        self._cameras[path].stalled = stalled

    def cut(self, path: str) -> None:
        """Break the connections of a camera's clients."""
        for stream in list(self._cameras[path].streams):
            stream.abort()

    def refuse(self, path: str, status: int | None) -> None:
        """Answer new clients of a camera with this status, or serve them again."""
        self._cameras[path].refusal = status

    def set_password(self, password: str) -> None:
        """Change the account's password; clients already playing go on."""
        self._account.password = password

    def counts(self) -> dict[str, dict[str, int]]:
        """Return what each camera has done so far."""
        return {
            path: asdict(Count(len(camera.streams), camera.sent_units, camera.dropped_units))
            for path, camera in self._cameras.items()
        }

    async def _welcome(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._clients.add(task)
        try:
            await Connection(self._cameras, self._account, reader, writer).serve()
        finally:
            self._clients.discard(task)
