"""`amparo instrument FILE`: checked whole, loaded once into the one office, refused with reasons."""

import os

import pytest
from click.testing import CliRunner
from django.db import OperationalError, connection

from amparo.casework.restore.models import LoadedInstrument
from amparo.config.instrument import instrument
from amparo.directory.models import Institution
from amparo.errors import Refused
from tests.casework.restore.test_instruments import LICENSED

pytestmark = pytest.mark.django_db


@pytest.fixture
def one_office(cast):
    """The folder's only office."""
    Institution.objects.filter(is_office=True).exclude(pk=cast.office.pk).update(is_office=False)
    return cast.office


@pytest.fixture
def file(tmp_path):
    """The licence holder's file."""
    path = tmp_path / "scale.toml"
    path.write_text(LICENSED, encoding="utf-8")
    return path


@pytest.fixture
def typed(tmp_path, monkeypatch):
    """The command as it is typed, beside a folder that holds an office."""
    home = tmp_path / "office"
    home.mkdir()
    (home / "amparo.sqlite3").touch()
    monkeypatch.setenv("AMPARO_HOME", str(home))
    before = os.umask(0o077)
    yield lambda *words: CliRunner().invoke(instrument, [str(word) for word in words])
    os.umask(before)


def test_it_is_loaded_into_the_office_and_says_what_it_is(one_office, file, typed):
    told = typed(file)
    assert told.exit_code == 0, told.exception
    assert "A licensed scale, version 2.1, is loaded: 1 domains, 1 items" in told.output
    assert "Only for assessors with: Two days with the licence holder" in told.output
    row = LoadedInstrument.objects.get()
    assert (row.office, row.content) == (one_office, LICENSED)


def test_a_version_that_is_loaded_is_not_loaded_with_other_words(one_office, file, typed):
    typed(file)
    file.write_text(LICENSED.replace("A roof.", "A roof and a door."), encoding="utf-8")
    again = typed(file)
    assert isinstance(again.exception, Refused)
    assert LoadedInstrument.objects.get().content == LICENSED


def test_check_says_whether_it_fits_and_keeps_nothing(file, typed):
    told = typed(file, "--check")
    assert "fits: 1 domains" in told.output
    assert not LoadedInstrument.objects.exists()


def test_a_file_that_does_not_fit_is_refused_with_every_reason(one_office, file, typed):
    bad = LICENSED.replace('name = "Low"', 'name = ""').replace('meaning = "A roof."', "")
    file.write_text(bad, encoding="utf-8")
    told = typed(file)
    assert isinstance(told.exception, Refused)
    assert "name" in str(told.exception)
    assert "meaning" in str(told.exception)
    assert not LoadedInstrument.objects.exists()


def test_where_the_disk_is_full_nothing_is_kept_and_it_says_so_and_it_loads_once_when_done_again(
    one_office, file, typed
):
    def full(execute, sql, *rest):
        if sql.startswith('INSERT INTO "audit_entry"'):
            raise OperationalError("database or disk is full")
        return execute(sql, *rest)

    with connection.execute_wrapper(full):
        told = typed(file)
    assert isinstance(told.exception, Refused)
    assert "do it again: nothing was kept" in told.exception.sentence()
    assert not LoadedInstrument.objects.exists()
    assert typed(file).exit_code == typed(file).exit_code == 0
    assert LoadedInstrument.objects.count() == 1


def test_where_several_offices_are_kept_it_asks_for_a_supervisor(cast, file, typed):
    told = typed(file)
    assert isinstance(told.exception, Refused)
    assert "2 offices" in str(told.exception)


def test_a_folder_without_an_office_is_refused(file, typed, tmp_path, monkeypatch):
    monkeypatch.delenv("AMPARO_DATABASE", raising=False)
    told = typed(file, "--folder", tmp_path / "elsewhere")
    assert isinstance(told.exception, Refused)
    assert "No office is kept here" in str(told.exception)
