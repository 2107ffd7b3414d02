"""Why a request outside failed, as one of a few codes; what a library said of it stays in the log."""

import ssl
from collections.abc import Iterator

import httpx

from core.errors import AlgomartError

FAILURES = frozenset(
    {
        "no_answer",
        "unreachable",
        "host_unknown",
        "certificate_refused",
        "address_not_allowed",
        "url_unusable",
        "broken_answer",
        "failed",
    }
)
"""Every code; who shows them to people has words for them."""

_OURS = {
    "address_not_allowed": "address_not_allowed",
    "address_never_allowed": "address_not_allowed",
    "host_malformed": "url_unusable",
    "host_unknown": "host_unknown",
    "answer_too_large": "broken_answer",
}


def failure_of(error: Exception) -> str:
    """Return the code of an error that `core.net.client` raised."""
    if isinstance(error, AlgomartError):
        return _OURS.get(error.code, "failed")
    if isinstance(error, httpx.TimeoutException):
        return "no_answer"
    if isinstance(error, httpx.ConnectError):
        is_certificate = any(isinstance(one, ssl.SSLError) for one in _causes(error))
        return "certificate_refused" if is_certificate else "unreachable"
    if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol):
        return "url_unusable"
    return "broken_answer" if isinstance(error, httpx.TransportError) else "failed"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
