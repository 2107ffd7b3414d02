"""Asks a camera what is wrong with it: one light DESCRIBE, since OpenCV only says “could not open”.

A dead camera costs a socket here and never reaches OpenCV, whose opening holds a lock that all
cameras of a process share.
"""

import re
import socket
import ssl
import time
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

from core.errors import AlgomartError
from core.net.allowed import Allowed
from core.net.errors import HostMalformed, HostUnknown
from core.net.resolve import SYSTEM, Resolver, resolve
from video.readers.asker import Asker, NotRtsp, left, video_section

PORTS = {"rtsp": 554, "rtsps": 322}
REDIRECTIONS_MAX = 3
CODECS = frozenset({"H264", "H265", "HEVC", "MP4V-ES", "JPEG", "AV1", "VP8", "VP9", "MPV", "MP2T"})

_STATUS_REASONS = {
    401: "bad_credentials",
    403: "forbidden",
    404: "no_such_stream",
    453: "busy",
    503: "busy",
}
_LOCATION = re.compile(r"^location:[ \t]*([!-\[\]-~]{1,2048})[ \t]*$", re.IGNORECASE | re.MULTILINE)
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


def refusal(
    url: str, timeout_s: float, allowed: Allowed, resolver: Resolver = SYSTEM
) -> str | None:
    """Ask for a session of a stream that was described but not opened; return why there is none, or None.

    A recorder whose sessions are all taken describes a stream as ever and says so only now.
    """
    deadline = time.monotonic() + timeout_s
    try:
        connection, target = _reach(urlsplit(url), deadline, allowed, resolver)
        with Asker(connection, target, deadline) as asker:
            return _STATUS_REASONS.get(asker.set_up())
    except (AlgomartError, ValueError, OSError, _Unreachable, NotRtsp):
        return None  # it does not say


@dataclass(frozen=True, slots=True)
class _Asked:
    probed: Probed
    moved_to: str | None = None


def _ask(url: str, deadline: float, allowed: Allowed, resolver: Resolver) -> _Asked:
    try:
        connection, target = _reach(urlsplit(url), deadline, allowed, resolver)
        with Asker(connection, target, deadline) as asker:
            status, text = asker.describe()
    except (AlgomartError, ValueError, OSError, _Unreachable, NotRtsp) as error:
        return _Asked(Probed(_fault(error), url))
    moved = _LOCATION.search(text) if 300 <= status < 400 else None
    reason = _STATUS_REASONS.get(status) if status != 200 else _video_fault(text)
    return _Asked(Probed(reason, target.geturl()), moved[1] if moved else None)


class _Unreachable(Exception):
    """No way to the host, or nobody there."""


_FAULTS: tuple[tuple[type[Exception], str], ...] = (
    (HostUnknown, "unknown_host"),
    (HostMalformed, "unknown_host"),
    (AlgomartError, "address_not_allowed"),
    (ConnectionRefusedError, "port_closed"),
    (_Unreachable, "unreachable"),
    (NotRtsp, "not_rtsp"),
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
    for address in resolve(host, allowed, left(deadline), resolver):
        try:
            connection = socket.create_connection((address, port), left(deadline))
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


def _video_fault(description: str) -> str | None:
    """Return what an SDP lacks; a static payload type needs no rtpmap and is left to the decoder."""
    section = video_section(description)
    if not _VIDEO.search(section):
        return "no_video"
    names = {name.upper() for name in _RTPMAP.findall(section)}
    return "unsupported_codec" if names and not names & CODECS else None
