"""A node that would read another city's database, store or keys is refused before it starts."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr

from core.blobs import FolderBlobs
from core.database import migrate
from core.database.engine import open_engine, session_factory, transaction
from core.database.errors import SchemaDiffers
from core.home import SecretFileUnusable
from core.http.services import Services
from core.secrets import Keyring, UnsealFailed
from core.settings import Settings
from registry.catalogue.model import Version
from serving.cluster import environment, shared
from serving.cluster.environment import RayTokenWeak
from serving.cluster.shared import NotShared, StoreDiffers
from tests import make
from tests.cases.conftest import subscribed
from video.cameras.model import Camera
from video.cameras.service import url_context

NAMES = (
    "ALGOMART_DATABASE_URL",
    "ALGOMART_BLOBS_URL",
    "ALGOMART_KEYS",
    "ALGOMART_RAY_TOKEN_FILE",
)


def test_every_missing_setting_is_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(NotShared) as refused:
        shared.require(Settings(home=tmp_path), joining=True)
    for language in ("zh", "en"):
        assert all(name in refused.value.message(language) for name in NAMES)
    assert str(tmp_path) in str(refused.value)


def test_keys_may_come_from_a_copied_file_and_a_head_makes_its_own(tmp_path: Path) -> None:
    settings = Settings(
        home=tmp_path,
        database_url=SecretStr("postgresql://a@b/c"),
        blobs_url="s3://city",
        ray_token_file=tmp_path / "token",
    )
    shared.require(settings, joining=False)
    with pytest.raises(NotShared, match="ALGOMART_KEYS"):
        shared.require(settings, joining=True)
    Keyring.open(tmp_path)
    shared.require(settings, joining=True)


@pytest.fixture
def migrated(services: Services, empty_database_url: str) -> Iterator[Services]:
    """Services on a database whose schema is this release's, as a node has them."""
    migrate.upgrade(empty_database_url)
    engine = open_engine(empty_database_url, pool_size=1)
    settings = services.settings.model_copy(
        update={"database_url": SecretStr(empty_database_url), "blobs_url": "s3://city"}
    )
    yield replace(services, settings=settings, sessions=session_factory(engine))
    engine.dispose()


@pytest.fixture
def city(migrated: Services) -> Services:
    """A city with a camera, whose address is sealed, and a model on the shelf and in the store."""
    with transaction(migrated.sessions) as session:
        source = subscribed(session, make.organization(session))
        camera = session.get_one(Camera, source.camera_id)
        context = url_context(camera.id)
        camera.url_sealed = migrated.keyring.seal("rtsp://10.0.0.1/1", context=context)
        version = session.get_one(Version, source.version_id)
        version.model_digest = migrated.blobs.put(b"model")
    return migrated


def test_a_node_that_fits_passes_before_and_after_there_is_anything(
    migrated: Services, request: pytest.FixtureRequest
) -> None:
    shared.prove(migrated)
    shared.prove(request.getfixturevalue("city"))


def test_another_store_is_refused(city: Services, tmp_path: Path) -> None:
    with pytest.raises(StoreDiffers, match="ALGOMART_BLOBS_URL"):
        shared.prove(replace(city, blobs=FolderBlobs(tmp_path / "another")))


def test_other_keys_are_refused(city: Services, tmp_path: Path) -> None:
    folder = tmp_path / "other"
    folder.mkdir()
    with pytest.raises(UnsealFailed):
        shared.prove(replace(city, keyring=Keyring.open(folder)))


def test_another_release_is_refused(services: Services, own_database_url: str) -> None:
    settings = services.settings.model_copy(update={"database_url": SecretStr(own_database_url)})
    with pytest.raises(SchemaDiffers):
        shared.prove(replace(services, settings=settings))


def test_a_token_that_is_short_or_open_to_others_is_refused(tmp_path: Path) -> None:
    token = tmp_path / "token"
    settings = Settings(home=tmp_path, ray_token_file=token)
    with pytest.raises(SecretFileUnusable, match="ALGOMART_RAY_TOKEN_FILE"):
        environment.prepare(settings)
    token.write_text("short")
    token.chmod(0o600)
    with pytest.raises(RayTokenWeak):
        environment.prepare(settings)
    token.write_text("0123456789abcdef" * 4)
    token.chmod(0o640)
    with pytest.raises(SecretFileUnusable, match="chmod 600"):
        environment.prepare(settings)
