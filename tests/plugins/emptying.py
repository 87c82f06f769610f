"""Emptying SQLite's tables between tests that commit, though the office's own triggers refuse it.

PostgreSQL truncates, which fires no trigger; SQLite deletes, so its triggers are set aside for the
moment and put back as they were.
"""

from __future__ import annotations

from typing import Any

# By way of the backend: asked for directly, the two modules import each other.
from django.db.backends.sqlite3.base import DatabaseOperations

REFUSES = (
    "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%BEFORE DELETE%'"
)


def let_tests_empty_tables() -> None:
    """Wrap Django's own emptying of SQLite's tables."""
    whole = DatabaseOperations.execute_sql_flush

    def emptied(self: DatabaseOperations, statements: list[str]) -> Any:
        with self.connection.cursor() as cursor:
            held = cursor.execute(REFUSES).fetchall()
            for name, _ in held:
                cursor.execute(f'DROP TRIGGER "{name}"')
            try:
                return whole(self, statements)
            finally:
                for _, sql in held:
                    cursor.execute(sql)

    DatabaseOperations.execute_sql_flush = emptied  # type: ignore[method-assign]


def drop_triggers(table: str) -> None:
    """Take away what holds a thief with the database's own password back from a table."""
    from django.db import connection

    asked = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgrelid = "
        "%s::regclass",
    }[connection.vendor]
    on = f" ON {table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(asked, [table])
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}"{on}')
