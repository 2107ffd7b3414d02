"""Camera sources: platforms that list cameras, and the channels they listed."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "7c1e5b0d9a42"
down_revision: str | None = "8c1f5b20de47"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "camera_sources",
        sa.Column("kind", sa.Text(), server_default="wvp", nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("base_url", sa.Text(), nullable=False),
        sa.Column("sign_in", sa.Text(), server_default="password", nullable=False),
        sa.Column("account", sa.Text(), server_default="", nullable=False),
        sa.Column("secret_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("stream_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("stream_masked", sa.Text(), nullable=False),
        sa.Column("stream_edition", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("every_minutes", sa.BigInteger(), server_default="60", nullable=False),
        sa.Column("enabled", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error_code", sa.Text(), nullable=True),
        sa.Column(
            "counts",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint("kind IN ('wvp')", name=op.f("ck_camera_sources_kind")),
        sa.CheckConstraint(
            "sign_in IN ('password', 'token')", name=op.f("ck_camera_sources_sign_in")
        ),
        sa.CheckConstraint(
            "every_minutes BETWEEN 1 AND 10080", name=op.f("ck_camera_sources_every_minutes")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["organizations.id"], name=op.f("fk_camera_sources_owner_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_camera_sources")),
    )
    op.create_index(
        "ix_camera_sources_due",
        "camera_sources",
        ["due_at"],
        postgresql_where=sa.text("enabled AND removed_at IS NULL"),
    )
    op.create_index(op.f("ix_camera_sources_owner_id"), "camera_sources", ["owner_id"])
    op.create_table(
        "source_channels",
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("channel_id", sa.Text(), nullable=False),
        sa.Column("camera_id", sa.Uuid(), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("stream_edition", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("vanished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["camera_id"], ["cameras.id"], name=op.f("fk_source_channels_camera_id")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["organizations.id"], name=op.f("fk_source_channels_owner_id")
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["camera_sources.id"], name=op.f("fk_source_channels_source_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_channels")),
        sa.UniqueConstraint(
            "source_id", "channel_id", name="uq_source_channels_source_id_channel_id"
        ),
    )
    op.create_index(op.f("ix_source_channels_camera_id"), "source_channels", ["camera_id"])
    op.create_index(op.f("ix_source_channels_owner_id"), "source_channels", ["owner_id"])
    op.create_index("ix_source_channels_seen", "source_channels", ["source_id", "seen_at"])
