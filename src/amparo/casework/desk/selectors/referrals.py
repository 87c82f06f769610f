"""What the pages of intake ask: referrals, programmes, leads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from amparo.access.models import User
from amparo.access.selectors import colleagues_of, may_join_a_team
from amparo.casework.cases.models import Person, Programme, Referral, RoleInCase
from amparo.directory.models import Institution
from amparo.directory.packs import code_list
from amparo.errors import NotVisible


@dataclass(frozen=True)
class ReferralRow:
    """One referral in a list: no name, nothing of what was told."""

    code: str
    programme: str
    source: str
    received_on: date
    is_urgent: bool
    is_open: bool
    decision: str
    case_code: str


def referrals_waiting_for(user: User) -> list[ReferralRow]:
    """Those nobody decided on, urgent first, then the oldest; at most 200."""
    rows = _referrals(user).filter(decision=Referral.Decision.OPEN)
    return [row_of(row) for row in rows.order_by("-is_urgent", "received_on", "recorded_at")[:200]]


def referrals_decided_for(user: User, *, decision: str, programme: str) -> QuerySet[Referral]:
    """Those decided on, newest first; the page cuts them and calls `row_of`."""
    rows = _referrals(user).exclude(decision=Referral.Decision.OPEN)
    if decision:
        rows = rows.filter(decision=decision)
    if programme:
        rows = rows.filter(programme=UUID(programme))
    return rows.order_by("-decided_at", "code")


def _referrals(user: User) -> QuerySet[Referral]:
    return Referral.objects.all().visible_to(user).select_related("programme", "case")


def row_of(referral: Referral) -> ReferralRow:
    """A referral as lists show it."""
    return ReferralRow(
        code=referral.code,
        programme=referral.programme.name,
        source=code_list("referral_sources").name_of(referral.source),
        received_on=referral.received_on,
        is_urgent=referral.is_urgent,
        is_open=referral.decision == Referral.Decision.OPEN,
        decision=referral.get_decision_display(),
        case_code=referral.case.code if referral.case else "",
    )


def referral_for(user: User, code: str) -> Referral:
    """One referral by its code, or NotVisible."""
    rows = _referrals(user).select_related(
        "key", "from_institution", "received_by", "decided_by", "office"
    )
    found = rows.filter(code=code.upper()).first()
    if found is None:
        raise NotVisible
    return found


def places_of(user: User, person: Person) -> str:
    """The cases this user may open where a person is, as codes with roles."""
    roles = RoleInCase.objects.visible_to(user).filter(person=person).select_related("case")
    places = {f"{role.case.code} ({role.get_role_display().lower()})": None for role in roles}
    return ", ".join(places)


def programme_choices_for(user: User) -> list[tuple[str, str]]:
    """(id, name) of the office's programmes that have not ended."""
    rows = Programme.objects.all().visible_to(user).filter(ends_on__isnull=True)
    return [(str(pk), str(name)) for pk, name in rows.values_list("pk", "name")]


def programme_for(user: User, programme_id: str) -> Programme:
    """One programme of the office, or NotVisible."""
    found = Programme.objects.select_related("office").filter(
        pk=programme_id, office=user.office_id
    )
    if user.office_id is None or (programme := found.first()) is None:
        raise NotVisible
    return programme


def institution_choices_for(user: User) -> list[tuple[str, str]]:
    """(id, name) of every institution in the directory."""
    rows = Institution.objects.visible_to(user).values_list("pk", "name")
    return [(str(pk), name) for pk, name in rows]


def institution_for(user: User, institution_id: str) -> Institution | None:
    """One institution; None for an empty id."""
    if not institution_id:
        return None
    return Institution.objects.visible_to(user).filter(pk=institution_id).first()


def lead_choices_for(user: User) -> list[tuple[str, str]]:
    """(id, name) of colleagues who may lead a case, oneself first where one may."""
    able = [each for each in colleagues_of(user) if may_join_a_team(each)]
    able.sort(key=lambda each: (each.pk != user.pk, each.name))
    return [(str(each.pk), each.name) for each in able]


def colleague_for(user: User, user_id: str) -> User:
    """One colleague, or NotVisible."""
    found = colleagues_of(user).filter(pk=user_id).first()
    if found is None:
        raise NotVisible
    return found
