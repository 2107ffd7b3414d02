"""How versions are run on each kind of machine."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "e7b3c9d04a15"
down_revision: str | None = "d5a02c8e71f4"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLE = "tunings"
JSON = postgresql.JSONB(astext_type=sa.Text())
FOREIGN = {"owner_id": "organizations", "version_id": "versions", "test_set_id": "test_sets"}


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("test_set_id", sa.Uuid(), nullable=False),
        sa.Column("machine", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("variant_digest", sa.Text(), nullable=True),
        sa.Column("choice", JSON, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("state IN ('running', 'done', 'failed')", name=op.f("ck_tunings_state")),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_tunings_{column}"))
            for column, table in FOREIGN.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tunings")),
    )
    for column in ("owner_id", "test_set_id"):
        op.create_index(op.f(f"ix_tunings_{column}"), TABLE, [column])
    op.create_index("uq_tunings_once", TABLE, ["version_id", "machine"], unique=True)


def downgrade() -> None:
    op.drop_table(TABLE)
