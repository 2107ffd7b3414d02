"""Which engine runs a version on a kind of machine."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "f2a69d3c18b4"
down_revision: str | None = "c4d81f6e02b7"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLE = "tunings"
NAME = "ck_tunings_engine"


def upgrade() -> None:
    op.add_column(
        TABLE, sa.Column("engine", sa.Text(), server_default="onnxruntime", nullable=False)
    )
    op.create_check_constraint(op.f(NAME), TABLE, "engine IN ('onnxruntime', 'openvino')")


def downgrade() -> None:
    op.drop_constraint(op.f(NAME), TABLE)
    op.drop_column(TABLE, "engine")
