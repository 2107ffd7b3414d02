"""Endpoints of vendors that keep their models, and the departments that agree to them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "c4d81f6e02b7"
down_revision: str | None = "5b7e90d2c6a1"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ENDPOINTS, AGREEMENTS = "remote_endpoints", "remote_agreements"
CHECKS = {
    "state": "state IN ('waiting', 'approved', 'refused')",
    "decided": "(state = 'waiting') = (decided_at IS NULL)",
    "trouble": "(trouble IS NULL) = (trouble_at IS NULL)",
}


def upgrade() -> None:
    op.create_table(
        ENDPOINTS,
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("header", sa.Text(), nullable=False),
        sa.Column("sealed_credential", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("trouble", sa.Text(), nullable=True),
        sa.Column("trouble_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.BigInteger(), server_default="1", nullable=False),
        *(
            sa.CheckConstraint(holds, name=op.f(f"ck_{ENDPOINTS}_{name}"))
            for name, holds in CHECKS.items()
        ),
        *_foreign(ENDPOINTS, {"decided_by": "users", "owner_id": "organizations"}),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{ENDPOINTS}")),
        sa.UniqueConstraint("owner_id", "name", name=op.f(f"uq_{ENDPOINTS}_owner_id_name")),
    )
    op.create_index(op.f(f"ix_{ENDPOINTS}_owner_id"), ENDPOINTS, ["owner_id"])
    op.create_index(op.f(f"ix_{ENDPOINTS}_created_at_id"), ENDPOINTS, ["created_at", "id"])
    op.create_table(
        AGREEMENTS,
        sa.Column("endpoint_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        *_foreign(AGREEMENTS, {"user_id": "users", "owner_id": "organizations"}),
        sa.ForeignKeyConstraint(
            ["endpoint_id"],
            [f"{ENDPOINTS}.id"],
            name=op.f(f"fk_{AGREEMENTS}_endpoint_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{AGREEMENTS}")),
        sa.UniqueConstraint(
            "owner_id", "endpoint_id", name=op.f(f"uq_{AGREEMENTS}_owner_id_endpoint_id")
        ),
    )
    for column in ("owner_id", "endpoint_id"):
        op.create_index(op.f(f"ix_{AGREEMENTS}_{column}"), AGREEMENTS, [column])


def downgrade() -> None:
    op.drop_table(AGREEMENTS)
    op.drop_table(ENDPOINTS)


def _foreign(table: str, columns: dict[str, str]) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"))
        for column, to in columns.items()
    ]
