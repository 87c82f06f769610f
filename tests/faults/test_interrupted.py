"""What is killed in the middle of a migration is as it was before, and goes on from there."""

from __future__ import annotations

import os
import signal

import pytest
from django.core.management import call_command
from django.db import migrations
from django.db.migrations.executor import MigrationExecutor

from amparo.config.settings import _secret
from amparo.vault import tables
from amparo.vault.keys import make_key_file
from tests.vault.test_tables_made_at_once import another, shape_of, unguarded

__all__ = ["unguarded"]
BEFORE = [("audit", "0003_entries_are_not_removed")]


def killed_at(monkeypatch, operation, method, n, act):
    """Do something in a process that is killed -9 at the n-th call of an operation; how it ended."""
    child = os.fork()
    if child == 0:
        calls, real = [], getattr(operation, method)

        def cut(*arguments, **named):
            calls.append(1)
            if len(calls) == n:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*arguments, **named)

        monkeypatch.setattr(operation, method, cut)
        act()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


@pytest.mark.parametrize("write", [make_key_file, _secret])
def test_a_key_that_is_killed_while_it_is_written_is_not_there_and_is_made_whole_next(
    write, tmp_path, monkeypatch
):
    path = tmp_path / "office" / "some.key"
    ended = killed_at(monkeypatch, os, "fsync", 1, lambda: write(path))
    assert ended == -signal.SIGKILL
    assert not path.exists()
    write(path)
    whole = path.read_text()
    assert len(whole) > 60
    assert path.stat().st_mode & 0o777 == 0o600
    write(path)  # and never over it
    assert path.read_text() == whole


def brought_on(database):
    call_command("migrate", database=database.alias, verbosity=0, interactive=False)


def test_a_migration_that_is_killed_leaves_what_was_there_and_goes_on(
    tmp_path, monkeypatch, unguarded
):
    with another(tmp_path) as beside:
        tables.make_tables(beside)
        whole = shape_of(beside)
        MigrationExecutor(beside).migrate(BEFORE)
        before = shape_of(beside)
        assert before != whole
        beside.close()
        ended = killed_at(
            monkeypatch, migrations.CreateModel, "database_forwards", 1, lambda: brought_on(beside)
        )
        assert ended == -signal.SIGKILL
        assert shape_of(beside) == before
        brought_on(beside)
        assert shape_of(beside) == whole


@pytest.mark.parametrize("n", [1, 60])
def test_a_new_office_that_is_killed_while_its_tables_are_made_is_empty_and_goes_on(
    n, tmp_path, monkeypatch, unguarded
):
    with another(tmp_path) as beside:
        editor = type(beside.schema_editor())
        beside.close()
        ended = killed_at(monkeypatch, editor, "create_model", n, lambda: brought_on(beside))
        assert ended == -signal.SIGKILL
        assert tables.is_empty(beside)
        brought_on(beside)
        assert not tables.is_empty(beside)
