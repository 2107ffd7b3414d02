"""A sign-in's way to the provider and back: begun by one browser, and ended by it, once."""

import hmac
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from accounts.oidc.errors import FlowEnded
from accounts.oidc.model import OidcFlow
from accounts.sessions.service import digest
from core.clock import Clock

LASTS = timedelta(minutes=10)
"""As long as somebody may take at the provider."""
FRONT = "/"


@dataclass(frozen=True, slots=True)
class Flow:
    """One sign-in. All its secrets come from the handle, which only its browser holds."""

    handle: str
    return_to: str

    @property
    def state(self) -> str:
        """Ties the answer to the browser."""
        return _derived(self.handle, "state")

    @property
    def nonce(self) -> str:
        """Ties the id token to the sign-in."""
        return _derived(self.handle, "nonce")

    @property
    def verifier(self) -> str:
        """Ties the code to the sign-in (PKCE, RFC 7636)."""
        return _derived(self.handle, "verifier")


def begin(session: Session, return_to: str, clock: Clock) -> Flow:
    """Begin a sign-in that returns to a page of the console."""
    now = clock.now()
    flow = Flow(secrets.token_urlsafe(32), local(return_to))
    session.execute(delete(OidcFlow).where(OidcFlow.expires_at <= now))
    session.add(
        OidcFlow(digest=digest(flow.handle), return_to=flow.return_to, expires_at=now + LASTS)
    )
    session.flush()
    return flow


def take(session: Session, handle: str | None, state: str | None, clock: Clock) -> Flow:
    """Return the flow of the browser that brings this state, and end it; raises `FlowEnded`."""
    if not handle or not hmac.compare_digest(
        _derived(handle, "state").encode(), (state or "").encode()
    ):
        raise FlowEnded
    ended = delete(OidcFlow).where(OidcFlow.digest == digest(handle))
    found = session.execute(ended.returning(OidcFlow.return_to, OidcFlow.expires_at)).one_or_none()
    if found is None or found.expires_at <= clock.now():
        raise FlowEnded
    return Flow(handle, found.return_to)


def local(path: str) -> str:
    """Return a path if it is a page of the console, else the front page: nobody is sent elsewhere."""
    is_page = path.startswith("/") and not path.startswith(("//", "/api/", "/v2/"))
    return path if is_page and path.isprintable() and "\\" not in path else FRONT


def _derived(handle: str, purpose: str) -> str:
    mac = hmac.digest(handle.encode(), purpose.encode(), "sha256")
    return urlsafe_b64encode(mac).decode().rstrip("=")
