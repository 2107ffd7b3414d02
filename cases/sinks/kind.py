"""What every kind of receiver is to the outbox: messages in, one outcome out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

import httpx

from cases.sinks.outcome import Outcome
from core.http.fields import Body
from core.net.allowed import Allowed
from core.settings import Settings


@dataclass(frozen=True, slots=True)
class Message:
    """One message as the outbox keeps it: a CloudEvent in its structured form, and what became of it."""

    id: UUID
    """The delivery's: the same at every repetition."""
    body: str
    data: dict[str, Any]
    """The body, read: `id`, `type`, `data` and the other attributes of the event."""
    first_at: datetime
    """When it was sent for the first time."""
    is_doubtful: bool = False
    """An earlier sending may have arrived."""
    request_id: str | None = None
    """What the receiver called this case when it took its first message."""
    is_test: bool = False


@dataclass(frozen=True, slots=True)
class Destination:
    """Where to: the address and the secrets of one sink, opened."""

    url: str
    secret: str = field(default="", repr=False)
    sign_secret: str = field(default="", repr=False)
    options: dict[str, Any] = field(default_factory=dict)
    has_agreed: bool = False
    """Whether the handshake was made."""


@dataclass(frozen=True, slots=True)
class Wire:
    """How the world outside is reached: a client bound to allowed addresses, the settings, the instant."""

    http: httpx.Client
    settings: Settings
    now: datetime


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants a sink to be."""

    url: str
    secret: str | None = field(default=None, repr=False)
    sign_secret: str | None = field(default=None, repr=False)
    options: dict[str, Any] = field(default_factory=dict)


class ListenerOptions(Body):
    """What can be set of receivers that are people's: whether they are told of events that wait too long."""

    escalations: bool = True


@dataclass(frozen=True, slots=True)
class Manner:
    """How a kind of receiver wants to be treated."""

    options: type[Body]
    """What can be set of it; all has a default."""
    at_once: int = 1
    """So many messages go out as one, a digest; 1: each by itself."""
    in_flight: int = 1
    """So many are sent at the same time, each of another case."""
    pause_s: float = 0.0
    """Seconds it wants between two sendings."""
    reports_back: bool = False
    """Whether such a system may tell what became of a case."""


class Kind(Protocol):
    """A kind of receiver; one object serves all sinks of it and keeps nothing."""

    @property
    def manner(self) -> Manner:
        """How it wants to be treated."""
        ...

    def checked(self, wish: Wish, allowed: Allowed) -> Wish:
        """Return the wish with the address to show and the secrets to seal; `Invalid` says what is wrong."""
        ...

    def send(self, to: Destination, messages: Sequence[Message], wire: Wire) -> Outcome:
        """Send the messages, at most `at_once`, and say what came of it; raises nothing of the network's."""
        ...
