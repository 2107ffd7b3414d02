"""Resources: what can be sent to an emergency."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "7a90b2e4d1f6"
down_revision: str | None = "c41d7e0a95b3"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "resources",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Float(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("longitude", sa.Float(), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("enabled", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "kind IN ('pump', 'team', 'vehicle', 'material', 'boat', 'fire', 'medical', 'shelter', 'other')",
            name=op.f("ck_resources_kind"),
        ),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_resources_quantity")),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["organizations.id"], name=op.f("fk_resources_owner_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resources")),
        sa.UniqueConstraint("owner_id", "name", name=op.f("uq_resources_owner_id_name")),
    )
    op.create_index("ix_resources_keyset", "resources", ["created_at", "id"])
    op.create_index(op.f("ix_resources_owner_id"), "resources", ["owner_id"])
    op.create_index("ix_resources_place", "resources", ["longitude", "latitude"])
