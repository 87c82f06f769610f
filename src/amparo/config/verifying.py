"""What `amparo verify` looks through: the trail's chain, every custody ledger, every kept file."""

from __future__ import annotations

from collections.abc import Callable

import django


def verify(*, say: Callable[[str], None]) -> int:
    """Say what was looked through and each fault. Counts: 0 where all is whole, 1 otherwise."""
    django.setup()
    from amparo.audit.selectors import check_chain  # noqa: PLC0415  (needs Django set up)
    from amparo.vault.ledger import faults_of_files, faults_of_ledgers  # noqa: PLC0415
    from amparo.vault.models import CustodyEntry, SealedFile  # noqa: PLC0415

    chain = check_chain()
    faults = 0
    if chain.broken_at is not None:
        faults += 1
        say(f"Audit trail: entry {chain.broken_at} is altered, missing or out of order.")
    else:
        say(f"Audit trail: {chain.n_entries:,} entries, whole.")
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
