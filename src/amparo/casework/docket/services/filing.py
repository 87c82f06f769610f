"""From the police's case to charges: who is accused, of what, in which court."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Max

from amparo.access.models import User
from amparo.audit.services import record
from amparo.casework.cases.models import Case, Milestone, Person, RoleInCase, RoleKind
from amparo.casework.cases.models.person import SURVIVOR_ROLES
from amparo.casework.cases.services.milestones import check_day, record_milestone
from amparo.casework.cases.services.safety import note_near
from amparo.casework.docket.models import Accused, Charge, CourtCase, InCourt, PoliceCase
from amparo.directory.models import Institution, Unit
from amparo.directory.packs import Offence, load_pack
from amparo.errors import Conflict, Refused
from amparo.vault.sealing import fingerprint, make_data_key, seal

DOCKET_NUMBER, POLICE_NUMBER = "docket_number", "police_number"


def written(
    row: object, *, by: User, verb: str, at: datetime, case_id: object, fields: Iterable[str] = (),
    reason: str = "",
) -> None:  # fmt: skip
    """One entry in the trail for a row of the docket."""
    kind = f"docket.{type(row).__name__.casefold()}"
    record(
        by=by, verb=verb, kind=kind, object_id=str(row.pk), at=at, case_id=str(case_id),  # type: ignore[attr-defined]
        fields=list(fields), reason=reason,
    )  # fmt: skip


def cases_of(court_case: CourtCase) -> list[Case]:
    """The cases of the office that a court case is about, oldest first."""
    joined = InCourt.objects.filter(court_case=court_case).select_related("case__programme")
    return [row.case for row in joined.order_by("joined_on", "case__opened_on", "pk")]


def told_in_cases(
    court_case: CourtCase, *, by: User, at: datetime, type: str, on: date,  # noqa: A002
    person: Person | None = None, source: str = "court_record", only: Case | None = None,
) -> list[Milestone]:  # fmt: skip
    """Record a milestone in each case the court case is about.

    About a person it goes only to the cases in which that person has a role, and which do not
    tell it of that person on that day already: a docket may be written after the timeline.
    """
    cases = cases_of(court_case) if only is None else [only]
    if person is not None:
        roles = RoleInCase.objects.filter(case__in=cases, person=person)
        same = Milestone.objects.filter(case__in=cases, person=person, type=type, happened_on=on)
        known = set(roles.values_list("case", flat=True))
        known -= set(same.current().values_list("case", flat=True))
        cases = [case for case in cases if case.pk in known]
    return [
        record_milestone(
            by=by, at=at, case=case, type=type, on=on, person=person, unit=court_case.branch,
            institution=court_case.court, source=source,
        )
        for case in cases
    ]  # fmt: skip


@transaction.atomic
def register_police_case(
    *, by: User, at: datetime, case: Case, institution: Institution, on: date, number: str = "",
    unit: Unit | None = None, token: UUID | None = None,
) -> PoliceCase:  # fmt: skip
    """Keep the registration of a complaint by the police, its number sealed.

    Changes: records rescue.complaint_registered where the case does not have it on that day.
    """
    if token and (first := PoliceCase.objects.filter(pk=token, case=case).first()):
        return first
    check_day(on, at=at)
    row = PoliceCase(
        case=case, institution=institution, unit=unit, registered_on=on, recorded_by=by,
        recorded_at=at, **({"id": token} if token else {}),
    )  # fmt: skip
    if number.strip():
        row.number_sealed = seal(
            number.strip(), case.key, table="police_case", row=row.pk, field="number"
        )
        row.number_digest = fingerprint(POLICE_NUMBER, number)
    row.save(force_insert=True)
    code = "rescue.complaint_registered"
    there = Milestone.objects.filter(case=case, type=code, happened_on=on).current()
    if not there.exists():
        record_milestone(
            by=by, at=at, case=case, type=code, on=on, unit=unit, institution=institution
        )
    written(row, by=by, verb="police_case.registered", at=at, case_id=case.pk)
    return row


@transaction.atomic
def open_court_case(
    *, by: User, at: datetime, case: Case, court: Institution, on: date, number: str = "",
    branch: Unit | None = None, police_case: PoliceCase | None = None,
    appeal_of: CourtCase | None = None, token: UUID | None = None,
) -> CourtCase:  # fmt: skip
    """Open the docket of one court. Who is accused, and of what, follows with each charge.

    Raises: Refused where the same docket number is known in this court already.
    """
    if token and (first := CourtCase.objects.filter(pk=token).visible_to(by).first()):
        return first
    check_day(on, at=at)
    digest = fingerprint(DOCKET_NUMBER, number) if number.strip() else ""
    same = CourtCase.objects.filter(court=court, number_digest=digest) if digest else None
    if same is not None and (known := same.visible_to(by, "cases.write").first()) is not None:
        raise (
            Refused(
                "This docket number is known in this court already",
                next_step="open that court case, and join this case to it",
            )
            if not InCourt.objects.filter(court_case=known, case=case).exists()
            else Refused(
                "This court case is in the file already", next_step="open it from the list"
            )
        )
    row = CourtCase(
        key=make_data_key(), court=court, branch=branch, filed_on=on, police_case=police_case,
        appeal_of=appeal_of, number_digest=digest, recorded_by=by, recorded_at=at,
        **({"id": token} if token else {}),
    )  # fmt: skip
    row.number_sealed = seal(
        number.strip(), row.key, table="court_case", row=row.pk, field="number"
    )
    row.save(force_insert=True)
    InCourt.objects.create(case=case, court_case=row, joined_on=on)
    written(row, by=by, verb="court_case.opened", at=at, case_id=case.pk)
    return row


@transaction.atomic
def join_case(*, by: User, at: datetime, case: Case, court_case: CourtCase, on: date) -> InCourt:
    """Say that another case of the office, of a co-victim perhaps, is about this court case too."""
    row, made = InCourt.objects.get_or_create(
        case=case, court_case=court_case, defaults={"joined_on": on}
    )
    if made:
        for accused in court_case.accused.select_related("person"):
            note_near(case=case, person=accused.person, at=at)
        written(row, by=by, verb="court_case.joined", at=at, case_id=case.pk)
    return row


@transaction.atomic
def accuse(
    *, by: User, at: datetime, court_case: CourtCase, person: Person, on: date, language: str = ""
) -> Accused:
    """Put a person into a court case as accused; once.

    Raises: Refused for a survivor of these cases, and for someone who is not in them.
    """
    check_day(on, at=at)
    roles = set(
        RoleInCase.objects.filter(case__in=cases_of(court_case), person=person).values_list(
            "role", flat=True
        )
    )
    if not roles:
        raise Refused("This person is not in the case", next_step="add the person to it first")
    if roles <= {*SURVIVOR_ROLES, RoleKind.WITNESS, RoleKind.GUARDIAN, RoleKind.OFFICIAL}:
        raise Refused(
            "This person is not a suspect in the case",
            next_step="give the role of suspect first, if that is what they are",
        )
    row, made = Accused.objects.get_or_create(
        court_case=court_case, person=person,
        defaults={"since_on": on, "language": language or person.language},
    )  # fmt: skip
    if made:
        cases = cases_of(court_case)
        for case in cases:
            note_near(case=case, person=person, at=at)
        written(row, by=by, verb="accused.added", at=at, case_id=cases[0].pk)
    return row


def offence_of(court_case: CourtCase, key: str) -> Offence:
    """The offence of this key in the law of the case. Raises Refused for one it does not have."""
    pack = load_pack(cases_of(court_case)[0].programme.pack)
    found = next((offence for offence in pack.offences if offence.key == key), None)
    if found is None:
        raise Refused("This offence is not in the pack", next_step="choose one from the list")
    return found


@transaction.atomic
def lay_charge(
    *, by: User, at: datetime, accused: Accused, offence: str, on: date,
    acted_on: date | None = None, victim: Person | None = None,
    laid_by: Institution | None = None, laid: Charge.Laid = Charge.Laid.FIRST,
    token: UUID | None = None,
) -> Charge:  # fmt: skip
    """Lay one offence against one accused.

    Changes: the first charge of an accused records represent.charge_sheet_filed for that person,
    which turns the suspect's wording into accused.
    Raises: Refused where the act's day lies after the charge, or the law was not in force on it.
    """
    if token and (first := Charge.objects.filter(pk=token, accused=accused).first()):
        return first
    check_day(on, at=at)
    _check_offence(accused.court_case, offence, on=on, acted_on=acted_on)
    is_first = not accused.charges.exists()
    row = Charge.objects.create(
        accused=accused, count=_next_count(accused), offence=offence, victim=victim,
        acted_on=acted_on, laid=laid, laid_on=on, laid_by=laid_by, recorded_by=by, recorded_at=at,
        **({"id": token} if token else {}),
    )  # fmt: skip
    if is_first:
        told_in_cases(
            accused.court_case, by=by, at=at, type="represent.charge_sheet_filed", on=on,
            person=accused.person, source="prosecution_record",
        )  # fmt: skip
    written(row, by=by, verb="charge.laid", at=at, case_id=cases_of(accused.court_case)[0].pk)
    return row


@transaction.atomic
def amend_charge(
    *, by: User, at: datetime, charge: Charge, offence: str, on: date, reason: str
) -> Charge:
    """Put another charge in the place of one; both stay on record.

    Raises: Refused without a reason; Conflict where it was amended already.
    """
    if not reason.strip():
        raise Refused("An amended charge needs a reason", next_step="say why it was changed")
    check_day(on, at=at)
    if Charge.objects.filter(replaces=charge).exists():
        raise Conflict("Someone amended this charge first", theirs={}, yours={})
    _check_offence(charge.accused.court_case, offence, on=on, acted_on=charge.acted_on)
    row = Charge.objects.create(
        accused=charge.accused, count=_next_count(charge.accused), offence=offence,
        victim=charge.victim, acted_on=charge.acted_on, laid=Charge.Laid.AMENDED, laid_on=on,
        laid_by=charge.laid_by, replaces=charge, reason=reason.strip(), recorded_by=by,
        recorded_at=at,
    )  # fmt: skip
    case = cases_of(charge.accused.court_case)[0]
    written(row, by=by, verb="charge.amended", at=at, case_id=case.pk, reason=reason)
    return row


@transaction.atomic
def change_accused(
    *, by: User, at: datetime, accused: Accused, counsel: Accused.Counsel, language: str,
    disclosed_on: date | None,
) -> None:  # fmt: skip
    """Keep who defends an accused, in which language, and when the papers were given to them.

    Raises: Conflict when someone else changed it first.
    """
    if disclosed_on is not None:
        check_day(disclosed_on, at=at)
    changed = Accused.objects.filter(pk=accused.pk, version=accused.version).update(
        version=F("version") + 1, counsel=counsel, language=language.strip(),
        disclosed_on=disclosed_on,
    )  # fmt: skip
    if not changed:
        theirs = Accused.objects.get(pk=accused.pk)
        raise Conflict(
            "Someone else changed this first",
            theirs={"Counsel": theirs.get_counsel_display()},
            yours={"Counsel": counsel.label},
        )
    case = cases_of(accused.court_case)[0]
    written(
        accused, by=by, verb="accused.changed", at=at, case_id=case.pk,
        fields=["counsel", "disclosed_on", "language"],
    )  # fmt: skip


def _next_count(accused: Accused) -> int:
    Accused.objects.select_for_update().get(pk=accused.pk)
    return int(accused.charges.aggregate(last=Max("count"))["last"] or 0) + 1


def _check_offence(court_case: CourtCase, key: str, *, on: date, acted_on: date | None) -> None:
    offence = offence_of(court_case, key)
    if acted_on is not None and acted_on > on:
        raise Refused(
            "The act cannot lie after the charge", found=acted_on.isoformat(),
            next_step=f"give a day up to {on.isoformat()}",
        )  # fmt: skip
    if acted_on is not None and not offence.is_in_force(acted_on):
        raise Refused(
            "This law was not in force when the act was done", found=acted_on.isoformat(),
            next_step="choose the offence as the law then named it",
        )  # fmt: skip
