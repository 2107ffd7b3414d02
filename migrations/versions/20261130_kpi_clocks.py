"""Key figures: cases are late by their clocks; a city sets only how long a verdict may take."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "b7c3e15d90a2"
down_revision: str | None = "8d41c7e05fb3"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("kpi_schemes", sa.Column("verify_h", sa.Float(), nullable=True))
    op.execute("UPDATE kpi_schemes SET verify_h = (limits_h ->> 'verify')::float")
    op.alter_column("kpi_schemes", "verify_h", nullable=False)
    op.drop_column("kpi_schemes", "limits_h")
    # Every month is counted anew, by the clocks.
    op.execute("DELETE FROM kpi_countings")
