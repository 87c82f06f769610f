"""The root stands for every entry, and a proof for one; two implementations agree."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as some

from amparo.audit.merkle import Tree, leaf_of, proof_of, root_of
from amparo.config.upkeep import verify_trail as standalone

DIGESTS = some.lists(some.binary(min_size=32, max_size=32).map(bytes.hex), min_size=1, max_size=70)


def test_the_root_of_nothing_is_that_of_the_standard():
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert root_of([]).hex() == empty


def test_the_roots_of_the_standards_own_example():
    """RFC 6962 in other implementations: the eight leaves that its test vectors share."""
    told = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657",
            "606162636465666768696a6b6c6d6e6f"]  # fmt: skip
    leaves = [hashlib.sha256(b"\0" + bytes.fromhex(one)).digest() for one in told]
    roots = [root_of(leaves[:n]).hex() for n in (1, 2, 3, 8)]
    assert roots == [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]


@given(DIGESTS)
def test_growing_it_and_defining_it_give_the_same_root(digests):
    tree, leaves = Tree(), [leaf_of(one) for one in digests]
    for leaf in leaves:
        tree.add(leaf)
    assert tree.root() == standalone.root(leaves)
    assert tree.size == len(leaves)


@given(DIGESTS, some.data())
def test_every_entry_is_proved_and_no_other_by_its_proof(digests, data):
    leaves = [leaf_of(one) for one in digests]
    index = data.draw(some.integers(0, len(leaves) - 1))
    proof, root = proof_of(leaves, index), root_of(leaves)
    found = standalone.root_by_proof(leaves[index], index, len(leaves), proof)
    assert found == root
    forged = leaf_of("ff" * 32)
    assert standalone.root_by_proof(forged, index, len(leaves), proof) != root


@given(DIGESTS.filter(lambda found: len(found) > 1), some.data())
def test_a_bent_proof_proves_nothing(digests, data):
    leaves = [leaf_of(one) for one in digests]
    index = data.draw(some.integers(0, len(leaves) - 1))
    proof = proof_of(leaves, index)
    place = data.draw(some.integers(0, len(proof) - 1))
    bent = [bytes([one[0] ^ 1]) + one[1:] if n == place else one for n, one in enumerate(proof)]
    size = len(leaves)
    answers = [
        standalone.root_by_proof(leaves[index], index, size, bent),
        standalone.root_by_proof(leaves[index], index, size, proof[:-1]),
        standalone.root_by_proof(leaves[index], index, size, [*proof, leaves[0]]),
        standalone.root_by_proof(leaves[index], index + size, size, proof),
    ]
    assert root_of(leaves) not in answers


@pytest.mark.parametrize("size", [1, 2, 3, 64, 65])
def test_a_tree_holds_no_more_hashes_than_its_size_has_ones(size):
    tree = Tree()
    for n in range(size):
        tree.add(leaf_of(f"{n:064x}"))
    assert len(tree.peaks) == size.bit_count()
