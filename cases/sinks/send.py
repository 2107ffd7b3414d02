"""One signed POST: a CloudEvent in the body, Standard Webhooks in the headers, no redirect followed."""

import logging
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import httpx
from standardwebhooks.webhooks import Webhook

from core.settings import Settings

CONTENT_TYPE = "application/cloudevents+json; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the receiver answered, or why it did not."""

    status: int | None
    error: str | None = None
    retry_after_s: float | None = None


def open_client(settings: Settings) -> httpx.Client:
    """Return a client for receivers: bounded in time, without proxies of the environment or redirects."""
    logging.getLogger("httpx").setLevel(
        logging.WARNING
    )  # it logs addresses, which may hold a token
    return httpx.Client(
        timeout=settings.delivery_timeout_s,
        follow_redirects=False,
        trust_env=False,
        headers={"user-agent": "algomart"},
    )


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
                None if response.is_success else f"HTTP {response.status_code}",
                _seconds(response.headers.get("retry-after")),
            )
    except httpx.TimeoutException as error:
        return Answer(None, f"no answer in time ({type(error).__name__})")
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return Answer(None, f"{type(error).__name__}: {error}"[:300])


def _seconds(retry_after: str | None) -> float | None:
    return float(retry_after) if retry_after and retry_after.isdecimal() else None
