"""`amparo key`: rotated in a live office and killed on the way, drilled, lost and recovered."""

from __future__ import annotations

import ast
import json
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.config.conftest import AMPARO, Office, database, office_in

ROOT = Path(__file__).resolve().parents[2]
LIVES = """
from django.conf import settings
from tests.cast import gather
from amparo.vault.keys import make_key_file
from amparo.vault.models import DataKey
from amparo.vault.sealing import new_data_key
make_key_file(settings.KEY_FILE)
gather()
DataKey.objects.bulk_create([new_data_key() for _ in range(3000)], batch_size=500)
"""
ASKED = """
from collections import Counter
from amparo.casework.cases.models import Person
from amparo.vault.models import DataKey
from amparo.vault.sealing import cipher_of
for key in DataKey.objects.iterator(): cipher_of(key)
print(sorted(person.name() for person in Person.objects.all()))
print(sorted(Counter(DataKey.objects.values_list("office_key_version", flat=True)).items()))
"""

LOSES = """
from django.utils import timezone
from amparo.access.models import User
from amparo.vault import people
alma, now = User.objects.get(email="alma@example.org"), timezone.now()
people.make_own_key(by=alma, at=now, passphrase="seven quiet kites rise")
assert people.new_people_key(by=alma, at=now, to=[alma])
people.make_own_key(by=alma, at=now, passphrase="nine quiet boats drift")
"""


@pytest.fixture(scope="module")
def kept(tmp_path_factory, django_db_setup) -> Iterator[Office]:
    """An office with three thousand data keys, on the database of this run."""
    office = office_in(tmp_path_factory.mktemp("kept"))
    with database() as settings:
        office.environment |= {**settings, "PYTHONPATH": str(ROOT)}
        for arguments in (("migrate", "-v", "0"), ("shell", "-v", "0", "-c", LIVES)):
            done = office.run("manage", *arguments)
            assert done.returncode == 0, done.stderr
        yield office


def told(office: Office) -> tuple[str, dict[int, int]]:
    done = office.run("manage", "shell", "-v", "0", "-c", ASKED)
    assert done.returncode == 0, done.stderr
    names, versions = done.stdout.strip().splitlines()[-2:]
    return names, dict(ast.literal_eval(versions))


def with_shares(office: Office, shares: list[str], *arguments: str):
    return subprocess.run(
        [AMPARO, "key", *arguments], env=office.environment, input="\n".join(shares) + "\n",
        capture_output=True, text=True, check=False, timeout=400,
    )  # fmt: skip


def test_killed_half_way_through_it_goes_on_and_the_custodians_follow(kept, tmp_path):
    names, versions = told(kept)
    assert (versions[1] > 3000, list(versions)) == (True, [1])
    said = kept.run("key", "escrow", "--shares", "3", "--needed", "2")
    assert said.returncode == 0, said.stderr
    shares = [page.split("\n\n")[1] for page in said.stdout.split("\f")]
    process = subprocess.Popen([AMPARO, "key", "rotate"], env=kept.environment, text=True,
                               stderr=subprocess.PIPE)  # fmt: skip
    while "data keys are under it" not in process.stderr.readline():
        assert process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.wait(20)
    half, by_version = told(kept)
    assert half == names
    assert by_version[2] >= 500
    assert kept.run("key", "rotate", "--rewrap").returncode == 0
    assert told(kept) == (names, {2: sum(versions.values())})
    assert kept.run("key", "retire").returncode == 2
    assert with_shares(kept, shares[:2], "drill").returncode == 0
    assert with_shares(kept, shares[:1], "drill").returncode == 2
    assert kept.run("key", "retire", "--now").returncode == 0
    assert set(json.loads((kept.home / "sealing.key").read_text())["keys"]) == {"2"}
    (kept.home / "sealing.key").unlink()
    back = with_shares(kept, shares[1:], "recover", str(kept.home / "sealing.key.age"),
                       str(kept.home / "sealing.key"))  # fmt: skip
    assert back.returncode == 0, back.stderr
    assert told(kept)[0] == names
    assert kept.run("manage", "shell", "-v", "0", "-c", LOSES).returncode == 0
    given = with_shares(kept, shares[1:], "give", "ALMA@example.org")
    assert "Alma Reyes holds 1 keys now." in given.stdout, given.stderr
    assert "no key of their own" in with_shares(kept, shares, "give", "beni@example.org").stderr
    assert kept.run("verify").returncode == 0
    doctor = kept.run("doctor").stdout
    assert "The custodians brought the sealing key back" in doctor
    assert "Style and script are served as they were built" in doctor
    assert "Pages carry what keeps them" in doctor
