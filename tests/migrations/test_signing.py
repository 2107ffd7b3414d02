"""From before signatures: versions that are there stay unsigned, and a vendor may register keys."""

import psycopg
import pytest

from core.database import migrate
from core.ids import uuid7
from serving.tables import METADATA
from tests.migrations.test_accounts_and_trust import LINE, ROWS

BEFORE = "a90c5e2d74f1"
REGISTER = (
    "INSERT INTO signing_keys (id, owner_id, name, public_key, fingerprint, created_at, user_id)"
    " SELECT %s, v.owner_id, 'release', 'pem', 'ab', now(), u.id FROM versions v, users u LIMIT 1"
)


def test_a_vendor_that_was_there_registers_a_key_once(empty_database_url: str) -> None:
    migrate.upgrade(empty_database_url, LINE)
    with psycopg.connect(empty_database_url) as connection:
        connection.execute(ROWS.read_bytes())
    migrate.upgrade(empty_database_url, BEFORE)
    migrate.upgrade(empty_database_url)
    assert migrate.drift(empty_database_url, METADATA) == []
    with psycopg.connect(empty_database_url) as connection:
        assert connection.execute(REGISTER, [uuid7()]).rowcount == 1
        connection.commit()
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute(REGISTER, [uuid7()])
        connection.rollback()
        with pytest.raises(psycopg.errors.CheckViolation, match="retired"):
            connection.execute("UPDATE signing_keys SET retired_at = now()")
