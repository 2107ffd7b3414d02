"""From uploads, with a quota that was set, to models that are called from outside."""

import psycopg

from core.database import migrate
from serving.tables import METADATA
from tests.migrations.test_accounts_and_trust import LINE, ROWS

BEFORE = "c41e8f2a7d60"


def test_quotas_stay_and_hours_come(empty_database_url: str) -> None:
    migrate.upgrade(empty_database_url, LINE)
    with psycopg.connect(empty_database_url) as connection:
        connection.execute(ROWS.read_bytes())
    migrate.upgrade(empty_database_url, BEFORE)
    quota = (
        "INSERT INTO quotas (organization_id, resource, amount)"
        " SELECT id, %s, 7 FROM organizations LIMIT 1"
    )
    with psycopg.connect(empty_database_url) as connection:
        connection.execute(quota, ["looks_per_minute"])
    migrate.upgrade(empty_database_url)
    assert migrate.drift(empty_database_url, METADATA) == []
    with psycopg.connect(empty_database_url) as connection:
        connection.execute(quota, ["inferences_per_minute"])
        kept = connection.execute("SELECT resource, amount FROM quotas ORDER BY 1").fetchall()
        assert kept == [("inferences_per_minute", 7), ("looks_per_minute", 7)]
        made = (
            "INSERT INTO inference_hours SELECT owner_id, id, date_trunc('hour', now()), 3, 4, 1, 0.5"
            " FROM versions LIMIT 1 RETURNING calls, frames, failures, seconds"
        )
        assert connection.execute(made).fetchone() == (3, 4, 1, 0.5)
