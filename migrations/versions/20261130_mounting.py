"""How cameras are mounted, and whether they see at night."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "a7c31e90d5b2"
down_revision: str | None = "d1f6b8390c47"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

COLUMNS = {
    "height_m": (sa.Double(), "height_m BETWEEN 0 AND 1000"),
    "pitch_deg": (sa.Double(), "pitch_deg BETWEEN 0 AND 90"),
    "smallest_px": (sa.BigInteger(), "smallest_px > 0"),
    "night": (sa.Text(), "night IN ('sees', 'blind')"),
}


def upgrade() -> None:
    for name, (kind, holds) in COLUMNS.items():
        op.add_column("cameras", sa.Column(name, kind))
        op.create_check_constraint(op.f(f"ck_cameras_{name}"), "cameras", holds)


def downgrade() -> None:
    for name in reversed(COLUMNS):
        op.drop_constraint(op.f(f"ck_cameras_{name}"), "cameras", type_="check")
        op.drop_column("cameras", name)
