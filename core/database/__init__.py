"""PostgreSQL: one metadata for every package's tables, one way to open a session."""
