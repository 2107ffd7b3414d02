"""RTSP 1.0 requests and answers (RFC 2326), as text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

HEAD_BYTES = 16 * 1024
BODY_BYTES = 64 * 1024
TRACK = "trackID=0"
REASONS = {
    200: "OK",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    453: "Not Enough Bandwidth",
    454: "Session Not Found",
    455: "Method Not Valid in This State",
    461: "Unsupported Transport",
    501: "Not Implemented",
    503: "Service Unavailable",
    551: "Option not supported",
}

_INTERLEAVED = re.compile(r"interleaved=(\d{1,3})(?:-(\d{1,3}))?")
_CLIENT_PORT = re.compile(r"client_port=(\d{1,5})(?:-(\d{1,5}))?")


@dataclass(frozen=True, slots=True)
class Request:
    """One request; header names are in lower case."""

    method: str
    uri: str
    headers: Mapping[str, str]

    @property
    def path(self) -> str:
        """The camera's path, without the track."""
        path = urlsplit(self.uri).path.rstrip("/")
        return path.removesuffix(f"/{TRACK}") or "/"

    @property
    def session(self) -> str:
        """The session the client names, without its parameters."""
        return self.headers.get("session", "").split(";")[0].strip()

    @property
    def content_length(self) -> int:
        """Bytes of body that follow; raises ValueError when malformed or too many."""
        length = int(self.headers.get("content-length", "0"))
        if not 0 <= length <= BODY_BYTES:
            raise ValueError("body too large")
        return length


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""

    def render(self, sequence: str) -> bytes:
        """Return the bytes to send."""
        lines = [f"RTSP/1.0 {self.status} {REASONS.get(self.status, 'Error')}", f"CSeq: {sequence}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        body = self.body.encode()
        if body:
            lines.append(f"Content-Length: {len(body)}")
        return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def parse(head: bytes) -> Request:
    """Read a request's line and headers; raises ValueError when malformed."""
    first, *rest = head.decode("utf-8", "replace").strip().split("\r\n")
    method, uri, version = first.split(" ")
    if not version.startswith("RTSP/1."):
        raise ValueError("not RTSP 1")
    headers = {}
    for line in rest:
        name, separator, value = line.partition(":")
        if not separator:
            raise ValueError("header without a colon")
        headers[name.strip().lower()] = value.strip()
    return Request(method, uri, headers)


@dataclass(frozen=True, slots=True)
class Transport:
    """How a client wants its packets: two channels of this connection, or two UDP ports of its own."""

    interleaved: bool
    numbers: tuple[int, int]


def transport(header: str) -> Transport | None:
    """Return the first offer of a `Transport` header that can be served, or None."""
    for offer in header.split(","):
        upper = offer.upper()
        if "RTP/AVP/TCP" in upper:
            return Transport(True, _numbers(_INTERLEAVED, offer, 255) or (0, 1))
        numbers = _numbers(_CLIENT_PORT, offer, 65535)
        if "RTP/AVP" in upper and "MULTICAST" not in upper and numbers:
            return Transport(False, numbers)
    return None


def _numbers(pattern: re.Pattern[str], offer: str, most: int) -> tuple[int, int] | None:
    """Return the pair the offer names; the second number is the next one unless it is given."""
    found = pattern.search(offer)
    if found is None:
        return None
    first = int(found[1])
    second = int(found[2] or first + 1)
    return (first, second) if first >= 0 and max(first, second) <= most else None
