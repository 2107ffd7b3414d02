"""A bare RTSP client for tests: says exactly what a test tells it to and reads interleaved frames."""

import re
import socket
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from video import digest

TCP = "RTP/AVP/TCP;unicast;interleaved=0-1"


@dataclass
class Client:
    """One connection; `frames` yields (channel, bytes)."""

    url: str
    user: str = ""
    password: str = ""
    session: str = ""
    challenge: dict[str, str] = field(default_factory=dict)
    sequence: int = 0

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        self.socket = socket.create_connection((parts.hostname, parts.port), timeout=10)
        self.stream = self.socket.makefile("rb")

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self.stream.close()
        self.socket.close()

    def ask(self, method: str, suffix: str = "", **headers: str) -> tuple[int, str]:
        """Send a request, signing in when challenged, and return the status and the whole answer."""
        status, text = self.send(method, suffix, **headers)
        if status == 401 and self.password:
            self.challenge = digest.parameters(text)
            status, text = self.send(method, suffix, **headers)
        found = re.search(r"Session: ([^;\r]+)", text)
        self.session = found[1] if found else self.session
        return status, text

    def send(self, method: str, suffix: str = "", **headers: str) -> tuple[int, str]:
        """Send one request as it is."""
        self.sequence += 1
        uri = self.url + suffix
        headers = {"CSeq": str(self.sequence), **headers}
        if self.session:
            headers.setdefault("Session", self.session)
        if self.challenge:
            headers["Authorization"] = self.authorization(method, uri)
        lines = [f"{method} {uri} RTSP/1.0", *(f"{k}: {v}" for k, v in headers.items())]
        self.socket.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        return self.answer()

    def authorization(self, method: str, uri: str) -> str:
        parts = {**self.challenge, "nc": "00000001", "cnonce": "c0ffee"}
        signed = digest.response(self.user, self.password, method, uri, parts)
        return (
            f'Digest username="{self.user}", realm="{parts["realm"]}", nonce="{parts["nonce"]}", '
            f'uri="{uri}", qop=auth, nc=00000001, cnonce="c0ffee", response="{signed}"'
        )

    def answer(self) -> tuple[int, str]:
        """Read an answer, passing over media."""
        head = ""
        while True:
            first = self.stream.read(1)
            if first == b"$":
                self.media()
                continue
            if not first:
                raise ConnectionError("closed")
            head = (first + self.stream.readline()).decode()
            break
        while not head.endswith("\r\n\r\n"):
            head += self.stream.readline().decode()
        length = re.search(r"Content-Length: (\d+)", head)
        body = self.stream.read(int(length[1])).decode() if length else ""
        return int(head.split(" ")[1]), head + body

    def media(self) -> tuple[int, bytes]:
        channel, size = struct.unpack(">BH", self.stream.read(3))
        return channel, self.stream.read(size)

    def play(self) -> None:
        """Describe, set up and play; every step must succeed."""
        assert self.ask("DESCRIBE")[0] == 200
        assert self.ask("SETUP", "/trackID=0", Transport=TCP)[0] == 200
        assert self.ask("PLAY")[0] == 200

    def frames(self) -> Iterator[tuple[int, bytes]]:
        while self.stream.read(1) == b"$":
            yield self.media()
