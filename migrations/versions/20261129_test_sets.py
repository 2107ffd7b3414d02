"""City test sets, and their archives among the uploads."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "a52d7c90e1b4"
down_revision: str | None = "c41e8f2a7d60"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

JSON = postgresql.JSONB(astext_type=sa.Text())
SCENES = "'day', 'night', 'rain', 'backlight'"


def upgrade() -> None:
    op.create_table(
        "test_sets",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("covers", JSON, nullable=False),
        sa.Column("classes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("negative_hours", sa.Float(), nullable=True),
        sa.Column("counts", JSON, nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retired_reason", sa.Text(), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["organizations.id"], name=op.f("fk_test_sets_owner_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_test_sets_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_test_sets")),
        sa.UniqueConstraint("digest", name=op.f("uq_test_sets_digest")),
        sa.UniqueConstraint(
            "owner_id", "name", "version", name=op.f("uq_test_sets_owner_id_name_version")
        ),
    )
    for column in ("owner_id", "user_id"):
        op.create_index(op.f(f"ix_test_sets_{column}"), "test_sets", [column])
    op.create_table(
        "test_pictures",
        sa.Column("test_set_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("scene", sa.Text(), nullable=False),
        sa.Column("things", JSON, nullable=False),
        sa.CheckConstraint(f"scene IN ({SCENES})", name=op.f("ck_test_pictures_scene")),
        sa.ForeignKeyConstraint(
            ["test_set_id"], ["test_sets.id"], name=op.f("fk_test_pictures_test_set_id")
        ),
        sa.PrimaryKeyConstraint("test_set_id", "number", name=op.f("pk_test_pictures")),
    )
    op.create_index(op.f("ix_test_pictures_digest"), "test_pictures", ["digest"])
    _uploads_of_both_kinds()


def _uploads_of_both_kinds() -> None:
    op.add_column("uploads", sa.Column("kind", sa.Text(), server_default="package", nullable=False))
    op.add_column("uploads", sa.Column("about", JSON, nullable=True))
    op.add_column("uploads", sa.Column("test_set_id", sa.Uuid(), nullable=True))
    op.create_check_constraint(
        op.f("ck_uploads_kind"), "uploads", "kind IN ('package', 'test_set')"
    )
    op.create_foreign_key(
        op.f("fk_uploads_test_set_id"), "uploads", "test_sets", ["test_set_id"], ["id"]
    )
    op.create_index(op.f("ix_uploads_test_set_id"), "uploads", ["test_set_id"])
