"""A camera that lets one in, promises a picture and then fails, repeating whatever it was sent."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

_SDP = "v=0\r\ns=-\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=control:track\r\n"


@dataclass
class BrokenCamera:
    """A running camera and the methods it was asked with."""

    port: int = 0
    asked: set[str] = field(default_factory=set)


@contextmanager
def broken_camera() -> Iterator[BrokenCamera]:
    """Run the camera on a port of its own for as long as the block lasts."""
    camera = BrokenCamera()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            while request := _read(self):
                camera.asked.add(request[0].partition(" ")[0])
                self.wfile.write(_answer(request).encode())

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        camera.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield camera
        finally:
            server.shutdown()


def _read(handler: socketserver.StreamRequestHandler) -> list[str]:
    """Return the lines of one request, none when the other side is gone."""
    lines: list[str] = []
    try:
        while (line := handler.rfile.readline().decode().strip()) or not lines:
            if not line:
                return []
            lines.append(line)
    except ConnectionError:
        return []
    return lines


def _answer(request: list[str]) -> str:
    method = request[0].partition(" ")[0]
    said = {line.partition(":")[0].lower(): line.partition(":")[2].strip() for line in request[1:]}
    head = f"CSeq: {said.get('cseq', '0')}\r\n"
    if method == "OPTIONS":
        return f"RTSP/1.0 200 OK\r\n{head}Public: DESCRIBE, SETUP, PLAY\r\n\r\n"
    if "authorization" not in said:
        return f'RTSP/1.0 401 Who\r\n{head}WWW-Authenticate: Basic realm="c"\r\n\r\n'
    if method == "DESCRIBE":
        kind = f"Content-Type: application/sdp\r\nContent-Length: {len(_SDP)}\r\n\r\n"
        return f"RTSP/1.0 200 OK\r\n{head}{kind}{_SDP}"
    return f"RTSP/1.0 500 {request[0]} {said['authorization']}\r\n{head}\r\n"
