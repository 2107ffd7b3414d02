"""From accounts and trust, with rows, to the catalogue: cameras stay and are found by their names."""

from typing import Any

import psycopg
import pytest

from core.database import migrate
from core.database.pairs import pairs
from serving.tables import METADATA
from tests.migrations.test_accounts_and_trust import LINE, ROWS
from video.cameras.model import SEARCHED

BEFORE = "4f1d2c7a90be"


@pytest.fixture
def upgraded(empty_database_url: str) -> tuple[str, list[Any]]:
    """A database with a camera, before and after; its rows as they were."""
    migrate.upgrade(empty_database_url, LINE)
    with psycopg.connect(empty_database_url) as connection:
        connection.execute(ROWS.read_bytes())
    migrate.upgrade(empty_database_url, BEFORE)
    before = _rows(
        empty_database_url, "SELECT id, name_zh, url_masked, state, revision FROM cameras"
    )
    migrate.upgrade(empty_database_url)
    return empty_database_url, before


def _rows(url: str, query: str) -> list[Any]:
    with psycopg.connect(url) as connection:
        return connection.execute(query.encode()).fetchall()


def test_the_result_is_what_the_code_expects(upgraded: tuple[str, list[Any]]) -> None:
    assert migrate.drift(upgraded[0], METADATA) == []


def test_cameras_stay_and_are_typed_ones(upgraded: tuple[str, list[Any]]) -> None:
    url, before = upgraded
    assert before
    assert _rows(url, "SELECT id, name_zh, url_masked, state, revision FROM cameras") == before
    new = "SELECT DISTINCT source, source_id, tags, group_path, secrecy, gb_id FROM cameras"
    assert _rows(url, new) == [("typed", None, [], "", "open", None)]


def test_they_are_found_by_two_letters(upgraded: tuple[str, list[Any]]) -> None:
    found = f"SELECT name_zh FROM cameras WHERE {pairs(SEARCHED)} @@ '''人民'' & ''民路'''::tsquery"  # noqa: S608
    assert _rows(upgraded[0], found) == [("人民路东口",)]
