"""The evidence of a case: exhibits, statements, and how complete the proof is."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import models

from amparo.access.models import User
from amparo.casework.cases.models import Case
from amparo.casework.cases.selectors.case import people_in
from amparo.casework.docket.models import Charge
from amparo.casework.evidence.fitting import Fit, Piece, fit
from amparo.casework.evidence.models import (
    Disclosure,
    Exhibit,
    ExhibitFile,
    Interview,
    LabRequest,
    Tie,
)
from amparo.casework.evidence.selectors.disclosures import DutyLine, duties_of
from amparo.casework.evidence.services.exhibits import ExhibitWords, Move
from amparo.directory.packs import code_list, gathering, load_pack
from amparo.errors import NotVisible
from amparo.vault.models import CustodyEntry
from amparo.vault.sealing import unseal

Row = TypeVar("Row", bound=models.Model)
STATEMENTS = {
    Interview.Mode.VIDEO: "survivor_statement_recorded",
    Interview.Mode.AUDIO: "survivor_statement_recorded",
    Interview.Mode.WRITTEN: "survivor_statement_written",
}


@dataclass(frozen=True)
class LabLine:
    """What a laboratory was asked, and what it said; `age` is days without an answer so far."""

    id: str
    asked: str
    laboratory: str
    sent_on: date
    result: str
    result_on: date | None
    age: int


@dataclass(frozen=True)
class FileLine:
    """A file of an exhibit by its hash."""

    id: str
    copy: str
    sha256: str
    n_bytes: int
    kept_at: datetime


@dataclass(frozen=True)
class CustodyLine:
    """One line of the ledger, in words."""

    seq: int
    what: str
    giver: str
    taker: str
    why: str
    moved_at: datetime
    seal: str
    digest: str


@dataclass(frozen=True)
class ExhibitLine:
    """One exhibit with all that hangs on it; who holds it now is `holder`."""

    id: str
    number: int
    kind: str
    kind_name: str
    words: ExhibitWords
    seized_on: date
    seized_from: str
    is_abuse_material: bool
    holder: str
    custody: tuple[CustodyLine, ...]
    files: tuple[FileLine, ...]
    lab: tuple[LabLine, ...]


@dataclass(frozen=True)
class InterviewLine:
    """A statement, by whom and the how-manieth."""

    id: str
    person_id: str
    who: str
    number: int
    on: date
    kind: str
    mode: str
    room: str
    was_child: bool
    words: str
    reason: str


@dataclass(frozen=True)
class Evidence:
    """Everything the Evidence page shows."""

    exhibits: tuple[ExhibitLine, ...]
    interviews: tuple[InterviewLine, ...]
    fits: tuple[Fit, ...]
    disclosures: tuple[tuple[datetime, str, str, str], ...]
    duties: tuple[DutyLine, ...]


def evidence_of(user: User, case: Case, *, today: date) -> Evidence:
    """Exhibits, statements, and the fit of each offence; a fixed number of queries."""
    labels = {who.person_id: who.label for who in people_in(case, user)}
    exhibits = exhibits_of(user, case, labels, today)
    interviews = tuple(
        _interview(row, labels)
        for row in Interview.objects.visible_to(user).filter(case=case).select_related("case__key")
    )
    disclosed = Disclosure.objects.visible_to(user).filter(case=case)
    return Evidence(
        exhibits,
        interviews,
        fits_of(user, case, exhibits, interviews),
        tuple(
            (row.made_at, *_said(row), row.made_by.name)
            for row in disclosed.select_related("made_by", "case__key")
        ),
        duties_of(user, case),
    )


def _said(row: Disclosure) -> tuple[str, str]:
    words = json.loads(row.words())
    return words["to"], words["why"]


def exhibits_of(
    user: User, case: Case, labels: dict[str, str], today: date
) -> tuple[ExhibitLine, ...]:
    """Every exhibit of a case with custody, files and laboratory; four queries."""
    rows = list(Exhibit.objects.visible_to(user).filter(case=case).select_related("case__key"))
    custody: dict[UUID, list[CustodyEntry]] = defaultdict(list)
    for entry in CustodyEntry.objects.filter(ledger__in=[row.pk for row in rows]).order_by("seq"):
        custody[entry.ledger].append(entry)
    files: dict[UUID, list[ExhibitFile]] = defaultdict(list)
    for file in ExhibitFile.objects.filter(exhibit__in=rows).select_related("file"):
        files[file.exhibit_id].append(file)
    lab: dict[UUID, list[LabRequest]] = defaultdict(list)
    asked = LabRequest.objects.filter(exhibit__in=rows)
    for request in asked.select_related("laboratory", "case__key"):
        lab[request.exhibit_id].append(request)
    return tuple(
        _exhibit(row, labels, custody[row.pk], files[row.pk], [_lab(x, today) for x in lab[row.pk]])
        for row in rows
    )


def _exhibit(
    row: Exhibit,
    labels: dict[str, str],
    custody: list[CustodyEntry],
    files: list[ExhibitFile],
    lab: list[LabLine],
) -> ExhibitLine:
    lines = tuple(_custody(entry, row) for entry in custody)
    return ExhibitLine(
        str(row.pk), row.number, row.kind, code_list("evidence_kinds").name_of(row.kind),
        ExhibitWords(**json.loads(row.words())), row.seized_on,
        labels.get(str(row.seized_from_id), "") if row.seized_from_id else "",
        row.is_abuse_material, lines[-1].taker if lines else "", lines,
        tuple(
            FileLine(
                str(one.pk), one.get_copy_display(), one.file.sha256, one.file.n_bytes,
                one.recorded_at,
            )
            for one in files
        ),
        tuple(lab),
    )  # fmt: skip


def _custody(entry: CustodyEntry, exhibit: Exhibit) -> CustodyLine:
    text = unseal(
        entry.words_sealed, exhibit.case.key, table="custody", row=entry.pk, field="words"
    )
    move = Move(**json.loads(text))
    return CustodyLine(
        entry.seq, entry.get_kind_display(), move.giver, move.taker, move.why, entry.moved_at,
        entry.seal, entry.digest,
    )  # fmt: skip


def _lab(row: LabRequest, today: date) -> LabLine:
    return LabLine(
        str(row.pk), row.asked(), row.laboratory.name if row.laboratory else "", row.sent_on,
        row.result() if row.result_on else "", row.result_on,
        ((row.result_on or today) - row.sent_on).days,
    )  # fmt: skip


def _interview(row: Interview, labels: dict[str, str]) -> InterviewLine:
    kind = STATEMENTS[Interview.Mode(row.mode)]
    return InterviewLine(
        str(row.pk), str(row.person_id), labels.get(str(row.person_id), ""), row.number, row.on,
        kind, row.get_mode_display(), row.get_room_display(), row.was_child,
        row.words() if row.words_sealed else "", row.reason() if row.reason_sealed else "",
    )  # fmt: skip


def fits_of(
    user: User, case: Case, exhibits: tuple[ExhibitLine, ...], interviews: tuple[InterviewLine, ...]
) -> tuple[Fit, ...]:
    """Each offence that is charged, or that something is tied to, with its proof; two queries."""
    pieces: dict[str, tuple[str, str]] = {
        one.id: (one.kind, f"Exhibit {one.number}") for one in exhibits
    } | {one.id: (one.kind, f"Statement {one.number} of {one.who.lower()}") for one in interviews}
    tied: dict[str, dict[str, list[Piece]]] = defaultdict(lambda: defaultdict(list))
    ties = Tie.objects.visible_to(user).filter(case=case, ended_at=None)
    for row in ties:
        kind, label = pieces[str(row.exhibit_id or row.interview_id)]
        tied[row.offence][row.element].append(Piece(kind, label, str(row.pk)))
    charges = Charge.objects.visible_to(user).filter(
        accused__court_case__joined__case=case, replaced_by__isnull=True
    )
    wanted = {*tied, *charges.values_list("offence", flat=True)}
    offences = [one for one in load_pack(case.programme.pack).offences if one.key in wanted]
    return tuple(fit(offence, tied.get(offence.key, {}), gathering()) for offence in offences)


def _one(model: type[Row], user: User, case: Case, pk: UUID, verb: str, *related: str) -> Row:
    rows: Any = model._default_manager.all()
    found: Row | None = (
        rows.visible_to(user, verb).filter(case=case, pk=pk).select_related(*related).first()
    )
    if found is None:
        raise NotVisible
    return found


def exhibit_in(user: User, case: Case, pk: UUID, verb: str = "cases.write") -> Exhibit:
    """An exhibit of the case."""
    return _one(Exhibit, user, case, pk, verb, "case__key", "case__programme")


def file_in(user: User, case: Case, pk: UUID) -> ExhibitFile:
    """A file of an exhibit of the case, to read."""
    return _one(ExhibitFile, user, case, pk, "cases.read", "file__key", "exhibit")


def lab_request_in(user: User, case: Case, pk: UUID) -> LabRequest:
    """What a laboratory was asked of an exhibit of the case."""
    return _one(LabRequest, user, case, pk, "cases.write", "case__key", "laboratory")


def interview_in(user: User, case: Case, pk: UUID) -> Interview:
    """A statement of the case."""
    return _one(Interview, user, case, pk, "cases.write", "case__key")


def tie_in(user: User, case: Case, pk: UUID) -> Tie:
    """What ties a piece to an element, in the case."""
    return _one(Tie, user, case, pk, "cases.write")


def one_exhibit(user: User, case: Case, pk: UUID, *, today: date) -> ExhibitLine:
    """One exhibit as its page shows it; NotVisible where it is not in the case."""
    labels = {who.person_id: who.label for who in people_in(case, user)}
    for line in exhibits_of(user, case, labels, today):
        if line.id == str(pk):
            return line
    raise NotVisible


def chosen_copy(code: str) -> ExhibitFile.Copy:
    """Which copy a form says it is."""
    return ExhibitFile.Copy(code)


def chosen_mode(code: str) -> Interview.Mode:
    """How a statement was kept, from a form's code."""
    return Interview.Mode(code)


def chosen_room(code: str) -> Interview.Room:
    """Where it was taken, from a form's code."""
    return Interview.Room(code)
