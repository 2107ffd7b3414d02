"""A found stream's address on its way back to us: sealed, for one person, for some minutes.

The address holds the device's password. The ticket lets it be tried and saved without that password
travelling again, and without keeping anything here.
"""

import binascii
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta
from uuid import UUID

from core.clock import Clock
from core.secrets import Keyring, UnsealFailed
from video.sources.onvif.errors import TicketInvalid

LIFE = timedelta(minutes=15)


def issue(keyring: Keyring, url: str, user_id: UUID, clock: Clock) -> str:
    """Return a ticket for an address."""
    told = {"url": url, "until": (clock.now() + LIFE).isoformat()}
    sealed = keyring.seal(json.dumps(told), context=_context(user_id))
    return urlsafe_b64encode(sealed).decode()


def redeem(keyring: Keyring, ticket: str, user_id: UUID, clock: Clock) -> str:
    """Return the address of a ticket; raises `TicketInvalid`."""
    try:
        sealed = urlsafe_b64decode(ticket.encode("ascii"))
        told = json.loads(keyring.unseal(sealed, context=_context(user_id)))
    except (UnsealFailed, binascii.Error, ValueError, IndexError) as error:
        raise TicketInvalid from error
    if clock.now() > datetime.fromisoformat(told["until"]):
        raise TicketInvalid
    url: str = told["url"]
    return url


def _context(user_id: UUID) -> str:
    return f"lookup:{user_id}"
