"""From before other engines: what was tuned goes on as it ran, on ONNX Runtime."""

import psycopg
import pytest

from core.database import migrate
from core.ids import uuid7
from serving.tables import METADATA
from tests.migrations.test_accounts_and_trust import LINE, ROWS

BEFORE = "c4d81f6e02b7"
SET = (
    "INSERT INTO test_sets (id, owner_id, user_id, name, version, digest, covers, classes, counts,"
    " created_at) SELECT %(set)s, owner_id, id, 'a', 1, 'ab', '{}', '{}', '{}', now() FROM users LIMIT 1"
)
TUNED = (
    "INSERT INTO tunings (id, owner_id, version_id, test_set_id, machine, state, variant_digest, choice,"
    " created_at, finished_at) SELECT %(id)s, v.owner_id, v.id, %(set)s, 'x86_64', 'done', 'cd',"
    """ '{"path": "int8"}', now(), now() FROM versions v LIMIT 1"""
)


def test_what_was_tuned_keeps_its_engine(empty_database_url: str) -> None:
    migrate.upgrade(empty_database_url, LINE)
    with psycopg.connect(empty_database_url) as connection:
        connection.execute(ROWS.read_bytes())
    migrate.upgrade(empty_database_url, BEFORE)
    with psycopg.connect(empty_database_url) as connection:
        rows = {"set": uuid7(), "id": uuid7()}
        assert connection.execute(SET, rows).rowcount == 1
        assert connection.execute(TUNED, rows).rowcount == 1
    migrate.upgrade(empty_database_url)
    assert migrate.drift(empty_database_url, METADATA) == []
    with psycopg.connect(empty_database_url) as connection:
        kept = connection.execute("SELECT engine, variant_digest FROM tunings").fetchall()
        assert kept == [("onnxruntime", "cd")]
        connection.execute("UPDATE tunings SET engine = 'openvino'")
        with pytest.raises(psycopg.errors.CheckViolation, match="engine"):
            connection.execute("UPDATE tunings SET engine = 'another'")
