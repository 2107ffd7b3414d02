"""The guard: triggers with which PostgreSQL itself refuses to change the trail.

They stop mistakes and every path that goes through the product. Whoever owns the tables can take them off;
that is what the seals are for. The tests' tables are emptied between tests and therefore have no guard.
"""

from sqlalchemy import Connection, text

UP: tuple[str, ...] = (
    """
    CREATE FUNCTION audit_guard() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        wanted bigint;
    BEGIN
        IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'audit' THEN
            wanted := NEW.seal;
            NEW.seal := NULL;
            IF OLD.seal IS NULL AND wanted IS NOT NULL AND NEW *= OLD THEN
                NEW.seal := wanted;
                RETURN NEW;
            END IF;
        END IF;
        RAISE EXCEPTION USING
            ERRCODE = 'restrict_violation',
            MESSAGE = 'the audit trail is never changed: ' || TG_OP || ' on ' || TG_TABLE_NAME;
    END $$
    """,
    *(
        f"CREATE TRIGGER {table}_guard_rows BEFORE UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION audit_guard()"
        for table in ("audit", "audit_seals")
    ),
    *(
        f"CREATE TRIGGER {table}_guard_table BEFORE TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION audit_guard()"
        for table in ("audit", "audit_seals")
    ),
)
"""Statements that set the guard up; `op.execute` each in a migration, once both tables are there."""

DOWN: tuple[str, ...] = ("DROP FUNCTION IF EXISTS audit_guard() CASCADE",)
"""Statements that take it away."""

_WATCHING = text(
    "SELECT count(*) FROM pg_trigger WHERE tgenabled IN ('O', 'A')"
    " AND tgname IN ('audit_guard_rows', 'audit_guard_table',"
    " 'audit_seals_guard_rows', 'audit_seals_guard_table')"
    " AND tgrelid IN (to_regclass('audit'), to_regclass('audit_seals'))"
)


def install(connection: Connection) -> None:
    """Set the guard up."""
    for statement in UP:
        connection.execute(text(statement))


def watching(connection: Connection) -> bool:
    """Tell whether all of its triggers are there and enabled."""
    return int(connection.scalar(_WATCHING) or 0) == 4
