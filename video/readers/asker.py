"""One RTSP connection that asks about a stream: its description, and whether it may be had."""

import re
import secrets
import socket
import time
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote

from video import digest

_ANSWER_BYTES = 64 * 1024
_LENGTH = re.compile(rb"^content-length:\s*(\d{1,6})", re.IGNORECASE | re.MULTILINE)
_CHALLENGE = re.compile(
    r"^www-authenticate:\s*(basic|digest)\s*(.*)$", re.IGNORECASE | re.MULTILINE
)
_SESSION = re.compile(r"^session:[ \t]*([!-:<-~]{1,256})", re.IGNORECASE | re.MULTILINE)
_BASE = re.compile(r"^content-base:[ \t]*([!-~]{1,2048})[ \t]*$", re.IGNORECASE | re.MULTILINE)
_CONTROL = re.compile(r"^a=control:[ \t]*([!-~]{1,2048})[ \t]*$", re.MULTILINE)
_INTERLEAVED = "Transport: RTP/AVP/TCP;unicast;interleaved=0-1"


class NotRtsp(Exception):
    """Something answers, but not RTSP."""


@dataclass
class Asker:
    """One connection to a camera, over which it is asked about its stream."""

    connection: socket.socket
    target: SplitResult
    deadline: float
    asked: int = 0
    signed: int = 0

    def __enter__(self) -> "Asker":
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def describe(self) -> tuple[int, str]:
        """Ask for the stream's description; return the status and the answer."""
        return self._request("DESCRIBE", self._uri, "Accept: application/sdp")

    def set_up(self) -> int:
        """Ask for a session of its video, give it back at once, and return the status."""
        status, text = self.describe()
        if status != 200:
            return status
        track = _track(self._uri, text)
        status, text = self._request("SETUP", track, _INTERLEAVED)
        session = _SESSION.search(text)
        if status == 200 and session:
            self._request("TEARDOWN", self._uri, f"Session: {session[1]}")
        return status

    def _request(self, method: str, uri: str, *headers: str) -> tuple[int, str]:
        """Ask, and sign in when challenged."""
        status, text = self._ask(method, uri, headers)
        challenge = _CHALLENGE.findall(text)
        if status == 401 and challenge and self.target.username:
            signature = f"Authorization: {self._authorization(method, uri, challenge)}"
            status, text = self._ask(method, uri, (*headers, signature))
        return status, text

    @property
    def _uri(self) -> str:
        host = self.target.netloc.rpartition("@")[2]
        return self.target._replace(netloc=host, fragment="").geturl()

    def _ask(self, method: str, uri: str, headers: Iterable[str]) -> tuple[int, str]:
        self.asked += 1
        lines = [
            f"{method} {uri} RTSP/1.0",
            f"CSeq: {self.asked}",
            "User-Agent: algomart",
            *headers,
        ]
        self.connection.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        answer = self._answer()
        found = re.match(rb"RTSP/1\.\d (\d{3})", answer)
        if not found:
            raise NotRtsp
        return int(found[1]), answer.decode("utf-8", "replace").replace("\r\n", "\n")

    def _answer(self) -> bytes:
        answer = b""
        while not _complete(answer):
            self.connection.settimeout(left(self.deadline))
            part = self.connection.recv(4096)
            if not part and not answer:
                raise ConnectionResetError
            if not part or (not b"RTSP/".startswith(answer[:5]) and len(answer) >= 5):
                break
            answer += part
        return answer

    def _authorization(self, method: str, uri: str, challenges: list[tuple[str, str]]) -> str:
        user = unquote(self.target.username or "")
        password = unquote(self.target.password or "")
        offered = [digest.parameters(rest) for kind, rest in challenges if kind.lower() == "digest"]
        known = [one for one in offered if digest.supported(one.get("algorithm", ""))]
        if not known:
            return "Basic " + b64encode(f"{user}:{password}".encode()).decode()
        self.signed += 1
        challenge = {**known[0], "nc": f"{self.signed:08x}", "cnonce": secrets.token_hex(8)}
        signed = digest.response(user, password, method, uri, challenge)
        parts = {"username": user, "uri": uri, "response": signed}
        parts |= {key: known[0][key] for key in ("realm", "nonce", "opaque") if key in known[0]}
        text = ", ".join(f'{key}="{value}"' for key, value in parts.items())
        text += f", algorithm={known[0]['algorithm']}" if "algorithm" in known[0] else ""
        if known[0].get("qop"):
            text += f', qop=auth, nc={challenge["nc"]}, cnonce="{challenge["cnonce"]}"'
        return f"Digest {text}"


def _complete(answer: bytes) -> bool:
    head, separator, body = answer.partition(b"\r\n\r\n")
    length = _LENGTH.search(head)
    whole = bool(separator) and len(body) >= (int(length[1]) if length else 0)
    return whole or len(answer) > _ANSWER_BYTES


def _track(uri: str, answer: str) -> str:
    """Return the address of the video's track, which stands by itself or below the stream's."""
    base, control = _BASE.search(answer), _CONTROL.search(video_section(answer))
    track = control[1] if control else "*"
    if track == "*":
        return uri
    return track if "://" in track else f"{(base[1] if base else uri).rstrip('/')}/{track}"


def video_section(description: str) -> str:
    """Return what an SDP says of its video, nothing where it has none."""
    _, video, after = description.partition("\nm=video ")
    return (video + re.split(r"^m=", after, maxsplit=1, flags=re.MULTILINE)[0]).strip()


def left(deadline: float) -> float:
    """Return the seconds until a deadline, a trace of one where it is over: a time-out of 0 means none."""
    return max(0.001, deadline - time.monotonic())
