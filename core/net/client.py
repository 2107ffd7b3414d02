"""An HTTP client for URLs that people enter.

The name is resolved and checked when the connection is made, and the connection goes to the checked
address, so a name that changes its address in between (DNS rebinding) gains nothing; `Host`, SNI and
certificate stay the name's. It follows no redirect, knows no proxy, and is bounded in time and size.
"""

import logging
import ssl
from collections.abc import Iterable, Iterator
from contextlib import suppress
from types import TracebackType
from typing import Self

import httpcore
import httpx

from core.net.allowed import Allowed
from core.net.bounded import BoundedStream, Bounds, CheckedBackend, HungUp
from core.net.resolve import SYSTEM, Resolver

ANSWER_BYTES_MAX = 1 << 20
_CONNECTIONS = 100
_AGENT = {"user-agent": "algomart", "accept-encoding": "identity"}


def open_client(
    allowed: Allowed,
    *,
    timeout_s: float,
    answer_max: int = ANSWER_BYTES_MAX,
    resolver: Resolver = SYSTEM,
    verify: ssl.SSLContext | None = None,
    keeps: bool = False,
) -> httpx.Client:
    """Return a client whose every request, answer included, ends within `timeout_s` of its beginning.

    One that `keeps` its connections resolves and checks a name only when it makes one: whoever opens it
    closes it before long. It is for requests that do no harm when they come twice: one to which a kept
    connection gave not a byte is sent once more, over a new one.
    """
    logging.getLogger("httpx").setLevel(logging.WARNING)  # it logs URLs, which may hold a token
    backend = CheckedBackend(allowed, Bounds(timeout_s, answer_max), resolver)
    return httpx.Client(
        transport=CheckedTransport(backend, verify, keeps=keeps),
        timeout=timeout_s,
        follow_redirects=False,
        trust_env=False,
        headers=_AGENT,
    )


class CheckedTransport(httpx.BaseTransport):
    """httpx on connections that are checked when they are made; one a request, unless it keeps them."""

    def __init__(
        self, backend: CheckedBackend, verify: ssl.SSLContext | None = None, *, keeps: bool = False
    ) -> None:
        trusted = verify or httpx.create_ssl_context(trust_env=False)
        self._fresh = _pool(backend, trusted, 0)
        self._kept = _pool(backend, trusted, _CONNECTIONS) if keeps else None

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; errors are httpx's, and `AlgomartError` where the address is refused."""
        if self._kept is not None:
            with suppress(_Unheard):
                return _answer(self._kept, request)
        return _answer(self._fresh, request)

    def close(self) -> None:
        """Close what is open."""
        self._fresh.close()
        if self._kept is not None:
            self._kept.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None = None,
        error: BaseException | None = None,
        trace: TracebackType | None = None,
    ) -> None:
        self.close()


class _Unheard(httpx.ReadError):
    """A request to which nothing was said, and which can be sent once more."""


_FAILURES = (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol)


def _pool(backend: CheckedBackend, trusted: ssl.SSLContext, kept: int) -> httpcore.ConnectionPool:
    return httpcore.ConnectionPool(
        ssl_context=trusted,
        max_connections=_CONNECTIONS,
        max_keepalive_connections=kept,
        network_backend=backend,
    )


def _answer(pool: httpcore.ConnectionPool, request: httpx.Request) -> httpx.Response:
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
        answer = pool.handle_request(raw)
    except HungUp as error:
        again = isinstance(request.stream, httpx.ByteStream)
        raise (_Unheard if again else httpx.ReadError)(str(error)) from error
    except (httpcore.TimeoutException, *_FAILURES) as error:
        raise _as_httpx(error) from error
    _require_asked(answer)
    assert isinstance(answer.stream, Iterable)
    return httpx.Response(
        status_code=answer.status,
        headers=_plain(answer.headers),
        stream=_Stream(answer),
        extensions=answer.extensions,
    )


def _require_asked(answer: httpcore.Response) -> None:
    """Refuse what came behind the answer before: it would be taken for the answer to this request."""
    stream = answer.extensions.get("network_stream")
    if isinstance(stream, BoundedStream) and stream.answered_unasked:
        stream.close()
        answer.close()
        raise httpx.RemoteProtocolError("an answer came before its request")


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
