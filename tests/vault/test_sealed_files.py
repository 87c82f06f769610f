"""Files are whole, sealed and hashed before anyone is told that they are kept."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from django.conf import settings

from amparo.errors import Broken, Refused
from amparo.vault import files
from amparo.vault.sealing import make_data_key

CONTENT = b"%PDF-1.7 " + b"the statement of a witness, page after page. " * 5000


@pytest.fixture
def kept(db, sealing_key):
    return files.store([CONTENT[:1000], CONTENT[1000:]], make_data_key())


def on_disk(file) -> Path:
    return next(Path(settings.FILES).rglob(file.id.hex))


def test_what_was_stored_reads_back(kept):
    assert files.read(kept) == CONTENT


def test_its_hash_and_size_are_those_of_the_content(kept):
    assert (kept.sha256, kept.n_bytes) == (hashlib.sha256(CONTENT).hexdigest(), len(CONTENT))


def test_the_disk_holds_nothing_readable(kept):
    assert b"witness" not in on_disk(kept).read_bytes()


def test_an_empty_file_is_kept_too(db, sealing_key):
    assert files.read(files.store([], make_data_key())) == b""


@pytest.mark.parametrize("place", [0, 100, 70_000, -1])
def test_one_changed_byte_is_noticed(kept, place):
    path = on_disk(kept)
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(bytes(content))
    with pytest.raises(Broken, match="altered"):
        files.read(kept)


def test_a_cut_off_end_is_noticed(kept):
    path = on_disk(kept)
    whole = path.read_bytes()
    path.write_bytes(whole[: files.CHUNK + files.NONCE_BYTES + files.TAG_BYTES])
    with pytest.raises(Broken, match="altered"):
        files.read(kept)


def test_chunks_that_change_places_are_noticed(kept):
    path, size = on_disk(kept), files.CHUNK + files.NONCE_BYTES + files.TAG_BYTES
    whole = path.read_bytes()
    path.write_bytes(whole[size : 2 * size] + whole[:size] + whole[2 * size :])
    with pytest.raises(Broken, match="altered"):
        files.read(kept)


def test_a_missing_file_is_said(kept):
    on_disk(kept).unlink()
    with pytest.raises(Broken, match="missing"):
        files.read(kept)


def test_too_large_a_file_is_refused_and_leaves_nothing(db, sealing_key, monkeypatch):
    monkeypatch.setattr(files, "LARGEST", 1000)
    before = set(Path(settings.FILES).rglob("*.part"))
    with pytest.raises(Refused, match="too large"):
        files.store([CONTENT], make_data_key())
    assert set(Path(settings.FILES).rglob("*.part")) == before


def test_a_full_disk_is_told_and_leaves_nothing(db, sealing_key, monkeypatch):
    def full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(Refused, match="No space left"):
        files.store([CONTENT], make_data_key())
    assert not list(Path(settings.FILES).rglob("*.part"))
