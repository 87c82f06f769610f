"""A secret in shares: enough of them open it, fewer tell nothing."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amparo.errors import Refused
from amparo.vault.shares import Share, join, read_share, split

SECRET = bytes(range(32))


@given(st.binary(min_size=1, max_size=40), st.integers(2, 6), st.integers(0, 4))
@settings(max_examples=60, deadline=None)
def test_any_that_are_enough_open_it(secret, needed, more):
    shares = split(secret, n=needed + more, needed=needed)
    for some in list(combinations(shares, needed))[:10]:
        assert join([read_share(one.words()) for one in some]) == secret


def test_one_alone_could_be_of_any_secret():
    # Of 2-of-3, one share and any guess of a byte at 0 fix a line: every guess is as good.
    share = split(b"\x2a", n=3, needed=2)[0]
    fits = {
        guess
        for guess in range(256)
        for second in [Share(share.of_set, 2, 2, bytes([guess]))]
        for opened in [join([share, second])]
        if len(opened) == 1
    }
    assert len(fits) == 256
    opened = {join([share, Share(share.of_set, 2, 2, bytes([one]))]) for one in range(256)}
    assert len(opened) == 256


def test_too_few_or_one_twice_are_refused():
    first, second, _ = split(SECRET, n=3, needed=3)
    with pytest.raises(Refused, match="3 different shares"):
        join([first, second, first])


def test_shares_of_two_sets_are_refused():
    with pytest.raises(Refused, match="do not belong together"):
        join([split(SECRET, n=3, needed=2)[0], split(SECRET, n=3, needed=2)[1]])


def test_every_slip_of_one_letter_is_found():
    words = split(SECRET, n=3, needed=2)[0].words()
    places = [n for n, letter in enumerate(words) if letter != " "]
    for place in places:
        other = "B" if words[place] != "B" else "C"
        with pytest.raises(Refused, match="mistyped"):
            read_share(words[:place] + other + words[place + 1 :])


def test_it_reads_what_people_type():
    share = split(SECRET, n=2, needed=2)[1]
    assert read_share(share.words().lower().replace(" ", "\n").replace("o", "0")) == share
