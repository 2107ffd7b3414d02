"""What stands beside the real network: a resolver that is told what to say, and ports that listen."""

import re
import socket
import socketserver
import ssl
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BufferedIOBase
from itertools import repeat

LOOPBACK = "127.0.0.1"


class Told:
    """Answers one question after the other with what it was told; the last answer repeats."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self._answers = list(answers)
        self.asked: list[str] = []

    def resolve(self, name: str, timeout_s: float) -> Sequence[str]:
        self.asked.append(name)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if not answer:
            raise OSError("no such name")
        return answer


@contextmanager
def listening() -> Iterator[socket.socket]:
    """Yield a listening socket that nobody serves; `was_called` tells whether anybody came."""
    with socket.create_server((LOOPBACK, 0)) as listener:
        yield listener


def was_called(listener: socket.socket) -> bool:
    """Say whether a connection waits at the socket."""
    listener.settimeout(0.2)
    try:
        listener.accept()[0].close()
    except TimeoutError:
        return False
    return True


@contextmanager
def answering(
    answer: bytes, *, pause_s: float = 0, pieces: int = 1, tls: ssl.SSLContext | None = None
) -> Iterator[tuple[int, list[bytes]]]:
    """Yield the port of a server that reads a request and answers in pieces, and what it was asked."""
    asked: list[bytes] = []
    done = threading.Event()

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            asked.append(self.request.recv(65536))
            size = max(1, len(answer) // pieces)
            for start in range(0, len(answer), size):
                try:
                    self.request.sendall(answer[start : start + size])
                except OSError:
                    return
                if done.wait(pause_s):
                    return

    with _served(Handler, tls) as port:
        try:
            yield port, asked
        finally:
            done.set()


@dataclass(eq=False)
class Caller:
    """One connection to a server that keeps them: what was asked over it, and whether it is over."""

    asked: list[bytes] = field(default_factory=list)
    closed: threading.Event = field(default_factory=threading.Event)


@contextmanager
def keeping(
    *answers: bytes, tls: ssl.SSLContext | None = None, pause_s: float = 0, most: int = 1000
) -> Iterator[tuple[int, list[Caller]]]:
    """Yield the port of a server that answers every request of a connection, and who came.

    The first connection gets these answers one after the other, those after it the first one again and again.
    An empty answer, and the end of them, is to hang up without a word once the next request was read; after
    the `most` requests of a connection it hangs up before another one comes.
    """
    callers: list[Caller] = []

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            caller = Caller()
            callers.append(caller)
            told = iter(answers) if len(callers) == 1 else repeat(answers[0])
            try:
                while len(caller.asked) < most and (request := _request(self.rfile)):
                    caller.asked.append(request)
                    time.sleep(pause_s)
                    answer = next(told, b"")
                    if not answer:
                        return
                    self.request.sendall(answer)
            except OSError:
                return
            finally:
                caller.closed.set()

    with _served(Handler, tls) as port:
        yield port, callers


def _request(file: BufferedIOBase) -> bytes:
    """Return one request, its body included; nothing where the peer has hung up."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        line = file.readline()
        if not line:
            return b""
        head += line
    length = re.search(rb"\r\ncontent-length: (\d+)", head.lower())
    return head + (file.read(int(length[1])) if length else b"")


@contextmanager
def _served(
    handler: type[socketserver.BaseRequestHandler], tls: ssl.SSLContext | None
) -> Iterator[int]:
    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True

        def get_request(self) -> tuple[socket.socket, object]:
            connection, address = super().get_request()
            return (tls.wrap_socket(connection, server_side=True) if tls else connection), address

    with Server((LOOPBACK, 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()
