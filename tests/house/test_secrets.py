"""A secret is in no answer, log line, table or file but where it is meant to be, whatever its spelling."""

import io
from base64 import b64encode
from collections.abc import Iterator
from contextlib import redirect_stderr
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import func, select

from core import log
from core.database.engine import open_engine, session_factory, transaction
from core.http.services import Services
from core.secrets import HEAD, Keyring, head_of
from serving.api.app import create_app
from serving.sealed import SEALED
from tests.house import secret_places as places
from tests.house import secret_story as told
from tests.house.planted import files, found, key_bytes, tables, typed
from tests.house.secret_story import Story
from tests.serving.conftest import World

SHOWN_ONCE = {
    ("POST /setup", "set-cookie"): {"cookie"},
    ("POST /session", "set-cookie"): {"cookie"},
    ("POST /session/totp", "set-cookie"): {"cookie"},
    ("POST /account/password", "set-cookie"): {"cookie"},
    ("POST /account/totp", "body"): {"Enrolment.secret", "Enrolment.uri"},
    ("POST /tokens", "body"): {"TokenMade.token"},
    ("POST /sinks", "body"): {"SinkMade.report_secret", "SinkMade.secret", "SinkNew.secret"},
}
"""The only answers that carry a secret, and which."""


CHAPTERS = (
    told.passwords,
    told.tokens,
    told.cameras,
    told.sinks,
    told.platforms,
    told.endpoints,
    told.provider,
    told.mistakes,
)


@pytest.fixture
def said() -> Iterator[io.StringIO]:
    """Every line the product and the libraries under it write, down to the least severe."""
    lines = io.StringIO()
    with redirect_stderr(lines):
        log.configure("DEBUG", "json")
        yield lines
    log.configure("INFO", "json")


@pytest.fixture
def services(services: Services, database_url: str, tmp_path: Path) -> Services:
    """The app's services with a secret in every setting that takes one."""
    key = b64encode(key_bytes()).decode()
    secrets = {"keys": f"1:{key}", "oidc_client_secret": typed(), "database_url": database_url}
    secrets["mqtt_password"] = typed()
    wanted = {name: SecretStr(value) for name, value in secrets.items()}
    settings = services.settings.model_copy(update=wanted | {"sign_ins_per_minute": 10**6})
    return replace(
        services, settings=settings, keyring=Keyring.open(tmp_path / "keys", settings.keys)
    )


@pytest.fixture
def story(app: FastAPI, services: Services, said: io.StringIO) -> Story:
    """The story before anything has happened, with the settings' secrets planted."""
    story = Story(app, services, [])
    for name in places.of_settings():
        secret: SecretStr = getattr(services.settings, name.removeprefix("ALGOMART_").lower())
        value = secret.get_secret_value()
        if name == "ALGOMART_DATABASE_URL":
            value = urlsplit(value).password or ""
        story.plant(name, value, *_key_of(name, services.keyring))
    return story


def _key_of(setting: str, keyring: Keyring) -> list[bytes]:
    return [*keyring.keys.values()] if setting == "ALGOMART_KEYS" else []


def test_no_secret_is_found_but_where_it_is_meant_to_be(
    story: Story, said: io.StringIO, database_url: str, request: pytest.FixtureRequest
) -> None:
    told.first_start(story)
    world: World = request.getfixturevalue("world")  # there must be nobody before the first start
    for chapter in CHAPTERS:
        chapter(story)
    told.looking(story, world.objects)
    _wrong_database_password(story, database_url)
    assert {one.place for one in story.planted} >= places.of_settings() | places.of_fields()
    leaks = _leaks(story, said.getvalue(), database_url)
    assert not leaks, "\n".join(map(str, leaks))
    _was_shown(story)
    _was_kept(story)


def _leaks(story: Story, logged: str, database_url: str) -> list[tuple[str, str, set[str]]]:
    """Return where a secret is that should not be there."""
    assert "database does not answer" in logged, "the log is not the product's"
    looked = {
        *((one.request, one.part, one.data) for one in story.heard),
        ("log", "", logged.encode()),
        *(("table", name, data) for name, data in tables(database_url)),
        *(("file", name, data) for name, data in files(story.services.settings.home)),
    }
    assert {"log", "table", "file"} <= {where for where, _, _ in looked}
    found_there = (
        (where, part, found(story.planted, data) - SHOWN_ONCE.get((where, part), set()))
        for where, part, data in looked
    )
    return [one for one in found_there if one[2]]


def _was_shown(story: Story) -> None:
    """What may be shown once was shown: else the list allows what nobody needs."""
    for where, expected in SHOWN_ONCE.items():
        parts = [one.data for one in story.heard if (one.request, one.part) == where]
        assert found(story.planted, b"\n".join(parts)) == expected, where


def _was_kept(story: Story) -> None:
    """What is sealed opens to what was planted: the search went through real rows."""
    services = story.services
    opened = b""
    with transaction(services.sessions) as session:
        for one in SEALED:
            real = func.substring(one.column, 1, HEAD) == head_of(services.keyring.current)
            rows = select(one.model.id, one.column).where(real)
            for row_id, box in session.execute(rows):
                opened += services.keyring.unseal(box, context=one.context(row_id)).encode()
    kept = {places.COLUMNS[one.name] for one in SEALED}
    assert found(story.planted, opened) >= kept


def _wrong_database_password(story: Story, database_url: str) -> None:
    """A database that does not let us in is a fault like another: its words name no password."""
    old = urlsplit(database_url)
    wrong = story.plant("ALGOMART_DATABASE_URL", typed())
    user_info = f"{old.username}:{quote(wrong, safe='')}"
    url = old._replace(netloc=f"{user_info}@{old.netloc.rpartition('@')[2]}").geturl()
    engine = open_engine(url)
    apart = replace(story.services, sessions=session_factory(engine))
    locked_out = Story(create_app(apart, database_url=url), apart, story.planted, story.heard)
    for path in ("/health/ready", "/setup"):
        assert told.Teller(locked_out).tell("GET", path).status_code == 503
    engine.dispose()


def test_every_place_that_takes_or_shows_a_secret_is_known() -> None:
    assert places.open_settings() == set(), "make it a SecretStr, or call it something else"
    assert places.of_columns() == set(places.COLUMNS), "plant it and say where it comes from"
    assert places.of_answers() == places.SHOWN, "say that it is shown, or do not show it"
    assert len(places.of_fields()) > 10
