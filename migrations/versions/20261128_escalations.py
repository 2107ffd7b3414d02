"""Messages about events that wait too long go out beside those about cases."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "e97b3c5d1f08"
down_revision: str | None = "c41e8f0a6b27"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.alter_column("deliveries", "case_id", nullable=True)
    op.add_column("deliveries", sa.Column("event_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_deliveries_event_id"), "deliveries", "events", ["event_id"], ["id"]
    )
    op.create_check_constraint(
        op.f("ck_deliveries_about"), "deliveries", "num_nonnulls(case_id, event_id) = 1"
    )
