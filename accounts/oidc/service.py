"""From who somebody is at the provider to his session here."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.audit.service import record
from accounts.oidc.errors import SubjectDiffers, UserUnknown, UserUnusable
from accounts.oidc.provider import Identity
from accounts.second_factor import service as second_factor
from accounts.sessions.service import Origin, Proof, SignedIn, begin, refuse
from accounts.users.lockout import forget_failures, usable
from accounts.users.model import User
from core.clock import Clock
from core.errors import Unauthenticated
from core.settings import Settings

_REASONS: dict[type[Unauthenticated], str] = {
    UserUnknown: "unknown",
    SubjectDiffers: "subject",
    UserUnusable: "locked",
}
"""What the trail says; the rest of its line tells who and from where."""


def sign_in(
    session: Session, who: Identity, *, origin: Origin, settings: Settings, clock: Clock
) -> SignedIn | Unauthenticated:
    """Begin a session, or write the refusal to the trail and return it; commit in both cases."""
    user, fault = _find(session, who, clock.now())
    if user is None or fault is not None:
        fault = fault or UserUnknown()
        refuse(session, user, who.login or "-", _REASONS[type(fault)], origin, clock)
        return fault
    is_new, user.oidc_subject = user.oidc_subject is None, who.subject
    if who.second_factor or second_factor.state(user, settings) == "off":
        forget_failures(user)
    proof = Proof("oidc", second_factor=who.second_factor)
    begun = begin(session, user, origin=origin, settings=settings, clock=clock, proof=proof)
    if is_new:
        bound = {"oidc_subject": "bound"}
        record(session, begun.scope, "user.update", user, after=bound, clock=clock)
    return begun


def _find(
    session: Session, who: Identity, now: datetime
) -> tuple[User | None, Unauthenticated | None]:
    """Return whose identity it is: by its subject, or before the first sign-in by the login."""
    here = select(User).where(User.sign_in == "oidc").with_for_update()
    user = session.scalar(here.where(User.oidc_subject == who.subject))
    if user is None and who.login is not None:
        user = session.scalar(here.where(User.login == who.login))
    if user is None:
        return None, UserUnknown()
    if user.oidc_subject not in (None, who.subject):
        return user, SubjectDiffers()
    return user, None if usable(user, now) else UserUnusable()
