"""The database's address is read the same by every library, or refused without repeating it."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from core.database.engine import checked_url, open_engine
from core.database.errors import DatabaseUrlInvalid


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://us:geheim@127.0.0.1:5432/city",
        "postgresql://us:ge%40heim@h1,h2/city",
        "postgresql://us:geheim@/city?host=/run/postgresql",
        "postgresql://[fd00::1]/city",
    ],
)
def test_a_sound_address_is_taken(url: str) -> None:
    assert checked_url(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "postgresql:/us:geheim@h/city",
        "postgres://us:geheim@h/city",
        "postgresql://us:ge%zzheim@h/city",
        "postgresql://us:ge@heim@h/city",
        "postgresql://us:ge/heim@h/city",
        "geheim",
        "host=h password=geheim",
    ],
)
def test_a_malformed_one_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(DatabaseUrlInvalid) as refused:
        checked_url(url)
    assert "heim" not in f"{refused.value.message('en')}{refused.value.__cause__}"
    assert refused.value.__suppress_context__ or refused.value.__context__ is None


def test_an_error_s_words_repeat_no_parameter(database_url: str) -> None:
    engine = open_engine(database_url)
    try:
        with engine.connect() as connection, pytest.raises(DBAPIError) as failed:
            connection.execute(text("SELECT nothing, :what"), {"what": "geheim"})
    finally:
        engine.dispose()
    assert "geheim" not in str(failed.value)
