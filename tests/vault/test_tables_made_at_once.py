"""A new office's tables, made at once from the models, are those that all migrations make."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations import Migration, RunSQL, SeparateDatabaseAndState
from django.db.migrations.executor import MigrationExecutor

from amparo.errors import Broken
from amparo.vault import tables

PARTS = {
    "columns": """SELECT table_name, column_name, data_type, is_nullable, column_default,
        character_maximum_length, is_identity FROM information_schema.columns
        WHERE table_schema = 'public'""",
    "constraints": """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace""",
    "indexes": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "triggers": "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "functions": """SELECT proname, prosrc FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace AND prolang <> 13""",
    "done": "SELECT app, name FROM django_migrations",
}

WIDER = "'auth_group_permissions', 'id'"
"""Django's own join table, which Amparo leaves empty: its ids were once short, and are long now."""


def parts_of(sql: str) -> list[str]:
    """What stands between the commas of a CREATE TABLE, in any order."""
    parts, depth = [""], 0
    for letter in sql[sql.index("(") + 1 : sql.rindex(")")]:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return sorted(part.strip() for part in parts)


def shape_of(database) -> dict[str, list]:
    """Everything a database says of its tables, apart from the order of columns."""
    with database.cursor() as cursor:
        if database.vendor == "postgresql":
            return {part: sorted(map(str, asked(cursor, sql))) for part, sql in PARTS.items()}
        rows = asked(cursor, "SELECT name, type, sql FROM sqlite_master WHERE sql IS NOT NULL")
        shape = {
            f"{kind} {name}": parts_of(sql) if kind == "table" else [sql]
            for name, kind, sql in rows
            if not name.startswith("sqlite_")
        }
        return shape | {"done": sorted(asked(cursor, PARTS["done"]))}


def asked(cursor, sql):
    cursor.execute(sql)
    return cursor.fetchall()


@pytest.fixture
def unguarded(django_db_setup, django_db_blocker):
    """Leave to use databases that Django's own tests do not know of."""
    with django_db_blocker.unblock():
        yield


@contextmanager
def another(folder: Path):
    """An empty database beside the one of the tests, which Django knows by a name of its own."""
    if connection.vendor == "sqlite":
        path = folder / "beside.sqlite3"
        with known_as_beside(str(path)) as beside:
            yield beside
        path.unlink()
        return
    name, socket = f"beside_{os.getpid()}", os.environ["AMPARO_TEST_SOCKET"]
    with psycopg.connect(host=socket, user="amparo", dbname="postgres", autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        with known_as_beside(name) as beside:
            yield beside
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def known_as_beside(name: str):
    connections.settings["beside"] = dict(connection.settings_dict) | {"NAME": name}
    beside = connections["beside"]
    try:
        yield beside
    finally:
        beside.close()
        del connections["beside"]
        del connections.settings["beside"]


def test_they_are_what_the_migrations_make_one_by_one(tmp_path, unguarded):
    with another(tmp_path) as beside:
        tables.make_tables(beside)
        at_once = shape_of(beside)
    with another(tmp_path) as beside:
        executor = MigrationExecutor(beside)
        executor.migrate(executor.loader.graph.leaf_nodes())
        one_by_one = shape_of(beside)
    assert at_once.keys() == one_by_one.keys()
    differ = {f"{key}: {row}" for key in at_once for row in {*at_once[key]} ^ {*one_by_one[key]}}
    assert {one for one in differ if WIDER not in one} == set()


def test_a_difference_in_one_column_would_be_seen(tmp_path, unguarded):
    with another(tmp_path) as beside:
        beside.ensure_connection()
        with beside.cursor() as cursor:
            cursor.execute("CREATE TABLE django_migrations (app text, name text)")
            first = shape_of(beside)
            cursor.execute("ALTER TABLE django_migrations ADD COLUMN more text")
        assert shape_of(beside) != first


def test_what_is_interrupted_leaves_an_empty_database(tmp_path, monkeypatch, unguarded):
    def cut(migration):
        raise KeyboardInterrupt

    monkeypatch.setattr(tables, "functions_of", cut)
    with another(tmp_path) as beside:
        with pytest.raises(KeyboardInterrupt):
            tables.make_tables(beside)
        assert tables.is_empty(beside)


def test_a_database_that_holds_something_is_brought_on_by_its_migrations(db, monkeypatch):
    def never(connection):
        raise AssertionError("tables were made in a database that has some")

    monkeypatch.setattr("amparo.vault.management.commands.migrate.make_tables", never)
    call_command("migrate", verbosity=0)
    assert not tables.is_empty(connections["default"])


@pytest.mark.parametrize(
    "operation", [RunSQL("SELECT 1"), SeparateDatabaseAndState([RunSQL("SELECT 1")])]
)
def test_a_migration_with_sql_of_its_own_is_refused_rather_than_passed_over(operation):
    ours = type("Migration", (Migration,), {"operations": [operation]})
    ours.__module__ = "amparo.vault.migrations.some"
    with pytest.raises(Broken, match="outside a function"):
        tables.functions_of(ours("some", "vault"))
