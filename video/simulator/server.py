"""The simulator: many paths, few files, one account."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

from video.simulator.access import Account
from video.simulator.camera import Channel, LiveCamera
from video.simulator.connection import Connection
from video.simulator.errors import SimulatorFailed
from video.simulator.faults import FAULTS, Fault, of_film
from video.simulator.library import Library
from video.simulator.message import HEAD_BYTES
from video.simulator.outlet import Ports
from video.simulator.pulse import Pulse
from video.simulator.selection import ALL, Paths, named, select
from video.simulator.site import Site


class Simulator:
    """Plays files as live cameras on `rtsp://host:port/path`; faults can be switched on and off."""

    def __init__(  # nosec B107  # without an account, anybody may look
        self,
        cameras: Mapping[str, Channel],
        user: str = "",
        password: str = "",
        host: str = "127.0.0.1",
        port: int = 0,
        cache: Path | None = None,
    ) -> None:
        """`cache` keeps the films that faults ask for; without it they end with the simulator."""
        self._channels = dict(cameras)
        self._host, self._port = host, port
        self._account = Account(user, password)
        self._library = Library(cache)
        self._switching = asyncio.Lock()
        self._site: Site | None = None
        self._pulse: Pulse | None = None
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
        for file in {channel.file for channel in self._channels.values()}:
            await self._library.footage(file)
        self._pulse = Pulse()
        cameras = {
            path: LiveCamera(channel, await self._library.footage(channel.file), self._pulse)
            for path, channel in self._channels.items()
        }
        self._site = Site(self._account, cameras, Ports(self._host))
        await self._listen()

    async def stop(self) -> None:
        """Stop listening and cut every client off."""
        self._close()
        for client in list(self._clients):
            client.cancel()
        await asyncio.gather(*self._clients, return_exceptions=True)
        if self._site and self._pulse:
            self._pulse.stop()
            self._site.ports.close()
        self._library.close()

    async def fault(self, fault: str, paths: Paths = ALL, value: float | None = None) -> None:
        """Switch a fault on; raises UnknownFault, UnknownCamera, NotPartly or UnsuitableFootage.

        `paths` is a path, a prefix that ends with `*`, or several of them. The cameras of one call share
        a limit of sessions. A fault of the picture returns when its film is made and shown.
        """
        chosen, selected = named(fault, self._channels, paths)
        default = FAULTS[chosen].value or 1.0
        await self._switch(chosen, selected, default if value is None else value)
        if paths == ALL:
            await self._switch_site(chosen, on=True)

    async def mend(self, fault: str, paths: Paths = ALL) -> None:
        """Switch a fault off; raises what `fault` does."""
        chosen, selected = named(fault, self._channels, paths)
        await self._switch(chosen, selected, None)
        if paths == ALL:
            await self._switch_site(chosen, on=False)

    def cut(self, paths: Paths) -> None:
        """Break, once, the connections of cameras' clients."""
        for path in select(self._channels, paths):
            self._started().cameras[path].cut()

    def set_password(self, password: str) -> None:
        """Change the account's password; clients already playing go on."""
        self._account.password = password

    def counts(self) -> dict[str, dict[str, int]]:
        """Return what each camera has done so far."""
        return self._started().counts(asyncio.get_running_loop().time())

    def totals(self) -> dict[str, dict[str, int]]:
        """Return what the simulator as a whole has done so far."""
        return self._started().totals(asyncio.get_running_loop().time())

    async def _switch(self, fault: Fault, paths: list[str], value: float | None) -> None:
        async with self._switching:
            cameras = [self._started().cameras[path] for path in paths]
            for camera in cameras:
                faults = {one: each for one, each in camera.faults.items() if one is not fault}
                if value is not None:
                    faults[fault] = value
                footage = await self._library.footage(camera.channel.file, of_film(faults))
                camera.switch(faults, footage, cameras)

    async def _switch_site(self, fault: Fault, *, on: bool) -> None:
        """Do what a fault of all cameras means before any of them is named."""
        if fault is Fault.RESET:
            self._started().resets = on
        if fault is Fault.CLOSED and on:
            self._close()
        if fault is Fault.CLOSED and not on and self._server is None:
            await self._listen()

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(
            self._welcome, self._host, self._port, limit=HEAD_BYTES, backlog=1024
        )
        self._port = self._server.sockets[0].getsockname()[1]

    def _close(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None

    def _started(self) -> Site:
        if self._site is None:
            raise SimulatorFailed(reason="not started")
        return self._site

    async def _welcome(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._clients.add(task)
        try:
            await Connection(self._started(), reader, writer).serve()
        finally:
            self._clients.discard(task)
