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
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, urlsplit

from video import digest

PORTS = {"rtsp": 554, "rtsps": 322}
ANSWER_BYTES = 64 * 1024
CODECS = frozenset({"H264", "H265", "HEVC", "MP4V-ES", "JPEG", "AV1", "VP8", "VP9", "MPV", "MP2T"})

_STATUS_REASONS = {
    401: "bad_credentials",
    403: "forbidden",
    404: "no_such_stream",
    453: "busy",
    503: "busy",
}
_LENGTH = re.compile(rb"^content-length:\s*(\d{1,6})", re.IGNORECASE | re.MULTILINE)
_CHALLENGE = re.compile(
    r"^www-authenticate:\s*(basic|digest)\s*(.*)$", re.IGNORECASE | re.MULTILINE
)
_VIDEO = re.compile(r"^m=video \d+ \S+ (\d+)", re.MULTILINE)
_RTPMAP = re.compile(r"^a=rtpmap:\d+ ([\w-]+)/", re.MULTILINE)


def probe(url: str, timeout_s: float) -> str | None:
    """Return why this camera cannot be watched (a key of FAILURES), or None when it seems it can."""
    target = urlsplit(url)
    try:
        with _connect(target, time.monotonic() + timeout_s) as asker:
            status, text = asker.describe()
    except (socket.gaierror, UnicodeError):  # the second: a name no resolver takes
        return "unknown_host"
    except ConnectionRefusedError:
        return "port_closed"
    except _Unreachable:
        return "unreachable"
    except (_NotRtsp, ssl.SSLError):
        return "not_rtsp"
    except OSError:  # connected, then nothing or a hang-up
        return "no_answer"
    return _STATUS_REASONS.get(status) if status != 200 else _video_fault(text)


class _Unreachable(Exception):
    """No way to the host, or nobody there."""


class _NotRtsp(Exception):
    """Something answers, but not RTSP."""


def _connect(target: SplitResult, deadline: float) -> "_Asker":
    port = target.port or PORTS[target.scheme]
    try:
        connection = socket.create_connection(
            (target.hostname, port), timeout=deadline - time.monotonic()
        )
    except (socket.gaierror, ConnectionRefusedError):
        raise
    except OSError as error:
        raise _Unreachable from error
    if target.scheme == "rtsps":
        connection = _encrypted(connection, target.hostname)
    return _Asker(connection, target, deadline)


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
            self.connection.settimeout(max(0.001, self.deadline - time.monotonic()))
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
