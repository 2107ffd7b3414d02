"""What stands beside the real network: a resolver that is told what to say, and ports that listen."""

import socket
import socketserver
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

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

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True

        def get_request(self) -> tuple[socket.socket, object]:
            connection, address = super().get_request()
            return (tls.wrap_socket(connection, server_side=True) if tls else connection), address

    with Server((LOOPBACK, 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield server.server_address[1], asked
        done.set()
        server.shutdown()
        thread.join()
