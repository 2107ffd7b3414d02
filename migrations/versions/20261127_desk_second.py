"""Second opinions and checks are found among everything that waits."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "e4a90c15d7b8"
down_revision: str | None = "c41f7a2e90d5"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_SECOND = sa.text("wants IN ('opinion', 'check')")


def upgrade() -> None:
    op.create_index(
        "ix_events_desk_second", "events", ["wants", "rank_at", "id"], postgresql_where=_SECOND
    )
