"""Water sensors: the system of coordinates in which a position was given."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "c8e4a5207f16"
down_revision: str | None = "b7c3e15d90a2"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column(
        "water_sensors",
        sa.Column("coordinate_system", sa.Text(), server_default="wgs84", nullable=False),
    )
    op.create_check_constraint(
        op.f("ck_water_sensors_coordinate_system"),
        "water_sensors",
        "coordinate_system IN ('wgs84', 'gcj02', 'bd09')",
    )
