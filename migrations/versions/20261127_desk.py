"""The desk: claims, verdicts of more kinds, a queue in order, incidents that several events make."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "d35ca1f0e7b2"
down_revision: str | None = "b7d20c94e1f3"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_WANTED = sa.text("wants IS NOT NULL")
_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _queue()
    _indexes()
    _claims()
    _verdicts()
    _cases()


def _queue() -> None:
    """Give every event its place, and what it wants: nothing, where it is judged."""
    op.add_column("events", sa.Column("wants", sa.Text(), server_default="verdict", nullable=True))
    op.add_column("events", sa.Column("rank_at", _INSTANT, nullable=True))
    for name in ("claimed_at", "judged_at", "escalated_at"):
        op.add_column("events", sa.Column(name, _INSTANT, nullable=True))
    op.add_column("events", sa.Column("incident_id", sa.Uuid(), nullable=True))
    op.execute(
        """
        UPDATE events e SET
            incident_id = e.id,
            wants = CASE WHEN e.review = 'waiting' THEN 'verdict' END,
            rank_at = e.opened_at - make_interval(
                hours => CASE e.severity WHEN 'critical' THEN 24 WHEN 'major' THEN 4 ELSE 0 END,
                secs => 3600 * least(greatest(e.score, 0), 1)),
            claimed_at = v.at,
            judged_at = v.at
        FROM events o LEFT JOIN verdicts v ON v.event_id = o.id AND v.undone_at IS NULL
        WHERE o.id = e.id
        """
    )
    op.alter_column("events", "rank_at", nullable=False)
    op.drop_constraint(op.f("ck_events_review"), "events")
    op.create_check_constraint(
        op.f("ck_events_review"),
        "events",
        "review IN ('waiting', 'confirmed', 'rejected', 'duplicate')",
    )
    op.create_check_constraint(
        op.f("ck_events_wants"), "events", "wants IN ('verdict', 'opinion', 'check')"
    )
    op.create_check_constraint(
        op.f("ck_events_waits"),
        "events",
        "(review = 'waiting') = (wants IS NOT NULL AND wants <> 'check')",
    )


def _indexes() -> None:
    op.drop_index("ix_events_queue", table_name="events")
    op.drop_index(op.f("ix_events_camera_id"), table_name="events")
    history = {
        "review": "review",
        "camera": "camera_id",
        "algorithm": "algorithm_id",
        "type": "event_type",
        "severity": "severity",
        "owner": "owner_id",
    }
    for name, column in history.items():
        op.create_index(f"ix_events_{name}", "events", [column, "opened_at", "id"])
    op.create_index("ix_events_desk", "events", ["rank_at", "id"], postgresql_where=_WANTED)
    for name in ("camera", "algorithm", "type", "severity", "owner"):
        columns = [history[name], "rank_at", "id"]
        op.create_index(f"ix_events_desk_{name}", "events", columns, postgresql_where=_WANTED)
    op.create_index(
        "ix_events_unescalated",
        "events",
        ["severity", "opened_at"],
        postgresql_where=sa.text("wants IS NOT NULL AND escalated_at IS NULL"),
    )
    op.create_index(
        "ix_events_escalated",
        "events",
        ["escalated_at"],
        postgresql_where=sa.text("escalated_at IS NOT NULL"),
    )
    op.create_index("ix_events_incident_id", "events", ["incident_id"])
    op.create_index(
        "ix_events_unlinked",
        "events",
        ["opened_at", "id"],
        postgresql_where=sa.text("incident_id IS NULL"),
    )
    op.create_index(
        "ix_events_map",
        "events",
        ["longitude", "latitude"],
        postgresql_where=sa.text("longitude IS NOT NULL"),
    )


def _claims() -> None:
    op.create_table(
        "claims",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("until", _INSTANT, nullable=False),
        sa.Column("ended_at", _INSTANT, nullable=True),
        sa.Column("ending", sa.Text(), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "ending IN ('judged', 'released', 'lapsed')", name=op.f("ck_claims_ending")
        ),
        sa.CheckConstraint("(ended_at IS NULL) = (ending IS NULL)", name=op.f("ck_claims_ended")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_claims_event_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_claims_user_id")),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["organizations.id"], name=op.f("fk_claims_owner_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claims")),
    )
    open_ones = sa.text("ended_at IS NULL")
    op.create_index(op.f("ix_claims_event_id"), "claims", ["event_id"])
    op.create_index(op.f("ix_claims_owner_id"), "claims", ["owner_id"])
    op.create_index(
        "uq_claims_open", "claims", ["event_id"], unique=True, postgresql_where=open_ones
    )
    op.create_index("ix_claims_held", "claims", ["user_id"], postgresql_where=open_ones)
    op.create_index("ix_claims_until", "claims", ["until"], postgresql_where=open_ones)


def _verdicts() -> None:
    """Widen what may be said; a rejection as a duplicate named no event, so it keeps its words only."""
    columns: list[sa.Column[object]] = [
        sa.Column("standing", sa.Text(), server_default="deciding", nullable=False),
        sa.Column("duplicate_of", sa.Uuid(), nullable=True),
        sa.Column("batch_id", sa.Uuid(), nullable=True),
        sa.Column("corrects", sa.Uuid(), nullable=True),
        sa.Column("corrected_at", _INSTANT, nullable=True),
    ]
    for column in columns:
        op.add_column("verdicts", column)
    op.create_foreign_key(
        op.f("fk_verdicts_duplicate_of"), "verdicts", "events", ["duplicate_of"], ["id"]
    )
    op.create_foreign_key(
        op.f("fk_verdicts_corrects"), "verdicts", "verdicts", ["corrects"], ["id"]
    )
    op.execute(
        "UPDATE verdicts SET reason = 'other', note = concat_ws(' · ', nullif(note, ''), '重复事件')"
        " WHERE reason = 'duplicate'"
    )
    op.drop_constraint(op.f("ck_verdicts_verdict"), "verdicts")
    checks = {
        "verdict": "verdict IN ('confirm', 'reject', 'duplicate', 'uncertain')",
        "standing": "standing IN ('deciding', 'opinion', 'check')",
        "duplicate": "(verdict = 'duplicate') = (duplicate_of IS NOT NULL)",
        "decides": "standing <> 'deciding' OR verdict <> 'uncertain'",
    }
    for name, condition in checks.items():
        op.create_check_constraint(op.f(f"ck_verdicts_{name}"), "verdicts", condition)
    op.drop_index("uq_verdicts_counting", table_name="verdicts")
    op.create_index(
        "uq_verdicts_deciding",
        "verdicts",
        ["event_id"],
        unique=True,
        postgresql_where=sa.text(
            "undone_at IS NULL AND corrected_at IS NULL AND standing = 'deciding'"
        ),
    )
    op.create_index(
        "ix_verdicts_batch_id",
        "verdicts",
        ["batch_id"],
        postgresql_where=sa.text("batch_id IS NOT NULL"),
    )
    op.create_index(
        "ix_verdicts_checks",
        "verdicts",
        ["at"],
        postgresql_where=sa.text("standing <> 'deciding'"),
    )


def _cases() -> None:
    """Let a case have several events; so far each has the one it was filed for."""
    op.create_table(
        "case_events",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_case_events_event_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_events_case_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_case_events_user_id")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_case_events")),
    )
    op.create_index(op.f("ix_case_events_case_id"), "case_events", ["case_id"])
    op.execute(
        "INSERT INTO case_events (event_id, case_id, at, user_id)"
        " SELECT event_id, id, filed_at, filed_by FROM cases"
    )
    for name in ("together_m", "together_s"):
        op.add_column("matters", sa.Column(name, sa.Float(), nullable=True))
    op.create_check_constraint(
        op.f("ck_matters_together"), "matters", "together_m >= 0 AND together_s >= 0"
    )
