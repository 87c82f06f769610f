"""People in a case: adding, changing, giving roles, and looking at their names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Max

from amparo.access.models import User
from amparo.audit.services import Act, Actor, record, record_many
from amparo.casework.cases.findable import digest_of, is_findable
from amparo.casework.cases.models import (
    Case,
    HiddenIdentity,
    Person,
    PersonDetail,
    PersonFingerprint,
    RoleInCase,
    RoleKind,
)
from amparo.casework.cases.services.safety import hold_people, open_for_role
from amparo.directory.models import Institution, Unit
from amparo.errors import Conflict, Refused
from amparo.vault.sealing import make_data_key, seal


@dataclass(frozen=True)
class Detail:
    """Another name or number, as it was typed."""

    kind: str
    value: str
    issuer: Institution | None = None


@dataclass(frozen=True)
class Particulars:
    """What is kept of a person, as it was typed; an empty safe contact means: do not contact."""

    name: str
    details: tuple[Detail, ...] = ()
    safe_contact: str = ""
    birth_year: int | None = None
    sex: str = ""
    language: str = ""
    safe_channel: str = ""


@transaction.atomic
def add_person(
    *,
    by: Actor,
    at: datetime,
    office: Institution,
    name: str,
    details: Sequence[Detail] = (),
    safe_contact: str = "",
    birth_year: int | None = None,
    sex: str = "",
    language: str = "",
    safe_channel: str = "",
) -> Person:
    """Keep a person, names sealed and findable. Search before you add: duplicates hurt people."""
    _check_name(name)
    check_year(birth_year, at=at)
    person = Person(
        office=office, key=make_data_key(), birth_year=birth_year, sex=sex, language=language,
        change=next_change(office), safe_channel=safe_channel or None,
    )  # fmt: skip
    person.name_sealed = seal(name.strip(), person.key, table="person", row=person.pk, field="name")
    person.safe_contact_sealed = seal(
        safe_contact.strip(), person.key, table="person", row=person.pk, field="safe_contact"
    )
    person.save(force_insert=True)
    _keep_details(person, details)
    _keep_fingerprints(person, name, details)
    record(
        by=by, verb="person.added", kind="cases.person", object_id=str(person.pk), at=at,
        fields=["name", *sorted({detail.kind for detail in details})],
    )  # fmt: skip
    return person


@transaction.atomic
def change_person(
    *, by: Actor, at: datetime, person: Person, version: int, given: Particulars
) -> Person:
    """Change what is kept of a person. Raises Conflict when someone else saved first, and Refused
    for somebody whose identity is hidden."""
    if HiddenIdentity.objects.filter(person=person).exists():
        raise Refused(
            "Who this is is hidden, so nothing of it can be changed",
            next_step="show the identity again, change it, and hide it anew",
        )
    _check_name(given.name)
    check_year(given.birth_year, at=at)
    sealed = {
        field: seal(text.strip(), person.key, table="person", row=person.pk, field=field)
        for field, text in (("name", given.name), ("safe_contact", given.safe_contact))
    }
    changed = Person.objects.filter(pk=person.pk, version=version).update(
        name_sealed=sealed["name"], safe_contact_sealed=sealed["safe_contact"],
        birth_year=given.birth_year, sex=given.sex, language=given.language,
        safe_channel=given.safe_channel or None, version=F("version") + 1,
        change=next_change(person.office),
    )  # fmt: skip
    if not changed:
        saved = Person.objects.select_related("key").get(pk=person.pk)
        raise Conflict(
            "Someone else changed this person while you did",
            theirs=_shown(_kept(saved)),
            yours=_shown(given),
        )
    PersonDetail.objects.filter(person=person).delete()
    PersonFingerprint.objects.filter(person=person).delete()
    _keep_details(person, given.details)
    _keep_fingerprints(person, given.name, given.details)
    record(
        by=by, verb="person.changed", kind="cases.person", object_id=str(person.pk), at=at,
        fields=["birth_year", "details", "language", "name", "safe_channel", "safe_contact", "sex"],
    )  # fmt: skip
    person.refresh_from_db()
    return person


def _shown(given: Particulars) -> dict[str, str]:
    return {
        "Name": given.name, "Safe contact": given.safe_contact, "Safe way": given.safe_channel,
        "Birth year": str(given.birth_year or ""), "Sex": given.sex, "Language": given.language,
        "Other names and numbers": ", ".join(sorted(detail.value for detail in given.details)),
    }  # fmt: skip


def _check_name(name: str) -> None:
    if not name.strip():
        raise Refused("A person needs a name", next_step="write “not known” if it is not known")


def check_year(year: int | None, *, at: datetime) -> None:
    """Refuse a birth year nobody alive can have."""
    if year is not None and not at.year - 120 <= year <= at.year:
        raise Refused("This birth year cannot be right", found=str(year), next_step="check it")


def next_change(office: Institution) -> int:
    """A number that grows with each change, so that the name search knows when to read again.

    The office's row is locked: two at once would get one number, and the search would miss one.
    """
    Institution.objects.select_for_update().get(pk=office.pk)
    newest = Person.objects.filter(office=office).aggregate(newest=Max("change"))["newest"]
    return (newest or 0) + 1


def _keep_details(person: Person, details: Sequence[Detail]) -> None:
    PersonDetail.objects.bulk_create(detail_rows(person, details))


def detail_rows(person: Person, details: Sequence[Detail]) -> list[PersonDetail]:
    """The rows of a person's other names and numbers, sealed; not saved."""
    rows = [PersonDetail(person=person, kind=d.kind, issuer=d.issuer) for d in details]
    for row, detail in zip(rows, details, strict=True):
        row.value_sealed = seal(
            detail.value.strip(), person.key, table="person_detail", row=row.pk, field="value"
        )
    return rows


def _keep_fingerprints(person: Person, name: str, details: Sequence[Detail]) -> None:
    PersonFingerprint.objects.bulk_create(fingerprint_rows(person, name, details))


def fingerprint_rows(
    person: Person, name: str, details: Sequence[Detail]
) -> list[PersonFingerprint]:
    """The digests by which the exact name and numbers are found again; not saved."""
    typed = [("name", name), *((detail.kind, detail.value) for detail in details)]
    values = {digest_of(kind, text) for kind, text in typed if is_findable(kind, text)}
    return [
        PersonFingerprint(person=person, kind=kind, digest=digest)
        for kind, digest in sorted(values)
    ]


@transaction.atomic
def give_role(
    *,
    by: Actor,
    at: datetime,
    case: Case,
    person: Person,
    role: RoleKind,
    on: date,
    unit: Unit | None = None,
) -> RoleInCase:
    """Say what a person is to a case from a day on. Raises Refused when they hold it already.

    Changes: where a suspect of the case is free already, its survivors are checked on and told.
    """
    hold_people([person.pk], cases={case.pk})
    if RoleInCase.objects.filter(case=case, person=person, role=role, to_on=None).exists():
        raise Refused(f"This person is already recorded as {role.label.lower()} here")
    held = RoleInCase.objects.create(case=case, person=person, role=role, from_on=on, unit=unit)
    record(
        by=by, verb="role.given", kind="cases.role", object_id=str(held.pk), at=at,
        case_id=str(case.pk), fields=["role"], reason=role.value,
    )  # fmt: skip
    open_for_role(held, at=at)
    return held


@transaction.atomic
def bring_into_case(
    *,
    by: Actor,
    at: datetime,
    case: Case,
    person: Person | Particulars,
    role: RoleKind,
    on: date,
    unit: Unit | None = None,
) -> Person:
    """Add someone to a case in a role: a person kept already, or a new one."""
    if isinstance(person, Particulars):
        person = add_particulars(by=by, at=at, office=case.office, given=person)
    give_role(by=by, at=at, case=case, person=person, role=role, on=on, unit=unit)
    return person


def add_particulars(*, by: Actor, at: datetime, office: Institution, given: Particulars) -> Person:
    """Keep a new person from what was typed."""
    return add_person(
        by=by, at=at, office=office, name=given.name, details=given.details,
        safe_contact=given.safe_contact, birth_year=given.birth_year, sex=given.sex,
        language=given.language, safe_channel=given.safe_channel,
    )  # fmt: skip


@transaction.atomic
def end_role(*, by: Actor, at: datetime, held: RoleInCase, on: date) -> None:
    """End a role on a day; it stays in the history. Raises Conflict when it has ended already."""
    if on < held.from_on:
        raise Refused("A role cannot end before it starts", found=on.isoformat())
    if not RoleInCase.objects.filter(pk=held.pk, to_on__isnull=True).update(to_on=on):
        ended = RoleInCase.objects.get(pk=held.pk).to_on
        raise Conflict(
            "Someone else ended this role first",
            theirs={"Ended on": str(ended)}, yours={"Ended on": str(on)},
        )  # fmt: skip
    record(
        by=by, verb="role.ended", kind="cases.role", object_id=str(held.pk), at=at,
        case_id=str(held.case_id), fields=["to_on"],
    )  # fmt: skip


@transaction.atomic
def reveal_names(*, by: User, at: datetime, case: Case, people: Sequence[Person]) -> dict[str, str]:
    """The names of these people, by id; each look is written in the trail before they are given."""
    return reveal_names_of(by=by, at=at, seen=[(case, person) for person in people])


@transaction.atomic
def reveal_names_of(
    *, by: User, at: datetime, seen: Sequence[tuple[Case, Person]]
) -> dict[str, str]:
    """The same for people of several cases, in as many questions to the database as for one."""
    record_many(
        Act(
            by, "person.name_seen", "cases.person", str(person.pk), at, fields=["name"],
            case_id=str(case.pk),
        )
        for case, person in seen
    )  # fmt: skip
    return {str(person.pk): person.name() for _, person in seen}


@transaction.atomic
def read_person(*, by: User, at: datetime, case: Case, person: Person) -> Particulars:
    """All that is kept of a person, unsealed; the look is written in the trail before."""
    record(
        by=by, verb="person.seen", kind="cases.person", object_id=str(person.pk), at=at,
        case_id=str(case.pk), fields=["details", "name", "safe_contact"],
    )  # fmt: skip
    return _kept(person)


def details_of(person: Person) -> tuple[Detail, ...]:
    """The other names and numbers of a person, with who issued them."""
    rows = PersonDetail.objects.filter(person=person).select_related("person__key", "issuer")
    details = (Detail(row.kind, row.value(), row.issuer) for row in rows)
    return tuple(sorted(details, key=lambda each: (each.kind, each.value)))


def _kept(person: Person) -> Particulars:
    return Particulars(
        name=person.name(), details=details_of(person), safe_contact=person.safe_contact(),
        birth_year=person.birth_year, sex=person.sex, language=person.language,
        safe_channel=person.safe_channel or "",
    )  # fmt: skip
