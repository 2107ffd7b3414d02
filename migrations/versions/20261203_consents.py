"""What shares let their receivers do, and requests that ask the owners of what they are about."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from core.ids import uuid7

revision: str = "e19b5c83d0f4"
down_revision: str | None = "f2a69d3c18b4"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

VOTES, SHARES = "approval_votes", "shares"
SAID = {
    "vote": sa.Text(),
    "user_id": sa.Uuid(),
    "reason": sa.Text(),
    "at": sa.DateTime(timezone=True),
}
"""What a voice that has not spoken lacks."""
CHECKS = {
    "role": "role IN ('system', 'security', 'subscriber')",
    "asked": "(role = 'subscriber') = (organization_id IS NOT NULL)",
    "said": "num_nonnulls(vote, user_id, reason, at) IN (0, 4)",
}
BEFORE = "role IN ('system', 'security')"
ONE_OF = {"role": "IS NULL", "organization_id": "IS NOT NULL", "user_id": "IS NULL"}
"""Of which there is one in a request, and for which voices."""
MISSING = sa.text(
    "SELECT a.id, r.role FROM approvals a CROSS JOIN (VALUES ('security'), ('system')) r (role)"
    " WHERE a.state = 'waiting' AND NOT EXISTS"
    " (SELECT 1 FROM approval_votes v WHERE v.approval_id = a.id AND v.role = r.role)"
    " ORDER BY a.id, r.role"
)


def upgrade() -> None:
    op.add_column(SHARES, sa.Column("terms", sa.Text(), server_default="subscribe", nullable=False))
    op.add_column(
        SHARES, sa.Column("revision", sa.BigInteger(), server_default="1", nullable=False)
    )
    op.create_check_constraint(
        op.f(f"ck_{SHARES}_terms"), SHARES, "terms IN ('subscribe', 'consent', 'see')"
    )
    _open()
    _seat()


def downgrade() -> None:
    op.execute("DELETE FROM approval_votes WHERE vote IS NULL OR organization_id IS NOT NULL")
    for name in CHECKS:
        op.drop_constraint(op.f(f"ck_{VOTES}_{name}"), VOTES)
    for column in ONE_OF:
        op.drop_index(_only(column), VOTES)
    op.drop_index(op.f(f"ix_{VOTES}_organization_id"), VOTES)
    op.drop_column(VOTES, "organization_id")
    for column, kind in SAID.items():
        op.alter_column(VOTES, column, existing_type=kind, nullable=False)
    op.create_check_constraint(op.f(f"ck_{VOTES}_role"), VOTES, BEFORE)
    for column in ("role", "user_id"):
        name = op.f(f"uq_{VOTES}_approval_id_{column}")
        op.create_unique_constraint(name, VOTES, ["approval_id", column])
    op.drop_constraint(op.f(f"ck_{SHARES}_terms"), SHARES)
    op.drop_column(SHARES, "revision")
    op.drop_column(SHARES, "terms")


def _open() -> None:
    """Let a voice be there before it speaks, and be an owner's."""
    for column in ("role", "user_id"):
        op.drop_constraint(op.f(f"uq_{VOTES}_approval_id_{column}"), VOTES)
    op.drop_constraint(op.f(f"ck_{VOTES}_role"), VOTES)
    for column, kind in SAID.items():
        op.alter_column(VOTES, column, existing_type=kind, nullable=True)
    op.add_column(VOTES, sa.Column("organization_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f(f"fk_{VOTES}_organization_id"), VOTES, "organizations", ["organization_id"], ["id"]
    )
    op.create_index(op.f(f"ix_{VOTES}_organization_id"), VOTES, ["organization_id"])
    for name, holds in CHECKS.items():
        op.create_check_constraint(op.f(f"ck_{VOTES}_{name}"), VOTES, holds)
    for column, which in ONE_OF.items():
        op.create_index(
            _only(column),
            VOTES,
            ["approval_id", column],
            unique=True,
            postgresql_where=sa.text(f"organization_id {which}"),
        )


def _seat() -> None:
    """Put down whose vote each request still waits for."""
    connection = op.get_bind()
    table = sa.table(VOTES, sa.column("id"), sa.column("approval_id"), sa.column("role"))
    rows = [
        {"id": uuid7(), "approval_id": approval, "role": role}
        for approval, role in connection.execute(MISSING)
    ]
    if rows:
        connection.execute(sa.insert(table), rows)


def _only(column: str) -> str:
    return f"uq_{VOTES}_{column.removesuffix('_id')}"
