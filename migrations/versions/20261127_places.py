"""A city's districts, streets and grid cells."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision: str = "c8a41f0d73e5"
down_revision: str | None = "e4a90c15d7b8"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "places",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("geometry", JSONB(), nullable=False),
        *(
            sa.Column(side, sa.Float(), nullable=False)
            for side in ("west", "south", "east", "north")
        ),
        sa.Column("area_m2", sa.Float(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind IN ('district', 'street', 'cell')", name=op.f("ck_places_kind")),
        sa.CheckConstraint(
            "code ~ '^[0-9]+$' AND length(code) ="
            " CASE kind WHEN 'district' THEN 6 WHEN 'street' THEN 9 ELSE 15 END",
            name=op.f("ck_places_code"),
        ),
        sa.CheckConstraint("west <= east AND south <= north", name=op.f("ck_places_bounds")),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["organizations.id"], name=op.f("fk_places_owner_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_places")),
        sa.UniqueConstraint("owner_id", "code", name=op.f("uq_places_owner_id_code")),
    )
    op.create_index(op.f("ix_places_owner_id"), "places", ["owner_id"])
    op.create_index(
        "ix_places_bounds",
        "places",
        [sa.text("box(point(west, south), point(east, north))")],
        postgresql_using="gist",
    )
