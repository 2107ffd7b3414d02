"""Engines and sessions. A session is handed down; whoever opened it commits it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session, sessionmaker

from core.database.errors import DatabaseUrlInvalid

Sessions = sessionmaker[Session]


def checked_url(url: str) -> str:
    """Return the address if every library reads the same in it; raises `DatabaseUrlInvalid`.

    One that they misread ends up, password included, in their words: a raw `@` makes it part of the host.
    """
    try:
        parts = conninfo_to_dict(url)
    except psycopg.Error:
        raise DatabaseUrlInvalid from None  # its words repeat the address
    is_plain = url.startswith("postgresql://") and "@" not in str(parts.get("host", ""))
    if not is_plain or not re.fullmatch(r"[\d,]*", str(parts.get("port", ""))):
        raise DatabaseUrlInvalid
    return url


def open_engine(url: str, *, pool_size: int = 10) -> Engine:
    """Return an engine for a `postgresql://` URL; dead connections are noticed before use."""
    return create_engine(
        url.replace("postgresql://", "postgresql+psycopg://", 1),
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_pre_ping=True,
        pool_recycle=1800,
        hide_parameters=True,  # an error's words are logged, and parameters are people's data
        connect_args={"connect_timeout": 5, "options": "-c timezone=UTC"},
    )


def session_factory(engine: Engine) -> Sessions:
    """Return the factory of sessions whose objects stay readable after the commit."""
    return sessionmaker(engine, expire_on_commit=False)


@contextmanager
def transaction(sessions: Sessions) -> Iterator[Session]:
    """Yield a session and commit it at the end; roll back if the block raises."""
    with sessions() as session, session.begin():
        yield session
