"""Monthly statements: the months that are closed, and their lines."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "f27b9d04c1e8"
down_revision: str | None = "e1c4a7b90d52"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

MONTHS, LINES = "statement_months", "statement_lines"
REFERS = {
    "owner_id": "organizations.id",
    "vendor_id": "organizations.id",
    "algorithm_id": "algorithms.id",
    "month": f"{MONTHS}.month",
}


def upgrade() -> None:
    op.create_table(
        MONTHS,
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("extract(day FROM month) = 1", name=op.f(f"ck_{MONTHS}_month")),
        sa.PrimaryKeyConstraint("month", name=op.f(f"pk_{MONTHS}")),
    )
    op.create_table(
        LINES,
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("vendor_id", sa.Uuid(), nullable=False),
        sa.Column("algorithm_id", sa.Uuid(), nullable=False),
        sa.Column("camera_s", sa.Double(), nullable=False),
        *(
            sa.Column(name, sa.BigInteger(), nullable=False)
            for name in ("looks", "called", "confirmed", "auto_confirmed")
        ),
        sa.Column("names", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        *(
            sa.ForeignKeyConstraint([name], [to], name=op.f(f"fk_{LINES}_{name}"))
            for name, to in REFERS.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{LINES}")),
    )
    op.create_index("uq_statement_lines", LINES, ["month", "owner_id", "algorithm_id"], unique=True)
    op.create_index(op.f("ix_statement_lines_owner_id"), LINES, ["owner_id"])
    op.create_index(op.f("ix_statement_lines_algorithm_id"), LINES, ["algorithm_id"])
    op.create_index(
        "ix_events_confirmed",
        "events",
        ["judged_at"],
        postgresql_where=sa.text("review = 'confirmed'"),
    )


def downgrade() -> None:
    op.drop_index("ix_events_confirmed", table_name="events")
    op.drop_table(LINES)
    op.drop_table(MONTHS)
