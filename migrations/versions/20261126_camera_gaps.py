"""Cameras found by the parts of their device id, and by what their entry of the catalogue lacks."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "5e2b7a90c614"
down_revision: str | None = "5e0b7d1f3c86"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

UNDESCRIBED = (
    "NOT (longitude IS NOT NULL AND place <> '' AND "
    "COALESCE(substr(gb_id, 11, 3) IN ('121', '122', '131', '132'), false))"
)


def upgrade() -> None:
    op.create_index("ix_cameras_gb_industry", "cameras", [sa.text("substr(gb_id, 9, 2)")])
    op.create_index("ix_cameras_gb_type", "cameras", [sa.text("substr(gb_id, 11, 3)")])
    gaps = sa.text(UNDESCRIBED)
    op.create_index("ix_cameras_gaps", "cameras", ["longitude", "place"], postgresql_where=gaps)
