"""The matters of what the built-in debris raises, in cities that took ours and have none for it yet."""

from collections.abc import Sequence

from alembic import op

revision: str = "5b7e90d2c6a1"
down_revision: str | None = "d1f47b30c9e8"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.execute(
        """
        INSERT INTO matter_mappings (id, owner_id, event_type, matter_id)
        SELECT gen_random_uuid(), m.owner_id, one.event_type, m.id
        FROM (VALUES ('debris', '06014'), ('debris.garbage', '06010'), ('debris.overflow', '06042'))
            AS one (event_type, code)
        JOIN matters m ON m.code = one.code
        WHERE EXISTS (SELECT FROM matter_mappings had WHERE had.owner_id = m.owner_id)
            AND NOT EXISTS (
                SELECT FROM matter_mappings had
                WHERE had.owner_id = m.owner_id AND split_part(had.event_type, '.', 1) = 'debris'
            )
        """
    )


def downgrade() -> None:
    """What a city has by now may be its own decision: it stays."""
