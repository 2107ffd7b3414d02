"""Accounts and trust: one tree with one root."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from core.ids import uuid7

revision: str = "4f1d2c7a90be"
down_revision: str | None = "059fe9b76563"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KINDS = "'operator', 'city', 'vendor', 'district', 'department', 'unit'"


def upgrade() -> None:
    _plant()
    _sessions()


def _plant() -> None:
    """Set every former root below the operator; the one city's administrators become the operator's."""
    op.add_column(
        "organizations", sa.Column("state", sa.Text(), server_default="active", nullable=False)
    )
    op.drop_constraint(op.f("ck_organizations_kind"), "organizations", type_="check")
    _set_root()
    op.create_check_constraint(op.f("ck_organizations_kind"), "organizations", f"kind IN ({KINDS})")
    op.create_check_constraint(
        op.f("ck_organizations_root"), "organizations", "(kind = 'operator') = (parent_id IS NULL)"
    )
    op.create_check_constraint(
        op.f("ck_organizations_state"),
        "organizations",
        "state IN ('active', 'waiting', 'rejected', 'suspended')",
    )
    op.create_index(
        "ix_organizations_stopped",
        "organizations",
        ["path"],
        postgresql_where=sa.text("state <> 'active'"),
    )
    op.create_index(
        "uq_organizations_root",
        "organizations",
        [sa.text("(parent_id IS NULL)")],
        unique=True,
        postgresql_where=sa.text("parent_id IS NULL"),
    )


def _set_root() -> None:
    connection = op.get_bind()
    cities = connection.scalars(
        sa.text("SELECT id FROM organizations WHERE parent_id IS NULL AND kind = 'city'")
    ).all()
    if not connection.scalar(sa.text("SELECT count(*) FROM organizations")):
        return  # the first start makes the operator
    root = uuid7()
    connection.execute(
        sa.text(
            "INSERT INTO organizations (id, parent_id, path, kind, name_zh, name_en, state)"
            " VALUES (:root, NULL, :path, 'operator', '平台运营方', 'Platform operator', 'active')"
        ),
        {"root": root, "path": f"/{root}/"},
    )
    connection.execute(
        sa.text("UPDATE organizations SET path = :above || path WHERE id <> :root"),
        {"root": root, "above": f"/{root}"},
    )
    connection.execute(
        sa.text(
            "UPDATE organizations SET parent_id = :root WHERE parent_id IS NULL AND id <> :root"
        ),
        {"root": root},
    )
    if len(cities) == 1:
        _move_administrators(connection, cities[0], root)


def _move_administrators(connection: sa.Connection, city: object, root: object) -> None:
    moved = connection.scalars(
        sa.text(
            "UPDATE users SET owner_id = :root"
            " WHERE roles && ARRAY['system', 'security', 'audit'] AND owner_id = :city RETURNING id"
        ),
        {"city": city, "root": root},
    ).all()
    connection.execute(
        sa.text("UPDATE api_tokens SET owner_id = :root WHERE user_id = ANY(:moved)"),
        {"root": root, "moved": moved},
    )


def _sessions() -> None:
    """A session belongs to its user's organization; those of before the upgrade end."""
    op.execute("DELETE FROM sessions")
    op.add_column("sessions", sa.Column("owner_id", sa.Uuid(), nullable=False))
    op.create_foreign_key(
        op.f("fk_sessions_owner_id"), "sessions", "organizations", ["owner_id"], ["id"]
    )
    op.create_index(op.f("ix_sessions_owner_id"), "sessions", ["owner_id"])
