"""The schema follows the code: Alembic, run by the product itself at its start."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, MetaData, text
from sqlalchemy.dialects.postgresql.base import ischema_names
from sqlalchemy.exc import OperationalError

from core.database.engine import open_engine
from core.database.errors import DatabaseUnreachable, DatabaseVersion, SchemaDiffers, SchemaUnknown
from core.feed import Xid8
from core.masking import mask

FOLDER = Path(__file__).parents[2] / "migrations"
OLDEST = 150_000
_LOCK = 0x616C676F  # "algo"


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the database to this release's schema; of several starts at once, one does the work."""
    with _connection(url) as connection:
        try:
            command.upgrade(_config(connection), revision)
        except CommandError as error:
            raise SchemaUnknown(reason=str(error)) from error


def require_current(url: str) -> None:
    """Raise `SchemaDiffers` unless the database has this release's schema; change nothing."""
    with _connection(url) as connection:
        found = set(MigrationContext.configure(connection).get_current_heads())
    if found != set(heads()):
        raise SchemaDiffers(found=", ".join(sorted(found)) or "-", needed=", ".join(heads()))


def revise(url: str, message: str) -> Path:
    """Write the revision that leads from the database to the metadata as imported; for developers."""
    (FOLDER / "versions").mkdir(exist_ok=True)
    with _connection(url) as connection:
        made = command.revision(_config(connection), message, autogenerate=True)
    script = made[0] if isinstance(made, list) else made
    assert script is not None
    return Path(script.path)


def drift(url: str, metadata: MetaData) -> list[Any]:
    """Return what the migrated database lacks of the metadata, or has beyond it."""
    ischema_names.setdefault("xid8", Xid8)
    with _connection(url) as connection:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))


def heads() -> list[str]:
    """Return the heads of the revisions; there is one, or somebody must merge."""
    return list(ScriptDirectory.from_config(_config(None)).get_heads())


def _config(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(year)d%%(month).2d%%(day).2d_%%(slug)s")
    config.attributes["connection"] = connection
    return config


@contextmanager
def _connection(url: str) -> Iterator[Connection]:
    """Yield a connection in one transaction that holds the lock of the migrations."""
    engine = open_engine(url, pool_size=1)
    try:
        with engine.begin() as connection:
            _check_version(connection)
            connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            yield connection
    except OperationalError as error:
        raise DatabaseUnreachable(reason=mask(str(error.orig).splitlines()[0])) from error
    finally:
        engine.dispose()


def _check_version(connection: Connection) -> None:
    number = int(connection.scalar(text("show server_version_num")) or 0)
    if number < OLDEST:
        found = connection.scalar(text("show server_version"))
        raise DatabaseVersion(found=found, needed=f"{OLDEST // 10_000}+")
