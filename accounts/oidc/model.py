"""The table of sign-ins that are on their way to the provider and back."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from core.database.model import Base, Identified


class OidcFlow(Base, Identified):
    """A sign-in that was begun; only the SHA-256 of what its browser holds is kept."""

    __tablename__ = "oidc_flows"

    digest: Mapped[str] = mapped_column(unique=True)
    return_to: Mapped[str]
    """The console's page it was begun on."""
    expires_at: Mapped[datetime] = mapped_column(index=True)
