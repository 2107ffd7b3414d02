"""Organizations that were removed: their rows stay, nothing finds them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "e7b3502c9d18"
down_revision: str | None = "d19e63b7a204"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column(
        "organizations", sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True)
    )
