"""How any process of the product opens what it needs, told nothing but its settings.

Workers and the model host run in processes of their own. They are handed no secret: they read the
database's address and the keys from the home folder, as the main process does.
"""

from pathlib import Path
from urllib.request import url2pathname

from core.blobs import Blobs, FolderBlobs, SharedFolderBlobs
from core.bucket import BucketBlobs
from core.clock import SystemClock
from core.database.embedded import Embedded
from core.database.engine import checked_url, open_engine, session_factory
from core.http.services import Services
from core.secrets import Keyring
from core.settings import Settings


def database_url(settings: Settings) -> str:
    """Return the address of the database: the configured one, or the embedded one's."""
    if settings.database_url is not None:
        return checked_url(settings.database_url.get_secret_value())
    return Embedded(settings.home).url


def blobs(settings: Settings) -> Blobs:
    """Return the store of blobs: the configured one, or a folder of this home."""
    url = settings.blobs_url
    if url is None:
        return FolderBlobs(settings.home / "blobs")
    if url.startswith("file://"):
        return SharedFolderBlobs(Path(url2pathname(url.removeprefix("file://"))))
    return BucketBlobs.open(url, settings.blobs_endpoint, settings.blobs_key_file)


def keyring(settings: Settings) -> Keyring:
    """Return the keys of the secrets at rest; a wrong setting or file is named."""
    return Keyring.open(settings.home, settings.keys)


def services(settings: Settings, *, pool_size: int = 10) -> Services:
    """Return everything a route, a job or a worker may need."""
    sessions = session_factory(open_engine(database_url(settings), pool_size=pool_size))
    return Services(settings, sessions, SystemClock(), blobs(settings), keyring(settings))
