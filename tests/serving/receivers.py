"""Receivers of a department's cases: one that was sent something, and a robot."""

from uuid import UUID

from sqlalchemy.orm import Session

from accounts.users.model import User
from cases.sinks import service as sinks
from core.http.services import Services
from core.net.allowed import outbound
from tests import make


def receiver(session: Session, services: Services, maker: User) -> UUID:
    sink, _ = sinks.create(
        session,
        make.scope_of(maker, "sink.create"),
        name="cases",
        kind="cloudevents",
        url="http://127.0.0.1:9/cases",
        secret=None,
        allowed=outbound(services.settings),
        keyring=services.keyring,
        clock=services.clock,
    )
    return sink.id


def robot(session: Session, services: Services, maker: User) -> None:
    """Add a robot that signs what it posts, after the case was filed: it is told of none."""
    sinks.create(
        session,
        make.scope_of(maker, "sink.create"),
        name="group",
        kind="dingtalk",
        url="",
        secret="http://127.0.0.1:9/robot?access_token=x",
        sign_secret="SECx",
        allowed=outbound(services.settings),
        keyring=services.keyring,
        clock=services.clock,
    )
