"""One signed POST: a CloudEvent in the body, Standard Webhooks in the headers, no redirect followed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import httpx
from standardwebhooks.webhooks import Webhook

from core.errors import AlgomartError
from core.log import get_logger
from core.net import client
from core.net.allowed import outbound
from core.net.failures import failure_of
from core.settings import Settings

_log = get_logger(__name__)
CONTENT_TYPE = "application/cloudevents+json; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the receiver answered, or why it did not."""

    status: int | None
    error: str | None = None
    """A code of `cases.sinks.reasons`."""
    retry_after_s: float | None = None


def open_client(settings: Settings) -> httpx.Client:
    """Return a client for receivers, which connects to allowed addresses only."""
    return client.open_client(outbound(settings), timeout_s=settings.delivery_timeout_s)


def send(
    http: httpx.Client, url: str, secret: str, message_id: UUID, body: str, at: datetime
) -> Answer:
    """Post the message once; the receiver's words are not read, only its status."""
    headers = {
        "content-type": CONTENT_TYPE,
        "webhook-id": str(message_id),
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign(str(message_id), at, body),
    }
    try:
        with http.stream("POST", url, content=body.encode(), headers=headers) as response:
            return Answer(
                response.status_code,
                None if response.is_success else f"http_{response.status_code}",
                _seconds(response.headers.get("retry-after")),
            )
    except (AlgomartError, httpx.HTTPError, httpx.InvalidURL) as error:
        kind = type(error).__name__
        _log.info("message not sent", message_id=str(message_id), kind=kind, error=str(error))
        return Answer(None, failure_of(error))


def _seconds(retry_after: str | None) -> float | None:
    return float(retry_after) if retry_after and retry_after.isdecimal() else None
