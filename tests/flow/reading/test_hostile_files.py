"""Every file gets a right answer or a clear refusal; none gets a traceback."""

from __future__ import annotations

import gzip
import io
import os
import subprocess
import sys
import zipfile

import pytest

from amparo.errors import AmparoError, Refused
from amparo.flow import diagnose
from tests.flow.reading import hostile

RIGHT, REFUSED, ANYHOW = hostile.right(), hostile.refused(), hostile.anyhow()


@pytest.fixture
def place(tmp_path):
    def placing(named):
        name, content = named
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return placing


def test_there_are_enough_of_them():
    assert len(RIGHT) + len(REFUSED) + len(ANYHOW) >= 300


@pytest.mark.parametrize("name", RIGHT)
def test_the_table_is_read_as_it_is(place, name):
    found = diagnose(place(RIGHT[name]))
    by_stage = {r.stage.split()[0]: r.n for r in found.whole.reached}
    assert found.log.n == hostile.N
    assert by_stage == {
        "received": hostile.N, "charged": hostile.CHARGED, "sentenced": hostile.SENTENCED,
    }  # fmt: skip
    assert found.whole.curves[0].median.value == 20


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_table_is_refused_in_words(place, name):
    with pytest.raises(AmparoError) as refusal:
        diagnose(place(REFUSED[name]))
    said = refusal.value.sentence()
    assert 15 < len(said) < 600
    assert "Error" not in said
    assert "Traceback" not in said


@pytest.mark.parametrize("name", ANYHOW)
def test_what_is_damaged_ends_in_an_answer_or_in_words(place, name):
    try:
        found = diagnose(place(ANYHOW[name]))
    except AmparoError as refusal:
        assert len(refusal.sentence()) > 15
    else:
        assert found.log.ledger is not None
        for line in found.log.ledger.lines:
            assert line.read == line.used + sum(n for _, n in line.set_aside), line


@pytest.mark.parametrize("what", ["a folder", "nothing", "a circle of links", "a pipe"])
def test_what_is_no_file_is_refused(tmp_path, what):
    path = tmp_path / "t.csv"
    make = {
        "a folder": path.mkdir,
        "nothing": lambda: None,
        "a circle of links": lambda: path.symlink_to(path),
        "a pipe": lambda: os.mkfifo(path),
    }
    make[what]()
    with pytest.raises(Refused):
        diagnose(path)


MEGABYTES = 400  # unfolded: read whole, it would take a multiple of what is allowed below


def gzip_bomb(path):
    eight = gzip.compress(b"case,a,b\n" * (8 * 2**20 // 9), 9)
    path.write_bytes(eight * (MEGABYTES // 8))


def zip_bomb(path):
    whole = io.BytesIO(hostile.xlsx())
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry, old.read(entry))
        with new.open("xl/worksheets/sheet99.xml", "w", force_zip64=True) as part:
            for _ in range(MEGABYTES):
                part.write(b"0" * 2**20)


DIAGNOSE = """
import atexit, pathlib, sys

def told():
    status = pathlib.Path("/proc/self/status").read_text()
    print("peak", int(status.split("VmHWM:")[1].split()[0]) // 1024, file=sys.stderr)

atexit.register(told)
from amparo.cli import main
main()
"""


@pytest.mark.parametrize(("make", "name"), [(gzip_bomb, "t.csv.gz"), (zip_bomb, "t.xlsx")])
def test_a_bomb_is_refused_before_it_fills_the_memory(tmp_path, make, name):
    path = tmp_path / name
    make(path)
    done = subprocess.run(
        [sys.executable, "-c", DIAGNOSE, "diagnose", str(path)],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 2, done.stderr
    assert "unfolds to far more" in done.stderr
    assert int(done.stderr.split("peak")[1]) < MEGABYTES
