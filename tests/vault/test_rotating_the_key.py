"""The office's key gets a new version while people work, and comes back from its custodians."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from amparo.access.services import System
from amparo.audit.models import Entry
from amparo.casework.cases.models import Case, Person
from amparo.errors import Broken, Refused
from amparo.vault import escrow, keys, rotation
from amparo.vault.models import DataKey
from amparo.vault.sealing import forget_keys, make_data_key
from tests.cast import NOW, VICTIM_NAME

pytestmark = pytest.mark.django_db


@pytest.fixture
def own_key(settings, tmp_path):
    """A key file of this test's own, as the cast's data keys were wrapped."""
    place = tmp_path / "sealing.key"
    keys.write_key_file(place, keys.office_key())
    settings.KEY_FILE, settings.HOME = place, tmp_path
    forget_keys()
    yield place
    forget_keys()


def rotate() -> int:
    rotation.add_version(by=System(), at=NOW)
    return sum(rotation.rewrap(by=System(), at=NOW))


def name_now() -> str:
    forget_keys()
    return Person.objects.get(roles__case=Case.objects.get(), roles__role="victim").name()


def test_everything_opens_after_it_and_nothing_needs_the_old_version(cast, own_key):
    n = DataKey.objects.count()
    before = {row.pk: bytes(row.wrapped) for row in DataKey.objects.all()}
    sealed = bytes(cast.victim.name_sealed)
    assert rotate() == n
    assert rotation.retire(by=System(), at=NOW, keeps_copies=False) == (1,)
    assert set(keys.read_key_file(own_key).keys) == {2}
    assert name_now() == VICTIM_NAME
    after = {row.pk: bytes(row.wrapped) for row in DataKey.objects.all()}
    assert all(before[one] != after[one] for one in before)
    assert bytes(Person.objects.get(pk=cast.victim.pk).name_sealed) == sealed


def test_what_was_stopped_half_way_goes_on(cast, own_key, monkeypatch):
    monkeypatch.setattr(rotation, "BATCH", 2)
    n = DataKey.objects.count()
    rotation.add_version(by=System(), at=NOW)
    steps = rotation.rewrap(by=System(), at=NOW)
    assert next(steps) == 2
    steps.close()
    assert name_now() == VICTIM_NAME
    assert rotation.waiting() == n - 2
    with pytest.raises(Refused, match="under an older version"):
        rotation.retire(by=System(), at=NOW, keeps_copies=False)
    assert sum(rotation.rewrap(by=System(), at=NOW)) == n - 2
    assert rotation.waiting() == 0
    assert name_now() == VICTIM_NAME


def test_whoever_seals_meanwhile_uses_the_new_version(cast, own_key):
    rotation.add_version(by=System(), at=NOW)
    assert make_data_key().office_key_version == 2


def test_an_old_version_stays_while_copies_need_it(cast, own_key):
    rotate()
    with pytest.raises(Refused, match="wait 35 days"):
        rotation.retire(by=System(), at=NOW + timedelta(days=34))
    assert rotation.retire(by=System(), at=NOW + timedelta(days=35)) == (1,)


def test_each_step_is_in_the_trail(cast, own_key):
    before = Entry.objects.count()
    rotate()
    told = list(Entry.objects.order_by("seq").values_list("verb", flat=True)[before:])
    assert told == ["key.version_added", "keys.rewrapped"]


def test_two_of_three_custodians_bring_it_back_also_after_a_rotation(cast, own_key):
    shares = escrow.make_escrow(keys.office_key(), n=3, needed=2, at=NOW)
    rotate()
    assert escrow.try_recovery(keys.office_key(), shares[1:], at=NOW) == DataKey.objects.count()
    sealed = escrow.sealed_path().read_bytes()
    own_key.unlink()  # the key is lost
    with pytest.raises(Broken, match="is not there"):
        name_now()
    keys.write_key_file(own_key, escrow.recover(sealed, [shares[2], shares[0]]))
    assert name_now() == VICTIM_NAME


def test_the_sealed_key_tells_nothing_without_them(cast, own_key):
    shares = escrow.make_escrow(keys.office_key(), n=3, needed=2, at=NOW)
    held = [path.read_bytes() for path in Path(settings.HOME).iterdir() if path != own_key]
    secrets = [one.encode() for one in keys.words_of(keys.office_key()).split('"') if len(one) > 40]
    assert len(secrets) == 2
    assert [one for one in secrets if any(one in content for content in held)] == []
    with pytest.raises(Refused, match="2 different shares"):
        escrow.recover(escrow.sealed_path().read_bytes(), shares[:1])


def test_shares_given_out_before_a_new_escrow_open_nothing(cast, own_key):
    old = escrow.make_escrow(keys.office_key(), n=2, needed=2, at=NOW)
    escrow.make_escrow(keys.office_key(), n=2, needed=2, at=NOW)
    with pytest.raises(Refused):
        escrow.recover(escrow.sealed_path().read_bytes(), old)


def test_the_key_may_come_from_the_environment(cast, settings, own_key):
    words = own_key.read_text()
    own_key.unlink()
    settings.KEY = words
    assert name_now() == VICTIM_NAME
    with pytest.raises(Refused, match="not kept in a file"):
        rotation.add_version(by=System(), at=NOW)


def test_or_from_a_program_that_asks_a_key_service(cast, settings, own_key, tmp_path):
    elsewhere = tmp_path / "elsewhere.json"
    own_key.rename(elsewhere)
    settings.KEY_PROGRAM = f"cat {elsewhere}"
    assert name_now() == VICTIM_NAME
    settings.KEY_PROGRAM = "false"
    with pytest.raises(Broken, match="refused it"):
        name_now()
    settings.KEY_PROGRAM = f"cat {tmp_path}/nothing"
    with pytest.raises(Broken, match="refused it"):
        name_now()
