"""Events that are confirmed without a person: where that is on, which were, and verdicts of nobody."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0b6e3f92d7a4"
down_revision: str | None = "f27b9d04c1e8"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLE = "auto_confirms"
REFERS = {
    "algorithm_id": "algorithms",
    "version_id": "versions",
    "user_id": "users",
    "off_by": "users",
    "owner_id": "organizations",
}
NOBODY = "user_id IS NOT NULL OR verdict = 'confirm' AND standing = 'deciding' AND corrects IS NULL"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("algorithm_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("threshold", sa.Double(), nullable=False),
        sa.Column("sample_share", sa.Double(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("on_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("off_at", sa.DateTime(timezone=True)),
        sa.Column("off_by", sa.Uuid()),
        sa.Column("off_reason", postgresql.JSONB(astext_type=sa.Text())),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        *(_check(name, text) for name, text in CHECKS.items()),
        *(
            sa.ForeignKeyConstraint([name], [f"{to}.id"], name=op.f(f"fk_{TABLE}_{name}"))
            for name, to in REFERS.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
    )
    on = sa.text("off_at IS NULL")
    keys = ["owner_id", "algorithm_id"]
    op.create_index("uq_auto_confirms_on", TABLE, keys, unique=True, postgresql_where=on)
    op.create_index("ix_auto_confirms_listed", TABLE, ["on_at", "id"])
    op.create_index(op.f("ix_auto_confirms_owner_id"), TABLE, ["owner_id"])
    op.add_column("events", sa.Column("auto", sa.Text()))
    op.create_check_constraint(op.f("ck_events_auto"), "events", "auto IN ('confirmed', 'sample')")
    op.alter_column("verdicts", "user_id", nullable=True)
    op.create_check_constraint(op.f("ck_verdicts_nobody"), "verdicts", NOBODY)
    op.alter_column("case_events", "user_id", nullable=True)


CHECKS = {
    "threshold": "threshold > 0 AND threshold <= 1",
    "sample_share": "sample_share > 0 AND sample_share <= 1",
    "off": "off_at IS NOT NULL OR (off_by IS NULL AND off_reason IS NULL)",
}


def _check(name: str, text: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(text, name=op.f(f"ck_{TABLE}_{name}"))


def downgrade() -> None:
    op.alter_column("case_events", "user_id", nullable=False)
    op.drop_constraint(op.f("ck_verdicts_nobody"), "verdicts", type_="check")
    op.alter_column("verdicts", "user_id", nullable=False)
    op.drop_constraint(op.f("ck_events_auto"), "events", type_="check")
    op.drop_column("events", "auto")
    op.drop_table(TABLE)
