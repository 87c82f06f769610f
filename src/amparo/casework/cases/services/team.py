"""Who works on a case, who is shut out, and openings in an emergency."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from amparo.access.models import User
from amparo.access.policy import Role
from amparo.access.selectors import may_join_a_team
from amparo.audit.services import record
from amparo.casework.cases.models import (
    BreakGlass,
    Case,
    ConflictOfInterest,
    Share,
    TeamMember,
)
from amparo.casework.cases.services.compartments import close_all_of
from amparo.casework.cases.services.staffing import check_may_join
from amparo.casework.cases.services.tasks import add_task
from amparo.directory.models import Institution
from amparo.errors import Refused

OPENING_HOURS = 3
OPENINGS_A_WEEK = 3
REASON_LETTERS = 20


@transaction.atomic
def add_to_team(
    *, by: User, at: datetime, case: Case, user: User, on: date, leads: bool = False
) -> TeamMember:
    """Put someone on the team from a day on; a new lead takes over from the old one.

    Raises: Refused for roles that do not work on cases, a conflict of interest, a member, and for
    whoever lacks a check or a signed code where a child is in the case.
    """
    if not may_join_a_team(user):
        raise Refused("This account's roles do not work on cases")
    if ConflictOfInterest.objects.filter(case=case, user=user, lifted_at=None).exists():
        raise Refused("This person cannot be on this team")
    current = TeamMember.objects.filter(case=case, to_on__isnull=True)
    if not current.filter(user=user).exists():
        check_may_join(case, user, timezone.localdate(at))
    if leads:
        current.filter(leads=True).exclude(user=user).update(leads=False)
        current.filter(user=user).update(leads=True)
    if (member := current.filter(user=user).first()) is None:
        member = TeamMember.objects.create(case=case, user=user, leads=leads, from_on=on)
    elif not leads:
        raise Refused("This person is on the team already")
    record(
        by=by, verb="team.joined", kind="access.user", object_id=user.actor_id, at=at,
        case_id=str(case.pk), fields=["leads"] if leads else [],
    )  # fmt: skip
    return member


@transaction.atomic
def leave_team(*, by: User, at: datetime, member: TeamMember, on: date) -> None:
    """End a membership on a day. Raises Refused for the lead: someone must lead."""
    if member.leads:
        raise Refused("The lead cannot leave", next_step="name another lead first")
    TeamMember.objects.filter(pk=member.pk).update(to_on=max(on, member.from_on))
    close_all_of(by=by, at=at, case=member.case, user=member.user)
    record(
        by=by, verb="team.left", kind="access.user", object_id=str(member.user_id), at=at,
        case_id=str(member.case_id),
    )  # fmt: skip


@transaction.atomic
def record_conflict(
    *, by: User, at: datetime, case: Case, user: User, kind: ConflictOfInterest.Kind
) -> ConflictOfInterest:
    """Shut someone out of a case at once, whatever else would let them in."""
    conflict, _ = ConflictOfInterest.objects.get_or_create(
        case=case, user=user, lifted_at=None,
        defaults={"kind": kind, "recorded_at": at, "recorded_by": by},
    )  # fmt: skip
    TeamMember.objects.filter(case=case, user=user, to_on__isnull=True, leads=False).update(
        to_on=timezone.localdate(at)
    )
    close_all_of(by=by, at=at, case=case, user=user)
    record(
        by=by, verb="conflict.recorded", kind="access.user", object_id=user.actor_id, at=at,
        case_id=str(case.pk), reason=kind.value,
    )  # fmt: skip
    return conflict


@transaction.atomic
def share_with(
    *, by: User, at: datetime, case: Case, institution: Institution, purpose: str, on: date
) -> Share:
    """Open a case to a partner: its code and the partner's own milestones, no names."""
    if not purpose.strip():
        raise Refused("Sharing needs a purpose", next_step="say what the partner needs it for")
    share, _ = Share.objects.get_or_create(
        case=case, institution=institution, to_on=None,
        defaults={"purpose": purpose.strip(), "from_on": on},
    )  # fmt: skip
    record(
        by=by, verb="case.shared", kind="directory.institution", object_id=str(institution.pk),
        at=at, case_id=str(case.pk), reason=purpose,
    )  # fmt: skip
    return share


@transaction.atomic
def stop_sharing(*, by: User, at: datetime, share: Share, on: date) -> None:
    """End a share; what the partner saw cannot be taken back, what comes after is closed."""
    Share.objects.filter(pk=share.pk).update(to_on=max(on, share.from_on))
    record(
        by=by, verb="case.unshared", kind="directory.institution",
        object_id=str(share.institution_id), at=at, case_id=str(share.case_id),
    )  # fmt: skip


def case_for_emergency(user: User, code: str) -> Case | None:
    """The office's case of this code, conflict-free, for break-glass only: it tells just that."""
    if not user.may("break_glass.use") or user.office_id is None:
        return None
    case = Case.objects.filter(code=code.strip().upper(), office=user.office_id).first()
    conflicted = ConflictOfInterest.objects.filter(case=case, user=user, lifted_at=None)
    return None if case is None or conflicted.exists() else case


@transaction.atomic
def break_glass(*, by: User, at: datetime, case: Case, reason: str) -> BreakGlass:
    """Open a case for three hours in an emergency; its lead and the supervisors see it at once.

    Raises: Refused with a short reason, past three a week, or while an older one waits for review.
    """
    if len(reason.strip()) < REASON_LETTERS:
        raise Refused("Say in a full sentence why this cannot wait", found="a short reason")
    mine = BreakGlass.objects.filter(user=by)
    if mine.filter(at__gt=at - timedelta(days=7)).count() >= OPENINGS_A_WEEK:
        raise Refused(
            "Three emergency openings in a week are the limit", next_step="call a supervisor"
        )
    if mine.filter(reviewed_at__isnull=True, at__lt=at - timedelta(hours=72)).exists():
        raise Refused(
            "An earlier opening still waits for its review", next_step="call a supervisor"
        )
    opening = BreakGlass.objects.create(
        case=case, user=by, reason=reason.strip(), at=at, until=at + timedelta(hours=OPENING_HOURS)
    )
    _tell_the_lead(case, by=by, at=at)
    record(
        by=by, verb="case.opened_in_emergency", kind="cases.case", object_id=str(case.pk), at=at,
        case_id=str(case.pk), reason=reason,
    )  # fmt: skip
    return opening


def _tell_the_lead(case: Case, *, by: User, at: datetime) -> None:
    """Put the opening on the lead's list for today; supervisors have a list of their own."""
    lead = TeamMember.objects.filter(case=case, leads=True, to_on__isnull=True).first()
    if lead is not None:
        add_task(
            by=by, at=at, case=case, owner=lead.user, due_on=timezone.localdate(at),
            what=f"{by.name} opened this case in an emergency: ask what happened",
        )  # fmt: skip


@transaction.atomic
def review_opening(*, by: User, at: datetime, opening: BreakGlass, finding: str) -> None:
    """Close an emergency opening with what the reviewer found; nobody reviews their own."""
    if opening.user_id == by.pk:
        raise Refused("Nobody reviews their own opening", next_step="ask another supervisor")
    if not finding.strip():
        raise Refused("A review needs a finding")
    BreakGlass.objects.filter(pk=opening.pk, reviewed_at__isnull=True).update(
        reviewed_at=at, reviewed_by=by, finding=finding.strip()
    )
    record(
        by=by, verb="opening.reviewed", kind="cases.break_glass", object_id=str(opening.pk), at=at,
        case_id=str(opening.case_id),
    )  # fmt: skip


def supervisors_of(office: Institution) -> list[User]:
    """The active supervisors of an office."""
    accounts = User.objects.filter(office=office, is_active=True)
    return [account for account in accounts if Role.SUPERVISOR in account.held_roles]
