"""Alembic's door: runs the revisions on the connection that `core.database.migrate` hands in."""

from alembic import context

from core.database.model import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata)
context.run_migrations()
