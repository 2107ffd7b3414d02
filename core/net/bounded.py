"""Connections that are checked when they are made, and bounded in time and size for each request on them."""

import ssl
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import httpcore

from core.net.allowed import Allowed
from core.net.errors import AnswerTooLarge
from core.net.resolve import Resolver, resolve


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a request may take: seconds from its beginning to the end of its answer, and bytes of that."""

    timeout_s: float
    answer_max: int


class HungUp(httpcore.ReadError):
    """The peer had closed a connection that was kept, and said nothing to the request sent over it."""


class CheckedBackend(httpcore.NetworkBackend):
    """Resolves, checks, and connects to the first checked address that answers."""

    def __init__(self, allowed: Allowed, bounds: Bounds, resolver: Resolver) -> None:
        self._allowed, self._resolver, self._bounds = allowed, resolver, bounds
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        timeout_s = self._bounds.timeout_s
        deadline = time.monotonic() + timeout_s
        failure: Exception = httpcore.ConnectError("no address")
        for address in resolve(host, self._allowed, timeout_s, self._resolver):
            try:
                stream = self._sockets.connect_tcp(
                    address, port, _left(deadline, timeout), local_address, socket_options
                )
                return BoundedStream(stream, self._bounds, deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure


class BoundedStream(httpcore.NetworkStream):
    """A connection with one deadline for each request, its answer included, and a bound on what is read.

    The first request's deadline counts the connecting. The next one begins where something is written after
    something was read.
    """

    def __init__(self, stream: httpcore.NetworkStream, bounds: Bounds, deadline: float) -> None:
        self._stream, self._bounds, self._deadline = stream, bounds, deadline
        self._read, self._asked, self._kept = 0, True, False

    @property
    def answered_unasked(self) -> bool:
        """Whether an answer was there before its request: what came with the answer before."""
        return self._kept and not self._read

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        self._asked = False
        data = self._received(max_bytes, timeout)
        self._read += len(data)
        if self._read > self._bounds.answer_max:
            raise AnswerTooLarge(limit=self._bounds.answer_max)
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if not self._asked:
            self._asked = self._kept = True
            self._deadline, self._read = time.monotonic() + self._bounds.timeout_s, 0
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
        return BoundedStream(inner, self._bounds, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)

    def _received(self, max_bytes: int, timeout: float | None) -> bytes:
        silent = self._kept and not self._read
        try:
            data = self._stream.read(max_bytes, _left(self._deadline, timeout))
        except httpcore.ReadError as error:
            if silent:
                raise HungUp(str(error)) from error
            raise
        if silent and not data:
            raise HungUp("the peer closed the connection")
        return data


def _left(deadline: float, timeout: float | None) -> float:
    """Return the seconds that are left for this step."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the deadline has passed")
    return left if timeout is None else min(left, timeout)
