"""Custody ledgers: one append-only chain for each exhibit, which `amparo verify` recomputes.

Each line's HMAC-SHA256 covers every field of the line and the line before it, under a key that is
made from the office's key file: whoever has the database only cannot write a line that fits. Each
line is told to the audit trail too, so that lines cut off at the end, and whole ledgers that are
gone, are missed there.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db import connection, transaction

from amparo.audit.models import Entry
from amparo.audit.services import Actor, record
from amparo.errors import Broken, Refused
from amparo.vault import files
from amparo.vault.keys import office_key
from amparo.vault.models import DESTROYED, CustodyEntry, SealedFile

FIRST = "0" * 64
VERB = "custody.written"
KIND = "vault.ledger"


@dataclass(frozen=True)
class Line:
    """What one line tells; words are sealed by whoever writes it."""

    kind: CustodyEntry.Kind
    from_holder: str
    to_holder: str
    moved_at: datetime
    seal: str = ""
    digest: str = ""
    file: SealedFile | None = None


@dataclass(frozen=True)
class Fault:
    """One thing that does not fit: which ledger or file, at which line, and what is wrong."""

    where: str
    line: int | None
    what: str


def mac_of(entry: CustodyEntry) -> str:
    """HMAC-SHA256, in hexadecimal, over every field of the line and the line before it."""
    key = hmac.new(office_key().index, b"amparo custody ledger 1", hashlib.sha256).digest()
    content = json.dumps(
        [
            str(entry.pk), str(entry.ledger), entry.seq, entry.kind, entry.from_holder,
            entry.to_holder, entry.moved_at.astimezone(UTC).isoformat(), entry.seal, entry.digest,
            str(entry.file_id or ""), bytes(entry.words_sealed).hex(), entry.actor_id,
            entry.recorded_at.astimezone(UTC).isoformat(), entry.previous,
        ],
        ensure_ascii=True, separators=(",", ":"),
    )  # fmt: skip
    return hmac.new(key, content.encode("ascii"), hashlib.sha256).hexdigest()


@transaction.atomic
def write_line(
    *, by: Actor, at: datetime, ledger: UUID, line: Line, words_sealed: bytes, entry_id: UUID,
    case_id: str = "",
) -> CustodyEntry:  # fmt: skip
    """Append one line, and tell the audit trail its number and its MAC.

    Who may: services that have asked who holds the thing; they take turns on its owner before.
    Raises: Refused where the line does not start from whoever holds it now, or comes before the
    line it follows.
    """
    newest = CustodyEntry.objects.filter(ledger=ledger).order_by("-seq")
    last = newest.first()
    _check(line, last, newest.exclude(kind=CustodyEntry.Kind.FILED).first())
    entry = CustodyEntry(
        id=entry_id, ledger=ledger, seq=last.seq + 1 if last else 1, kind=line.kind,
        from_holder=line.from_holder, to_holder=line.to_holder, moved_at=line.moved_at,
        seal=line.seal, digest=line.digest, file=line.file, words_sealed=words_sealed,
        actor_id=by.actor_id, recorded_at=at, previous=last.mac if last else FIRST,
    )  # fmt: skip
    entry.mac = mac_of(entry)
    entry.save(force_insert=True)
    record(
        by=by, verb=VERB, kind=KIND, object_id=str(ledger), at=at, case_id=case_id,
        fields=[f"{entry.seq}:{entry.mac}"],
    )  # fmt: skip
    return entry


def _check(line: Line, last: CustodyEntry | None, before: CustodyEntry | None) -> None:
    """`before` is the last line that tells of a movement; a file that was kept moves nothing."""
    starts = line.kind == CustodyEntry.Kind.TAKEN
    if last is None and not starts:
        raise Broken("A custody ledger starts with the taking in")
    if last is None:
        return
    if starts:
        raise Refused("This is in the ledger already", next_step="record a movement instead")
    if line.from_holder != last.to_holder:
        raise Refused(
            "It cannot move from someone who does not hold it",
            next_step="look at who holds it now, and record how it came there first",
        )
    if before is not None and line.moved_at < _minute(before.moved_at):
        raise Refused(
            "It cannot move before its last movement", found=line.moved_at.date().isoformat(),
            next_step=f"the last was on {before.moved_at:%Y-%m-%d at %H:%M} UTC; correct the time",
        )  # fmt: skip
    if line.kind == CustodyEntry.Kind.MOVED and line.to_holder == last.to_holder:
        raise Refused("It is there already", next_step="choose to whom it was handed over")


def _minute(moment: datetime) -> datetime:
    """The minute in which something moved; people write down no seconds."""
    return moment.replace(second=0, microsecond=0)


def lines_of(ledger: UUID) -> list[CustodyEntry]:
    """The lines of one ledger, oldest first."""
    return list(CustodyEntry.objects.filter(ledger=ledger).order_by("seq"))


def holder_of(ledger: UUID) -> str:
    """Who holds it now, as the last line says; empty where there is no ledger."""
    lines = CustodyEntry.objects.filter(ledger=ledger).order_by("-seq")
    return lines.values_list("to_holder", flat=True).first() or ""


def faults_of_ledgers() -> Iterator[Fault]:
    """Every line that does not fit, and every line the trail knows that is gone.

    Misleads when: someone removes the newest lines, and rewrites the audit trail to match; only
    the trail's digest kept elsewhere shows that.
    """
    told = _told_in_trail()
    ledger, expected, previous = None, 1, FIRST
    rows = CustodyEntry.objects.order_by("ledger", "seq", "pk").iterator(chunk_size=2000)
    for entry in rows:
        if entry.ledger != ledger:
            ledger, expected, previous = entry.ledger, 1, FIRST
        where = f"ledger {entry.ledger}"
        if entry.seq != expected or entry.previous != previous:
            yield Fault(where, entry.seq, "does not follow the line before it")
        elif not hmac.compare_digest(entry.mac, mac_of(entry)):
            yield Fault(where, entry.seq, "was altered")
        if told.pop((str(entry.ledger), entry.seq), None) != entry.mac:
            yield Fault(where, entry.seq, "is not as the audit trail tells it")
        expected, previous = entry.seq + 1, entry.mac
    for gone, seq in sorted(told):
        yield Fault(f"ledger {gone}", seq, "is gone, though the audit trail tells of it")


def _told_in_trail() -> dict[tuple[str, int], str]:
    told = {}
    rows = Entry.objects.filter(verb=VERB, kind=KIND).values_list("object_id", "fields")
    for ledger, fields in rows.iterator(chunk_size=2000):
        seq, _, mac = str(fields[0] if fields else "").partition(":")
        told[ledger, int(seq) if seq.isdigit() else 0] = mac
    return told


def faults_of_files() -> Iterator[Fault]:
    """Every kept file that is gone, altered, or not of the size and hash it had on arrival.

    What was erased is passed over: nobody can read it, so nobody can say whether it is whole.

    A file named in a custody ledger must have the hash that the ledger gives, too.
    """
    digests = dict(CustodyEntry.objects.filter(file__isnull=False).values_list("file_id", "digest"))
    kept = SealedFile.objects.exclude(key__wrapped=DESTROYED).select_related("key").order_by("pk")
    for file in kept.iterator(chunk_size=500):
        where = f"file {file.pk}"
        try:
            content = files.read(file)
        except Broken as error:
            yield Fault(where, None, error.what)
            continue
        if len(content) != file.n_bytes:
            yield Fault(where, None, "is not of the size it had on arrival")
        if digests.get(file.pk, file.sha256) != file.sha256:
            yield Fault(where, None, "is not the file that its custody ledger names")


def take_turns(ledger: UUID) -> None:
    """One writer of a ledger at a time; SQLite's IMMEDIATE transactions do it there."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ledger.int % (2**63)])
