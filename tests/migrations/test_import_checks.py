"""From the catalogue, with an import that is done, to imports that only look: the old one was applied."""

import psycopg

from core.database import migrate
from serving.tables import METADATA
from tests.migrations.test_accounts_and_trust import LINE, ROWS

BEFORE = "1051c3c47302"


def test_imports_of_before_were_applied_and_new_ones_may_only_look(empty_database_url: str) -> None:
    migrate.upgrade(empty_database_url, LINE)
    with psycopg.connect(empty_database_url) as connection:
        connection.execute(ROWS.read_bytes())
    migrate.upgrade(empty_database_url, BEFORE)
    with psycopg.connect(empty_database_url) as connection:
        connection.execute(
            "INSERT INTO camera_imports (id, owner_id, user_id, filename, state, created_at)"
            " SELECT gen_random_uuid(), owner_id, id, 'a.csv', 'done', now() FROM users LIMIT 1"
        )
    migrate.upgrade(empty_database_url)
    assert migrate.drift(empty_database_url, METADATA) == []
    with psycopg.connect(empty_database_url) as connection:
        found = connection.execute("SELECT state, applies FROM camera_imports").fetchall()
        assert found == [("done", True)]
        connection.execute("UPDATE camera_imports SET state = 'checked', applies = false")
