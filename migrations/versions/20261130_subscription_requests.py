"""Subscriptions that wait for an approval."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "c9f20b47e6a1"
down_revision: str | None = "a7c31e90d5b2"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLE = "subscription_requests"
_JSON = postgresql.JSONB(astext_type=sa.Text())
_OTHERS = {"owner_id": "organizations", "algorithm_id": "algorithms", "version_id": "versions"}


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("algorithm_id", sa.Uuid(), nullable=False),
        sa.Column("alias", sa.Text(), server_default="stable", nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=True),
        sa.Column("interval_s", sa.Double(), nullable=False),
        sa.Column("rule", _JSON, nullable=False),
        sa.Column("camera_ids", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("why", _JSON, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("interval_s >= 0.2", name=op.f(f"ck_{TABLE}_interval")),
        sa.CheckConstraint("alias IN ('stable', 'trial')", name=op.f(f"ck_{TABLE}_alias")),
        sa.CheckConstraint("cardinality(camera_ids) > 0", name=op.f(f"ck_{TABLE}_cameras")),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_{TABLE}_{column}"))
            for column, table in _OTHERS.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
    )
    for column in ("owner_id", "algorithm_id"):
        op.create_index(op.f(f"ix_{TABLE}_{column}"), TABLE, [column])


def downgrade() -> None:
    op.drop_table(TABLE)
