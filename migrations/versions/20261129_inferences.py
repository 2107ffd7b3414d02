"""Models called from outside: a quota of them, and what was called by the hour."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "d5a02c8e71f4"
down_revision: str | None = "d5a2f6e81b37"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLE = "inference_hours"
BEFORE = "'cameras', 'looks_per_minute', 'storage_gb', 'versions', 'upload_mb'"
RESOURCES = f"{BEFORE}, 'inferences_per_minute'"


def upgrade() -> None:
    for table in ("quotas", "usage"):
        _know(table, RESOURCES)
    op.create_table(
        TABLE,
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("hour", sa.DateTime(timezone=True), nullable=False),
        sa.Column("calls", sa.BigInteger(), nullable=False),
        sa.Column("frames", sa.BigInteger(), nullable=False),
        sa.Column("failures", sa.BigInteger(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["organizations.id"], name=op.f("fk_inference_hours_owner_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["versions.id"], name=op.f("fk_inference_hours_version_id")
        ),
        sa.PrimaryKeyConstraint("owner_id", "version_id", "hour", name=op.f("pk_inference_hours")),
    )
    op.create_index(op.f("ix_inference_hours_version_id"), TABLE, ["version_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_inference_hours_version_id"), table_name=TABLE)
    op.drop_table(TABLE)
    for table in ("quotas", "usage"):
        resource = sa.column("resource")
        op.execute(sa.table(table, resource).delete().where(resource == "inferences_per_minute"))
        _know(table, BEFORE)


def _know(table: str, resources: str) -> None:
    name = op.f(f"ck_{table}_resource")
    op.drop_constraint(name, table, type_="check")
    op.create_check_constraint(name, table, f"resource IN ({resources})")
