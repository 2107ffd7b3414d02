"""One client's RTSP conversation."""

import asyncio
import socket
import struct
from collections.abc import Callable
from typing import cast

from video.simulator.access import Gate
from video.simulator.camera import LiveCamera
from video.simulator.faults import Fault
from video.simulator.message import HEAD_BYTES, TRACK, Answer, Request, parse, transport
from video.simulator.sdp import describe
from video.simulator.session import TIMEOUT_S, Session, stream_over
from video.simulator.site import Site
from video.simulator.stream import BUFFER_BYTES

_OPEN_TO_ALL = frozenset({"OPTIONS"})
_NEED_SESSION = frozenset({"PLAY", "PAUSE", "TEARDOWN"})
_RESET = struct.pack("ii", 1, 0)  # SO_LINGER: closing discards what waits and sends RST


class Connection:
    """Answers requests in order; a silent client is dropped after the session's timeout."""

    def __init__(
        self, site: Site, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._site = site
        self._gate = Gate(site.account)
        self._reader, self._writer = reader, writer
        self._transport = cast(asyncio.Transport, writer.transport)
        self._transport.set_write_buffer_limits(high=BUFFER_BYTES)
        self._session: Session | None = None
        self._named: set[str] = set()
        self._methods: dict[str, Callable[[Request], Answer]] = {
            "OPTIONS": self._options,
            "DESCRIBE": self._describe,
            "SETUP": self._setup,
            "PLAY": self._play,
            "PAUSE": self._pause,
            "GET_PARAMETER": self._keep_alive,
            "SET_PARAMETER": self._keep_alive,
            "TEARDOWN": self._teardown,
        }

    async def serve(self) -> None:
        """Talk until the client leaves, tears down, falls silent or stops making sense."""
        self._site.connections.enter()
        self._site.attempts.add(asyncio.get_running_loop().time())
        try:
            if self._site.resets:
                self.end(reset=True)
            while await self._exchange():
                pass
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            pass
        finally:
            self._end_session()
            self._site.connections.leave()
            self._writer.close()

    def end(self, reset: bool) -> None:
        """Close the connection at once, or reset it; what is still on its way is lost."""
        self._end_session()
        if reset and not self._transport.is_closing():
            raw = self._transport.get_extra_info("socket")
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        self._transport.abort()

    async def _exchange(self) -> bool:
        async with asyncio.timeout(TIMEOUT_S):
            try:
                request = await self._request()
            except (ValueError, asyncio.LimitOverrunError):
                self._writer.write(Answer(400).render("0"))
                return False
        if request is None:
            return True
        camera = self._camera(request)
        if camera and Fault.RESET in camera.faults:
            self.end(reset=True)
            return False
        if camera and Fault.MUTE in camera.faults:
            return True
        answer = self._answer(request)
        self._writer.write(answer.render(request.headers.get("cseq", "0")))
        await self._writer.drain()
        return not (request.method == "TEARDOWN" and answer.status == 200)

    async def _request(self) -> Request | None:
        """Read one request; None after an interleaved frame (the client's RTCP) or a blank."""
        first = await self._reader.readexactly(1)
        if first == b"$":
            head = await self._reader.readexactly(3)
            await self._reader.readexactly(int.from_bytes(head[1:], "big"))
            return None
        if first in b"\r\n":
            return None
        head = first + await self._reader.readuntil(b"\r\n\r\n")
        if len(head) > HEAD_BYTES:
            raise ValueError("head too large")
        request = parse(head)
        await self._reader.readexactly(request.content_length)
        return request

    def _camera(self, request: Request) -> LiveCamera | None:
        """Return the camera that is named, and count the attempt when this connection first does so."""
        camera = self._site.cameras.get(request.path)
        if camera is not None and request.path not in self._named:
            self._named.add(request.path)
            camera.counters.attempts.add(asyncio.get_running_loop().time())
        return camera

    def _answer(self, request: Request) -> Answer:
        method = self._methods.get(request.method)
        if method is None:
            return Answer(501)
        if "cseq" not in request.headers:
            return Answer(400)
        if "require" in request.headers:
            return Answer(551, {"Unsupported": request.headers["require"]})
        if request.method not in _OPEN_TO_ALL and not self._gate.admits(request):
            return self._refusal(401, request)
        named = request.session or request.method in _NEED_SESSION
        if named and (self._session is None or self._session.id != request.session):
            return Answer(454)
        return method(request)

    def _refusal(self, status: int, request: Request) -> Answer:
        headers = {"WWW-Authenticate": self._gate.challenge(request)} if status == 401 else {}
        return Answer(status, headers)

    def _options(self, _request: Request) -> Answer:
        return Answer(headers={"Public": ", ".join(self._methods)})

    def _describe(self, request: Request) -> Answer:
        camera = self._site.cameras.get(request.path)
        if camera is None or camera.status:
            return self._refusal((camera and camera.status) or 404, request)
        headers = {
            "Content-Type": "application/sdp",
            "Content-Base": f"{request.uri.rstrip('/')}/",
        }
        return Answer(headers=headers, body=describe(camera.footage))

    def _setup(self, request: Request) -> Answer:
        camera = self._site.cameras.get(request.path)
        if camera is None or camera.status:
            return self._refusal((camera and camera.status) or 404, request)
        if self._session and self._session.playing:
            return Answer(455)
        wanted = transport(request.headers.get("transport", ""))
        if wanted is None:
            return Answer(461)
        self._end_session()
        if status := camera.crowded():
            return Answer(status)
        stream, confirmed = stream_over(wanted, self._transport, self._site.ports, self.end)
        self._session = Session(camera, stream, self._site.sessions)
        return Answer(headers={**self._named_session(), "Transport": confirmed})

    def _play(self, request: Request) -> Answer:
        session = cast(Session, self._session)
        if session.camera.status:
            return self._refusal(session.camera.status, request)
        timestamp = session.play()
        track = f"{request.uri.rstrip('/').removesuffix('/' + TRACK)}/{TRACK}"
        info = f"url={track};seq={session.stream.sequence};rtptime={timestamp}"
        headers = {**self._named_session(), "Range": "npt=now-", "RTP-Info": info}
        return Answer(headers=headers)

    def _pause(self, _request: Request) -> Answer:
        cast(Session, self._session).pause()
        return Answer(headers=self._named_session())

    def _keep_alive(self, _request: Request) -> Answer:
        return Answer(headers=self._named_session() if self._session else {})

    def _teardown(self, _request: Request) -> Answer:
        self._end_session()
        return Answer()

    def _end_session(self) -> None:
        if self._session is not None:
            self._session.end()
            self._session = None

    def _named_session(self) -> dict[str, str]:
        return {"Session": f"{cast(Session, self._session).id};timeout={TIMEOUT_S}"}
