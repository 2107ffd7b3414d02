"""An event whose case is void may be confirmed again, and be filed for another case."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "c41e8f0a6b27"
down_revision: str | None = "b7d20c6e41fa"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.drop_constraint(op.f("uq_cases_event_id"), "cases")
    op.create_index(
        "uq_cases_event_id",
        "cases",
        ["event_id"],
        unique=True,
        postgresql_where=sa.text("state <> 'void'"),
    )
