"""Versions measured on test sets."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "b63e8da1f2c5"
down_revision: str | None = "a52d7c90e1b4"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLE = "evaluations"
JSON = postgresql.JSONB(astext_type=sa.Text())
STATES = "'queued', 'running', 'done', 'failed', 'cancelled'"
FOREIGN = {
    "owner_id": "organizations",
    "version_id": "versions",
    "test_set_id": "test_sets",
    "user_id": "users",
}


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("test_set_id", sa.Uuid(), nullable=False),
        sa.Column("model_digest", sa.Text(), nullable=False),
        sa.Column("set_digest", sa.Text(), nullable=False),
        sa.Column("runtime", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.Text(), server_default="queued", nullable=False),
        sa.Column("attempts", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("pictures", sa.BigInteger(), nullable=False),
        sa.Column("looked", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("figures", JSON, nullable=True),
        sa.Column("failure", JSON, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(f"state IN ({STATES})", name=op.f("ck_evaluations_state")),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_evaluations_{column}")
            )
            for column, table in FOREIGN.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluations")),
    )
    for column in ("owner_id", "test_set_id", "user_id"):
        op.create_index(op.f(f"ix_evaluations_{column}"), TABLE, [column])
    op.create_index(
        "uq_evaluations_once",
        TABLE,
        ["version_id", "test_set_id", "runtime"],
        unique=True,
        postgresql_where=sa.text("state IN ('queued', 'running', 'done')"),
    )
    op.create_index(
        "ix_evaluations_due",
        TABLE,
        ["id"],
        postgresql_where=sa.text("state IN ('queued', 'running')"),
    )
    op.create_table(
        "evaluation_parts",
        sa.Column("evaluation_id", sa.Uuid(), nullable=False),
        sa.Column("first", sa.BigInteger(), nullable=False),
        sa.Column("looks", JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["evaluation_id"], ["evaluations.id"], name=op.f("fk_evaluation_parts_evaluation_id")
        ),
        sa.PrimaryKeyConstraint("evaluation_id", "first", name=op.f("pk_evaluation_parts")),
    )
