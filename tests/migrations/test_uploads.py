"""From the desk, with a version on the shelf, to packages that are uploaded."""

import psycopg

from core.database import migrate
from serving.tables import METADATA
from tests.migrations.test_accounts_and_trust import LINE, ROWS

BEFORE = "b7d20c6e41fa"


def test_versions_stay_and_uploads_come(empty_database_url: str) -> None:
    migrate.upgrade(empty_database_url, LINE)
    with psycopg.connect(empty_database_url) as connection:
        connection.execute(ROWS.read_bytes())
    migrate.upgrade(empty_database_url, BEFORE)
    with psycopg.connect(empty_database_url) as connection:
        before = connection.execute("SELECT id, gate FROM versions ORDER BY id").fetchall()
    migrate.upgrade(empty_database_url)
    assert migrate.drift(empty_database_url, METADATA) == []
    with psycopg.connect(empty_database_url) as connection:
        assert before
        assert connection.execute("SELECT id, gate FROM versions ORDER BY id").fetchall() == before
        made = (
            "INSERT INTO uploads (id, owner_id, user_id, filename, size, digest, created_at)"
            " SELECT gen_random_uuid(), owner_id, id, 'a.zip', 3, 'ab', now() FROM users LIMIT 1"
            " RETURNING state, attempts"
        )
        assert connection.execute(made).fetchone() == ("receiving", 0)
