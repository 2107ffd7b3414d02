"""Camera catalogue: the fields of GB/T 28181, what is searched and sorted by, imports from files."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "1051c3c47302"
down_revision: str | None = "7c1e5b0d9a42"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


LOWER = """lower(((((name_zh || chr(1)) || name_en) || chr(1)) || place) COLLATE "C")"""
CUT = r"regexp_replace({}, '(..)'::text, '\1'::text || chr(1), 'g'::text)"
PAIRS = (
    f"array_to_tsvector(array_remove(string_to_array(({CUT.format(LOWER)} || chr(1)) || "
    f"{CUT.format(f'substr({LOWER}, 2)')}, chr(1)), ''::text))"
)
CHECKS = {
    "gb_id": "gb_id ~ '^[0-9]{20}$'",
    "region": "region ~ '^[0-9]{2,8}$'",
    "ptz": "ptz IN ('ptz_dome', 'dome', 'bullet', 'ptz_bullet', 'ptz_half_dome', 'multi_panorama', 'multi_part')",
    "room": "room IN ('outdoor', 'indoor')",
    "direction": "direction IN ('east', 'west', 'south', 'north', 'southeast', 'northeast', 'southwest', 'northwest')",
    "secrecy": "secrecy IN ('open', 'classified')",
    "source": "source IN ('typed', 'import', 'wvp')",
    "tags": "cardinality(tags) <= 20",
}


def upgrade() -> None:
    _imports()
    _columns()
    for name, check in CHECKS.items():
        op.create_check_constraint(op.f(f"ck_cameras_{name}"), "cameras", check)
    _indexes()


def _imports() -> None:
    op.create_table(
        "camera_imports",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("filename", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("size", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("digest", sa.Text(), nullable=True),
        sa.Column("encoding", sa.Text(), nullable=True),
        sa.Column(
            "mapping",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.Column("coordinate_system", sa.Text(), server_default="wgs84", nullable=False),
        sa.Column("total", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("done", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("added", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("changed", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("unchanged", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("refused", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("attempts", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("failure", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "coordinate_system IN ('wgs84', 'gcj02', 'bd09')",
            name=op.f("ck_camera_imports_coordinate_system"),
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'uploaded', 'queued', 'running', 'done', 'failed', 'cancelled')",
            name=op.f("ck_camera_imports_state"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["organizations.id"], name=op.f("fk_camera_imports_owner_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_camera_imports_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_camera_imports")),
    )
    op.create_index(
        "ix_camera_imports_due",
        "camera_imports",
        ["id"],
        unique=False,
        postgresql_where=sa.text("state IN ('queued', 'running')"),
    )
    op.create_index(
        op.f("ix_camera_imports_owner_id"), "camera_imports", ["owner_id"], unique=False
    )
    op.create_index(op.f("ix_camera_imports_user_id"), "camera_imports", ["user_id"], unique=False)
    op.create_table(
        "camera_import_faults",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("row", sa.BigInteger(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("column", sa.Text(), server_default="", nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["camera_imports.id"],
            name=op.f("fk_camera_import_faults_import_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("import_id", "row", "field", name=op.f("pk_camera_import_faults")),
    )


def _columns() -> None:
    op.add_column("cameras", sa.Column("gb_id", sa.Text(), nullable=True))
    op.add_column("cameras", sa.Column("region", sa.Text(), nullable=True))
    op.add_column(
        "cameras", sa.Column("manufacturer", sa.Text(), server_default="", nullable=False)
    )
    op.add_column("cameras", sa.Column("model", sa.Text(), server_default="", nullable=False))
    op.add_column("cameras", sa.Column("ptz", sa.Text(), nullable=True))
    op.add_column("cameras", sa.Column("room", sa.Text(), nullable=True))
    op.add_column("cameras", sa.Column("direction", sa.Text(), nullable=True))
    op.add_column("cameras", sa.Column("resolution", sa.Text(), server_default="", nullable=False))
    op.add_column("cameras", sa.Column("secrecy", sa.Text(), server_default="open", nullable=False))
    op.add_column("cameras", sa.Column("parent", sa.Text(), server_default="", nullable=False))
    op.add_column("cameras", sa.Column("nvr", sa.Text(), server_default="", nullable=False))
    op.add_column("cameras", sa.Column("source", sa.Text(), server_default="typed", nullable=False))
    op.add_column("cameras", sa.Column("source_id", sa.Text(), nullable=True))
    op.add_column(
        "cameras",
        sa.Column(
            "tags", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
    )
    op.add_column("cameras", sa.Column("group_path", sa.Text(), server_default="", nullable=False))


def _indexes() -> None:
    op.create_index(
        "ix_cameras_address",
        "cameras",
        [sa.literal_column("md5(url_masked)"), "owner_id"],
        unique=False,
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.create_index(
        "ix_cameras_group_path",
        "cameras",
        ["group_path"],
        unique=False,
        postgresql_ops={"group_path": "text_pattern_ops"},
        postgresql_where=sa.text("group_path <> ''"),
    )
    op.create_index(
        "ix_cameras_map",
        "cameras",
        ["longitude", "latitude"],
        unique=False,
        postgresql_where=sa.text("longitude IS NOT NULL AND removed_at IS NULL"),
    )
    op.create_index("ix_cameras_name_zh", "cameras", ["name_zh", "id"], unique=False)
    op.create_index(
        "ix_cameras_region",
        "cameras",
        ["region"],
        unique=False,
        postgresql_ops={"region": "text_pattern_ops"},
        postgresql_where=sa.text("region IS NOT NULL"),
    )
    op.create_index(
        "ix_cameras_search", "cameras", [sa.text(PAIRS)], unique=False, postgresql_using="gin"
    )
    op.create_index("ix_cameras_state_since", "cameras", ["state_since", "id"], unique=False)
    op.create_index("ix_cameras_tags", "cameras", ["tags"], unique=False, postgresql_using="gin")
    op.create_index(
        "uq_cameras_gb_id",
        "cameras",
        ["gb_id", "owner_id"],
        unique=True,
        postgresql_where=sa.text("gb_id IS NOT NULL AND removed_at IS NULL"),
    )
    op.create_index(
        "uq_cameras_source_id",
        "cameras",
        ["source_id", "source", "owner_id"],
        unique=True,
        postgresql_where=sa.text("source_id IS NOT NULL AND removed_at IS NULL"),
    )
