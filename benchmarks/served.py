"""An application answering on a socket of its own, over a database of its own."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from core.database import migrate
from core.database.embedded import Embedded
from core.http.services import Services
from core.settings import Settings
from serving import opening
from serving.api.server import bind, serving
from serving.up import spare_collector


@contextmanager
def empty(prefix: str, **settings: Any) -> Iterator[tuple[Services, str]]:
    """Yield services over a new database, and its address; all of it goes with the block."""
    with tempfile.TemporaryDirectory(prefix=prefix, dir="/tmp") as folder:  # nosec B108  # 0700
        home = Path(folder)
        home.chmod(0o755)
        with Embedded(home) as database:
            migrate.upgrade(database.url)
            wanted = Settings(home=home, requests_per_minute=10**9, **settings)
            opened = opening.services(wanted)
            try:
                yield opened, database.url
            finally:
                opened.sessions.kw["bind"].dispose()


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """Yield where the app answers."""
    spare_collector()
    with bind("127.0.0.1", 0) as listener, serving(app, listener):
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
