"""Looking: what a camera was when, what is known of its stream, and events that a camera sees of itself."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from core.ids import uuid7

revision: str = "8c1f5b20de47"
down_revision: str | None = "4f1d2c7a90be"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("cameras", sa.Column("stream", postgresql.JSONB(), nullable=True))
    op.create_table(
        "camera_spells",
        sa.Column("camera_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("state_code", sa.Text(), nullable=True),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["camera_id"],
            ["cameras.id"],
            name=op.f("fk_camera_spells_camera_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_camera_spells")),
    )
    op.create_index(
        "ix_camera_spells_camera", "camera_spells", ["camera_id", "began_at", "id"], unique=False
    )
    op.create_index(
        "uq_camera_spells_open",
        "camera_spells",
        ["camera_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(op.f("ix_camera_spells_ended_at"), "camera_spells", ["ended_at"], unique=False)
    _begin()
    _watchers()


def _watchers() -> None:
    """Tie an incident to whoever saw it, a subscription until now; where that is gone, to nobody else."""
    op.add_column("events", sa.Column("watcher_id", sa.Uuid(), nullable=True))
    op.execute("UPDATE events SET watcher_id = COALESCE(subscription_id, id)")
    op.alter_column("events", "watcher_id", nullable=False)
    op.drop_index("uq_events_open_incident", table_name="events")
    op.drop_index("ix_events_incident", table_name="events")
    op.create_index(
        "uq_events_open_incident",
        "events",
        ["watcher_id", "incident_key"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(
        "ix_events_incident", "events", ["watcher_id", "incident_key", "opened_at"], unique=False
    )


def _begin() -> None:
    """Let the present spell of each camera begin where its state did."""
    connection = op.get_bind()
    rows = connection.execute(
        sa.text("SELECT id, state, state_code, state_since FROM cameras WHERE removed_at IS NULL")
    ).all()
    if rows:
        connection.execute(
            sa.text(
                "INSERT INTO camera_spells (id, camera_id, state, state_code, began_at)"
                " VALUES (:id, :camera_id, :state, :state_code, :began_at)"
            ),
            [
                {
                    "id": uuid7(),
                    "camera_id": row.id,
                    "state": row.state,
                    "state_code": row.state_code,
                    "began_at": row.state_since,
                }
                for row in rows
            ],
        )
