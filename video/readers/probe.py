"""Asks a camera what is wrong with it: one light DESCRIBE, since OpenCV only says “could not open”.

A dead camera costs a socket here and never reaches OpenCV, whose opening holds a lock that all
cameras of a process share.
"""

import re
import secrets
import socket
import ssl
import time
from base64 import b64encode
from dataclasses import dataclass, field
from urllib.parse import SplitResult, unquote, urlsplit

from core.errors import AlgomartError
from core.net.allowed import Allowed
from core.net.errors import HostMalformed, HostUnknown
from core.net.resolve import SYSTEM, Resolver, resolve
from video import digest

PORTS = {"rtsp": 554, "rtsps": 322}
ANSWER_BYTES = 64 * 1024
REDIRECTIONS_MAX = 3
CODECS = frozenset({"H264", "H265", "HEVC", "MP4V-ES", "JPEG", "AV1", "VP8", "VP9", "MPV", "MP2T"})

_STATUS_REASONS = {
    401: "bad_credentials",
    403: "forbidden",
    404: "no_such_stream",
    453: "busy",
    503: "busy",
}
_LENGTH = re.compile(rb"^content-length:\s*(\d{1,6})", re.IGNORECASE | re.MULTILINE)
_LOCATION = re.compile(r"^location:[ \t]*([!-\[\]-~]{1,2048})[ \t]*$", re.IGNORECASE | re.MULTILINE)
_CHALLENGE = re.compile(
    r"^www-authenticate:\s*(basic|digest)\s*(.*)$", re.IGNORECASE | re.MULTILINE
)
_VIDEO = re.compile(r"^m=video \d+ \S+ (\d+)", re.MULTILINE)
_RTPMAP = re.compile(r"^a=rtpmap:\d+ ([\w-]+)/", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Probed:
    """What a probe found."""

    reason: str | None
    """Why the camera cannot be watched, a key of FAILURES; None when it seems it can."""
    url: str = field(repr=False)
    """Where to watch it: at the address that was checked, with the credentials of the camera's URL."""


def probe(url: str, timeout_s: float, allowed: Allowed, resolver: Resolver = SYSTEM) -> Probed:
    """Ask the camera behind this URL, at an allowed address; redirections are held to the same rule."""
    deadline = time.monotonic() + timeout_s
    for _ in range(1 + REDIRECTIONS_MAX):
        asked = _ask(url, deadline, allowed, resolver)
        if asked.moved_to is None:
            return asked.probed
        url = _onward(url, asked.moved_to)
        if not url:
            break
    return Probed("redirected", url)


def aim(url: str, timeout_s: float, allowed: Allowed, resolver: Resolver = SYSTEM) -> Probed:
    """Resolve and check where a camera is, and ask it nothing: for one that answered the last time."""
    target = urlsplit(url)
    try:
        address = resolve(target.hostname or "", allowed, timeout_s, resolver)[0]
    except AlgomartError as error:
        return Probed(_fault(error), url)
    return Probed(None, pinned(target, address).geturl())


@dataclass(frozen=True, slots=True)
class _Asked:
    probed: Probed
    moved_to: str | None = None


def _ask(url: str, deadline: float, allowed: Allowed, resolver: Resolver) -> _Asked:
    try:
        connection, target = _reach(urlsplit(url), deadline, allowed, resolver)
        with _Asker(connection, target, deadline) as asker:
            status, text = asker.describe()
    except (AlgomartError, ValueError, OSError, _Unreachable, _NotRtsp) as error:
        return _Asked(Probed(_fault(error), url))
    moved = _LOCATION.search(text) if 300 <= status < 400 else None
    reason = _STATUS_REASONS.get(status) if status != 200 else _video_fault(text)
    return _Asked(Probed(reason, target.geturl()), moved[1] if moved else None)


class _Unreachable(Exception):
    """No way to the host, or nobody there."""


class _NotRtsp(Exception):
    """Something answers, but not RTSP."""


_FAULTS: tuple[tuple[type[Exception], str], ...] = (
    (HostUnknown, "unknown_host"),
    (HostMalformed, "unknown_host"),
    (AlgomartError, "address_not_allowed"),
    (ConnectionRefusedError, "port_closed"),
    (_Unreachable, "unreachable"),
    (_NotRtsp, "not_rtsp"),
    (ssl.SSLError, "not_rtsp"),
    (OSError, "no_answer"),  # connected, then nothing or a hang-up
)


def _fault(error: Exception) -> str:
    """Return the key of FAILURES that an error means; the rest are addresses nobody can read."""
    return next((reason for kind, reason in _FAULTS if isinstance(error, kind)), "unknown_host")


def _reach(
    target: SplitResult, deadline: float, allowed: Allowed, resolver: Resolver
) -> tuple[socket.socket, SplitResult]:
    """Connect to the first allowed address that lets us in; return the target at that address, too."""
    host, port = target.hostname or "", target.port or PORTS[target.scheme]
    failure: Exception = _Unreachable()
    for address in resolve(host, allowed, _left(deadline), resolver):
        try:
            connection = socket.create_connection((address, port), _left(deadline))
        except ConnectionRefusedError as error:
            failure = error
        except OSError:
            failure = _Unreachable()
        else:
            if target.scheme == "rtsps":
                connection = _encrypted(connection, host)
            return connection, pinned(target, address)
    raise failure


def pinned(target: SplitResult, address: str) -> SplitResult:
    """Return the URL with its host replaced by an address; user, password and port stay."""
    user, at, _ = target.netloc.rpartition("@")
    host = f"[{address}]" if ":" in address else address
    port = f":{target.port}" if target.port else ""
    return target._replace(netloc=f"{user}{at}{host}{port}")


def _onward(url: str, moved_to: str) -> str:
    """Return where the camera sends us, or nothing for no camera's address.

    Its credentials go along only to the same host.
    """
    try:
        old, new = urlsplit(url), urlsplit(moved_to)
        _ = new.port
    except ValueError:
        return ""
    if new.scheme not in PORTS:
        return ""
    user, at, _ = old.netloc.rpartition("@")
    if not at or "@" in new.netloc or new.hostname != old.hostname:
        return moved_to
    return new._replace(netloc=f"{user}@{new.netloc}").geturl()


def _left(deadline: float) -> float:
    return max(0.001, deadline - time.monotonic())


def _encrypted(connection: socket.socket, host: str | None) -> socket.socket:
    """Cameras sign their own certificates; the reader does not check them either."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        return context.wrap_socket(connection, server_hostname=host)
    except OSError:
        connection.close()
        raise


@dataclass
class _Asker:
    connection: socket.socket
    target: SplitResult
    deadline: float

    def __enter__(self) -> "_Asker":
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def describe(self) -> tuple[int, str]:
        """Ask, sign in when challenged, and return the last status and answer."""
        status, text = self._ask(1, "")
        challenge = _CHALLENGE.findall(text)
        if status == 401 and challenge and self.target.username:
            status, text = self._ask(2, self._authorization(challenge))
        return status, text

    @property
    def _uri(self) -> str:
        host = self.target.netloc.rpartition("@")[2]
        return self.target._replace(netloc=host, fragment="").geturl()

    def _ask(self, sequence: int, authorization: str) -> tuple[int, str]:
        lines = [f"DESCRIBE {self._uri} RTSP/1.0", f"CSeq: {sequence}"]
        lines += ["Accept: application/sdp", "User-Agent: algomart"]
        lines += [f"Authorization: {authorization}"] if authorization else []
        self.connection.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        answer = self._answer()
        found = re.match(rb"RTSP/1\.\d (\d{3})", answer)
        if not found:
            raise _NotRtsp
        return int(found[1]), answer.decode("utf-8", "replace").replace("\r\n", "\n")

    def _answer(self) -> bytes:
        answer = b""
        while not _complete(answer):
            self.connection.settimeout(_left(self.deadline))
            part = self.connection.recv(4096)
            if not part and not answer:
                raise ConnectionResetError
            if not part or (not b"RTSP/".startswith(answer[:5]) and len(answer) >= 5):
                break
            answer += part
        return answer

    def _authorization(self, challenges: list[tuple[str, str]]) -> str:
        user = unquote(self.target.username or "")
        password = unquote(self.target.password or "")
        offered = [digest.parameters(rest) for kind, rest in challenges if kind.lower() == "digest"]
        known = [one for one in offered if digest.supported(one.get("algorithm", ""))]
        if not known:
            return "Basic " + b64encode(f"{user}:{password}".encode()).decode()
        challenge = {**known[0], "nc": "00000001", "cnonce": secrets.token_hex(8)}
        signed = digest.response(user, password, "DESCRIBE", self._uri, challenge)
        parts = {"username": user, "uri": self._uri, "response": signed}
        parts |= {key: known[0][key] for key in ("realm", "nonce", "opaque") if key in known[0]}
        text = ", ".join(f'{key}="{value}"' for key, value in parts.items())
        text += f", algorithm={known[0]['algorithm']}" if "algorithm" in known[0] else ""
        if known[0].get("qop"):
            text += f', qop=auth, nc=00000001, cnonce="{challenge["cnonce"]}"'
        return f"Digest {text}"


def _complete(answer: bytes) -> bool:
    head, separator, body = answer.partition(b"\r\n\r\n")
    length = _LENGTH.search(head)
    whole = bool(separator) and len(body) >= (int(length[1]) if length else 0)
    return whole or len(answer) > ANSWER_BYTES


def _video_fault(description: str) -> str | None:
    """Return what an SDP lacks; a static payload type needs no rtpmap and is left to the decoder."""
    video = _VIDEO.search(description)
    if not video:
        return "no_video"
    section = re.split(r"^m=", description[video.end() :], maxsplit=1, flags=re.MULTILINE)[0]
    names = {name.upper() for name in _RTPMAP.findall(section)}
    return "unsupported_codec" if names and not names & CODECS else None
