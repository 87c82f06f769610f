"""Whatever is changed in the trail behind its back is found by what `amparo verify` runs."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from amparo.access.services import System
from amparo.audit.models import Entry
from amparo.audit.selectors import check_chain
from amparo.audit.services import record
from tests.plugins.emptying import drop_triggers

AT = datetime(2024, 3, 4, 9, 30, tzinfo=UTC)
LENGTH = 12
TEXTS = (
    "actor_id", "actor", "verb", "kind", "object_id", "case_id", "reason", "previous", "digest",
)  # fmt: skip


@pytest.fixture
def robbed(db):
    """A trail, and nothing of the database's own that holds a thief back."""
    for n in range(LENGTH):
        record(
            by=System(), verb="case.read", kind="cases.case", object_id=str(n), case_id=f"c{n}",
            at=AT + timedelta(minutes=n), fields=["timeline"], reason="a look",
        )  # fmt: skip
    drop_triggers("audit_entry")


def entry(dice: random.Random, last: int = LENGTH) -> Entry:
    return Entry.objects.get(seq=dice.randint(1, last))


def put(row: Entry, **fields) -> None:
    Entry.objects.filter(seq=row.seq).update(**fields)


def change_a_byte(dice):
    row, field = entry(dice), dice.choice(TEXTS)
    text = getattr(row, field)
    place = dice.randrange(len(text))
    other = chr(33 + (ord(text[place]) - 33 + dice.randint(1, 80)) % 94)
    put(row, **{field: text[:place] + other + text[place + 1 :]})


def change_a_time(dice):
    row = entry(dice)
    put(row, at=row.at + timedelta(microseconds=dice.choice([-1, 1, 10**9])))


def change_the_fields(dice):
    put(entry(dice), fields=[f"f{dice.random()}"])


def forge_a_whole_row(dice):
    """Told anew with a digest that fits it; the next one still names the old digest."""
    row = entry(dice, LENGTH - 1)
    row.at, row.actor = row.at.astimezone(UTC), f"Somebody {dice.random()}"
    put(row, actor=row.actor, digest=row.computed_digest())


def remove(dice):
    Entry.objects.filter(seq=dice.randint(1, LENGTH - 1)).delete()


def remove_and_renumber(dice):
    """A gap closed up, as if the entry had never been."""
    gone = dice.randint(1, LENGTH - 1)
    Entry.objects.filter(seq=gone).delete()
    [Entry.objects.filter(seq=n).update(seq=n - 1) for n in range(gone + 1, LENGTH + 1)]


def swap(dice):
    one, other = dice.sample(range(1, LENGTH + 1), 2)
    Entry.objects.filter(seq=one).update(seq=900)
    Entry.objects.filter(seq=other).update(seq=one)
    Entry.objects.filter(seq=900).update(seq=other)


def slip_one_in(dice):
    row = entry(dice)
    row.seq, row.digest = LENGTH + 1, dice.randbytes(32).hex()
    row.save(force_insert=True)


WAYS = [
    change_a_byte, change_a_time, change_the_fields, forge_a_whole_row, remove,
    remove_and_renumber, swap, slip_one_in,
]  # fmt: skip


def is_found(tamper, dice) -> bool:
    """Whether it is found; the trail is put back, whole."""
    save = transaction.savepoint()
    before = list(Entry.objects.values_list())
    tamper(dice)
    changed, found = list(Entry.objects.values_list()) != before, not check_chain().holds
    transaction.savepoint_rollback(save)
    assert changed, f"{tamper.__name__} changed nothing"
    return found


def test_of_200_random_tamperings_every_one_is_found(robbed):
    dice = random.Random(20240305)
    ways = WAYS * 25
    missed = [way.__name__ for way in ways if not is_found(way, dice)]
    assert (missed, check_chain().holds) == ([], True)


def test_what_the_chain_alone_cannot_see_is_said(robbed):
    """The control: a chain whose end is cut off still holds; its docstring says so."""
    Entry.objects.filter(seq__gt=LENGTH - 2).delete()
    assert check_chain().holds
    assert "cut the newest entries off" in check_chain.__doc__
