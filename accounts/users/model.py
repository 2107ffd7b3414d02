"""The users table, and that of the passwords they had."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from core.database.model import Base, Identified, Owned, Versioned

SignInWay = Literal["password", "oidc"]


class User(Base, Owned, Versioned):
    """A person, or a machine with a token, of one organization (`owner_id`)."""

    __tablename__ = "users"
    __table_args__ = (
        CheckConstraint("login = lower(login)", name="login"),
        CheckConstraint("cardinality(roles) > 0", name="roles"),
        CheckConstraint("language IN ('zh', 'en')", name="language"),
        CheckConstraint("sign_in IN ('password', 'oidc')", name="sign_in"),
    )

    login: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    language: Mapped[str] = mapped_column(server_default="zh")
    roles: Mapped[list[str]]
    enabled: Mapped[bool] = mapped_column(server_default="true")
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime | None]
    """The last sign-in, or use of a token within the hour: tells stale accounts."""

    sign_in: Mapped[str] = mapped_column(default="password", server_default="password")
    """How he signs in: here with a password, or at the OpenID Connect provider."""
    oidc_subject: Mapped[str | None] = mapped_column(unique=True)
    """Who he is at the provider, `issuer|sub`; bound by his first sign-in there."""
    password_hash: Mapped[str]
    password_changed_at: Mapped[datetime]
    password_given: Mapped[bool] = mapped_column(default=False, server_default="false")
    """Somebody else chose the password: he must choose one of his own first."""
    failures: Mapped[int] = mapped_column(default=0, server_default="0")
    locked_until: Mapped[datetime | None]

    totp_sealed: Mapped[bytes | None]
    """The seed of the second factor, sealed for `totp:<id>`; not in force before its confirmation."""
    totp_confirmed_at: Mapped[datetime | None]
    totp_last_step: Mapped[int | None]
    """The 30-second step of the last code that was taken: a code works once."""


class OldPassword(Base, Identified):
    """The hash of a password that a user may not choose again."""

    __tablename__ = "password_history"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    password_hash: Mapped[str]
    replaced_at: Mapped[datetime]
