"""Hiding who somebody is from everybody but named people, and from the office itself.

What the policy allows is asked first, as everywhere. Here is what holds where it is answered
wrongly: the person's own row holds no name, and what holds it opens with a passphrase of people to
whom its key was given.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from amparo.access.models import User
from amparo.audit.services import record
from amparo.casework.cases.models import (
    HIDDEN_NAME,
    Case,
    HiddenIdentity,
    Person,
    PersonDetail,
    PersonFingerprint,
    RoleInCase,
)
from amparo.casework.cases.models.person import SUSPECT_ROLES
from amparo.casework.cases.selectors.rights import rights_for
from amparo.casework.cases.services.people import (
    Detail,
    Particulars,
    change_person,
    details_of,
    next_change,
)
from amparo.directory.models import Institution
from amparo.errors import Refused
from amparo.vault import people
from amparo.vault.sealing import seal

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

KIND = "cases.hidden_identity"


def hidden_of(person: Person) -> HiddenIdentity | None:
    """Where this person's identity is hidden, or None."""
    rows = HiddenIdentity.objects.select_related("people_key", "case")
    return rows.filter(person=person).first()


def could_hold(case: Case, *, today: date) -> list[User]:
    """Who may be given the key: whoever works on the case or supervises it, by name."""
    return [
        one
        for one in User.objects.filter(
            Q(office=case.office_id) | Q(pk__in=_on_team(case, today)), is_active=True
        ).order_by("name")
        if rights_for(one, case).decide("people.reveal")
    ]


def _on_team(case: Case, today: date) -> Any:
    dated = Q(to_on__isnull=True) | Q(to_on__gt=today)
    return case.team.filter(dated, from_on__lte=today).values("user")


@transaction.atomic
def hide_identity(
    *, by: User, at: datetime, case: Case, person: Person, to: Collection[User]
) -> HiddenIdentity:
    """Seal who somebody is to the people named, and to whoever acts; nobody else reads it again.

    Changes: their row loses name, contact, numbers and year of birth, and the digests by which a
    search finds them. Who may: whoever writes in the case and has a key of their own.
    Raises: Refused for somebody who is suspected, for people who may not see names in the case, and
    where fewer than two could open it again.
    """
    _must(by, case, "cases.write")
    held = RoleInCase.objects.filter(person=person)
    if not held.filter(case=case).exists() or held.filter(role__in=SUSPECT_ROLES).exists():
        raise Refused("Only a survivor or witness is hidden", next_step="choose somebody else")
    if hidden_of(person) is not None:
        raise Refused("Who this is is hidden already")
    if people.own_key_of(by) is None:
        raise Refused("You have no key of your own yet", next_step="set one up first")
    allowed = could_hold(case, today=timezone.localdate(at))
    if any(one not in allowed for one in to):
        raise Refused("Somebody chosen may not see names in this case", next_step="choose others")
    made = people.new_people_key(by=by, at=at, to={by, *to})
    if made is None:
        raise Refused(
            "Nobody else could open it where you forget your passphrase",
            next_step="choose a colleague who has a key of their own, or have custodians hold "
            "shares (amparo key escrow)",
        )
    people_key, cipher = made
    row = HiddenIdentity(
        id=uuid.uuid4(), person=person, case=case, people_key=people_key, hidden_by=by, hidden_at=at
    )
    row.seal_in(_told(person), cipher)
    row.save(force_insert=True)
    _empty(person)
    _record(row, by=by, at=at, verb="identity.hidden")
    return row


@transaction.atomic
def open_identity(
    *, by: User, at: datetime, row: HiddenIdentity, key: X25519PrivateKey
) -> Particulars:
    """Who it is, for one look, which is in the trail first.

    Raises: Refused for whoever may not see names in the case; `vault.people.NoCopy` for whoever
    was given no copy of the key.
    """
    _must(by, row.case, "people.reveal")
    cipher = people.cipher_for(by=by, key=key, of=row.people_key)
    _record(row, by=by, at=at, verb="identity.seen")
    return _particulars(row.opened(cipher))


@transaction.atomic
def give_identity(
    *, by: User, at: datetime, row: HiddenIdentity, key: X25519PrivateKey, to: User
) -> None:
    """Give the key to somebody else who may see names in the case. Raises: as `open_identity`."""
    _must(by, row.case, "people.reveal")
    if to not in could_hold(row.case, today=timezone.localdate(at)):
        raise Refused("They may not see names in this case", next_step="choose somebody else")
    people.give(by=by, at=at, key=key, of=row.people_key, to=to)
    _record(row, by=by, at=at, verb="identity.key_given", fields=[to.actor_id])


@transaction.atomic
def show_identity_again(
    *, by: User, at: datetime, row: HiddenIdentity, key: X25519PrivateKey
) -> None:
    """Put name, contact and numbers back under the office's key, where searches find them."""
    _must(by, row.case, "cases.write")
    cipher = people.cipher_for(by=by, key=key, of=row.people_key)
    told, person, of = _particulars(row.opened(cipher)), row.person, row.people_key
    _record(row, by=by, at=at, verb="identity.shown_again")
    row.delete()
    of.delete()
    change_person(by=by, at=at, person=person, version=person.version, given=told)


def take_identities_back(*, today: date) -> int:
    """Take the key from whoever may no longer see names in the case; how many copies were taken."""
    rows = HiddenIdentity.objects.select_related("case", "people_key")
    return sum(
        people.take_from_all_but(of=row.people_key, kept=could_hold(row.case, today=today))
        for row in rows
    )


def erase_hidden(persons: Collection[uuid.UUID]) -> int:
    """Destroy the keys under which these people's identities are hidden; how many."""
    rows = list(HiddenIdentity.objects.filter(person__in=persons).select_related("people_key"))
    for row in rows:
        of = row.people_key
        row.delete()
        of.delete()
    return len(rows)


def _must(by: User, case: Case, verb: str) -> None:
    decision = rights_for(by, case).decide(verb)
    if not decision:
        raise Refused("You cannot do this in the case", found=decision.because)


def _told(person: Person) -> dict[str, Any]:
    return {
        "name": person.name(), "safe_contact": person.safe_contact(),
        "birth_year": person.birth_year, "sex": person.sex, "language": person.language,
        "details": [
            [one.kind, one.value, str(one.issuer.pk) if one.issuer else ""]
            for one in details_of(person)
        ],
    }  # fmt: skip


def _particulars(told: dict[str, Any]) -> Particulars:
    issuers = {str(one.pk): one for one in Institution.objects.filter(
        pk__in=[pk for _, _, pk in told["details"] if pk])}  # fmt: skip
    return Particulars(
        name=told["name"], safe_contact=told["safe_contact"], birth_year=told["birth_year"],
        sex=told["sex"], language=told["language"],
        details=tuple(Detail(kind, value, issuers.get(pk)) for kind, value, pk in told["details"]),
    )  # fmt: skip


def _empty(person: Person) -> None:
    """Leave nothing in the row, and nothing to find it by."""
    name = seal(HIDDEN_NAME, person.key, table="person", row=person.pk, field="name")
    Person.objects.filter(pk=person.pk).update(
        name_sealed=name, safe_contact_sealed=b"", birth_year=None, language="",
        version=F("version") + 1, change=next_change(person.office),
    )  # fmt: skip
    PersonDetail.objects.filter(person=person).delete()
    PersonFingerprint.objects.filter(person=person).delete()
    person.refresh_from_db()


def _record(
    row: HiddenIdentity, *, by: User, at: datetime, verb: str, fields: list[str] | None = None
) -> None:
    record(
        by=by, verb=verb, kind=KIND, object_id=str(row.pk), at=at, case_id=str(row.case_id),
        fields=fields or [],
    )  # fmt: skip
