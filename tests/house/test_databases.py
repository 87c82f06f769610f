"""The tests stand on the databases an office stands on."""

import importlib
import os
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from amparo.config.sqlite import is_safe
from tests.plugins.databases import PAGES, shared_out_to


@dataclass
class Asked:
    """What pytest knows of a test before it runs."""

    nodeid: str
    fixturenames: list[str] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)

    def get_closest_marker(self, name):
        return name if name in self.marks else None


A_PAGE = Asked("tests/letters/test_letters.py::test_a", ["db", "client"])
A_ROUTE = Asked("tests/access/test_every_route.py::test_a", ["db", "client"])
A_SERVICE = Asked("tests/letters/test_letters.py::test_b", ["db"])
A_WORLD = Asked("tests/access/test_every_edit_form.py::test_a", ["db"], ["one_database"])
A_BROWSER = Asked("tests/browser/test_a.py::test_a", ["live_server"], ["browser"])


def test_one_process_holds_one_sqlite_library():
    bundled = importlib.import_module("pysqlite3")
    assert importlib.import_module("sqlite3") is bundled
    assert importlib.import_module("django.db.backends.sqlite3.base").Database is bundled.dbapi2


def test_the_sqlite_in_use_keeps_its_commits():
    assert is_safe(sqlite3.sqlite_version_info)


@pytest.mark.parametrize("version", [(3, 40, 1), (3, 44, 5), (3, 50, 6), (3, 51, 2)])
def test_a_sqlite_that_may_lose_commits_is_not_called_safe(version):
    assert not is_safe(version)


@pytest.mark.parametrize("version", [(3, 44, 6), (3, 50, 7), (3, 51, 3), (3, 53, 0)])
def test_a_mended_sqlite_is_called_safe(version):
    assert is_safe(version)


def test_this_process_is_on_the_database_it_was_asked_for(db):
    from django.db import connection

    vendor = {"sqlite": "sqlite", "postgres": "postgresql"}[os.environ["AMPARO_TEST_DATABASE"]]
    assert connection.vendor == vendor


def test_the_database_is_on_disk_in_this_runs_own_folder(db):
    from django.db import connection

    name = str(connection.settings_dict["NAME"])
    on_disk = {"sqlite": Path(name).is_file(), "postgresql": name.startswith("test_amparo")}
    assert on_disk[connection.vendor]


def test_an_office_on_sqlite_writes_ahead_and_waits_for_the_disk(
    tmp_path, monkeypatch, django_db_blocker
):
    from django.db import ConnectionHandler

    from amparo.config import settings

    monkeypatch.delenv("AMPARO_DATABASE", raising=False)
    office = {**settings._database(), "NAME": tmp_path / "office.sqlite3"}
    connection = ConnectionHandler({"default": office})["default"]
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        read = [
            cursor.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys", "trusted_schema")
        ]
    with django_db_blocker.unblock():
        connection.close()
    assert read == ["wal", 2, 1, 0]


@pytest.mark.parametrize("asked", [A_SERVICE, A_ROUTE])
def test_what_asks_the_database_is_tested_on_both(asked, monkeypatch):
    monkeypatch.delenv(PAGES, raising=False)
    assert shared_out_to(asked) is None


@pytest.mark.parametrize("asked", [A_PAGE, A_BROWSER, A_WORLD])
def test_a_page_is_looked_at_on_one_database_unless_both_are_asked_for(asked, monkeypatch):
    monkeypatch.delenv(PAGES, raising=False)
    once = shared_out_to(asked)
    monkeypatch.setenv(PAGES, "both")
    assert (once in {0, 1}, shared_out_to(asked)) == (True, None)


def test_pages_are_shared_out_between_the_databases(monkeypatch):
    monkeypatch.delenv(PAGES, raising=False)
    asked = [Asked(f"{A_PAGE.nodeid}_{n}", A_PAGE.fixturenames) for n in range(20)]
    assert {shared_out_to(one) for one in asked} == {0, 1}
