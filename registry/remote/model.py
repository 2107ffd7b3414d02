"""Tables of vendors' endpoints, what became of them, and the departments that agree to be looked at there."""

from datetime import datetime
from typing import Literal, get_args
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database.model import Base, Owned, Versioned

State = Literal["waiting", "approved", "refused"]
Action = Literal[
    "register", "move", "renew", "remove", "approve", "refuse", "withdraw", "agree", "take_back"
]
"""What becomes of an endpoint; `renew`: another credential, `withdraw`: it had been let in before."""


class RemoteEndpoint(Base, Owned, Versioned):
    """Where the models of a vendor answer; a security administrator lets it in, at this very address.

    The model hosts write `trouble`; it is no part of the revision.
    """

    __tablename__ = "remote_endpoints"
    __table_args__ = (
        UniqueConstraint("owner_id", "name"),
        CheckConstraint("state IN ('waiting', 'approved', 'refused')", name="state"),
        CheckConstraint("(state = 'waiting') = (decided_at IS NULL)", name="decided"),
        CheckConstraint("(trouble IS NULL) = (trouble_at IS NULL)", name="trouble"),
        Index(None, "created_at", "id"),
    )

    name: Mapped[str]
    """By which manifests of its vendor mean it."""
    url: Mapped[str]
    header: Mapped[str]
    """Which header carries the credential; `authorization` carries it as a bearer token."""
    sealed_credential: Mapped[bytes | None]
    """What it is shown with every call, sealed for the context `remote_endpoint:<id>`."""
    state: Mapped[str] = mapped_column(default="waiting", server_default="waiting")
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    decision: Mapped[str | None]
    """What the security administrator said."""
    trouble: Mapped[str | None]
    """Why it is left alone at present: a code of `registry.remote.reasons`."""
    trouble_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class RemoteAgreement(Base, Owned):
    """A department, its owner, agrees that pictures of its subscriptions are sent to an endpoint."""

    __tablename__ = "remote_agreements"
    __table_args__ = (UniqueConstraint("owner_id", "endpoint_id"),)

    endpoint_id: Mapped[UUID] = mapped_column(
        ForeignKey("remote_endpoints.id", ondelete="CASCADE"), index=True
    )
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    reason: Mapped[str]
    created_at: Mapped[datetime]


class RemoteStep(Base, Owned):
    """One step of what became of a vendor's endpoint; it stays when the endpoint is removed."""

    __tablename__ = "remote_endpoint_steps"
    __table_args__ = (
        CheckConstraint(f"action IN {get_args(Action)}", name="action"),
        Index(None, "owner_id", "name", "at", "id"),
    )

    name: Mapped[str]
    endpoint_id: Mapped[UUID]
    """Which of the endpoints that had this name."""
    action: Mapped[str]
    at: Mapped[datetime]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"))
    """On whose behalf: the vendor, the operator, or the department that agrees."""
    url: Mapped[str]
    """The address it was about."""
    reason: Mapped[str | None]
