"""Rollouts: a version tried on some cameras, and what came of it on each."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "a83f0d6c94e2"
down_revision: str | None = "c9f20b47e6a1"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_JSON = postgresql.JSONB(astext_type=sa.Text())
_COUNTS = (
    "looks",
    "lost",
    "left_out",
    "agree",
    "only_stable",
    "only_trial",
    "otherwise",
    "raised_stable",
    "raised_trial",
)


def upgrade() -> None:
    _rollouts()
    op.create_table(
        "rollout_cameras",
        sa.Column("rollout_id", sa.Uuid(), nullable=False),
        sa.Column("camera_id", sa.Uuid(), nullable=False),
        *(_count(name, sa.BigInteger()) for name in _COUNTS),
        *(_count(name, sa.Double()) for name in ("stable_s", "trial_s")),
        sa.Column("samples", _JSON, server_default="[]", nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [column],
                [f"{table}.id"],
                name=op.f(f"fk_rollout_cameras_{column}"),
                ondelete="CASCADE",
            )
            for column, table in (("rollout_id", "rollouts"), ("camera_id", "cameras"))
        ),
        sa.PrimaryKeyConstraint("rollout_id", "camera_id", name=op.f("pk_rollout_cameras")),
    )


def downgrade() -> None:
    op.drop_table("rollout_cameras")
    op.drop_table("rollouts")


def _rollouts() -> None:
    op.create_table(
        "rollouts",
        sa.Column("algorithm_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("stable_version_id", sa.Uuid(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("permille", sa.BigInteger(), nullable=True),
        sa.Column("camera_ids", postgresql.ARRAY(sa.Uuid()), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="running", nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("ending", _JSON, nullable=True),
        sa.Column("figures", _JSON, nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.BigInteger(), server_default="1", nullable=False),
        *(
            sa.CheckConstraint(condition, name=op.f(f"ck_rollouts_{name}"))
            for name, condition in (
                ("mode", "mode IN ('shadow', 'canary')"),
                ("state", "state IN ('running', 'ended', 'rolled_back')"),
                ("cameras", "(permille IS NULL) <> (camera_ids IS NULL)"),
                ("permille", "permille BETWEEN 1 AND 500"),
                ("ended", "(state = 'running') = (ended_at IS NULL)"),
                ("ending", "(ended_at IS NULL) = (ending IS NULL)"),
            )
        ),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_rollouts_{column}"))
            for column, table in (
                ("algorithm_id", "algorithms"),
                ("version_id", "versions"),
                ("stable_version_id", "versions"),
                ("user_id", "users"),
                ("ended_by", "users"),
                ("owner_id", "organizations"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rollouts")),
    )
    for column in ("owner_id", "version_id"):
        op.create_index(op.f(f"ix_rollouts_{column}"), "rollouts", [column])
    op.create_index(
        op.f("ix_rollouts_algorithm_id_begun_at_id"), "rollouts", ["algorithm_id", "begun_at", "id"]
    )
    op.create_index(
        "uq_rollouts_running",
        "rollouts",
        ["algorithm_id"],
        unique=True,
        postgresql_where=sa.text("state = 'running'"),
    )


def _count(name: str, kind: sa.types.TypeEngine[Any]) -> sa.Column[Any]:
    return sa.Column(name, kind, server_default="0", nullable=False)
