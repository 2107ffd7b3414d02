"""Accounts and trust: one tree with one root, a sealed trail, approvals, quotas, viewings."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from accounts.audit import guard
from core.ids import uuid7

revision: str = "4f1d2c7a90be"
down_revision: str | None = "059fe9b76563"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KINDS = "'operator', 'city', 'vendor', 'district', 'department', 'unit'"


def upgrade() -> None:
    _plant()
    _sessions()
    _sign_in()
    _tables()
    for statement in guard.UP:
        op.execute(statement)


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


def _sign_in() -> None:
    """Everybody goes on signing in with his password; a token without an end gets the longest life tokens have."""
    op.add_column("users", sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "users", sa.Column("sign_in", sa.Text(), server_default="password", nullable=False)
    )
    op.create_check_constraint(op.f("ck_users_sign_in"), "users", "sign_in IN ('password', 'oidc')")
    op.add_column("users", sa.Column("oidc_subject", sa.Text(), nullable=True))
    op.create_unique_constraint(op.f("uq_users_oidc_subject"), "users", ["oidc_subject"])
    op.add_column(
        "users", sa.Column("password_given", sa.Boolean(), server_default="false", nullable=False)
    )
    op.add_column("users", sa.Column("totp_sealed", sa.LargeBinary(), nullable=True))
    op.add_column(
        "users", sa.Column("totp_confirmed_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.add_column("users", sa.Column("totp_last_step", sa.BigInteger(), nullable=True))
    op.create_table(
        "password_history",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_password_history_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_password_history")),
    )
    op.create_index(op.f("ix_password_history_user_id"), "password_history", ["user_id"])
    op.add_column("sessions", sa.Column("user_agent", sa.Text(), nullable=True))
    op.add_column(
        "sessions", sa.Column("method", sa.Text(), server_default="password", nullable=False)
    )
    op.create_check_constraint(
        op.f("ck_sessions_method"), "sessions", "method IN ('password', 'oidc', 'setup')"
    )
    op.add_column(
        "sessions", sa.Column("second_factor", sa.Boolean(), server_default="false", nullable=False)
    )
    op.add_column(
        "api_tokens",
        sa.Column(
            "scopes", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{*}'"), nullable=False
        ),
    )
    op.execute(
        "UPDATE api_tokens SET expires_at = now() + interval '365 days' WHERE expires_at IS NULL"
    )
    op.alter_column(
        "api_tokens",
        "expires_at",
        existing_type=postgresql.TIMESTAMP(timezone=True),
        nullable=False,
    )


def _tables() -> None:
    op.create_table(
        "oidc_flows",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("return_to", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_oidc_flows")),
        sa.UniqueConstraint("digest", name=op.f("uq_oidc_flows_digest")),
    )
    op.create_index(op.f("ix_oidc_flows_expires_at"), "oidc_flows", ["expires_at"], unique=False)
    op.create_table(
        "audit_seals",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("entries", sa.LargeBinary(), nullable=False),
        sa.Column("previous", sa.LargeBinary(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.Column("key_number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_seals")),
    )
    op.create_table(
        "quotas",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("resource", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("revision", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "resource IN ('cameras', 'looks_per_minute', 'storage_gb', 'versions', 'upload_mb')",
            name=op.f("ck_quotas_resource"),
        ),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_quotas_amount")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_quotas_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "resource", name=op.f("pk_quotas")),
    )
    op.create_table(
        "usage",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("resource", sa.Text(), nullable=False),
        sa.Column("amount", sa.Double(), nullable=False),
        sa.Column("measured_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "resource IN ('cameras', 'looks_per_minute', 'storage_gb', 'versions', 'upload_mb')",
            name=op.f("ck_usage_resource"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_usage_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "resource", name=op.f("pk_usage")),
    )
    op.create_table(
        "approvals",
        sa.Column("object_type", sa.Text(), nullable=False),
        sa.Column("object_id", sa.Uuid(), nullable=False),
        sa.Column("title_zh", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("requested_by", sa.Uuid(), nullable=True),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(state = 'waiting') = (decided_at IS NULL)", name=op.f("ck_approvals_decided")
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'approved', 'rejected', 'withdrawn')",
            name=op.f("ck_approvals_state"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["organizations.id"], name=op.f("fk_approvals_owner_id")
        ),
        sa.ForeignKeyConstraint(
            ["requested_by"], ["users.id"], name=op.f("fk_approvals_requested_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approvals")),
    )
    op.create_index(op.f("ix_approvals_owner_id"), "approvals", ["owner_id"], unique=False)
    op.create_index(
        op.f("ix_approvals_requested_at_id"), "approvals", ["requested_at", "id"], unique=False
    )
    op.create_index(
        "uq_approvals_waiting",
        "approvals",
        ["object_type", "object_id"],
        unique=True,
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "viewings",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("credential_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("object_type", sa.Text(), nullable=False),
        sa.Column("object_ids", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind IN ('evidence', 'live')", name=op.f("ck_viewings_kind")),
        sa.CheckConstraint("cardinality(object_ids) > 0", name=op.f("ck_viewings_objects")),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["organizations.id"], name=op.f("fk_viewings_owner_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_viewings_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_viewings")),
    )
    op.create_index("ix_viewings_keyset", "viewings", ["started_at", "id"], unique=False)
    op.create_index(
        "ix_viewings_open",
        "viewings",
        ["credential_id"],
        unique=False,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(op.f("ix_viewings_owner_id"), "viewings", ["owner_id"], unique=False)
    op.create_index(op.f("ix_viewings_user_id"), "viewings", ["user_id"], unique=False)
    op.create_table(
        "approval_votes",
        sa.Column("approval_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("vote", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_approval_votes_reason")),
        sa.CheckConstraint("role IN ('system', 'security')", name=op.f("ck_approval_votes_role")),
        sa.CheckConstraint("vote IN ('approve', 'reject')", name=op.f("ck_approval_votes_vote")),
        sa.ForeignKeyConstraint(
            ["approval_id"], ["approvals.id"], name=op.f("fk_approval_votes_approval_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_approval_votes_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_votes")),
        sa.UniqueConstraint("approval_id", "role", name=op.f("uq_approval_votes_approval_id_role")),
        sa.UniqueConstraint(
            "approval_id", "user_id", name=op.f("uq_approval_votes_approval_id_user_id")
        ),
    )
    op.add_column("audit", sa.Column("seal", sa.BigInteger(), nullable=True))
    op.create_index("ix_audit_taken_at", "audit", ["taken_at", "id"], unique=False)
    op.create_index(
        "ix_audit_unsealed", "audit", ["id"], unique=False, postgresql_where=sa.text("seal IS NULL")
    )
