"""Key figures of cases: a city's weights and limits, and its months as they were counted."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision: str = "f4d81c0a6b37"
down_revision: str | None = "e5f81c3b6a07"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

COUNTS = (
    "reported",
    "verified_in_time",
    "filed",
    "filed_in_time",
    "void",
    "to_dispatch",
    "dispatched_in_time",
    "to_handle",
    "handled",
    "handled_in_time",
    "to_check",
    "checked_in_time",
    "to_close",
    "closed",
    "closed_in_time",
    "reworked",
    "open",
)


def upgrade() -> None:
    _schemes()
    _months()
    op.create_table(
        "kpi_countings",
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("open", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id"], ["organizations.id"], name=op.f("fk_kpi_countings_city_id")
        ),
        sa.PrimaryKeyConstraint("city_id", "month", name=op.f("pk_kpi_countings")),
    )


def _schemes() -> None:
    op.create_table(
        "kpi_schemes",
        sa.Column("weights", JSONB(), nullable=False),
        sa.Column("limits_h", JSONB(), nullable=False),
        sa.Column("revision", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["organizations.id"], name=op.f("fk_kpi_schemes_owner_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kpi_schemes")),
        sa.UniqueConstraint("owner_id", name=op.f("uq_kpi_schemes_owner_id")),
    )
    op.create_index(op.f("ix_kpi_schemes_owner_id"), "kpi_schemes", ["owner_id"])


def _months() -> None:
    keys = {"unit_id": "organizations", "algorithm_id": "algorithms", "owner_id": "organizations"}
    op.create_table(
        "kpi_months",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("district", sa.Text(), nullable=True),
        sa.Column("algorithm_id", sa.Uuid(), nullable=True),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in COUNTS),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("extract(day FROM month) = 1", name=op.f("ck_kpi_months_month")),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_kpi_months_{column}"))
            for column, table in keys.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kpi_months")),
    )
    op.create_index(op.f("ix_kpi_months_owner_id"), "kpi_months", ["owner_id"])
    op.create_index("ix_kpi_months_month", "kpi_months", ["month", "owner_id"])
