"""A key that people hold: no office key opens it, a lost passphrase loses it for one person only."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from amparo.access.services import System
from amparo.errors import Broken, Refused
from amparo.vault import escrow, keys, people, rotation
from amparo.vault.age import Unreadable
from amparo.vault.models import OwnKey, PeopleKey, PeopleKeyCopy
from amparo.vault.sealing import forget_keys, opened_by, place_of, sealed_by
from tests.cast import NOW

pytestmark = pytest.mark.django_db
HERS, THEIRS, NEW = "four herons wade calmly", "seven kites rise slowly", "nine old boats drift by"
PLACE, WORDS = place_of("home", 1, "address"), "12 Mango Street, behind the chapel"


@pytest.fixture(autouse=True)
def quick(monkeypatch, settings, tmp_path):
    """Little memory for each guess, and an office folder of this test's own."""
    monkeypatch.setattr(people, "MEMORY_KIB", 64)
    place = tmp_path / "sealing.key"
    keys.write_key_file(place, keys.office_key())
    settings.KEY_FILE, settings.HOME = place, tmp_path
    forget_keys()
    yield
    forget_keys()


def own(user, passphrase=HERS):
    return people.make_own_key(by=user, at=NOW, passphrase=passphrase)


def unlocked(user, passphrase=HERS, at=NOW):
    return people.unlock(by=user, at=at, passphrase=passphrase)


@pytest.fixture
def sealed(cast):
    """Words sealed to Alma and Beni."""
    own(cast.alma)
    own(cast.beni, THEIRS)
    key, cipher = people.new_people_key(by=cast.alma, at=NOW, to=[cast.alma, cast.beni])
    return key, sealed_by(cipher, WORDS, PLACE)


def read(user, sealed, passphrase=HERS):
    key, content = sealed
    cipher = people.cipher_for(by=user, key=unlocked(user, passphrase), of=key)
    return opened_by(cipher, content, PLACE)


def test_each_of_them_reads_it_with_their_own_passphrase_and_nobody_elses(cast, sealed):
    assert read(cast.alma, sealed) == read(cast.beni, sealed, THEIRS) == WORDS
    with pytest.raises(Refused, match="not the passphrase"):
        read(cast.alma, sealed, THEIRS)
    own(cast.carla, NEW)
    with pytest.raises(people.NoCopy):
        read(cast.carla, sealed, NEW)


def test_with_every_row_and_the_offices_key_nothing_opens(cast, sealed):
    """Whatever is 32 bytes long in the tables or the key file is tried as the key."""
    _, content = sealed
    rows = [
        *OwnKey.objects.values(), *PeopleKey.objects.values(), *PeopleKeyCopy.objects.values()
    ]  # fmt: skip
    held = [bytes(v) for row in rows for v in row.values() if isinstance(v, bytes | memoryview)]
    office = keys.office_key()
    held += [*office.keys.values(), office.index]
    tried = {one[n : n + 32] for one in held for n in range(max(1, len(one) - 31))}
    opened = []
    for one in tried:
        if len(one) == 32:
            try:
                opened.append(AESGCM(one).decrypt(content[1:13], content[13:], PLACE))
            except InvalidTag:
                continue
    assert len(tried) > 100
    assert opened == []


def test_a_copy_moved_to_another_person_opens_nothing(cast, sealed):
    own(cast.carla, NEW)
    PeopleKeyCopy.objects.filter(to__user=cast.beni).update(to=people.own_key_of(cast.carla))
    with pytest.raises(Unreadable):
        read(cast.carla, sealed, NEW)


def test_whoever_holds_it_gives_it_on_and_it_is_taken_away_again(cast, sealed):
    key, _ = sealed
    with pytest.raises(Refused, match="no key of their own"):
        people.give(by=cast.alma, at=NOW, key=unlocked(cast.alma), of=key, to=cast.carla)
    own(cast.carla, NEW)
    people.give(by=cast.alma, at=NOW, key=unlocked(cast.alma), of=key, to=cast.carla)
    assert read(cast.carla, sealed, NEW) == WORDS
    assert people.take_from_all_but(of=key, kept=[cast.alma]) == 2
    for user, passphrase in ((cast.carla, NEW), (cast.beni, THEIRS)):
        with pytest.raises(people.NoCopy):
            read(user, sealed, passphrase)
    assert read(cast.alma, sealed) == WORDS


def test_one_person_alone_is_never_the_only_one(cast):
    own(cast.alma)
    assert people.new_people_key(by=cast.alma, at=NOW, to=[cast.alma, cast.beni]) is None
    escrow.make_escrow(keys.office_key(), n=3, needed=2, at=NOW)
    assert people.new_people_key(by=cast.alma, at=NOW, to=[cast.alma]) is not None
    assert people.new_people_key(by=cast.beni, at=NOW, to=[cast.beni]) is None


def test_a_changed_passphrase_keeps_every_copy(cast, sealed):
    people.change_passphrase(by=cast.alma, at=NOW, key=unlocked(cast.alma), passphrase=NEW)
    assert read(cast.alma, sealed, NEW) == WORDS
    with pytest.raises(Refused, match="not the passphrase"):
        read(cast.alma, sealed, HERS)


def test_a_lost_passphrase_is_a_new_key_which_a_colleague_fills_again(cast, sealed):
    own(cast.alma, NEW)
    with pytest.raises(people.NoCopy):
        read(cast.alma, sealed, NEW)
    key, _ = sealed
    people.give(by=cast.beni, at=NOW, key=unlocked(cast.beni, THEIRS), of=key, to=cast.alma)
    assert read(cast.alma, sealed, NEW) == WORDS
    assert [bytes(row.private_sealed) for row in OwnKey.objects.exclude(ended_at=None)] == [b""]


def test_where_everybody_lost_theirs_the_custodians_give_it_also_after_new_shares(cast, sealed):
    assert read(cast.alma, sealed) == WORDS
    first = escrow.make_escrow(keys.office_key(), n=3, needed=2, at=NOW)
    assert read(cast.alma, sealed) == WORDS  # the look that gives the custodians their copy
    shares = escrow.make_escrow(keys.office_key(), n=3, needed=2, at=NOW)
    assert read(cast.beni, sealed, THEIRS) == WORDS
    own(cast.alma, NEW)
    own(cast.beni, NEW)
    with pytest.raises(Unreadable):
        people.give_from_custodians(at=NOW, private=escrow.private_of(first[:2]), to=cast.alma)
    given = people.give_from_custodians(
        at=NOW, private=escrow.private_of(shares[1:]), to=cast.alma
    )  # fmt: skip
    assert given == 1
    assert read(cast.alma, sealed, NEW) == WORDS


def test_a_rotation_of_the_offices_key_changes_nothing_for_them(cast, sealed):
    rotation.add_version(by=System(), at=NOW)
    assert sum(rotation.rewrap(by=System(), at=NOW)) > 0
    rotation.retire(by=System(), at=NOW, keeps_copies=False)
    forget_keys()
    assert read(cast.alma, sealed) == WORDS


def test_five_wrong_passphrases_close_it_for_a_while_and_right_ones_count_nothing(cast, sealed):
    for _ in range(7):
        unlocked(cast.alma)
    for _ in range(5):
        with pytest.raises(Refused, match="not the passphrase"):
            unlocked(cast.alma, "a guess that is wrong")
    with pytest.raises(Refused, match="Too many"):
        unlocked(cast.alma)
    assert unlocked(cast.beni, THEIRS)
    assert unlocked(cast.alma, at=NOW + timedelta(minutes=16))


@pytest.mark.parametrize("bad", ["short words", "passwordpassword", "nine calm herons wade"])
def test_what_is_guessed_or_is_the_password_is_refused(bad, cast):
    with pytest.raises(Refused):
        own(cast.alma, bad)
    assert people.own_key_of(cast.alma) is None


def test_the_database_alone_lets_nobody_guess(cast, sealed, monkeypatch):
    """Another office's key, and the right passphrase: nothing."""
    other = keys.OfficeKey(1, keys.office_key().keys, b"\x01" * 32)
    monkeypatch.setattr(people, "office_key", lambda: other)
    with pytest.raises(Refused, match="not the passphrase"):
        unlocked(cast.alma)


def test_words_moved_to_another_row_do_not_open(cast, sealed):
    key, content = sealed
    cipher = people.cipher_for(by=cast.alma, key=unlocked(cast.alma), of=key)
    with pytest.raises(Broken):
        opened_by(cipher, content, place_of("home", 2, "address"))
