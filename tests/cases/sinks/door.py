"""A real HTTP receiver in a thread, which answers as a script says and keeps what it got."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

Headers = dict[str, str]


@dataclass(frozen=True)
class Request:
    """One request as it came."""

    method: str
    path: str
    query: dict[str, str]
    headers: Headers
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        """The fields of a posted form."""
        return dict(parse_qsl(self.body.decode()))


@dataclass(frozen=True)
class Reply:
    """What is answered; `cut` breaks the connection instead, after the request was taken."""

    status: int = 200
    body: bytes = b""
    headers: Headers = field(default_factory=dict)
    cut: bool = False


Answering = Callable[[Request], Reply]


@dataclass
class Door:
    """A running receiver."""

    url: str
    requests: list[Request] = field(default_factory=list)
    answering: Answering = lambda _request: Reply()

    def bodies(self) -> list[bytes]:
        """Return what was sent, oldest first."""
        return [one.body for one in self.requests]


@contextmanager
def door(answering: Answering | None = None) -> Iterator[Door]:
    """Run a receiver for as long as the block lasts."""
    made: list[Door] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _any(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            parts = urlsplit(self.path)
            headers = {name.lower(): value for name, value in self.headers.items()}
            asked = Request(self.command, parts.path, dict(parse_qsl(parts.query)), headers, body)
            made[0].requests.append(asked)
            reply = made[0].answering(asked)
            self.close_connection = True
            if reply.cut:
                return
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)

        do_GET = do_POST = do_OPTIONS = _any  # noqa: N815 - the base class's names

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.append(Door(f"http://127.0.0.1:{server.server_port}"))
    if answering is not None:
        made[0].answering = answering
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield made[0]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
