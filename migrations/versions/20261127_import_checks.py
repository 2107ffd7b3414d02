"""Imports that only say what they would do."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "b6d0f1c92a57"
down_revision: str | None = "5e2b7a90c614"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

STATES = "'waiting', 'uploaded', 'queued', 'running', 'checked', 'done', 'failed', 'cancelled'"


def upgrade() -> None:
    op.add_column(
        "camera_imports",
        sa.Column("applies", sa.Boolean(), server_default=sa.text("true"), nullable=False),
    )
    name = op.f("ck_camera_imports_state")
    op.drop_constraint(name, "camera_imports", type_="check")
    op.create_check_constraint(name, "camera_imports", f"state IN ({STATES})")
