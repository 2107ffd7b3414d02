"""One client's RTSP conversation."""

import asyncio
from collections.abc import Callable, Mapping
from typing import cast

from video.simulator.access import Account, Gate
from video.simulator.message import HEAD_BYTES, TRACK, Answer, Request, interleaved_channel, parse
from video.simulator.sdp import describe
from video.simulator.stream import BUFFER_BYTES, LiveCamera, Stream

SESSION_TIMEOUT_S = 60
_OPEN_TO_ALL = frozenset({"OPTIONS"})
_NEED_SESSION = frozenset({"PLAY", "PAUSE", "TEARDOWN"})


class Connection:
    """Answers requests in order; a silent client is dropped after the session's timeout."""

    def __init__(
        self,
        cameras: Mapping[str, LiveCamera],
        account: Account,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self._cameras = cameras
        self._gate = Gate(account)
        self._reader, self._writer = reader, writer
        self._transport = cast(asyncio.Transport, writer.transport)
        self._transport.set_write_buffer_limits(high=BUFFER_BYTES)
        self._stream: Stream | None = None
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
        try:
            while await self._exchange():
                pass
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            pass
        finally:
            if self._stream:
                self._stream.pause()
            self._writer.close()

    async def _exchange(self) -> bool:
        async with asyncio.timeout(SESSION_TIMEOUT_S):
            try:
                request = await self._request()
            except (ValueError, asyncio.LimitOverrunError):
                self._writer.write(Answer(400).render("0"))
                return False
        if request is None:
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

    def _answer(self, request: Request) -> Answer:
        method = self._methods.get(request.method)
        if method is None:
            return Answer(501)
        if "cseq" not in request.headers:
            return Answer(400)
        if "require" in request.headers:
            return Answer(551, {"Unsupported": request.headers["require"]})
        if request.method not in _OPEN_TO_ALL and not self._gate.admits(request):
            return Answer(401, {"WWW-Authenticate": self._gate.challenge(request)})
        named = request.session or request.method in _NEED_SESSION
        if named and (self._stream is None or self._stream.id != request.session):
            return Answer(454)
        return method(request)

    def _options(self, _request: Request) -> Answer:
        return Answer(headers={"Public": ", ".join(self._methods)})

    def _describe(self, request: Request) -> Answer:
        camera = self._cameras.get(request.path)
        if camera is None or camera.refusal:
            return Answer((camera and camera.refusal) or 404)
        headers = {
            "Content-Type": "application/sdp",
            "Content-Base": f"{request.uri.rstrip('/')}/",
        }
        return Answer(headers=headers, body=describe(camera.footage))

    def _setup(self, request: Request) -> Answer:
        camera = self._cameras.get(request.path)
        if camera is None or camera.refusal:
            return Answer((camera and camera.refusal) or 404)
        if self._stream and self._stream.playing:
            return Answer(455)
        channel = interleaved_channel(request.headers.get("transport", ""))
        if channel is None:
            return Answer(461)
        self._stream = Stream(camera, self._transport, channel)
        transport = f"RTP/AVP/TCP;unicast;interleaved={channel}-{channel + 1}"
        return Answer(headers={**self._session(), "Transport": transport})

    def _play(self, request: Request) -> Answer:
        stream = cast(Stream, self._stream)
        if stream.camera.refusal:
            return Answer(stream.camera.refusal)
        timestamp = stream.play()
        track = f"{request.uri.rstrip('/').removesuffix('/' + TRACK)}/{TRACK}"
        info = f"url={track};seq={stream.sequence};rtptime={timestamp}"
        return Answer(headers={**self._session(), "Range": "npt=now-", "RTP-Info": info})

    def _pause(self, _request: Request) -> Answer:
        cast(Stream, self._stream).pause()
        return Answer(headers=self._session())

    def _keep_alive(self, _request: Request) -> Answer:
        return Answer(headers=self._session() if self._stream else {})

    def _teardown(self, _request: Request) -> Answer:
        cast(Stream, self._stream).pause()
        return Answer()

    def _session(self) -> dict[str, str]:
        stream = cast(Stream, self._stream)
        return {"Session": f"{stream.id};timeout={SESSION_TIMEOUT_S}"}
