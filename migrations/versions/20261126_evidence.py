"""Evidence: pieces that are made later or missing, the manifest and its seal, and when evidence was purged."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "b7d20c94e1f3"
down_revision: str | None = "a3d07e5c9b14"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_CHECKS = {
    "state": "state IN ('making', 'kept', 'missing', 'purged')",
    "digest": "(digest IS NULL) = (state IN ('making', 'missing'))",
    "due_at": "(due_at IS NULL) = (state <> 'making')",
    "reason": "state <> 'missing' OR reason IS NOT NULL",
}
_EMPTY = {"media_type": sa.text("''"), "width": "0", "height": "0", "bytes": "0"}


def upgrade() -> None:
    op.add_column("events", sa.Column("manifest", sa.Text(), nullable=True))
    op.add_column("events", sa.Column("purged_at", sa.DateTime(timezone=True), nullable=True))
    _index("ix_events_purged", ["purged_at"], "purged_at IS NOT NULL")
    _index("ix_events_kept", ["review", "opened_at"], "purged_at IS NULL")
    op.add_column("evidence", sa.Column("state", sa.Text(), server_default="kept", nullable=False))
    op.add_column("evidence", sa.Column("reason", sa.Text(), nullable=True))
    op.add_column("evidence", sa.Column("due_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("evidence", sa.Column("about", postgresql.JSONB(), nullable=True))
    op.alter_column("evidence", "digest", nullable=True)
    for name, default in _EMPTY.items():
        op.alter_column("evidence", name, server_default=default)
    for name, rule in _CHECKS.items():
        op.create_check_constraint(op.f(f"ck_evidence_{name}"), "evidence", rule)
    op.create_index(
        "ix_evidence_making",
        "evidence",
        ["due_at"],
        postgresql_where=sa.text("state = 'making'"),
    )
    op.create_table(
        "manifests",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("seal", sa.LargeBinary(), nullable=False),
        sa.Column("key_number", sa.BigInteger(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_manifests_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_manifests")),
    )


def _index(name: str, columns: list[str], where: str) -> None:
    op.create_index(name, "events", columns, postgresql_where=sa.text(where))
