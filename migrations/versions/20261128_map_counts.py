"""The map of cameras: its index holds what is counted."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "c41f7a2e90d5"
down_revision: str | None = "e97b3c5d1f08"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_PLACED = sa.text("longitude IS NOT NULL AND removed_at IS NULL")


def upgrade() -> None:
    op.drop_index("ix_cameras_map", "cameras")
    op.create_index(
        "ix_cameras_map",
        "cameras",
        ["longitude", "latitude"],
        unique=False,
        postgresql_include=["state", "owner_id"],
        postgresql_where=_PLACED,
    )


def downgrade() -> None:
    op.drop_index("ix_cameras_map", "cameras")
    op.create_index(
        "ix_cameras_map",
        "cameras",
        ["longitude", "latitude"],
        unique=False,
        postgresql_where=_PLACED,
    )
