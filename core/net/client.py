"""An HTTP client for URLs that people enter.

The name is resolved and checked when the connection is made, and the connection goes to the checked
address, so a name that changes its address in between (DNS rebinding) gains nothing; `Host`, SNI and
certificate stay the name's. It follows no redirect, knows no proxy, and is bounded in time and size.
"""

import logging
import ssl
import time
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Any, Self

import httpcore
import httpx

from core.net.allowed import Allowed
from core.net.errors import AnswerTooLarge
from core.net.resolve import SYSTEM, Resolver, resolve

ANSWER_BYTES_MAX = 1 << 20
_AGENT = {"user-agent": "algomart", "accept-encoding": "identity"}


def open_client(
    allowed: Allowed,
    *,
    timeout_s: float,
    answer_max: int = ANSWER_BYTES_MAX,
    resolver: Resolver = SYSTEM,
    verify: ssl.SSLContext | None = None,
) -> httpx.Client:
    """Return a client whose every request, answer included, ends within `timeout_s` of its connecting."""
    logging.getLogger("httpx").setLevel(logging.WARNING)  # it logs URLs, which may hold a token
    return httpx.Client(
        transport=CheckedTransport(allowed, timeout_s, answer_max, resolver, verify),
        timeout=timeout_s,
        follow_redirects=False,
        trust_env=False,
        headers=_AGENT,
    )


class CheckedTransport(httpx.BaseTransport):
    """httpx on connections that are checked when they are made; one connection a request."""

    def __init__(
        self,
        allowed: Allowed,
        timeout_s: float,
        answer_max: int = ANSWER_BYTES_MAX,
        resolver: Resolver = SYSTEM,
        verify: ssl.SSLContext | None = None,
    ) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=verify or httpx.create_ssl_context(trust_env=False),
            max_connections=100,
            max_keepalive_connections=0,
            network_backend=_CheckedBackend(allowed, timeout_s, answer_max, resolver),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; errors are httpx's, and `AlgomartError` where the address is refused."""
        assert isinstance(request.stream, httpx.SyncByteStream)
        raw = httpcore.Request(
            method=request.method,
            url=httpcore.URL(
                scheme=request.url.raw_scheme,
                host=request.url.raw_host,
                port=request.url.port,
                target=request.url.raw_path,
            ),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        try:
            answer = self._pool.handle_request(raw)
        except (httpcore.TimeoutException, *_FAILURES) as error:
            raise _as_httpx(error) from error
        assert isinstance(answer.stream, Iterable)
        return httpx.Response(
            status_code=answer.status,
            headers=_plain(answer.headers),
            stream=_Stream(answer),
            extensions=answer.extensions,
        )

    def close(self) -> None:
        """Close what is open."""
        self._pool.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None = None,
        error: BaseException | None = None,
        trace: TracebackType | None = None,
    ) -> None:
        self.close()


_FAILURES = (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol)


def _as_httpx(error: Exception) -> httpx.TransportError:
    """Return httpx's error of the same name."""
    kind = getattr(httpx, type(error).__name__, httpx.TransportError)
    found: httpx.TransportError = kind(str(error))
    return found


def _plain(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Leave out what would make httpx inflate the answer: its bound counts bytes as they arrive."""
    return [header for header in headers if header[0].lower() != b"content-encoding"]


class _Stream(httpx.SyncByteStream):
    """An answer's body with httpx's errors."""

    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._answer.iter_stream()
        except (httpcore.TimeoutException, *_FAILURES) as error:
            raise _as_httpx(error) from error

    def close(self) -> None:
        self._answer.close()


class _CheckedBackend(httpcore.NetworkBackend):
    """Resolves, checks, and connects to the first checked address that answers."""

    def __init__(
        self, allowed: Allowed, timeout_s: float, answer_max: int, resolver: Resolver
    ) -> None:
        self._allowed, self._resolver = allowed, resolver
        self._timeout_s, self._answer_max = timeout_s, answer_max
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        deadline = time.monotonic() + self._timeout_s
        failure: Exception = httpcore.ConnectError("no address")
        for address in resolve(host, self._allowed, self._timeout_s, self._resolver):
            try:
                stream = self._sockets.connect_tcp(
                    address, port, _left(deadline, timeout), local_address, socket_options
                )
                return _BoundedStream(stream, deadline, self._answer_max)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure


class _BoundedStream(httpcore.NetworkStream):
    """A connection with one deadline for everything, and a bound on what is read."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float, answer_max: int) -> None:
        self._stream, self._deadline = stream, deadline
        self._answer_max, self._read = answer_max, 0

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data = self._stream.read(max_bytes, _left(self._deadline, timeout))
        self._read += len(data)
        if self._read > self._answer_max:
            raise AnswerTooLarge(limit=self._answer_max)
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(self._deadline, timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        inner = self._stream.start_tls(ssl_context, server_hostname, _left(self._deadline, timeout))
        return _BoundedStream(inner, self._deadline, self._answer_max)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(deadline: float, timeout: float | None) -> float:
    """Return the seconds that are left for this step."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the deadline has passed")
    return left if timeout is None else min(left, timeout)
