"""A session: one client's stream of one camera, from SETUP to the end of its connection."""

import asyncio
from collections.abc import Callable

from video.simulator.camera import LiveCamera
from video.simulator.counters import Tally
from video.simulator.message import Transport
from video.simulator.outlet import Datagrams, Interleaved, Ports
from video.simulator.stream import Stream

TIMEOUT_S = 60
UDP_BYTES_PER_S = 4_000_000.0
"""A camera's own network: without it, a key frame would overrun the client's socket."""


class Session:
    """Counted while it lasts; plays and pauses."""

    def __init__(self, camera: LiveCamera, stream: Stream, every: Tally) -> None:
        self.camera = camera
        self.stream = stream
        self._tallies = (camera.counters.sessions, every)
        self._starting: asyncio.Handle | None = None
        for tally in self._tallies:
            tally.enter()

    @property
    def id(self) -> str:
        """What the client names it by."""
        return self.stream.id

    @property
    def playing(self) -> bool:
        """Whether pictures are being sent."""
        return self._starting is not None

    def play(self) -> int:
        """Start at the last key frame and return its RTP timestamp; nothing leaves before the answer."""
        if self._starting is None:
            self._starting = asyncio.get_running_loop().call_soon(self.camera.join, self.stream)
        return self.stream.timestamp(self.camera.first())

    def pause(self) -> None:
        """Stop sending; `play` goes on with what is then live."""
        if self._starting is not None:
            self._starting.cancel()
            self._starting = None
        self.camera.leave(self.stream)

    def end(self) -> None:
        """Stop for good."""
        self.pause()
        for tally in self._tallies:
            tally.leave()


def stream_over(
    wanted: Transport,
    connection: asyncio.Transport,
    ports: Ports,
    end: Callable[[bool], None],
) -> tuple[Stream, str]:
    """Return a stream that leaves as the client wants it to, and the transport to confirm."""
    first, second = wanted.numbers
    if wanted.interleaved:
        confirmed = f"RTP/AVP/TCP;unicast;interleaved={first}-{second}"
        return Stream(Interleaved(connection), None, first, end), confirmed
    host = connection.get_extra_info("peername")[0]
    outlet = Datagrams(ports, host, wanted.numbers)
    server = "-".join(map(str, ports.numbers))
    confirmed = f"RTP/AVP;unicast;client_port={first}-{second};server_port={server}"
    return Stream(outlet, UDP_BYTES_PER_S, 0, end), confirmed
