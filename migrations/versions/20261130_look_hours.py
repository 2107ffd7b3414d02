"""What subscriptions looked, by the hour: what scorecards and statements are counted from."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "e1c4a7b90d52"
down_revision: str | None = "e7b3c9d04a15"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLE = "look_hours"
REFERS = {
    "owner_id": "organizations",
    "camera_id": "cameras",
    "algorithm_id": "algorithms",
    "version_id": "versions",
}


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("hour", sa.DateTime(timezone=True), nullable=False),
        sa.Column("subscription_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("worker", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Uuid(), nullable=False) for name in REFERS if name != "version_id"),
        *(
            sa.Column(name, sa.BigInteger(), nullable=False)
            for name in ("looks", "late", "missed", "lost")
        ),
        sa.Column("watched_s", sa.Double(), nullable=False),
        sa.Column("ages", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        *(
            sa.ForeignKeyConstraint([name], [f"{table}.id"], name=op.f(f"fk_look_hours_{name}"))
            for name, table in REFERS.items()
        ),
        sa.PrimaryKeyConstraint(
            "hour", "subscription_id", "version_id", "worker", name=op.f("pk_look_hours")
        ),
    )
    op.create_index(op.f("ix_look_hours_version_id"), TABLE, ["version_id"])
    op.create_index("ix_look_hours_owner", TABLE, ["owner_id", "hour"])
    op.create_index("ix_look_hours_algorithm", TABLE, ["algorithm_id", "hour"])


def downgrade() -> None:
    op.drop_table(TABLE)
