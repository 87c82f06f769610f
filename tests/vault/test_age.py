"""What is sealed to a key that is not here opens with that key, whole, or not at all."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from amparo.errors import Refused
from amparo.vault import age

KEY = age.read_private(
    "# made for this test\nAGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"
)
PUBLIC = KEY.public_key()


@pytest.mark.parametrize("n", [0, 1, 65535, 65536, 65537, 200_000])
def test_what_is_sealed_opens_with_the_key(n):
    content = bytes(n)
    assert age.decrypt(age.encrypt(content, PUBLIC), KEY) == content


def test_the_keys_are_written_as_age_writes_them():
    assert age.private_words(KEY).startswith("AGE-SECRET-KEY-1")
    assert age.public_words(PUBLIC).startswith("age1")
    assert len(age.public_words(PUBLIC)) == 62
    read = age.read_public(age.public_words(PUBLIC))
    assert read.public_bytes_raw() == PUBLIC.public_bytes_raw()


def test_another_key_opens_nothing():
    with pytest.raises(age.Unreadable):
        age.decrypt(age.encrypt(b"where she lives", PUBLIC), age.new_private_key())


SEALED = age.encrypt(b"where she lives" * 5000, PUBLIC)


@settings(max_examples=60)
@given(some.integers(0, len(SEALED) * 8 - 1))
def test_one_bit_changed_anywhere_is_noticed(place):
    bent = bytearray(SEALED)
    bent[place // 8] ^= 1 << place % 8
    with pytest.raises(age.Unreadable):
        age.decrypt(bytes(bent), KEY)


@pytest.mark.parametrize("left", [0, 1, 100, 184, 200, 65_752, len(SEALED) - 1])
def test_a_cut_end_is_noticed(left):
    with pytest.raises(age.Unreadable):
        age.decrypt(SEALED[:left], KEY)


@given(some.integers(0, 61), some.sampled_from(age.LETTERS))
def test_a_mistyped_key_is_refused(place, letter):
    words = age.public_words(PUBLIC)
    typed = words[:place] + letter + words[place + 1 :]
    if typed != words:
        with pytest.raises(Refused):
            age.read_public(typed)
