"""Engines and sessions. A session is handed down; whoever opened it commits it."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session, sessionmaker

Sessions = sessionmaker[Session]


def open_engine(url: str, *, pool_size: int = 10) -> Engine:
    """Return an engine for a `postgresql://` URL; dead connections are noticed before use."""
    return create_engine(
        url.replace("postgresql://", "postgresql+psycopg://", 1),
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_pre_ping=True,
        pool_recycle=1800,
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
