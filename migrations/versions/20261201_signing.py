"""The keys vendors sign packages with, and who wants every package signed."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "d1f47b30c9e8"
down_revision: str | None = "a90c5e2d74f1"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

FOREIGN = {"owner_id": "organizations", "user_id": "users", "retired_by": "users"}


def upgrade() -> None:
    op.create_table(
        "signing_keys",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("public_key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retired_by", sa.Uuid(), nullable=True),
        sa.Column("retired_reason", sa.Text(), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(retired_at IS NULL) = (retired_by IS NULL)"
            " AND (retired_at IS NULL) = (retired_reason IS NULL)",
            name=op.f("ck_signing_keys_retired"),
        ),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_signing_keys_{column}")
            )
            for column, table in FOREIGN.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_keys")),
        sa.UniqueConstraint(
            "owner_id", "fingerprint", name=op.f("uq_signing_keys_owner_id_fingerprint")
        ),
    )
    op.create_index(op.f("ix_signing_keys_owner_id"), "signing_keys", ["owner_id"])
    op.create_table(
        "signing_rules",
        sa.Column("required_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.BigInteger(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["organizations.id"], name=op.f("fk_signing_rules_owner_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_rules")),
        sa.UniqueConstraint("owner_id", name=op.f("uq_signing_rules_owner_id")),
    )
    op.create_index(op.f("ix_signing_rules_owner_id"), "signing_rules", ["owner_id"])


def downgrade() -> None:
    op.drop_table("signing_rules")
    op.drop_table("signing_keys")
