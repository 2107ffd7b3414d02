"""One request to a receiver, no redirect followed, and what its answer means."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from cases.sinks.outcome import Fate, Outcome
from core.errors import AlgomartError
from core.log import get_logger
from core.net import client
from core.net.allowed import outbound
from core.net.failures import failure_of
from core.settings import Settings

_log = get_logger(__name__)
_LATER = frozenset({408, 425, 429})
_GONE = 410


@dataclass(frozen=True, slots=True)
class Answer:
    """What the receiver answered, or why it did not."""

    status: int | None
    error: str | None = None
    """A code of `cases.sinks.reasons`."""
    retry_after_s: float | None = None
    headers: Mapping[str, str] | None = None
    body: bytes = b""

    @property
    def is_success(self) -> bool:
        """Whether the receiver took what it was sent."""
        return self.status is not None and 200 <= self.status < 300


def open_client(settings: Settings) -> httpx.Client:
    """Return a client for receivers, which connects to allowed addresses only."""
    return client.open_client(outbound(settings), timeout_s=settings.delivery_timeout_s)


def ask(
    http: httpx.Client,
    method: str,
    url: str,
    *,
    now: datetime,
    read: bool = False,
    **sent: Any,
) -> Answer:
    """Send one request. The answer's words are read only on demand: its status says whether it was taken."""
    try:
        with http.stream(method, url, **sent) as response:
            body = response.read() if read else b""
            return Answer(
                response.status_code,
                None if response.is_success else f"http_{response.status_code}",
                _seconds(response.headers.get("retry-after"), now),
                response.headers,
                body,
            )
    except (AlgomartError, httpx.HTTPError, httpx.InvalidURL) as error:
        _log.info("message not sent", kind=type(error).__name__, error=str(error))
        return Answer(None, failure_of(error))


def outcome_of(answer: Answer, receipt: str | None = None) -> Outcome:
    """Return what an answer means where a repetition does no harm."""
    if answer.is_success:
        return Outcome(Fate.DELIVERED, receipt=receipt)
    return Outcome(_fate(answer.status), answer.error, answer.retry_after_s)


def _fate(status: int | None) -> Fate:
    if status is None or status >= 500 or status in _LATER:
        return Fate.LATER
    return Fate.GONE if status == _GONE else Fate.REFUSED


def _seconds(retry_after: str | None, now: datetime) -> float | None:
    """Return the seconds of a `Retry-After`, written as a number or as an instant."""
    if not retry_after:
        return None
    if retry_after.isascii() and retry_after.isdecimal():
        return float(retry_after[:9])
    try:
        until = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    return max(0.0, (until.replace(tzinfo=until.tzinfo or UTC) - now).total_seconds())
