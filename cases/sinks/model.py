"""The sinks table."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.database.model import Base, Owned, Versioned


class Sink(Base, Owned, Versioned):
    """A receiver of messages about the cases of its organization and of all below it."""

    __tablename__ = "sinks"
    __mapper_args__ = {"version_id_col": Versioned.revision}  # noqa: RUF012 - SQLAlchemy's convention
    __table_args__ = (
        CheckConstraint(
            "kind IN ('cloudevents', 'open311', 'wecom', 'dingtalk', 'feishu', 'smtp')", name="kind"
        ),
        CheckConstraint("cardinality(audiences) > 0", name="audiences"),
    )

    name: Mapped[str]
    kind: Mapped[str]
    url: Mapped[str]
    """Where to; of a robot, whose address is its secret, the host."""
    audiences: Mapped[list[str]] = mapped_column(server_default=text("'{cases}'"))
    """Whom it reaches: `cases` for the case systems, else audiences of emergencies."""
    options: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    """What can be set of its kind."""
    sealed_secret: Mapped[bytes]
    """What we prove ourselves with, sealed for the context `sink:<id>`."""
    sealed_sign_secret: Mapped[bytes | None]
    """What a robot's messages are signed with."""
    sealed_report_secret: Mapped[bytes | None]
    """What the receiver signs its own reports with."""
    enabled: Mapped[bool] = mapped_column(server_default="true")
    disabled_reason: Mapped[str | None]
    """A code of `cases.sinks.reasons`."""
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(server_default="0")
    """Failures in a row that tell of the receiver, not of a message: its circuit breaker."""
    rests_until: Mapped[datetime | None]
    """Nothing is sent there before: it is down, asked for peace, or takes few messages a minute."""
    agreed_at: Mapped[datetime | None]
    """When it agreed to be posted to (handshake)."""
    pause_s: Mapped[float] = mapped_column(server_default="0")
    """Seconds between two messages that it agreed to."""
    polled_at: Mapped[datetime | None]
    """When it was last asked what became of our cases."""
    poll_error: Mapped[str | None]
    """Why that did not work, a code of `cases.sinks.reasons`."""
