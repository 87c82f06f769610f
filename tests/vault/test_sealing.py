"""Sealed text opens only in its own place, with its own key; and a size tells little."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from amparo.errors import Broken
from amparo.vault.keys import make_key_file
from amparo.vault.models import DataKey
from amparo.vault.sealing import fingerprint, make_data_key, normalised, seal, unseal

PLACE = {"table": "person", "row": "1", "field": "name"}


@pytest.fixture
def key(db, sealing_key) -> DataKey:
    return make_data_key()


def test_what_is_sealed_opens_again(key):
    assert unseal(seal("Lourdes Batungbakal", key, **PLACE), key, **PLACE) == "Lourdes Batungbakal"


def test_the_sealed_bytes_hold_nothing_of_the_text(key):
    assert b"Lourdes" not in seal("Lourdes Batungbakal", key, **PLACE)


def test_empty_text_stays_empty(key):
    assert seal("", key, **PLACE) == b""
    assert unseal(b"", key, **PLACE) == ""


def test_sealing_twice_gives_different_bytes(key):
    assert seal("Ana", key, **PLACE) != seal("Ana", key, **PLACE)


def test_short_names_cannot_be_told_apart_by_size(key):
    assert len(seal("Li", key, **PLACE)) == len(seal("Maria Dolores de la Cruz", key, **PLACE))


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"table": "referral", "row": "1", "field": "name"},
        {"table": "person", "row": "2", "field": "name"},
        {"table": "person", "row": "1", "field": "safe_contact"},
    ],
)
def test_moved_to_another_place_it_does_not_open(key, elsewhere):
    with pytest.raises(Broken, match="does not open"):
        unseal(seal("Ana", key, **PLACE), key, **elsewhere)


def test_under_another_key_it_does_not_open(key):
    with pytest.raises(Broken, match="does not open"):
        unseal(seal("Ana", key, **PLACE), make_data_key(), **PLACE)


@pytest.mark.parametrize("place", [0, 5, 20, 60, -1])
def test_one_changed_byte_is_noticed(key, place):
    sealed = bytearray(seal("Ana", key, **PLACE))
    sealed[place] ^= 1
    with pytest.raises(Broken, match="does not open"):
        unseal(bytes(sealed), key, **PLACE)


@pytest.mark.parametrize("length", [1, 12, 13, 40])
def test_a_cut_value_is_noticed(key, length):
    with pytest.raises(Broken, match="does not open"):
        unseal(seal("Ana", key, **PLACE)[:length], key, **PLACE)


def test_a_data_key_moved_to_another_row_does_not_open(key):
    other = DataKey(wrapped=key.wrapped, office_key_version=key.office_key_version)
    with pytest.raises(Broken, match="does not open with this office"):
        seal("Ana", other, **PLACE)


def test_the_key_file_is_readable_by_its_owner_only(tmp_path):
    make_key_file(tmp_path / "sealing.key")
    assert (tmp_path / "sealing.key").stat().st_mode & 0o077 == 0


def test_a_key_file_that_is_there_is_never_replaced(tmp_path):
    place = tmp_path / "sealing.key"
    make_key_file(place)
    before = place.read_text()
    make_key_file(place)
    assert place.read_text() == before


def test_no_key_of_the_office_stands_in_the_database(key):
    content = json.loads(Path(settings.KEY_FILE).read_text())
    assert content["keys"]["1"].encode() not in bytes(key.wrapped)


@given(st.text(min_size=1))
def test_case_accents_and_spaces_do_not_change_the_normal_form(text):
    assert normalised(normalised(text)) == normalised(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [("María  Peña", "maria pena"), ("O'Brien", "o brien"), ("+63 912-345", "63 912 345")],
)
def test_the_same_name_written_otherwise_has_the_same_fingerprint(sealing_key, one, other):
    assert fingerprint("name", one) == fingerprint("name", other)


def test_the_fingerprint_of_a_phone_is_not_that_of_a_name(sealing_key):
    assert fingerprint("phone", "123") != fingerprint("name", "123")
