"""What became of vendors' endpoints, in rows of their own; of those there are, the trail tells it."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "7d20f9b3c41e"
down_revision: str | None = "e19b5c83d0f4"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

STEPS = "remote_endpoint_steps"
ACTIONS = (
    "register", "move", "renew", "remove", "approve", "refuse", "withdraw", "agree", "take_back",
)  # fmt: skip
FROM_THE_TRAIL = """
    INSERT INTO remote_endpoint_steps
        (id, owner_id, name, endpoint_id, action, at, user_id, organization_id, url, reason)
    SELECT
        audit.id, one.owner_id, one.name, one.id,
        CASE audit.action
            WHEN 'remote_endpoint.create' THEN 'register'
            WHEN 'remote_endpoint.update' THEN
                CASE WHEN audit.before->>'url' = audit.after->>'url' THEN 'renew' ELSE 'move' END
            WHEN 'remote_endpoint.decide' THEN
                CASE
                    WHEN audit.after->>'state' = 'approved' THEN 'approve'
                    WHEN audit.before->>'state' = 'approved' THEN 'withdraw'
                    ELSE 'refuse'
                END
            WHEN 'remote_endpoint.agree' THEN 'agree'
            ELSE 'take_back'
        END,
        audit.taken_at, audit.user_id, coalesce(users.owner_id, audit.owner_id, one.owner_id),
        coalesce(audit.after->>'url', audit.before->>'url', one.url), audit.reason
    FROM audit
    JOIN remote_endpoints AS one ON one.id = coalesce(
        CAST(audit.after->>'endpoint_id' AS uuid), CAST(audit.before->>'endpoint_id' AS uuid),
        audit.object_id
    )
    LEFT JOIN users ON users.id = audit.user_id
    WHERE audit.action IN (
        'remote_endpoint.create', 'remote_endpoint.update', 'remote_endpoint.decide',
        'remote_endpoint.agree', 'remote_endpoint.revoke'
    )
"""


def upgrade() -> None:
    op.create_table(
        STEPS,
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("endpoint_id", sa.Uuid(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(f"action IN {ACTIONS}", name=op.f(f"ck_{STEPS}_action")),
        *(
            sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{STEPS}_{column}"))
            for column, to in {
                "user_id": "users",
                "organization_id": "organizations",
                "owner_id": "organizations",
            }.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{STEPS}")),
    )
    op.create_index(op.f(f"ix_{STEPS}_owner_id"), STEPS, ["owner_id"])
    op.create_index(
        op.f(f"ix_{STEPS}_owner_id_name_at_id"), STEPS, ["owner_id", "name", "at", "id"]
    )
    op.execute(FROM_THE_TRAIL)


def downgrade() -> None:
    op.drop_table(STEPS)
