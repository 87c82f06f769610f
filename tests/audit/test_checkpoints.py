"""A checkpoint kept elsewhere shows what the chain alone cannot: cut off, written anew."""

from __future__ import annotations

import random
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as some

from amparo.audit.checking import FIRST, ChainCheck, check_lines
from amparo.audit.checkpoint import Checkpoint, name_of, public_line, read_notes, sign
from amparo.audit.merkle import leaf_of, root_of
from amparo.audit.models import Entry
from amparo.config.upkeep import verify_trail as standalone

AT = datetime(2024, 3, 4, 9, 30, tzinfo=UTC)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(32))
SIZES = (12, 25, 40)  # the trail's last three entries are younger than any checkpoint
N = 43


def chained(entries: list[Entry]) -> list[Entry]:
    """The entries numbered and chained anew, as whoever can write to the database would."""
    previous = FIRST
    for seq, entry in enumerate(entries, 1):
        entry.seq, entry.previous = seq, previous
        previous = entry.digest = entry.computed_digest()
    return entries


def written(n: int = N) -> list[Entry]:
    return chained(
        [
            Entry(
                at=AT + timedelta(minutes=i), actor_id=str(i % 5), actor=f"Person {i % 5}",
                verb="case.read", kind="cases.case", object_id=str(i), case_id="c", fields=["a"],
            )
            for i in range(n)
        ]
    )  # fmt: skip


def checkpoint_of(entries: list[Entry], size: int, key: Ed25519PrivateKey = KEY) -> Checkpoint:
    return Checkpoint(
        name_of(key.public_key()), size, root_of([leaf_of(one.digest) for one in entries[:size]]),
        entries[size - 1].digest, AT + timedelta(minutes=size),
    )  # fmt: skip


def kept_elsewhere() -> str:
    """What a witness holds: the text of every checkpoint."""
    return "\n".join(sign(checkpoint_of(written(), size), KEY) for size in SIZES)


WITNESS = kept_elsewhere()


@dataclass
class Scene:
    """A trail, the witness's text, and a hand that tampers."""

    entries: list[Entry]
    witness: str
    hand: random.Random

    def place(self, low: int = 0, high: int = SIZES[-1]) -> int:
        return self.hand.randrange(low, high)


def alter(scene: Scene) -> None:
    entry = scene.entries[scene.place()]
    setattr(entry, scene.hand.choice(["actor", "verb", "object_id", "reason", "case_id"]), "else")


def alter_and_chain(scene: Scene) -> None:
    alter(scene)
    chained(scene.entries)


def remove(scene: Scene) -> None:
    del scene.entries[scene.place()]


def remove_and_chain(scene: Scene) -> None:
    remove(scene)
    chained(scene.entries)


def swap_and_chain(scene: Scene) -> None:
    i = scene.place(0, SIZES[-1] - 1)
    scene.entries[i], scene.entries[i + 1] = scene.entries[i + 1], scene.entries[i]
    chained(scene.entries)


def put_between_and_chain(scene: Scene) -> None:
    twin = copy(scene.entries[scene.place()])
    twin.actor = "Nobody"
    scene.entries.insert(scene.place(), twin)
    chained(scene.entries)


def cut_the_end_off(scene: Scene) -> None:
    del scene.entries[scene.place() :]


def cut_off_and_write_on(scene: Scene) -> None:
    del scene.entries[scene.place() :]
    scene.entries += written(N)[: scene.place(1)]
    scene.entries[-1].actor = "Somebody Else"
    chained(scene.entries)


def backdate_and_chain(scene: Scene) -> None:
    scene.entries[scene.place()].at -= timedelta(seconds=scene.hand.randrange(1, 10**6))
    chained(scene.entries)


def bend_a_checkpoint(scene: Scene) -> None:
    at = scene.hand.choice([n for n, c in enumerate(scene.witness) if c.isalnum()])
    new = "A" if scene.witness[at] != "A" else "B"
    scene.witness = scene.witness[:at] + new + scene.witness[at + 1 :]


def sign_with_another_key(scene: Scene) -> None:
    alter_and_chain(scene)
    scene.witness = "\n".join(sign(checkpoint_of(scene.entries, size), OTHER) for size in SIZES)


KINDS: list[Callable[[Scene], None]] = [
    alter, alter_and_chain, remove, remove_and_chain, swap_and_chain, put_between_and_chain,
    cut_the_end_off, cut_off_and_write_on, backdate_and_chain, bend_a_checkpoint,
    sign_with_another_key,
]  # fmt: skip


def found(scene: Scene) -> bool:
    """Whether anything is wrong, as `amparo verify --witness` decides it."""
    notes = list(read_notes(scene.witness, KEY.public_key()))
    held = [note.checkpoint for note in notes if note.checkpoint]
    return any(note.fault for note in notes) or not check_lines(scene.entries, held).holds


def tampered(kind: Callable[[Scene], None], seed: int) -> Scene:
    scene = Scene(written(), WITNESS, random.Random(seed))
    kind(scene)
    return scene


def test_nothing_is_found_where_nothing_was_done():
    assert not found(Scene(written(), WITNESS, random.Random(0)))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_of_1000_random_tamperings_every_one_is_found(kind):
    """91 of each of eleven kinds: 1,001. The seed is the number that stands in the list."""
    assert [seed for seed in range(91) if not found(tampered(kind, seed))] == []


CLEVER = [
    remove_and_chain, swap_and_chain, put_between_and_chain, cut_the_end_off,
    cut_off_and_write_on, backdate_and_chain, alter_and_chain,
]  # fmt: skip


@pytest.mark.parametrize("kind", CLEVER, ids=lambda kind: kind.__name__)
def test_without_a_witness_the_same_hand_goes_unseen(kind):
    """The control: were these found without a checkpoint, the test above would prove nothing."""
    scenes = [tampered(kind, seed) for seed in range(20)]
    assert [check_lines(scene.entries).holds for scene in scenes] == [True] * 20


def test_what_no_checkpoint_covers_yet_is_said_and_not_vouched_for():
    entries = written()
    entries[-1].actor = "Somebody Else"
    scene = Scene(chained(entries), WITNESS, random.Random(0))
    assert not found(scene)
    check = check_lines(scene.entries, [checkpoint_of(written(), 40)])
    assert (check.n_covered, check.n_uncovered) == (40, 3)


def test_it_says_what_was_cut_off_and_what_was_written_anew():
    entries = written()
    told = [checkpoint_of(entries, size) for size in SIZES]
    assert check_lines(entries[:20], told).faults == (
        "25 entries were signed on 04 March 2024 at 09:55 UTC, and 20 are here: the newest were "
        "cut off",
        "40 entries were signed on 04 March 2024 at 10:10 UTC, and 20 are here: the newest were "
        "cut off",
    )
    entries[20].actor = "Somebody Else"
    assert check_lines(chained(entries), told) == ChainCheck(
        N, None, 12,
        tuple(
            f"the first {size} entries are not those that were signed on 04 March 2024 at {hour} "
            "UTC: history was written anew" for size, hour in ((25, "09:55"), (40, "10:10"))
        ),
    )  # fmt: skip


def test_two_histories_of_one_size_are_found():
    entries = written()
    one = checkpoint_of(entries, 25)
    check = check_lines(entries, [one, replace(one, root=bytes(32))])
    assert "two different histories" in check.faults[0]


def test_a_checkpoint_that_was_cut_short_is_said():
    notes = list(read_notes(WITNESS.rpartition("\u2014")[0], KEY.public_key()))
    assert [bool(note.checkpoint) for note in notes] == [True, True, False]
    assert notes[-1].fault == "is cut short: it has no signature"


# The auditor's own program, which shares no code with the office's.


def as_exported(entries: list[Entry]) -> list[str]:
    from json import dumps

    rows = [{"seq": e.seq, "digest": e.digest, "entry": e.content()} for e in entries]
    return [dumps(row) for row in rows]


def found_alone(scene: Scene) -> bool:
    name, public = standalone.read_key(public_line(KEY.public_key()))
    try:
        good, faults = standalone.checkpoints_in(scene.witness, name, public)
    except (ValueError, IndexError):
        return True
    return bool(faults or standalone.check_trail(as_exported(scene.entries), good))


def test_the_auditors_program_finds_nothing_where_nothing_was_done():
    assert not found_alone(Scene(written(), WITNESS, random.Random(0)))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_the_auditors_program_finds_the_same(kind):
    assert [seed for seed in range(2) if not found_alone(tampered(kind, seed))] == []


@settings(max_examples=15)
@given(some.binary(min_size=32, max_size=32), some.binary(max_size=200), some.data())
def test_its_signatures_are_those_of_the_library(seed, message, data):
    key = Ed25519PrivateKey.from_private_bytes(seed)
    public, signature = key.public_key().public_bytes_raw(), key.sign(message)
    assert standalone.signature_fits(public, message, signature)
    place = data.draw(some.integers(0, 511))
    bent = bytearray(signature)
    bent[place // 8] ^= 1 << place % 8
    assert not standalone.signature_fits(public, message, bytes(bent))
    assert not standalone.signature_fits(public, message + b"x", signature)
