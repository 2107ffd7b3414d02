"""The users table."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database.model import Base, Owned, Versioned


class User(Base, Owned, Versioned):
    """A person, or a machine with a token, of one organization (`owner_id`)."""

    __tablename__ = "users"
    __table_args__ = (
        CheckConstraint("login = lower(login)", name="login"),
        CheckConstraint("cardinality(roles) > 0", name="roles"),
        CheckConstraint("language IN ('zh', 'en')", name="language"),
    )

    login: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    language: Mapped[str] = mapped_column(server_default="zh")
    roles: Mapped[list[str]]
    password_hash: Mapped[str]
    enabled: Mapped[bool] = mapped_column(server_default="true")
    failures: Mapped[int] = mapped_column(server_default="0")
    locked_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    password_changed_at: Mapped[datetime]
