"""Events: what statistics and counts read of them stands in the indexes they are found by."""

from collections.abc import Mapping, Sequence

from alembic import op

revision: str = "f3b71d9c0a64"
down_revision: str | None = "a83f0d6c94e2"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_KEYS: Mapping[str, Sequence[str]] = {
    "ix_events_keyset": ["opened_at", "id"],
    "ix_events_review": ["review", "opened_at", "id"],
    "ix_events_camera": ["camera_id", "opened_at", "id"],
    "ix_events_algorithm": ["algorithm_id", "opened_at", "id"],
    "ix_events_type": ["event_type", "opened_at", "id"],
    "ix_events_severity": ["severity", "opened_at", "id"],
}
_JUDGED = ["owner_id", "review", "auto", "claim_ms", "verdict_ms"]
_BESIDE: Mapping[str, Sequence[str]] = {
    "ix_events_keyset": _JUDGED,
    "ix_events_review": ["owner_id", "severity", "longitude", "latitude"],
    "ix_events_camera": _JUDGED,
    "ix_events_algorithm": _JUDGED,
    "ix_events_type": ["owner_id", "review"],
    "ix_events_severity": ["owner_id", "review"],
}
_WAITED = "((date_part('epoch'::text, ({} - opened_at)) * (1000)::double precision))::bigint"


def upgrade() -> None:
    # The table is written anew for its columns: an index that goes anyway need not be.
    _drop()
    op.drop_index("ix_events_owner_id", "events")
    op.execute(
        "ALTER TABLE events"
        f" ADD COLUMN claim_ms bigint GENERATED ALWAYS AS ({_WAITED.format('claimed_at')}) STORED,"
        f" ADD COLUMN verdict_ms bigint GENERATED ALWAYS AS ({_WAITED.format('judged_at')}) STORED"
    )
    for name, columns in _KEYS.items():
        op.create_index(name, "events", columns, postgresql_include=_BESIDE[name])


def downgrade() -> None:
    _drop()
    op.execute("ALTER TABLE events DROP COLUMN claim_ms, DROP COLUMN verdict_ms")
    for name, columns in _KEYS.items():
        op.create_index(name, "events", columns)
    op.create_index("ix_events_owner_id", "events", ["owner_id"])


def _drop() -> None:
    for name in _KEYS:
        op.drop_index(name, "events")
