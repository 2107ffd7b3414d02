"""CloudEvents over HTTP, structured or binary, signed after Standard Webhooks, after a handshake if wanted.

A receiver that knows the `webhook-id` sees each message once, however often it is sent.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from urllib.parse import urlsplit

from cloudevents.core.bindings.http import HTTPMessage, from_structured, to_binary
from cloudevents.core.formats.json import JSONFormat
from standardwebhooks.webhooks import Webhook

from cases.sinks.address import checked_url
from cases.sinks.kind import Destination, ListenerOptions, Manner, Message, Wire, Wish
from cases.sinks.outcome import Fate, Outcome
from cases.sinks.post import Answer, ask, outcome_of
from cases.sinks.signing import checked_secret, new_secret
from core.net.allowed import Allowed

CONTENT_TYPE = "application/cloudevents+json; charset=utf-8"
RATE_WANTED = 1200
"""Messages a minute that we ask to be allowed."""


class CloudEventsOptions(ListenerOptions):
    """How CloudEvents are sent: all in the body or the attributes as headers; after a handshake or not.

    A program that expects cases hears of waiting events only where that is asked for.
    """

    mode: Literal["structured", "binary"] = "structured"
    handshake: bool = False
    escalations: bool = False


class CloudEvents:
    """The kind `cloudevents`."""

    manner = Manner(CloudEventsOptions, in_flight=8, reports_back=True)

    def checked(self, wish: Wish, allowed: Allowed) -> Wish:
        """Check the address and the signing secret; without one, one is made."""
        secret = checked_secret(wish.secret) if wish.secret else new_secret()
        return Wish(checked_url(wish.url, allowed), secret, None, wish.options)

    def send(self, to: Destination, messages: Sequence[Message], wire: Wire) -> Outcome:
        """Post the message, once the receiver has agreed to be posted to."""
        told = CloudEventsOptions.model_validate(to.options)
        pause_s = None
        if told.handshake and not to.has_agreed:
            asked = _handshake(to.url, wire)
            if asked.agreed_pause_s is None:
                return asked
            pause_s = asked.agreed_pause_s
        (message,) = messages
        headers, body = _form(message, told.mode)
        headers |= signature(to.secret, str(message.id), body, wire.now)
        if told.handshake:  # the older text of the specification calls it `Origin`
            headers |= {"webhook-request-origin": _origin(wire), "origin": _origin(wire)}
        answer = ask(wire.http, "POST", to.url, now=wire.now, content=body, headers=headers)
        found = outcome_of(answer)
        return Outcome(found.fate, found.error, found.retry_after_s, agreed_pause_s=pause_s)


def signature(secret: str, message_id: str, body: bytes, at: datetime) -> dict[str, str]:
    """Return the three headers of Standard Webhooks."""
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign(message_id, at, body.decode()),
    }


def _form(message: Message, mode: str) -> tuple[dict[str, str], bytes]:
    if mode == "structured":
        return {"content-type": CONTENT_TYPE}, message.body.encode()
    kept = HTTPMessage({"content-type": CONTENT_TYPE}, message.body.encode())
    made = to_binary(from_structured(kept, JSONFormat()), JSONFormat())
    return dict(made.headers), made.body


def _handshake(url: str, wire: Wire) -> Outcome:
    """Ask whether we may post there; only the header says yes, whatever the status."""
    headers = {
        "webhook-request-origin": _origin(wire),
        "webhook-request-rate": str(RATE_WANTED),
    }
    answer = ask(wire.http, "OPTIONS", url, now=wire.now, headers=headers)
    if answer.status is None or answer.status >= 500:
        return outcome_of(answer)
    pause_s = _agreed_pause_s(answer, _origin(wire))
    if pause_s is None:
        return Outcome(Fate.LATER, "no_consent")
    return Outcome(Fate.DELIVERED, agreed_pause_s=pause_s)


def _agreed_pause_s(answer: Answer, origin: str) -> float | None:
    headers = answer.headers or {}
    if headers.get("webhook-allowed-origin", "").strip() not in (origin, "*"):
        return None
    rate = headers.get("webhook-allowed-rate", "*").strip()
    return 60 / int(rate) if rate.isascii() and rate.isdecimal() and int(rate) else 0.0


def _origin(wire: Wire) -> str:
    return urlsplit(wire.settings.base_url).hostname or "localhost"
