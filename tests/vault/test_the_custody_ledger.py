"""A custody ledger cannot be rewritten; whatever a thief of the database changes is found."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from amparo.access.services import System
from amparo.audit.models import Entry
from amparo.errors import Refused
from amparo.vault import files
from amparo.vault.ledger import (
    Line,
    faults_of_files,
    faults_of_ledgers,
    holder_of,
    lines_of,
    mac_of,
    write_line,
)
from amparo.vault.models import CustodyEntry, SealedFile
from amparo.vault.sealing import make_data_key

AT = datetime(2024, 3, 4, 9, 30, tzinfo=UTC)
Kind = CustodyEntry.Kind


def write(ledger: UUID, kind: Kind, start: str, end: str, day: int = 0, **more) -> CustodyEntry:
    line = Line(kind, start, end, AT + timedelta(days=day), **more)
    return write_line(
        by=System(), at=AT, ledger=ledger, line=line, words_sealed=b"\x01sealed", entry_id=uuid4()
    )


def a_ledger() -> UUID:
    """Taken in by Station 7, to the store, a file kept, to the laboratory, and back."""
    ledger = uuid4()
    content = files.store([b"%PDF-1.7 a page" * 9000], make_data_key())
    write(ledger, Kind.TAKEN, "", "u:7", seal="S-1")
    write(ledger, Kind.MOVED, "u:7", "u:8", 1, seal="S-1")
    write(ledger, Kind.FILED, "u:8", "u:8", 1, digest=content.sha256, file=content)
    write(ledger, Kind.MOVED, "u:8", "i:3", 2, seal="S-2")
    write(ledger, Kind.MOVED, "i:3", "u:8", 30, seal="S-3")
    return ledger


@pytest.fixture
def ledger(db, sealing_key) -> UUID:
    return a_ledger()


def faults() -> list[str]:
    return [fault.what for fault in (*faults_of_ledgers(), *faults_of_files())]


def test_an_untouched_ledger_has_no_fault(ledger):
    assert faults() == []


def test_who_holds_it_is_what_the_last_line_says(ledger):
    assert holder_of(ledger) == "u:8"


def test_lines_are_numbered_and_each_names_the_one_before(ledger):
    lines = lines_of(ledger)
    assert [line.seq for line in lines] == [1, 2, 3, 4, 5]
    assert [line.previous for line in lines[1:]] == [line.mac for line in lines[:-1]]


def test_it_does_not_move_from_someone_who_does_not_hold_it(ledger):
    with pytest.raises(Refused, match="does not hold it"):
        write(ledger, Kind.MOVED, "i:3", "u:7", 31)


def test_it_does_not_move_before_its_last_movement(ledger):
    with pytest.raises(Refused, match="before its last movement"):
        write(ledger, Kind.MOVED, "u:8", "u:7", 3)


def test_a_file_kept_today_does_not_hold_back_a_movement_of_last_week(ledger):
    write(ledger, Kind.FILED, "u:8", "u:8", 60)
    assert write(ledger, Kind.MOVED, "u:8", "u:7", 53).seq == 7


def test_the_same_minute_is_not_before(ledger):
    last = lines_of(ledger)[-1].moved_at
    line = Line(Kind.MOVED, "u:8", "u:7", last.replace(second=0))
    moved = write_line(
        by=System(), at=AT, ledger=ledger, line=line, words_sealed=b"", entry_id=uuid4()
    )
    assert moved.to_holder == "u:7"


def test_it_is_not_handed_to_whoever_has_it(ledger):
    with pytest.raises(Refused, match="there already"):
        write(ledger, Kind.MOVED, "u:8", "u:8", 31)


def test_it_is_taken_in_once(ledger):
    with pytest.raises(Refused, match="in the ledger already"):
        write(ledger, Kind.TAKEN, "", "u:7", 31)


def test_the_database_refuses_to_change_a_line(ledger):
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        CustodyEntry.objects.filter(seq=2).update(to_holder="u:9")


def test_the_database_refuses_to_remove_a_line(ledger):
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        CustodyEntry.objects.filter(seq=5).delete()


# -- what a thief with the database's own password and the office's disk could do ----------------


def drop_triggers() -> None:
    names = {
        "postgresql": ["vault_custodyentry_stays ON vault_custodyentry"],
        "sqlite": ["vault_custodyentry_stays_update", "vault_custodyentry_stays_delete"],
    }[connection.vendor]
    with connection.cursor() as cursor:
        [cursor.execute(f"DROP TRIGGER {name}") for name in names]


TEXTS = ("kind", "from_holder", "to_holder", "seal", "digest", "actor_id", "previous", "mac")
TIMES = ("moved_at", "recorded_at")


def rows(dice: random.Random, n: int) -> list[CustodyEntry]:
    return dice.sample(list(CustodyEntry.objects.all()), n)


def put(entry: CustodyEntry, **fields) -> None:
    CustodyEntry.objects.filter(pk=entry.pk).update(**fields)


def change_text(dice):
    (entry,), field = rows(dice, 1), dice.choice(TEXTS)
    text = getattr(entry, field)
    place = dice.randrange(len(text) + 1)
    put(entry, **{field: (text[:place] + "x" + text[place + 1 :])[:10]})


def change_time(dice):
    (entry,), field = rows(dice, 1), dice.choice(TIMES)
    put(
        entry,
        **{field: getattr(entry, field) + timedelta(microseconds=dice.choice([-1, 1, 10**9]))},
    )


def change_words(dice):
    (entry,) = rows(dice, 1)
    put(entry, words_sealed=bytes(entry.words_sealed) + dice.randbytes(1))


def forge_a_whole_line(dice):
    """Everything made to fit, but the MAC, for which the thief has no key."""
    (entry,) = rows(dice, 1)
    entry.to_holder = f"u:{dice.randrange(100, 999)}"
    put(entry, to_holder=entry.to_holder, mac=dice.randbytes(32).hex())


def swap_places(dice):
    one, other = rows(dice, 2)
    put(one, ledger=uuid4())
    put(other, ledger=one.ledger, seq=one.seq)
    put(one, ledger=other.ledger, seq=other.seq)


def swap_contents(dice):
    one, other = rows(dice, 2)
    fields = ("moved_at", "words_sealed", "mac", "previous", "to_holder")
    put(one, **{name: getattr(other, name) for name in fields})
    put(other, **{name: getattr(one, name) for name in fields})


def renumber(dice):
    (entry,) = rows(dice, 1)
    put(entry, seq=entry.seq + dice.randrange(10, 90))


def remove(dice):
    CustodyEntry.objects.filter(pk=rows(dice, 1)[0].pk).delete()


def truncate(dice):
    (entry,) = rows(dice, 1)
    CustodyEntry.objects.filter(ledger=entry.ledger, seq__gte=entry.seq).delete()


def insert(dice):
    (entry,) = rows(dice, 1)
    end = CustodyEntry.objects.filter(ledger=entry.ledger).order_by("-seq").first()
    entry.pk, entry.seq, entry.previous = uuid4(), end.seq + 1, end.mac
    entry.mac = dice.choice([entry.mac, dice.randbytes(32).hex()])
    entry.save(force_insert=True)


def start_another(dice):
    (entry,) = rows(dice, 1)
    entry.pk, entry.ledger, entry.seq, entry.previous = uuid4(), uuid4(), 1, "0" * 64
    entry.save(force_insert=True)


def point_to_another_file(dice):
    entry = dice.choice(list(CustodyEntry.objects.filter(file__isnull=False)))
    other = dice.choice(list(SealedFile.objects.exclude(pk=entry.file_id)))
    put(entry, file=other, digest=other.sha256)


def change_a_files_row(dice):
    file = dice.choice(list(SealedFile.objects.all()))
    change = dice.choice([{"sha256": dice.randbytes(32).hex()}, {"n_bytes": file.n_bytes + 1}])
    SealedFile.objects.filter(pk=file.pk).update(**change)


IN_DATABASE = [
    change_text, change_time, change_words, forge_a_whole_line, swap_places, swap_contents,
    renumber, remove, truncate, insert, start_another, point_to_another_file, change_a_files_row,
]  # fmt: skip


def found_after(tamper, dice) -> bool:
    """Whether it is found; the database is put back."""
    save = transaction.savepoint()
    before = sorted(CustodyEntry.objects.values_list()), sorted(SealedFile.objects.values_list())
    tamper(dice)
    after = sorted(CustodyEntry.objects.values_list()), sorted(SealedFile.objects.values_list())
    found = bool(faults())
    transaction.savepoint_rollback(save)
    assert before != after, f"{tamper.__name__} changed nothing"
    return found


def found_on_disk(dice) -> bool:
    """Whether a changed, cut, longer or missing file is found; the file is put back."""
    file = dice.choice(list(SealedFile.objects.all()))
    path = next(Path(settings.FILES).rglob(file.id.hex))
    whole = path.read_bytes()
    place = dice.randrange(len(whole))
    flipped = bytes([whole[place] ^ (1 << dice.randrange(8))])
    path.write_bytes(
        dice.choice([whole[:place] + flipped + whole[place + 1 :], whole[:place], whole + flipped])
    )
    found = bool(faults())
    path.write_bytes(whole)
    return found


@pytest.fixture
def robbed(ledger):
    """Three ledgers, and nothing of the database's own that holds a thief back."""
    a_ledger()
    a_ledger()
    drop_triggers()


def test_of_1000_random_tamperings_every_one_is_found(robbed):
    dice = random.Random(20240304)
    ways = [partial(found_after, dice.choice(IN_DATABASE)) for _ in range(750)]
    ways += [found_on_disk for _ in range(250)]
    dice.shuffle(ways)
    missed = [getattr(way, "args", "disk") for way in ways if not way(dice)]
    assert (len(ways), missed, faults()) == (1000, [], [])


@pytest.mark.parametrize("tamper", IN_DATABASE, ids=lambda tamper: tamper.__name__)
def test_each_kind_of_tampering_is_found(robbed, tamper):
    assert found_after(tamper, random.Random(7))


def test_a_line_cut_off_at_the_end_is_missed_in_the_trail(robbed, ledger):
    CustodyEntry.objects.filter(ledger=ledger, seq=5).delete()
    assert faults() == ["is gone, though the audit trail tells of it"]


def test_a_whole_ledger_that_is_gone_is_missed_in_the_trail(robbed, ledger):
    CustodyEntry.objects.filter(ledger=ledger).delete()
    assert len(faults()) == 5


def test_whoever_has_no_key_cannot_make_a_mac_that_fits(ledger, monkeypatch, tmp_path):
    honest = lines_of(ledger)[0]
    from amparo.vault.keys import make_key_file

    make_key_file(tmp_path / "other.key")
    monkeypatch.setattr(settings, "KEY_FILE", tmp_path / "other.key")
    assert mac_of(honest) != honest.mac


def test_the_trail_tells_of_every_line(ledger):
    assert Entry.objects.filter(verb="custody.written", object_id=str(ledger)).count() == 5
