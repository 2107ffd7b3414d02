"""A small real ONVIF device: SOAP over HTTP with WS-UsernameToken, and WS-Discovery by UDP on loopback."""

import base64
import hashlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from video.sources.onvif.soap import envelope, every, parse, text_of

USER, PASSWORD = "admin", "dev&ice-<s3cret>"
PATIENCE = timedelta(seconds=5)
_DEVICE = "http://www.onvif.org/ver10/device/wsdl"
_MEDIA = "http://www.onvif.org/ver10/media/wsdl"


@dataclass
class Device:
    """How the device is set up, and what it was asked."""

    host: str = "192.168.77.77"
    """The host it names in its own addresses: its inner one, which nobody reaches."""
    clock_off: timedelta = timedelta(0)
    knows_services: bool = True
    gives_snapshots: bool = True
    raw: bytes | None = None
    """Answers everything in the place of SOAP."""
    redirect: str | None = None
    endless: bool = False
    port: int = 0
    asked: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    def answer(self, request: bytes) -> tuple[int, bytes]:
        """Return status and answer of one request."""
        self.bodies.append(request)
        body = parse(request).find("./{*}Body")
        assert body is not None
        name = body[0].tag.rpartition("}")[2]
        self.asked.append(name)
        if name != "GetSystemDateAndTime" and not self._knows(request):
            return 400, _fault("Sender", "NotAuthorized")
        told = getattr(self, f"_{name}", None)
        return (
            (200, envelope(told(text_of(body[0], "ProfileToken"))))
            if told
            else (500, _fault("x", "y"))
        )

    def _knows(self, request: bytes) -> bool:
        """Check the token as a careful device does: digest, and age by its own clock."""
        token = next(iter(every(parse(request), "UsernameToken")), None)
        if token is None or text_of(token, "Username") != USER:
            return False
        nonce, created = base64.b64decode(text_of(token, "Nonce")), text_of(token, "Created")
        age = datetime.now(UTC) + self.clock_off - datetime.fromisoformat(created)
        said = nonce + created.encode() + PASSWORD.encode()
        digest = hashlib.sha1(said, usedforsecurity=False).digest()
        return abs(age) < PATIENCE and base64.b64decode(text_of(token, "Password")) == digest

    def _GetSystemDateAndTime(self, _token: str) -> str:  # noqa: N802
        now = datetime.now(UTC) + self.clock_off
        date = f"<Year>{now.year}</Year><Month>{now.month}</Month><Day>{now.day}</Day>"
        time = f"<Hour>{now.hour}</Hour><Minute>{now.minute}</Minute><Second>{now.second}</Second>"
        return f"<R><UTCDateTime><Time>{time}</Time><Date>{date}</Date></UTCDateTime></R>"

    def _GetServices(self, _token: str) -> str:  # noqa: N802
        if not self.knows_services:
            return "<Fault><Code><Value>ter:ActionNotSupported</Value></Code></Fault>"
        media = f"<Namespace>{_MEDIA}</Namespace><XAddr>{self._at('/onvif/media')}</XAddr>"
        other = f"<Namespace>{_DEVICE}</Namespace><XAddr>{self._at('/x')}</XAddr>"
        return f"<R><Service>{other}</Service><Service>{media}</Service></R>"

    def _GetCapabilities(self, _token: str) -> str:  # noqa: N802
        return f"<R><Capabilities><Media><XAddr>{self._at('/onvif/media')}</XAddr></Media></Capabilities></R>"

    def _GetDeviceInformation(self, _token: str) -> str:  # noqa: N802
        told = "<Manufacturer>Ma&amp;ker</Manufacturer><Model>M1</Model>"
        return f"<GetDeviceInformationResponse>{told}</GetDeviceInformationResponse>"

    def _GetProfiles(self, _token: str) -> str:  # noqa: N802
        sub = _profile("sub&1", "Sub", 640, 360, 10)
        return f"<R>{sub}{_profile('main', 'Main', 2560, 1440, 25)}<Profiles token='audio'/></R>"

    def _GetStreamUri(self, token: str) -> str:  # noqa: N802
        path = "102" if token == "sub&1" else "101"
        uri = f"rtsp://{self.host}:8554/Streaming/Channels/{path}?profile={path}&amp;unicast=true"
        return f"<R><MediaUri><Uri>{uri}</Uri></MediaUri></R>"

    def _GetSnapshotUri(self, token: str) -> str:  # noqa: N802
        if not self.gives_snapshots:
            return "<Fault><Code><Value>ter:ActionNotSupported</Value></Code></Fault>"
        uri = f"http://{self.host}/snap?token={token}"
        return f"<R><MediaUri><Uri>{escape(uri)}</Uri></MediaUri></R>"

    def _at(self, path: str) -> str:
        return f"http://{self.host}:{self.port}{path}"


def _profile(token: str, name: str, width: int, height: int, fps: int) -> str:
    size = f"<Resolution><Width>{width}</Width><Height>{height}</Height></Resolution>"
    rate = f"<RateControl><FrameRateLimit>{fps}</FrameRateLimit></RateControl>"
    encoder = f"<Encoding>H264</Encoding>{size}{rate}"
    told = f"<Name>{name}</Name><VideoEncoderConfiguration>{encoder}</VideoEncoderConfiguration>"
    return f'<Profiles token="{escape(token)}">{told}</Profiles>'


def _fault(code: str, subcode: str) -> bytes:
    values = f"<Value>s:{code}</Value><Subcode><Value>ter:{subcode}</Value></Subcode>"
    return envelope(f"<Fault><Code>{values}</Code></Fault>")


class _Door(BaseHTTPRequestHandler):
    device: Device

    def do_POST(self) -> None:
        request = self.rfile.read(int(self.headers["content-length"]))
        device = self.device
        if device.redirect is not None:
            self.send_response(307)
            self.send_header("location", device.redirect)
            self.end_headers()
        elif device.endless:
            self._never_end()
        else:
            status, answer = (200, device.raw) if device.raw else device.answer(request)
            self.send_response(status)
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""

    def _never_end(self) -> None:
        self.send_response(200)
        self.end_headers()
        try:
            while True:
                self.wfile.write(b"<a>" * 10_000)
        except OSError:
            return


@contextmanager
def running() -> Iterator[Device]:
    """Run a device on loopback."""
    device = Device()
    door = type("Door", (_Door,), {"device": device})
    with ThreadingHTTPServer(("127.0.0.1", 0), door) as server:
        server.daemon_threads = True
        device.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield device
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def discoverable(device: Device, *, relates_to: str | None = None) -> Iterator[int]:
    """Answer WS-Discovery probes for a device; yield the UDP port."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.settimeout(0.05)
        done = threading.Event()

        def answer() -> None:
            while not done.is_set():
                try:
                    probe, sender = listening.recvfrom(65_535)
                except TimeoutError:
                    continue
                message_id = relates_to or text_of(parse(probe), "Header", "MessageID")
                xaddrs = f"{device._at('/onvif/device_service')} http://[fe80::1]/onvif"
                scopes = "onvif://www.onvif.org/name/East%20gate onvif://www.onvif.org/hardware/M1"
                match = (
                    f"<ProbeMatch><Scopes>{scopes}</Scopes><XAddrs>{xaddrs}</XAddrs></ProbeMatch>"
                )
                header = f"<RelatesTo>{message_id}</RelatesTo>"
                listening.sendto(b"no xml at all", sender)
                listening.sendto(envelope(f"<ProbeMatches>{match}</ProbeMatches>", header), sender)

        thread = threading.Thread(target=answer)
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            done.set()
            thread.join()
