"""From uploads of packages alone to city test sets and evaluations."""

import psycopg

from core.database import migrate
from serving.tables import METADATA
from tests.migrations.test_accounts_and_trust import LINE, ROWS

BEFORE = "c41e8f2a7d60"


def test_uploads_stay_packages_and_sets_come(empty_database_url: str) -> None:
    migrate.upgrade(empty_database_url, LINE)
    with psycopg.connect(empty_database_url) as connection:
        connection.execute(ROWS.read_bytes())
    migrate.upgrade(empty_database_url, BEFORE)
    with psycopg.connect(empty_database_url) as connection:
        connection.execute(
            "INSERT INTO uploads (id, owner_id, user_id, filename, size, state, created_at)"
            " SELECT gen_random_uuid(), owner_id, id, 'a.zip', 3, 'queued', now() FROM users LIMIT 1"
        )
    migrate.upgrade(empty_database_url)
    assert migrate.drift(empty_database_url, METADATA) == []
    with psycopg.connect(empty_database_url) as connection:
        kept = connection.execute("SELECT kind, about, test_set_id FROM uploads").fetchall()
        assert kept == [("package", None, None)]
        made = (
            "INSERT INTO test_sets (id, owner_id, user_id, name, version, digest, covers, classes,"
            " counts, created_at) SELECT gen_random_uuid(), owner_id, id, 'a', 1, 'ab', '{}', '{}',"
            " '{}', now() FROM users LIMIT 1 RETURNING retired_at"
        )
        assert connection.execute(made).fetchone() == (None,)
