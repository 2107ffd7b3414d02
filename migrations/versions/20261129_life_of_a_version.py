"""The life of a version: its steps, a date to end by, aliases with their moves, and what subscriptions follow."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "d5a2f6e81b37"
down_revision: str | None = "b63e8da1f2c5"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_JSON = postgresql.JSONB(astext_type=sa.Text())


def upgrade() -> None:
    op.add_column("versions", sa.Column("deprecated_until", sa.DateTime(timezone=True)))
    _steps()
    op.add_column(
        "aliases", sa.Column("revision", sa.BigInteger(), server_default="1", nullable=False)
    )
    op.alter_column("aliases", "version_id", nullable=True)
    _moves()
    _subscriptions()


def _steps() -> None:
    op.create_table(
        "version_steps",
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("from_state", sa.Text(), nullable=True),
        sa.Column("to_state", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("reason", _JSON, nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_version_steps_user_id")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["versions.id"], name=op.f("fk_version_steps_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_version_steps")),
    )
    op.create_index(op.f("ix_version_steps_version_id"), "version_steps", ["version_id"])


def _moves() -> None:
    """Aliases that mean something came to mean it when that version was published."""
    op.create_table(
        "alias_moves",
        sa.Column("algorithm_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("from_version_id", sa.Uuid(), nullable=True),
        sa.Column("to_version_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("reason", _JSON, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_alias_moves_{column}")
            )
            for column, table in (
                ("algorithm_id", "algorithms"),
                ("from_version_id", "versions"),
                ("to_version_id", "versions"),
                ("user_id", "users"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alias_moves")),
    )
    op.create_index(
        op.f("ix_alias_moves_algorithm_id_name_at"), "alias_moves", ["algorithm_id", "name", "at"]
    )
    op.execute(
        "INSERT INTO alias_moves (id, algorithm_id, name, to_version_id, at, reason)"
        " SELECT gen_random_uuid(), a.algorithm_id, a.name, v.id, COALESCE(v.published_at, v.created_at),"
        " jsonb_build_object('code', 'release', 'zh', '升级前已生效', 'en', 'meant before the upgrade')"
        " FROM aliases a JOIN versions v ON v.id = a.version_id"
    )
    op.execute(
        "UPDATE versions SET published_at = created_at WHERE published_at IS NULL"
        " AND state IN ('published', 'deprecated')"
    )


def _subscriptions() -> None:
    """Every subscription there is follows the alias `stable`, as it did."""
    alias = sa.Column("alias", sa.Text(), server_default="stable", nullable=False)
    op.add_column("subscriptions", alias)
    for column in ("version_id", "running_version_id"):
        op.add_column("subscriptions", sa.Column(column, sa.Uuid()))
        name = op.f(f"fk_subscriptions_{column}")
        op.create_foreign_key(name, "subscriptions", "versions", [column], ["id"])
    op.create_check_constraint(
        op.f("ck_subscriptions_alias"), "subscriptions", "alias IN ('stable', 'trial')"
    )
