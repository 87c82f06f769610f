"""Exhibits, their custody, their files, and the laboratory."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F, Max

from amparo.access.models import User
from amparo.audit.services import record
from amparo.casework.cases.models import Case, Person
from amparo.casework.cases.services.milestones import check_day, record_milestone
from amparo.casework.cases.services.paper import sniffed
from amparo.casework.evidence.models import Exhibit, ExhibitFile, LabRequest
from amparo.directory.models import Institution
from amparo.directory.packs import code_list
from amparo.errors import Conflict, Refused
from amparo.vault import files, scanning, uploads
from amparo.vault.ledger import Line, holder_of, take_turns, write_line
from amparo.vault.models import CustodyEntry
from amparo.vault.sealing import fingerprint, seal

HOLDER = "custody_holder"
SHA256_LETTERS = 64


@dataclass(frozen=True)
class ExhibitWords:
    """What is said of an exhibit; sealed whole. `reference` and `sha256` are of material that is
    never uploaded: where it is kept, and its hash as the police wrote it down."""

    what: str
    where: str = ""
    seized_by: str = ""
    reference: str = ""
    sha256: str = ""


@dataclass(frozen=True)
class Move:
    """One movement of custody in words; sealed in the ledger's line."""

    giver: str
    taker: str
    why: str


def holder_key(name: str) -> str:
    """The opaque key of whoever holds a thing: the same for the same name however it is typed."""
    return fingerprint(HOLDER, name)


@transaction.atomic
def log_exhibit(
    *, by: User, at: datetime, case: Case, kind: str, words: ExhibitWords, seized_on: date,
    holder: str, seized_at: datetime | None = None, seal_number: str = "",
    seized_from: Person | None = None, is_abuse_material: bool = False, token: UUID | None = None,
) -> Exhibit:  # fmt: skip
    """Take an exhibit in: its number, its first line of custody, restrain.exhibit_logged.

    Raises: Refused without words or holder; for abuse material without a hash or a reference.
    """
    if token and (first := Exhibit.objects.filter(pk=token, case=case).first()):
        return first
    check_day(seized_on, at=at)
    _check_exhibit(kind, words, holder, seized_on, is_abuse_material=is_abuse_material)
    Case.objects.select_for_update().get(pk=case.pk)
    last = Exhibit.objects.filter(case=case).aggregate(last=Max("number"))["last"] or 0
    row = Exhibit(
        case=case, number=last + 1, kind=kind, is_abuse_material=is_abuse_material,
        seized_on=seized_on, seized_from=seized_from, recorded_by=by, recorded_at=at,
        **({"id": token} if token else {}),
    )  # fmt: skip
    text = json.dumps(asdict(words), ensure_ascii=False)
    row.words_sealed = seal(text, case.key, table="exhibit", row=row.pk, field="words")
    row.save(force_insert=True)
    _line(
        row, by=by, at=at, kind=CustodyEntry.Kind.TAKEN, moved_at=seized_at or at,
        move=Move("", holder, "Taken in"), seal_number=seal_number,
    )  # fmt: skip
    record_milestone(
        by=by, at=at, case=case, type="restrain.exhibit_logged", on=seized_on,
        source="police_record",
    )  # fmt: skip
    record(
        by=by, verb="exhibit.logged", kind="evidence.exhibit", object_id=str(row.pk), at=at,
        case_id=str(case.pk),
    )  # fmt: skip
    return row


def _check_exhibit(
    kind: str, words: ExhibitWords, holder: str, on: date, *, is_abuse_material: bool
) -> None:
    if kind not in dict(code_list("evidence_kinds").choices(on=on)):
        raise Refused("This kind of evidence is not known", next_step="choose one from the list")
    if not words.what.strip():
        raise Refused("An exhibit needs words", next_step="say what it is")
    if not holder.strip():
        raise Refused("Somebody holds it", next_step="say who has it now")
    digest = words.sha256.strip()
    if digest and (
        len(digest) != SHA256_LETTERS or not set(digest.lower()) <= set("0123456789abcdef")
    ):
        raise Refused(
            "This is no SHA-256 hash", found=f"{len(digest)} letters",
            next_step="copy all 64 letters and digits",
        )  # fmt: skip
    if is_abuse_material and not (digest or words.reference.strip()):
        raise Refused(
            "Abuse material is known here by its hash or its seizure reference only",
            next_step="give one of them; never upload it, never describe what it shows",
        )


@transaction.atomic
def move_exhibit(
    *, by: User, at: datetime, exhibit: Exhibit, move: Move, moved_at: datetime,
    seal_number: str = "", token: UUID | None = None,
) -> CustodyEntry:  # fmt: skip
    """Hand an exhibit over, as a line of its ledger that can never be rewritten.

    Raises: Refused where the giver does not hold it, or for a moment that has not come.
    """
    if token and (first := CustodyEntry.objects.filter(pk=token, ledger=exhibit.pk).first()):
        return first
    if moved_at > at:
        raise Refused("A movement cannot lie ahead", next_step="give when it was handed over")
    if not move.why.strip():
        raise Refused("A movement needs its reason", next_step="say why it was handed over")
    take_turns(exhibit.pk)
    return _line(
        exhibit, by=by, at=at, kind=CustodyEntry.Kind.MOVED, moved_at=moved_at, move=move,
        seal_number=seal_number, token=token,
    )  # fmt: skip


def _line(
    exhibit: Exhibit, *, by: User, at: datetime, kind: CustodyEntry.Kind, moved_at: datetime,
    move: Move, seal_number: str = "", file: ExhibitFile | None = None, token: UUID | None = None,
) -> CustodyEntry:  # fmt: skip
    entry_id = token or uuid4()
    text = json.dumps(asdict(move), ensure_ascii=False)
    return write_line(
        by=by, at=at, ledger=exhibit.pk, entry_id=entry_id, case_id=str(exhibit.case_id),
        words_sealed=seal(
            text, exhibit.case.key, table="custody", row=entry_id, field="words"
        ),
        line=Line(
            kind=kind, from_holder=holder_key(move.giver) if move.giver else "",
            to_holder=holder_key(move.taker), moved_at=moved_at, seal=seal_number.strip(),
            digest=file.file.sha256 if file else "", file=file.file if file else None,
        ),
    )  # fmt: skip


def keep_file(
    *, by: User, at: datetime, exhibit: Exhibit, content: Iterable[bytes], copy: ExhibitFile.Copy,
    expected: str = "", holder: str = "",
) -> ExhibitFile:  # fmt: skip
    """Keep a file of an exhibit, hashed as it arrives; the evidentiary copy stands in the ledger.

    `expected` is the SHA-256 that the file had where it came from; empty where nobody took it.
    Raises: Refused for abuse material, for a kind of file that is not taken, for a second
    evidentiary copy, where the hash is another than expected, and for what a scanner calls harmful.
    """
    if exhibit.is_abuse_material:
        raise Refused(
            "Abuse material is never uploaded",
            next_step="keep its hash and its seizure reference; the file stays with the police",
        )
    whole = files.gathered(content)
    if not whole:
        raise Refused("The file is empty", next_step="choose another")
    scanning.must_be_clean(whole)  # before others wait for this to be saved
    return _keep_file(by, at, exhibit, whole, copy=copy, expected=expected, holder=holder)


@transaction.atomic
def _keep_file(
    by: User, at: datetime, exhibit: Exhibit, whole: bytes, *, copy: ExhibitFile.Copy,
    expected: str, holder: str,
) -> ExhibitFile:  # fmt: skip
    evidentiary = copy == ExhibitFile.Copy.EVIDENTIARY
    if evidentiary and exhibit.files.filter(copy=copy).exists():
        raise Refused(
            "The evidentiary copy is kept already", next_step="add this one as a working copy"
        )
    content_type = sniffed(whole)
    sealed = files.store([whole], exhibit.case.key)
    if expected.strip() and sealed.sha256 != expected.strip().lower():
        raise Refused(
            "This is not the file that was hashed", found=sealed.sha256,
            next_step="compare both hashes, and take the file from its source again",
        )  # fmt: skip
    row = ExhibitFile.objects.create(
        case=exhibit.case, exhibit=exhibit, file=sealed, copy=copy, content_type=content_type,
        recorded_by=by, recorded_at=at,
    )  # fmt: skip
    if evidentiary:
        take_turns(exhibit.pk)
        _filed(row, by=by, at=at, holder=holder)
    record(
        by=by, verb="exhibit.file_kept", kind="evidence.exhibitfile", object_id=str(row.pk), at=at,
        case_id=str(exhibit.case_id), fields=[copy],
    )  # fmt: skip
    return row


def _filed(row: ExhibitFile, *, by: User, at: datetime, holder: str) -> None:
    """The ledger's line of a file: it stays with whoever holds the exhibit."""
    entry_id, exhibit = uuid4(), row.exhibit
    now_with = holder_of(exhibit.pk)
    last = CustodyEntry.objects.filter(ledger=exhibit.pk).order_by("-seq").first()
    text = json.dumps(asdict(Move(holder, holder, "A copy was kept")), ensure_ascii=False)
    write_line(
        by=by, at=at, ledger=exhibit.pk, entry_id=entry_id, case_id=str(exhibit.case_id),
        words_sealed=seal(text, exhibit.case.key, table="custody", row=entry_id, field="words"),
        line=Line(
            kind=CustodyEntry.Kind.FILED, from_holder=now_with, to_holder=now_with,
            moved_at=max(at, last.moved_at) if last else at, digest=row.file.sha256, file=row.file,
        ),
    )  # fmt: skip


@transaction.atomic
def read_file(*, by: User, at: datetime, row: ExhibitFile) -> bytes:
    """The content, checked against its hash; that it was read is in the trail.

    The evidentiary copy comes whole; a working copy of an image without where, when and by what it
    was taken. Raises: Refused for a working copy that is damaged, where nobody could tell.
    """
    content = files.read(row.file)
    if row.copy == ExhibitFile.Copy.WORKING:
        try:
            content = uploads.without_place(content, row.content_type)
        except (IndexError, ValueError) as error:
            raise Refused(
                "This working copy is damaged, so the place it was taken at cannot be taken out",
                next_step="work with the evidentiary copy, which comes whole",
            ) from error
    record(
        by=by, verb="exhibit.file_read", kind="evidence.exhibitfile", object_id=str(row.pk), at=at,
        case_id=str(row.case_id), fields=[row.copy],
    )  # fmt: skip
    return content


@transaction.atomic
def send_to_laboratory(
    *, by: User, at: datetime, exhibit: Exhibit, asked: str, on: date,
    laboratory: Institution | None = None, token: UUID | None = None,
) -> LabRequest:  # fmt: skip
    """Ask a laboratory something of an exhibit; records restrain.lab_submitted."""
    if token and (first := LabRequest.objects.filter(pk=token, exhibit=exhibit).first()):
        return first
    check_day(on, at=at)
    if not asked.strip():
        raise Refused("Say what the laboratory is asked", next_step="write it in a sentence")
    row = LabRequest(
        case=exhibit.case, exhibit=exhibit, laboratory=laboratory, sent_on=on,
        **({"id": token} if token else {}),
    )  # fmt: skip
    row.asked_sealed = seal(
        asked.strip(), exhibit.case.key, table="lab_request", row=row.pk, field="asked"
    )
    row.save(force_insert=True)
    record_milestone(
        by=by, at=at, case=exhibit.case, type="restrain.lab_submitted", on=on,
        institution=laboratory, source="police_record",
    )  # fmt: skip
    record(
        by=by, verb="lab.asked", kind="evidence.labrequest", object_id=str(row.pk), at=at,
        case_id=str(exhibit.case_id),
    )  # fmt: skip
    return row


@transaction.atomic
def record_result(*, by: User, at: datetime, request: LabRequest, result: str, on: date) -> None:
    """What the laboratory found; records restrain.lab_result.

    Raises: Refused before it was sent; Conflict where somebody wrote it first.
    """
    check_day(on, at=at)
    if on < request.sent_on:
        raise Refused("A result cannot come before it is asked for", found=on.isoformat())
    sealed = seal(
        result.strip(), request.case.key, table="lab_request", row=request.pk, field="result"
    )
    changed = LabRequest.objects.filter(pk=request.pk, version=request.version).update(
        result_on=on, result_sealed=sealed, version=F("version") + 1
    )
    if not changed:
        raise Conflict("Somebody wrote the result first", theirs={}, yours={})
    request.refresh_from_db()
    record_milestone(
        by=by, at=at, case=request.case, type="restrain.lab_result", on=on,
        institution=request.laboratory, source="medical_record",
    )  # fmt: skip
    record(
        by=by, verb="lab.answered", kind="evidence.labrequest", object_id=str(request.pk), at=at,
        case_id=str(request.case_id), fields=["result"],
    )  # fmt: skip
