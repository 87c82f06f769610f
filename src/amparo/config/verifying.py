"""What `amparo verify` looks through: the trail's chain and its checkpoints, every custody ledger,
every kept file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

import django

Say = Callable[[str], None]
SHOWN = 3


def verify(*, say: Say, witnesses: Sequence[Path] = ()) -> int:
    """Say what was looked through and each fault. Counts: 0 where all is whole, 1 otherwise."""
    django.setup()
    from amparo.vault.ledger import faults_of_files, faults_of_ledgers  # noqa: PLC0415
    from amparo.vault.models import CustodyEntry, SealedFile  # noqa: PLC0415  (needs Django set up)

    faults = _trail(say, witnesses)
    for name, n, found in (
        ("Custody ledgers", CustodyEntry.objects.count(), list(faults_of_ledgers())),
        ("Kept files", SealedFile.objects.count(), list(faults_of_files())),
    ):
        for fault in found:
            line = f", line {fault.line}" if fault.line is not None else ""
            say(f"{name}: {fault.where}{line} {fault.what}.")
        if not found:
            say(f"{name}: {n:,} looked through, whole.")
        faults += len(found)
    say("Nothing is wrong." if not faults else f"{faults} faults. Keep this machine as it is, and "
        "call whoever keeps its backups.")  # fmt: skip
    return 1 if faults else 0


def _trail(say: Say, witnesses: Sequence[Path]) -> int:
    from amparo.audit.selectors import check_chain  # noqa: PLC0415  (needs Django set up)
    from amparo.vault import checkpoints as kept  # noqa: PLC0415

    notes = [("this machine", note) for note in kept.own_checkpoints()]
    notes += [(str(place), note) for place in witnesses for note in kept.notes_in(place)]
    chain = check_chain(kept.checkpoints_of([note for _, note in notes]))
    told = [f"A checkpoint kept by {who} {note.fault}." for who, note in notes if note.fault]
    if chain.broken_at is not None:
        told.append(f"Audit trail: entry {chain.broken_at} is altered, missing or out of order.")
    told += [f"Audit trail: {fault}." for fault in chain.faults]
    for line in told:
        say(line)
    if not told:
        say(f"Audit trail: {chain.n_entries:,} entries, whole. {_vouched(chain.n_covered)}")
    _tell_of_the_clock(say)
    if not witnesses:
        say("  Against whoever has the whole machine, compare with a copy kept elsewhere: "
            "--witness FILE.")  # fmt: skip
    return len(told)


def _tell_of_the_clock(say: Say) -> None:
    """Where the clock went back by more than an hour: no fault, but times are in doubt there."""
    from amparo.audit.selectors import clock_set_back  # noqa: PLC0415  (needs Django set up)

    back = clock_set_back(more_than=timedelta(hours=1))
    for one in back[:SHOWN]:
        say(
            f"  The clock was set back by {one.by.total_seconds() / 3600:,.1f} hours before entry "
            f"{one.seq:,}: the order of entries holds, their times are in doubt there."
        )
    if len(back) > SHOWN:
        say(f"  So it was before {len(back) - SHOWN:,} more.")


def _vouched(n_covered: int) -> str:
    if not n_covered:
        return "No checkpoint vouches for them."
    return f"Signed checkpoints vouch for the first {n_covered:,}."
