"""Judging: the city's working calendar, and where a followed thing was last seen."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "a3d07e5c9b14"
down_revision: str | None = "b6d0f1c92a57"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column(
        "events",
        sa.Column("last_box", postgresql.JSONB(), nullable=True),
    )
    op.create_table(
        "working_years",
        sa.Column("year", sa.BigInteger(), nullable=False),
        sa.Column("days", postgresql.JSONB(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint("year BETWEEN 2000 AND 2100", name=op.f("ck_working_years_year")),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["organizations.id"], name=op.f("fk_working_years_owner_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_working_years")),
        sa.UniqueConstraint("owner_id", "year", name=op.f("uq_working_years_owner_id_year")),
    )
    op.create_index(op.f("ix_working_years_owner_id"), "working_years", ["owner_id"], unique=False)
