"""What cameras usually show, kept across workers, and when a person accepted what they show."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "5e0b7d1f3c86"
down_revision: str | None = "1051c3c47302"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column(
        "cameras", sa.Column("view_accepted_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.create_table(
        "camera_views",
        sa.Column("camera_id", sa.Uuid(), nullable=False),
        sa.Column("url_digest", sa.Text(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("view", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["camera_id"],
            ["cameras.id"],
            name=op.f("fk_camera_views_camera_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("camera_id", name=op.f("pk_camera_views")),
    )
