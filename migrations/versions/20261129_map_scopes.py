"""The map of cameras: its index holds what scopes ask for, too."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "a90c5e2d74f1"
down_revision: str | None = "f3b71d9c0a64"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_PLACED = sa.text("longitude IS NOT NULL AND removed_at IS NULL")


def upgrade() -> None:
    _index(["state", "owner_id", "id"])


def downgrade() -> None:
    _index(["state", "owner_id"])


def _index(beside: list[str]) -> None:
    op.drop_index("ix_cameras_map", "cameras")
    op.create_index(
        "ix_cameras_map",
        "cameras",
        ["longitude", "latitude"],
        postgresql_include=beside,
        postgresql_where=_PLACED,
    )
