"""Emergencies: how grave, where, who was called; messages about them; whom a sink reaches."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "e5f81c3b6a07"
down_revision: str | None = "7a90b2e4d1f6"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    _emergencies()
    _deliveries()
    _sinks()


def _emergencies() -> None:
    op.create_table(
        "emergency_rules",
        sa.Column("rules", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("tells", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.BigInteger(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["organizations.id"], name=op.f("fk_emergency_rules_owner_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergency_rules")),
        sa.UniqueConstraint("owner_id", name=op.f("uq_emergency_rules_owner_id")),
    )
    op.create_index(op.f("ix_emergency_rules_owner_id"), "emergency_rules", ["owner_id"])
    op.create_table(
        "emergencies",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("point_id", sa.Uuid(), nullable=True),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("measures", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "entered",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.Column(
            "chosen",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.Column("warning", sa.Text(), nullable=True),
        sa.Column("response", sa.BigInteger(), nullable=True),
        sa.Column("grade", sa.BigInteger(), nullable=True),
        sa.Column("trend", sa.Text(), nullable=True),
        sa.Column("area", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("area_m2", sa.Float(), nullable=False),
        sa.Column("area_drawn", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("over_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dispatched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint("kind IN ('waterlogging', 'fire')", name=op.f("ck_emergencies_kind")),
        sa.CheckConstraint(
            "warning IN ('blue', 'yellow', 'orange', 'red')", name=op.f("ck_emergencies_warning")
        ),
        sa.CheckConstraint("grade BETWEEN 1 AND 4", name=op.f("ck_emergencies_grade")),
        sa.CheckConstraint(
            "num_nonnulls(point_id, case_id) = 1", name=op.f("ck_emergencies_cause")
        ),
        sa.CheckConstraint("response BETWEEN 1 AND 4", name=op.f("ck_emergencies_response")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_emergencies_case_id")),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["organizations.id"], name=op.f("fk_emergencies_owner_id")
        ),
        sa.ForeignKeyConstraint(
            ["point_id"], ["water_points.id"], name=op.f("fk_emergencies_point_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergencies")),
        sa.UniqueConstraint("case_id", name=op.f("uq_emergencies_case_id")),
        sa.UniqueConstraint("point_id", name=op.f("uq_emergencies_point_id")),
    )
    op.create_index("ix_emergencies_keyset", "emergencies", ["opened_at", "id"])
    op.create_index(
        "ix_emergencies_open",
        "emergencies",
        ["owner_id"],
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(op.f("ix_emergencies_owner_id"), "emergencies", ["owner_id"])
    op.create_table(
        "emergency_calls",
        sa.Column("emergency_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("resource_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("receipt", sa.Text(), nullable=True),
        sa.Column("receipt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("receipt_by", sa.Uuid(), nullable=True),
        sa.Column("receipt_note", sa.Text(), server_default="", nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "audience IN ('transport', 'traffic_police', 'street', 'community', 'residents', 'rescue')",
            name=op.f("ck_emergency_calls_audience"),
        ),
        sa.CheckConstraint(
            "receipt IN ('acknowledged', 'arrived', 'done', 'declined')",
            name=op.f("ck_emergency_calls_receipt"),
        ),
        sa.CheckConstraint(
            "why IN ('opened', 'raised', 'lowered', 'over', 'dispatch')",
            name=op.f("ck_emergency_calls_why"),
        ),
        sa.ForeignKeyConstraint(
            ["emergency_id"],
            ["emergencies.id"],
            name=op.f("fk_emergency_calls_emergency_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["organizations.id"], name=op.f("fk_emergency_calls_owner_id")
        ),
        sa.ForeignKeyConstraint(
            ["receipt_by"], ["users.id"], name=op.f("fk_emergency_calls_receipt_by")
        ),
        sa.ForeignKeyConstraint(
            ["resource_id"],
            ["resources.id"],
            name=op.f("fk_emergency_calls_resource_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_emergency_calls_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergency_calls")),
        sa.UniqueConstraint(
            "emergency_id", "sequence", name=op.f("uq_emergency_calls_emergency_id_sequence")
        ),
    )
    op.create_index(op.f("ix_emergency_calls_owner_id"), "emergency_calls", ["owner_id"])


def _deliveries() -> None:
    """A message belongs to a thread, a case so far, and keeps its order within it."""
    op.add_column("deliveries", sa.Column("thread_id", sa.Uuid(), nullable=True))
    op.execute("UPDATE deliveries SET thread_id = coalesce(case_id, event_id)")
    op.alter_column("deliveries", "thread_id", nullable=False)
    op.add_column("deliveries", sa.Column("call_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_deliveries_call_id"), "deliveries", "emergency_calls", ["call_id"], ["id"]
    )
    op.create_index(op.f("ix_deliveries_call_id"), "deliveries", ["call_id"])
    op.drop_constraint(op.f("ck_deliveries_about"), "deliveries", type_="check")
    op.create_check_constraint(
        op.f("ck_deliveries_about"), "deliveries", "num_nonnulls(case_id, event_id, call_id) = 1"
    )
    op.create_index(op.f("ix_deliveries_thread_id"), "deliveries", ["thread_id"])
    op.drop_index("ix_deliveries_undelivered", table_name="deliveries")
    op.create_index(
        "ix_deliveries_undelivered",
        "deliveries",
        ["thread_id", "sink_id", "sequence"],
        postgresql_where=sa.text("state <> 'delivered'"),
    )


def _sinks() -> None:
    """Those there are reach the case systems, as before."""
    op.add_column(
        "sinks",
        sa.Column(
            "audiences",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{cases}'"),
            nullable=False,
        ),
    )
    op.create_check_constraint(op.f("ck_sinks_audiences"), "sinks", "cardinality(audiences) > 0")
