"""From the release with deliveries, with a case, to places, responsibility and key figures."""

import psycopg
import pytest

from core.database import migrate
from serving.tables import METADATA
from tests.migrations.test_accounts_and_trust import LINE, ROWS

BEFORE = "b7d20c6e41fa"


@pytest.fixture
def upgraded(empty_database_url: str) -> str:
    """A database with a case of the release before, upgraded."""
    migrate.upgrade(empty_database_url, LINE)
    with psycopg.connect(empty_database_url) as connection:
        connection.execute(ROWS.read_bytes())
    migrate.upgrade(empty_database_url, BEFORE)
    migrate.upgrade(empty_database_url)
    return empty_database_url


def test_the_result_is_what_the_code_expects(upgraded: str) -> None:
    assert migrate.drift(upgraded, METADATA) == []


def test_a_case_of_before_waits_for_a_unit_and_no_organization_is_gone(upgraded: str) -> None:
    with psycopg.connect(upgraded) as connection:
        found = connection.execute(
            "SELECT a.state, a.reason, a.unit_id, a.filed_at = c.filed_at, a.owner_id = c.owner_id"
            " FROM cases c JOIN case_assignments a ON a.case_id = c.id"
        ).fetchall()
        assert found == [("waiting", "no_rule", None, True, True)]
        gone = connection.execute("SELECT count(removed_at) FROM organizations").fetchone()
        assert gone == (0,)


@pytest.mark.parametrize(
    "given",
    [("cell", "370202"), ("district", "37020"), ("street", "37020200x"), ("road", "370202001")],
)
def test_a_code_has_the_digits_of_its_kind(upgraded: str, given: tuple[str, str]) -> None:
    with (
        psycopg.connect(upgraded) as connection,
        pytest.raises(psycopg.errors.CheckViolation),
    ):
        connection.execute(
            "INSERT INTO places (id, owner_id, kind, code, name_zh, name_en, geometry, west, south,"
            " east, north, area_m2, imported_at) SELECT gen_random_uuid(), id,"
            " %s, %s, '', '', '{}', 0, 0, 1, 1, 1, now() FROM organizations LIMIT 1",
            given,
        )
