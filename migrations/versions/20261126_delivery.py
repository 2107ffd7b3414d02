"""Delivery: kinds of receivers, the log of attempts, reports from outside, requests by Open311."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "b7d20c6e41fa"
down_revision: str | None = "d35ca1f0e7b2"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_LIVE = sa.text("state IN ('waiting', 'retrying')")


def upgrade() -> None:
    _sinks()
    _deliveries()
    _attempts()
    _cases()
    _reports()
    _requests()


def _sinks() -> None:
    op.drop_constraint(op.f("ck_sinks_kind"), "sinks", type_="check")
    op.create_check_constraint(
        op.f("ck_sinks_kind"),
        "sinks",
        "kind IN ('cloudevents', 'open311', 'wecom', 'dingtalk', 'feishu', 'smtp')",
    )
    empty = sa.text("'{}'")
    for column in (
        sa.Column("options", postgresql.JSONB(), server_default=empty, nullable=False),
        sa.Column("sealed_sign_secret", sa.LargeBinary(), nullable=True),
        sa.Column("sealed_report_secret", sa.LargeBinary(), nullable=True),
        sa.Column("failures", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("rests_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pause_s", sa.Float(), server_default="0", nullable=False),
        sa.Column("polled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("poll_error", sa.Text(), nullable=True),
    ):
        op.add_column("sinks", column)


def _deliveries() -> None:
    for column in (
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("doubtful", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("receipt", sa.Text(), nullable=True),
    ):
        op.add_column("deliveries", column)
    op.drop_index("ix_deliveries_due", table_name="deliveries")
    op.create_index(
        "ix_deliveries_due", "deliveries", ["sink_id", "next_attempt_at"], postgresql_where=_LIVE
    )
    # What a receiver's 410 gave up waits until a person has decided about the receiver.
    op.execute(
        "UPDATE deliveries SET state = 'retrying', next_attempt_at = now()"
        " FROM sinks WHERE sinks.id = sink_id AND deliveries.state = 'dead'"
        " AND last_error = 'http_410' AND sinks.disabled_reason = 'gone'"
    )


def _attempts() -> None:
    op.create_table(
        "delivery_attempts",
        sa.Column("delivery_id", sa.Uuid(), nullable=False),
        sa.Column("sink_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("took_ms", sa.BigInteger(), nullable=False),
        sa.Column("fate", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("messages", sa.BigInteger(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "fate IN ('delivered', 'later', 'ambiguous', 'refused', 'gone')",
            name=op.f("ck_delivery_attempts_fate"),
        ),
        sa.ForeignKeyConstraint(
            ["delivery_id"],
            ["deliveries.id"],
            name=op.f("fk_delivery_attempts_delivery_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["organizations.id"], name=op.f("fk_delivery_attempts_owner_id")
        ),
        sa.ForeignKeyConstraint(
            ["sink_id"], ["sinks.id"], name=op.f("fk_delivery_attempts_sink_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_attempts")),
    )
    op.create_index(op.f("ix_delivery_attempts_at"), "delivery_attempts", ["at"])
    op.create_index(op.f("ix_delivery_attempts_owner_id"), "delivery_attempts", ["owner_id"])
    op.create_index("ix_delivery_attempts_delivery", "delivery_attempts", ["delivery_id", "at"])
    op.create_index("ix_delivery_attempts_sink", "delivery_attempts", ["sink_id", "at", "id"])


def _cases() -> None:
    op.alter_column("case_steps", "user_id", nullable=True)
    op.add_column("case_steps", sa.Column("sink_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_case_steps_sink_id"), "case_steps", "sinks", ["sink_id"], ["id"])
    op.create_check_constraint(
        op.f("ck_case_steps_by"), "case_steps", "user_id IS NOT NULL OR sink_id IS NOT NULL"
    )


def _reports() -> None:
    op.create_table(
        "case_reports",
        sa.Column("sink_id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("repeats", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "result IN ('moved', 'unchanged', 'refused')", name=op.f("ck_case_reports_result")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_reports_case_id")),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["organizations.id"], name=op.f("fk_case_reports_owner_id")
        ),
        sa.ForeignKeyConstraint(["sink_id"], ["sinks.id"], name=op.f("fk_case_reports_sink_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_reports")),
        sa.UniqueConstraint("sink_id", "message_id", name="uq_case_reports_sink_id_message_id"),
    )
    op.create_index(op.f("ix_case_reports_case_id"), "case_reports", ["case_id"])
    op.create_index(op.f("ix_case_reports_owner_id"), "case_reports", ["owner_id"])


def _requests() -> None:
    op.create_table(
        "service_requests",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("service_code", sa.Text(), nullable=False),
        sa.Column("service_name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("media_url", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), server_default="open", nullable=False),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("status IN ('open', 'closed')", name=op.f("ck_service_requests_status")),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["organizations.id"], name=op.f("fk_service_requests_owner_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_service_requests_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_requests")),
        sa.UniqueConstraint("number", name=op.f("uq_service_requests_number")),
    )
    op.create_index(op.f("ix_service_requests_owner_id"), "service_requests", ["owner_id"])
    op.create_index("ix_service_requests_keyset", "service_requests", ["requested_at", "id"])
