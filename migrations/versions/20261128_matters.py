"""The dictionary: matters by code, with their limits, and which matter an event type is."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "c4e81a6f2d09"
down_revision: str | None = "e7b3502c9d18"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    _rename()
    _matters()
    _split()


def _rename() -> None:
    """What was one table, a code for each event type, becomes the mappings."""
    op.rename_table("matters", "matter_mappings")
    for kind, name in (
        ("pk", ""),
        ("fk", "_owner_id"),
        ("uq", "_owner_id_event_type"),
        ("ck", "_together"),
    ):
        op.execute(
            f"ALTER TABLE matter_mappings RENAME CONSTRAINT {kind}_matters{name}"
            f" TO {kind}_matter_mappings{name}"
        )
    op.execute("ALTER INDEX ix_matters_owner_id RENAME TO ix_matter_mappings_owner_id")
    op.add_column("matter_mappings", sa.Column("matter_id", sa.Uuid(), nullable=True))


def _matters() -> None:
    op.create_table(
        "matters",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("standard_ref", sa.Text(), nullable=False),
        sa.Column("class_code", sa.Text(), nullable=False),
        sa.Column("class_zh", sa.Text(), nullable=False),
        sa.Column("class_en", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("emergency_code", sa.Text(), nullable=True),
        sa.Column("older", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("limits", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("examples", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("local", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("enabled", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("revision", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["organizations.id"], name=op.f("fk_matters_owner_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matters")),
        sa.UniqueConstraint("owner_id", "code", name=op.f("uq_matters_owner_id_code")),
    )
    op.create_index(op.f("ix_matters_owner_id"), "matters", ["owner_id"])


def _split() -> None:
    """Make a matter of each code an owner had; what it lacks, its limits too, comes when it is next read."""
    op.execute(
        """
        INSERT INTO matters (id, owner_id, code, standard_ref, class_code, class_zh, class_en,
            name_zh, name_en, emergency_code, local)
        SELECT DISTINCT ON (owner_id, code) id, owner_id, code, standard_ref,
            CASE WHEN code ~ '^[0-9]{5}$' THEN left(code, 2) ELSE '' END, '', '',
            name_zh, name_en, emergency_code, standard_ref <> 'GB/T 47678.5-2026'
        FROM matter_mappings ORDER BY owner_id, code, id
        """
    )
    op.execute(
        "UPDATE matter_mappings p SET matter_id = m.id FROM matters m"
        " WHERE m.owner_id = p.owner_id AND m.code = p.code"
    )
    op.alter_column("matter_mappings", "matter_id", nullable=False)
    op.create_foreign_key(
        op.f("fk_matter_mappings_matter_id"), "matter_mappings", "matters", ["matter_id"], ["id"]
    )
    op.create_index(op.f("ix_matter_mappings_matter_id"), "matter_mappings", ["matter_id"])
    for name in ("standard_ref", "code", "emergency_code", "name_zh", "name_en"):
        op.drop_column("matter_mappings", name)
