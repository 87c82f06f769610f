"""From a suspicion to a case: referrals, and opening the casework file."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from amparo.access.models import User
from amparo.audit.services import Actor, record
from amparo.casework.cases import derive
from amparo.casework.cases.models import (
    Case,
    Milestone,
    Person,
    Programme,
    Referral,
    RoleInCase,
    RoleKind,
    Standing,
    TeamMember,
)
from amparo.casework.cases.models.person import SURVIVOR_ROLES
from amparo.casework.cases.services.milestones import record_milestone
from amparo.casework.cases.services.people import Particulars, add_particulars, give_role
from amparo.casework.cases.services.staffing import check_may_join
from amparo.directory.models import Institution, Jurisdiction
from amparo.directory.packs import code_list, pack_codes
from amparo.errors import Conflict, Refused
from amparo.vault.sealing import make_data_key, seal, unseal

SEALED = ("told", "name", "contact")
RESTORED = "restored"


@transaction.atomic
def start_programme(
    *,
    by: Actor,
    at: datetime,
    office: Institution,
    name: str,
    crime_type: str,
    jurisdiction: Jurisdiction,
    pack: str,
    starts_on: date,
    phase: str = Programme.Phase.CASEWORK,
) -> Programme:
    """Begin work on one crime type in one place."""
    if pack not in pack_codes():
        raise Refused("This jurisdiction pack is not known", found=pack)
    if Programme.objects.filter(office=office, name=name.strip()).exists():
        raise Refused("A programme of this name is there already", next_step="choose another name")
    programme = Programme.objects.create(
        office=office, name=name.strip(), crime_type=crime_type, jurisdiction=jurisdiction,
        pack=pack, phase=phase, starts_on=starts_on,
    )  # fmt: skip
    record(
        by=by, verb="programme.started", kind="cases.programme", object_id=str(programme.pk), at=at
    )
    return programme


@transaction.atomic
def change_programme_phase(
    *, by: User, at: datetime, programme: Programme, phase: str, version: int
) -> None:
    """Move a programme to another phase of the work. Raises Conflict when someone did so first."""
    changed = Programme.objects.filter(pk=programme.pk, version=version).update(
        phase=phase, version=F("version") + 1
    )
    if not changed:
        theirs = Programme.objects.get(pk=programme.pk)
        raise Conflict(
            "Someone else changed this programme first",
            theirs={"Phase": theirs.get_phase_display()},
            yours={"Phase": Programme.Phase(phase).label},
        )
    record(
        by=by, verb="programme.phase_changed", kind="cases.programme", at=at,
        object_id=str(programme.pk), fields=["phase"], reason=phase,
    )  # fmt: skip


@transaction.atomic
def receive_referral(
    *,
    by: User,
    at: datetime,
    programme: Programme,
    received_on: date,
    source: str,
    told: str,
    name: str = "",
    contact: str = "",
    from_institution: Institution | None = None,
    is_urgent: bool = False,
) -> Referral:
    """Write down how a suspicion reached the office; what was told is sealed."""
    if received_on > timezone.localdate(at):
        raise Refused("A referral cannot have come in the future", found=received_on.isoformat())
    referral = Referral(
        office=programme.office, programme=programme, received_on=received_on, source=source,
        from_institution=from_institution, is_urgent=is_urgent, key=make_data_key(),
        received_by=by, recorded_at=at,
    )  # fmt: skip
    for field, text in (("told", told), ("name", name), ("contact", contact)):
        sealed = seal(text.strip(), referral.key, table="referral", row=referral.pk, field=field)
        setattr(referral, f"{field}_sealed", sealed)
    referral.save(force_insert=True)
    record(
        by=by, verb="referral.received", kind="cases.referral", object_id=str(referral.pk), at=at
    )
    return referral


@transaction.atomic
def read_referral(*, by: User, at: datetime, referral: Referral) -> dict[str, str]:
    """What was told, unsealed; the look is written in the trail before it is given."""
    record(
        by=by, verb="referral.read", kind="cases.referral", object_id=str(referral.pk), at=at,
        fields=list(SEALED), case_id=str(referral.case_id or ""),
    )  # fmt: skip
    return {
        field: unseal(
            getattr(referral, f"{field}_sealed"), referral.key,
            table="referral", row=referral.pk, field=field,
        )
        for field in SEALED
    }  # fmt: skip


@transaction.atomic
def open_case(
    *,
    by: User,
    at: datetime,
    programme: Programme,
    on: date,
    victim: Person,
    lead: User,
    summary: str = "",
    referral: Referral | None = None,
) -> Case:
    """Open the casework file around a victim, with its lead and its first milestone.

    Raises: Refused where the victim may be a child and the lead lacks a check or a signed code.
    """
    case = Case(programme=programme, office=programme.office, opened_on=on, key=make_data_key())
    case.summary_sealed = seal(
        summary.strip(), case.key, table="case", row=case.pk, field="summary"
    )
    case.save(force_insert=True)
    TeamMember.objects.create(case=case, user=lead, leads=True, from_on=on)
    record(
        by=by, verb="case.opened", kind="cases.case", object_id=str(case.pk), at=at,
        case_id=str(case.pk),
    )  # fmt: skip
    give_role(by=by, at=at, case=case, person=victim, role=RoleKind.VICTIM, on=on)
    check_may_join(case, lead, timezone.localdate(at))
    record_milestone(
        by=by, at=at, case=case, type="rescue.referral_received",
        on=referral.received_on if referral else on,
        institution=referral.from_institution if referral else None,
    )  # fmt: skip
    if referral is not None:
        decide_referral(
            by=by, at=at, referral=referral, decision=Referral.Decision.ACCEPTED, case=case
        )
    return case


@transaction.atomic
def take_on(
    *,
    by: User,
    at: datetime,
    referral: Referral,
    victim: Person | Particulars,
    lead: User,
    on: date,
    summary: str = "",
) -> Case:
    """Make a case of a referral, around a victim kept already or a new one.

    Raises: Conflict when someone decided on the referral first; nobody is then added twice.
    """
    if isinstance(victim, Particulars):
        victim = add_particulars(by=by, at=at, office=referral.office, given=victim)
    return open_case(
        by=by, at=at, programme=referral.programme, on=on, victim=victim, lead=lead,
        summary=summary, referral=referral,
    )  # fmt: skip


@transaction.atomic
def decide_referral(
    *,
    by: User,
    at: datetime,
    referral: Referral,
    decision: Referral.Decision,
    reason: str = "",
    case: Case | None = None,
) -> None:
    """Say what became of a referral. Raises Conflict when someone decided first."""
    needs_reason = {Referral.Decision.DECLINED, Referral.Decision.REFERRED_ON}
    if decision in needs_reason and not reason.strip():
        raise Refused("This decision needs a reason", next_step="say why, in a sentence")
    changed = Referral.objects.filter(pk=referral.pk, decision=Referral.Decision.OPEN).update(
        decision=decision, decided_at=at, decided_by=by, reason=reason.strip(), case=case
    )
    if not changed:
        theirs = Referral.objects.get(pk=referral.pk)
        raise Conflict(
            "Someone else decided on this referral first",
            theirs={"Decision": theirs.get_decision_display()},
            yours={"Decision": decision.label},
        )
    record(
        by=by, verb="referral.decided", kind="cases.referral", object_id=str(referral.pk), at=at,
        case_id=str(case.pk) if case else "", reason=f"{decision.value}: {reason}"[:500],
    )  # fmt: skip


def summary_of(case: Case) -> str:
    """The case's summary, unsealed."""
    return unseal(case.summary_sealed, case.key, table="case", row=case.pk, field="summary")


@transaction.atomic
def close_case(*, by: User, at: datetime, case: Case, on: date, reason: str) -> None:
    """Close the file with a reason from the code list; it can be opened again.

    Raises: Refused for a reason that is not on the list, a file that is closed, or one closed as
    restored while a survivor of it is not.
    """
    if reason not in dict(code_list("closure_reasons").choices(on=on)):
        raise Refused("A file is closed with a reason from the list", next_step="choose one")
    if not Standing.objects.get(case=case).is_open:
        raise Refused("This file is closed already", next_step="look at the timeline")
    if reason == RESTORED and (n := len(not_restored_in(case))):
        raise Refused(
            f"{n} {'survivor' if n == 1 else 'survivors'} of this case cannot be called restored",
            next_step="open “Restore”, which says what is missing, or choose another reason",
        )
    record_milestone(by=by, at=at, case=case, type=derive.CLOSES, on=on, source=reason)


def not_restored_in(case: Case) -> list[UUID]:
    """The survivors of a case, by id, of whom it holds no restoration."""
    held = RoleInCase.objects.filter(case=case, role__in=SURVIVOR_ROLES, to_on__isnull=True)
    known = Milestone.objects.filter(case=case, type="restore.restored").current()
    done = set(known.values_list("person", flat=True))
    return sorted(set(held.values_list("person", flat=True)) - done, key=str)


@transaction.atomic
def reopen_case(*, by: User, at: datetime, case: Case, on: date, reason: str) -> None:
    """Open a closed file again; survivors may come back. Raises Refused for an open one."""
    if Standing.objects.get(case=case).is_open:
        raise Refused("This file is open", next_step="go on working in it")
    record_milestone(by=by, at=at, case=case, type=derive.REOPENS, on=on, source=reason)
