"""How any process of the product opens what it needs, told nothing but its settings.

Workers and the model host run in processes of their own. They are handed no secret: they read the
database's address and the keys from the home folder, as the main process does.
"""

from core.blobs import FolderBlobs
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


def blobs(settings: Settings) -> FolderBlobs:
    """Return the store of blobs."""
    return FolderBlobs(settings.home / "blobs")


def keyring(settings: Settings) -> Keyring:
    """Return the keys of the secrets at rest; a wrong setting or file is named."""
    return Keyring.open(settings.home, settings.keys)


def services(settings: Settings, *, pool_size: int = 10) -> Services:
    """Return everything a route, a job or a worker may need."""
    sessions = session_factory(open_engine(database_url(settings), pool_size=pool_size))
    return Services(settings, sessions, SystemClock(), blobs(settings), keyring(settings))
