"""Water: sensors, what they measured and what was refused, and the points where water stands."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "c41d7e0a95b3"
down_revision: str | None = "e9b3550c7d12"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "water_links",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("broker", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("message_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("messages", sa.BigInteger(), server_default="0", nullable=False),
        sa.CheckConstraint(
            "state IN ('connected', 'away', 'refused')", name=op.f("ck_water_links_state")
        ),
        sa.CheckConstraint("id = 1", name=op.f("ck_water_links_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_water_links")),
    )
    op.create_table(
        "water_points",
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("depth_cm", sa.Float(), nullable=True),
        sa.Column("peak_cm", sa.Float(), nullable=True),
        sa.Column("trend", sa.Text(), nullable=True),
        sa.Column("area", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("area_m2", sa.Float(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "trend IN ('rising', 'falling', 'steady')", name=op.f("ck_water_points_trend")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["organizations.id"], name=op.f("fk_water_points_owner_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_water_points")),
    )
    op.create_index("ix_water_points_keyset", "water_points", ["started_at", "id"])
    op.create_index(
        "ix_water_points_open",
        "water_points",
        ["owner_id"],
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(op.f("ix_water_points_owner_id"), "water_points", ["owner_id"])
    op.create_table(
        "water_sensors",
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("longitude", sa.Float(), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=False),
        sa.Column("reach_m", sa.Float(), nullable=False),
        sa.Column("silent_after_s", sa.Float(), nullable=False),
        sa.Column("camera_id", sa.Uuid(), nullable=True),
        sa.Column("enabled", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reporter_id", sa.Uuid(), nullable=True),
        sa.Column("measured_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("depth_cm", sa.Float(), nullable=True),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("silent_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refusal", sa.Text(), nullable=True),
        sa.Column("refused", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("repeats", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "reach_m > 0 AND silent_after_s > 0", name=op.f("ck_water_sensors_positive")
        ),
        sa.ForeignKeyConstraint(
            ["camera_id"],
            ["cameras.id"],
            name=op.f("fk_water_sensors_camera_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["organizations.id"], name=op.f("fk_water_sensors_owner_id")
        ),
        sa.ForeignKeyConstraint(
            ["reporter_id"], ["users.id"], name=op.f("fk_water_sensors_reporter_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_water_sensors")),
        sa.UniqueConstraint("device", name=op.f("uq_water_sensors_device")),
    )
    op.create_index("ix_water_sensors_camera_id", "water_sensors", ["camera_id"])
    op.create_index("ix_water_sensors_keyset", "water_sensors", ["created_at", "id"])
    op.create_index(op.f("ix_water_sensors_owner_id"), "water_sensors", ["owner_id"])
    op.create_table(
        "water_gauges",
        sa.Column("point_id", sa.Uuid(), nullable=False),
        sa.Column("sensor_id", sa.Uuid(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("depth_cm", sa.Float(), nullable=False),
        sa.Column("measured_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dry_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["point_id"],
            ["water_points.id"],
            name=op.f("fk_water_gauges_point_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["sensor_id"],
            ["water_sensors.id"],
            name=op.f("fk_water_gauges_sensor_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("point_id", "sensor_id", "joined_at", name=op.f("pk_water_gauges")),
    )
    op.create_index(
        "uq_water_gauges_open",
        "water_gauges",
        ["sensor_id"],
        unique=True,
        postgresql_where=sa.text("left_at IS NULL"),
    )
    op.create_table(
        "water_readings",
        sa.Column("sensor_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("depth_cm", sa.Float(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fused", sa.Boolean(), server_default="false", nullable=False),
        sa.ForeignKeyConstraint(
            ["sensor_id"],
            ["water_sensors.id"],
            name=op.f("fk_water_readings_sensor_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("sensor_id", "at", name=op.f("pk_water_readings")),
    )
    op.create_index("ix_water_readings_at", "water_readings", ["at"])
    op.create_index(
        "ix_water_readings_new",
        "water_readings",
        ["at", "sensor_id"],
        postgresql_where=sa.text("NOT fused"),
    )
    op.create_table(
        "water_refusals",
        sa.Column("sensor_id", sa.Uuid(), nullable=True),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("via", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("via IN ('http', 'mqtt')", name=op.f("ck_water_refusals_via")),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["organizations.id"], name=op.f("fk_water_refusals_owner_id")
        ),
        sa.ForeignKeyConstraint(
            ["sensor_id"],
            ["water_sensors.id"],
            name=op.f("fk_water_refusals_sensor_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_water_refusals")),
    )
    op.create_index("ix_water_refusals_keyset", "water_refusals", ["at", "id"])
    op.create_index(op.f("ix_water_refusals_owner_id"), "water_refusals", ["owner_id"])
    op.create_index("ix_water_refusals_sensor_id", "water_refusals", ["sensor_id"])
    op.create_table(
        "water_sightings",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("point_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["events.id"],
            name=op.f("fk_water_sightings_event_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["point_id"],
            ["water_points.id"],
            name=op.f("fk_water_sightings_point_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_water_sightings")),
        sa.UniqueConstraint(
            "point_id", "event_id", name=op.f("uq_water_sightings_point_id_event_id")
        ),
    )
