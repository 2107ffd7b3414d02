"""Pictures of false alarms that departments let vendors see."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "8d41c7e05fb3"
down_revision: str | None = "0b6e3f92d7a4"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLE = "disclosures"
REFERS = {
    "event_id": "events",
    "algorithm_id": "algorithms",
    "user_id": "users",
    "revoked_by": "users",
    "owner_id": "organizations",
}


def upgrade() -> None:
    op.create_table(
        TABLE,
        *(sa.Column(name, sa.Uuid(), nullable=name == "revoked_by") for name in REFERS),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True)),
        sa.Column("id", sa.Uuid(), nullable=False),
        *(
            sa.ForeignKeyConstraint([name], [f"{to}.id"], name=op.f(f"fk_{TABLE}_{name}"))
            for name, to in REFERS.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
    )
    there = sa.text("revoked_at IS NULL")
    op.create_index(
        "uq_disclosures_event", TABLE, ["event_id"], unique=True, postgresql_where=there
    )
    op.create_index("ix_disclosures_listed", TABLE, ["algorithm_id", "at", "id"])
    op.create_index(op.f("ix_disclosures_event_id"), TABLE, ["event_id"])
    op.create_index(op.f("ix_disclosures_owner_id"), TABLE, ["owner_id"])


def downgrade() -> None:
    op.drop_table(TABLE)
