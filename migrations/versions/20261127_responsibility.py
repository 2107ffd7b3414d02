"""Who is responsible for what where, and which unit each case is to be dealt with by."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision: str = "d19e63b7a204"
down_revision: str | None = "c8a41f0d73e5"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _responsibilities()
    _assignments()
    _cases_there_are()


def _responsibilities() -> None:
    op.create_table(
        "responsibilities",
        sa.Column("matter", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "matter ~ '^([0-9]{2}|[0-9]{5})?$'", name=op.f("ck_responsibilities_matter")
        ),
        sa.CheckConstraint(
            "area ~ '^([0-9]{6}|[0-9]{9}|[0-9]{15})?$'", name=op.f("ck_responsibilities_area")
        ),
        sa.CheckConstraint("unit_id <> owner_id", name=op.f("ck_responsibilities_below")),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["organizations.id"], name=op.f("fk_responsibilities_owner_id")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["organizations.id"], name=op.f("fk_responsibilities_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_responsibilities")),
        sa.UniqueConstraint(
            "owner_id",
            "matter",
            "area",
            "unit_id",
            name=op.f("uq_responsibilities_owner_id_matter_area_unit_id"),
        ),
    )
    for column in ("owner_id", "unit_id"):
        op.create_index(op.f(f"ix_responsibilities_{column}"), "responsibilities", [column])


def _assignments() -> None:
    op.create_table(
        "case_assignments",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("filed_at", _INSTANT, nullable=False),
        *(sa.Column(name, sa.Text(), nullable=True) for name in ("cell", "street", "district")),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("at_id", sa.Uuid(), nullable=True),
        sa.Column("through", JSONB(), nullable=False),
        sa.Column("candidates", ARRAY(sa.Text()), nullable=False),
        sa.Column("decided_at", _INSTANT, nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("revision", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "state IN ('automatic', 'waiting', 'chosen')", name=op.f("ck_case_assignments_state")
        ),
        *(
            sa.CheckConstraint(condition, name=op.f(f"ck_case_assignments_{name}"))
            for name, condition in {
                "unit": "(state = 'waiting') = (unit_id IS NULL)",
                "reason": "(state = 'waiting') = (reason IS NOT NULL)",
                "chosen": "(state = 'chosen') = (user_id IS NOT NULL)",
            }.items()
        ),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_case_assignments_{column}")
            )
            for column, table in {
                "case_id": "cases",
                "unit_id": "organizations",
                "at_id": "organizations",
                "user_id": "users",
                "owner_id": "organizations",
            }.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_assignments")),
        sa.UniqueConstraint("case_id", name=op.f("uq_case_assignments_case_id")),
    )
    op.create_index(op.f("ix_case_assignments_owner_id"), "case_assignments", ["owner_id"])
    keyset = ["filed_at", "case_id"]
    op.create_index("ix_case_assignments_keyset", "case_assignments", keyset)
    for name, column in {"unit": "unit_id", "district": "district"}.items():
        op.create_index(f"ix_case_assignments_{name}", "case_assignments", [column, *keyset])
    op.create_index(
        "ix_case_assignments_waiting",
        "case_assignments",
        keyset,
        postgresql_where=sa.text("state = 'waiting'"),
    )


def _cases_there_are() -> None:
    """Cases of before wait for a person, or for a proposal once there are rules."""
    op.execute(
        "INSERT INTO case_assignments"
        " (id, owner_id, case_id, filed_at, state, reason, at_id, through, candidates, decided_at)"
        " SELECT gen_random_uuid(), owner_id, id, filed_at, 'waiting', 'no_rule', owner_id,"
        " '[]', '{}', now() FROM cases"
    )
