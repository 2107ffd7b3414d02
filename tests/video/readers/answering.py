"""A port that answers every connection with the same bytes: stands in for odd and hostile cameras."""

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def answering(*answers: bytes) -> Iterator[str]:
    """Yield the URL of a port that gives one answer per request, then hangs up; none: says nothing."""
    done = threading.Event()

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            for answer in answers:
                self.request.recv(65536)
                self.request.sendall(answer)
            if not answers:
                done.wait()

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield f"rtsp://user:secret@127.0.0.1:{server.server_address[1]}/live"
        done.set()
        server.shutdown()
        thread.join()


def closed_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
