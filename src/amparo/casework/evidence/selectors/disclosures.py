"""Whom a bundle may go to, and the duties of law that were cited for one."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from amparo.access.models import User
from amparo.casework.cases.models import Case
from amparo.casework.cases.services.sending import PURPOSES
from amparo.casework.evidence.models import BundleDuty
from amparo.directory.models import Institution
from amparo.errors import NotVisible

RECIPIENTS = 300


@dataclass(frozen=True)
class DutyLine:
    """A law that asks for a bundle, and who answers for it."""

    id: str
    recipient: str
    citation: str
    asked_by: str
    seconded_by: str
    may_second: bool


def recipients_for(user: User) -> list[Institution]:
    """Police and prosecution, by name: whom a bundle may go to."""
    rows = Institution.objects.visible_to(user).filter(kind__in=list(PURPOSES))
    return list(rows.order_by("-kind", "name")[:RECIPIENTS])


def bundle_duty_in(user: User, case: Case, pk: UUID) -> BundleDuty:
    """A duty of law cited for a bundle of the case; NotVisible otherwise."""
    rows = BundleDuty.objects.visible_to(user, "cases.write").filter(case=case, pk=pk)
    found = rows.select_related("asked_by").first()
    if found is None:
        raise NotVisible
    return found


def duties_of(user: User, case: Case) -> tuple[DutyLine, ...]:
    """The duties of law cited for bundles of a case that were not used yet; one query."""
    rows = BundleDuty.objects.visible_to(user).filter(case=case, used_for__isnull=True)
    return tuple(
        DutyLine(
            str(row.pk), row.recipient.name, row.citation, row.asked_by.name,
            row.seconded_by.name if row.seconded_by else "",
            may_second=row.seconded_by is None and row.asked_by_id != user.pk,
        )
        for row in rows.select_related("recipient", "asked_by", "seconded_by")
    )  # fmt: skip
