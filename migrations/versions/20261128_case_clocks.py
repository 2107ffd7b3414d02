"""Cases: all stages of the lifecycle, units, clocks, photos, and cases that a request from outside begins."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "e9b3550c7d12"
down_revision: str | None = "c4e81a6f2d09"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _columns()
    _checks()
    _steps()
    _clocks()
    _photos()
    _requests()


def _columns() -> None:
    columns: list[sa.Column[object]] = [
        sa.Column("request_id", sa.Uuid(), nullable=True),
        sa.Column("matter_id", sa.Uuid(), nullable=True),
        sa.Column("reported_at", _INSTANT, nullable=True),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("handler_id", sa.Uuid(), nullable=True),
        sa.Column("asked", postgresql.JSONB(), nullable=True),
        sa.Column("checked", postgresql.JSONB(), nullable=True),
        sa.Column("suspended_until", _INSTANT, nullable=True),
        sa.Column("supervised_at", _INSTANT, nullable=True),
        sa.Column("urged", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("reworks", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("amber_at", _INSTANT, nullable=True),
        sa.Column("due_at", _INSTANT, nullable=True),
    ]
    for column in columns:
        op.add_column("cases", column)
    op.execute("UPDATE cases c SET reported_at = e.opened_at FROM events e WHERE e.id = c.event_id")
    op.execute(
        """
        UPDATE cases c SET matter_id = m.id
        FROM organizations o, organizations city, matters m
        WHERE o.id = c.owner_id AND city.kind = 'city' AND starts_with(o.path, city.path)
            AND m.owner_id = city.id AND m.code = c.code
        """
    )
    op.alter_column("cases", "reported_at", nullable=False)
    for name in ("event_id", "camera_id", "event_type", "filed_at", "filed_by"):
        op.alter_column("cases", name, nullable=True)


def _checks() -> None:
    op.create_check_constraint(
        op.f("ck_cases_of"), "cases", "event_id IS NOT NULL OR request_id IS NOT NULL"
    )
    op.create_check_constraint(
        op.f("ck_cases_state"),
        "cases",
        "state IN ('reported', 'verifying', 'accepted', 'filed', 'dispatched', 'handling',"
        " 'handled', 'suspended', 'closed', 'void')",
    )
    op.create_check_constraint(
        op.f("ck_cases_stands"),
        "cases",
        "state NOT IN ('suspended', 'closed', 'void') OR due_at IS NULL",
    )
    op.create_check_constraint(
        op.f("ck_cases_suspended"),
        "cases",
        "(state = 'suspended') = (suspended_until IS NOT NULL)",
    )
    op.create_unique_constraint(op.f("uq_cases_request_id"), "cases", ["request_id"])
    for column, table in (
        ("request_id", "service_requests"),
        ("matter_id", "matters"),
        ("unit_id", "organizations"),
        ("handler_id", "users"),
    ):
        op.create_foreign_key(op.f(f"fk_cases_{column}"), "cases", table, [column], ["id"])
    for name in ("ix_cases_keyset", "ix_cases_state"):
        op.drop_index(name, table_name="cases")
    op.create_index("ix_cases_keyset", "cases", ["reported_at", "id"])
    op.create_index("ix_cases_state", "cases", ["state", "reported_at", "id"])
    op.create_index("ix_cases_unit", "cases", ["unit_id", "reported_at", "id"])
    op.create_index(
        "ix_cases_due", "cases", ["due_at"], postgresql_where=sa.text("due_at IS NOT NULL")
    )
    op.create_index(
        "ix_cases_suspended",
        "cases",
        ["suspended_until"],
        postgresql_where=sa.text("suspended_until IS NOT NULL"),
    )


def _steps() -> None:
    """The product itself may take a step, too; a step keeps what was given with it."""
    details = sa.Column(
        "details", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False
    )
    op.add_column("case_steps", details)
    op.drop_constraint(op.f("ck_case_steps_by"), "case_steps", type_="check")
    op.create_check_constraint(
        op.f("ck_case_steps_by"), "case_steps", "user_id IS NULL OR sink_id IS NULL"
    )


def _clocks() -> None:
    op.create_table(
        "case_clocks",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("amount", sa.Float(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("extended", sa.Float(), server_default="0", nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("city_id", sa.Uuid(), nullable=True),
        sa.Column("calendar_revision", sa.BigInteger(), nullable=False),
        sa.Column("runs", postgresql.JSONB(), nullable=False),
        sa.Column("started_at", _INSTANT, nullable=False),
        sa.Column("amber_at", _INSTANT, nullable=True),
        sa.Column("due_at", _INSTANT, nullable=True),
        sa.Column("stopped_at", _INSTANT, nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('intake', 'dispatch', 'handle', 'check', 'whole')",
            name=op.f("ck_case_clocks_kind"),
        ),
        sa.CheckConstraint(
            "unit IN ('hours', 'working_hours', 'working_days', 'natural_days')",
            name=op.f("ck_case_clocks_unit"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_clocks_case_id")),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["organizations.id"], name=op.f("fk_case_clocks_unit_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id"], ["organizations.id"], name=op.f("fk_case_clocks_city_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_clocks")),
    )
    open_ones = sa.text("stopped_at IS NULL")
    op.create_index(op.f("ix_case_clocks_case_id"), "case_clocks", ["case_id"])
    op.create_index(
        "uq_case_clocks_open",
        "case_clocks",
        ["case_id", "kind"],
        unique=True,
        postgresql_where=open_ones,
    )
    op.create_index(
        "ix_case_clocks_city",
        "case_clocks",
        ["city_id", "calendar_revision"],
        postgresql_where=open_ones,
    )


def _photos() -> None:
    op.create_table(
        "case_photos",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("step_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("width", sa.BigInteger(), nullable=False),
        sa.Column("height", sa.BigInteger(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind IN ('before', 'after')", name=op.f("ck_case_photos_kind")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_photos_case_id")),
        sa.ForeignKeyConstraint(
            ["step_id"], ["case_steps.id"], name=op.f("fk_case_photos_step_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_case_photos_user_id")),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["organizations.id"], name=op.f("fk_case_photos_owner_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_photos")),
    )
    for column in ("case_id", "digest", "owner_id"):
        op.create_index(op.f(f"ix_case_photos_{column}"), "case_photos", [column])


def _requests() -> None:
    """Requests that nobody has answered become cases, numbered as new ones were: a day's serial each."""
    op.execute(
        """
        WITH waiting AS (
            SELECT r.*, date(r.requested_at AT TIME ZONE 'Asia/Shanghai') AS day,
                row_number() OVER (
                    PARTITION BY date(r.requested_at AT TIME ZONE 'Asia/Shanghai') ORDER BY r.id
                ) + coalesce(
                    (SELECT last FROM case_serials s
                     WHERE s.day = date(r.requested_at AT TIME ZONE 'Asia/Shanghai')), 0
                ) AS serial
            FROM service_requests r WHERE r.status = 'open'
        ), made AS (
            INSERT INTO cases (id, owner_id, number, request_id, title_zh, title_en, severity, state,
                matter_id, standard_ref, code, emergency_code, place, longitude, latitude, reported_at)
            SELECT gen_random_uuid(), w.owner_id,
                'E' || w.service_code || to_char(w.day, 'YYYYMMDD') || lpad(w.serial::text, 6, '0'),
                w.id, w.service_name, w.service_name, 'minor', 'reported', m.id, m.standard_ref,
                w.service_code, m.emergency_code, w.address, w.longitude, w.latitude, w.requested_at
            FROM waiting w
            JOIN organizations o ON o.id = w.owner_id
            LEFT JOIN organizations city ON city.kind = 'city' AND starts_with(o.path, city.path)
            LEFT JOIN matters m ON m.owner_id = city.id AND m.code = w.service_code
            RETURNING id, request_id
        ), counted AS (
            INSERT INTO case_serials (day, last) SELECT day, max(serial) FROM waiting GROUP BY day
            ON CONFLICT (day) DO UPDATE SET last = excluded.last
        )
        INSERT INTO case_steps (id, case_id, sequence, action, to_state, user_id, at)
        SELECT gen_random_uuid(), made.id, 1, 'report', 'reported', w.user_id, w.requested_at
        FROM made JOIN waiting w ON w.id = made.request_id
        """
    )
