"""With whom the office may share, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from amparo.access.models import User
from amparo.casework.cases.models import Case, SharingAgreement
from amparo.casework.cases.services.sending import agreement_with
from amparo.directory.models import Institution
from amparo.errors import NotVisible

RENEW_DAYS = 60
IN_FORCE, SOON, OVER = "In force", "Ends soon", "Ended"


@dataclass(frozen=True)
class AgreementLine:
    """One agreement, and how it stands today."""

    id: UUID
    institution: str
    about: str
    signed_on: date
    until: date
    state: str
    kept_at: str
    ended_why: str


def agreements_for(user: User, *, today: date) -> tuple[AgreementLine, ...]:
    """Every agreement of the office, those in force first; one query."""
    rows = SharingAgreement.objects.all().visible_to(user).select_related("institution")
    lines = [
        AgreementLine(
            row.pk, row.institution.name, row.about, row.signed_on, row.ended_on or row.until,
            _state(row, today), row.kept_at, row.ended_why,
        )
        for row in rows
    ]  # fmt: skip
    return tuple(sorted(lines, key=lambda line: line.state == OVER))


def _state(row: SharingAgreement, today: date) -> str:
    if not row.is_in_force(today):
        return OVER
    return SOON if (row.until - today).days <= RENEW_DAYS else IN_FORCE


def agreement_of(user: User, pk: UUID) -> SharingAgreement:
    """One that this person may end; NotVisible otherwise."""
    found = SharingAgreement.objects.all().visible_to(user, "team.manage").filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def may_be_told(case: Case, institution: Institution, *, on: date) -> bool:
    """Whether an agreement with the institution holds on a day."""
    return agreement_with(office=case.office_id, institution=institution, on=on) is not None
