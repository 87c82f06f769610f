"""What is known of a suspect: looks, whereabouts, sources, ties; and how an arrest is known."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from amparo.access.models import User
from amparo.casework.cases.models import Case, Milestone, Person, RoleInCase
from amparo.casework.cases.models.person import SUSPECT_ROLES
from amparo.casework.restrain.models import ArrestCheck, Source, SuspectFile, Tie
from amparo.casework.restrain.models.suspect import ABOUT_PEOPLE, ABOUT_PLACES
from amparo.casework.restrain.services.facts import begin, keep, written
from amparo.errors import Conflict, Refused
from amparo.vault.sealing import seal

GRADES = {"4x4": ("ABCX", "1234"), "6x6": ("ABCDEF", "123456")}


@transaction.atomic
def keep_file(
    *, by: User, at: datetime, case: Case, person: Person, version: int, description: str,
    whereabouts: str, needs_warrant: bool,
) -> SuspectFile:  # fmt: skip
    """Keep how a suspect looks and where they can be found; version 0 is a file not begun.

    Raises: Refused for someone who is no suspect here; Conflict when someone saved first.
    """
    if not RoleInCase.objects.filter(case=case, person=person, role__in=SUSPECT_ROLES).exists():
        raise Refused("This person is not a suspect in the case")
    row, _ = SuspectFile.objects.get_or_create(
        case=case, person=person, defaults={"changed_by": by, "changed_at": at, "version": 0}
    )
    sealed = {
        f"{field}_sealed": seal(
            text.strip(), case.key, table="suspect_file", row=row.pk, field=field
        )
        for field, text in (("description", description), ("whereabouts", whereabouts))
    }
    changed = SuspectFile.objects.filter(pk=row.pk, version=version).update(
        version=F("version") + 1, changed_by=by, changed_at=at, needs_warrant=needs_warrant,
        **sealed,
    )  # fmt: skip
    if not changed:
        row.refresh_from_db()
        raise Conflict(
            "Someone else changed this while you did",
            theirs={"How they look": row.words("description"),
                    "Where they can be found": row.words("whereabouts")},
            yours={"How they look": description, "Where they can be found": whereabouts},
        )  # fmt: skip
    row.refresh_from_db()
    written(row, by=by, at=at, verb="suspect_file.changed")
    return row


@transaction.atomic
def add_source(
    *, by: User, at: datetime, case: Case, person: Person, on: date, kind: str, scheme: str,
    reliability: str, credibility: str, told: str, who: str = "", token: UUID | None = None,
) -> Source:  # fmt: skip
    """Keep what one source said, graded. Raises Refused for a grade the scheme does not have."""
    reliable, credible = GRADES.get(scheme, ("", ""))
    if (
        not reliability
        or not credibility
        or (reliability not in reliable or credibility not in credible)
    ):
        raise Refused("This grade is not one of the scheme's", next_step="choose both again")
    if not told.strip():
        raise Refused("Say what the source told")
    row, is_new = begin(
        Source, by=by, at=at, case=case, person=person, on=on, token=token, kind=kind,
        scheme=scheme, reliability=reliability, credibility=credibility,
        words={"who": who, "told": told},
    )  # fmt: skip
    if is_new:
        keep(row, by=by, at=at, verb="source.added")
    return row


@transaction.atomic
def add_tie(
    *, by: User, at: datetime, case: Case, person: Person, on: date, kind: str, relation: str,
    who: str, words: str = "", token: UUID | None = None,
) -> Tie:  # fmt: skip
    """Keep an associate or a venue of a suspect."""
    fitting = ABOUT_PEOPLE if kind == Tie.Kind.ASSOCIATE else ABOUT_PLACES
    if relation not in fitting:
        raise Refused("This does not say what it is to the suspect", next_step="choose again")
    if not who.strip():
        raise Refused("Say who, or which place")
    row, is_new = begin(
        Tie, by=by, at=at, case=case, person=person, on=on, token=token, kind=kind,
        relation=relation, words={"who": who, "words": words},
    )  # fmt: skip
    if is_new:
        keep(row, by=by, at=at, verb="tie.added")
    return row


@transaction.atomic
def check_arrest(
    *, by: User, at: datetime, arrest: Milestone, on: date, how: str, is_confirmed: bool,
    words: str = "", token: UUID | None = None,
) -> ArrestCheck:  # fmt: skip
    """Say how it is known that an arrest took place, or that it turned out not to be so."""
    if arrest.type != "restrain.arrested" or arrest.person is None:
        raise Refused("Only the arrest of one person can be verified")
    if on < arrest.happened_on:
        raise Refused(
            "An arrest cannot be verified before it took place", found=on.isoformat(),
            next_step=f"the arrest was on {arrest.happened_on.isoformat()}",
        )  # fmt: skip
    row, is_new = begin(
        ArrestCheck, by=by, at=at, case=arrest.case, person=arrest.person, on=on, token=token,
        arrest=arrest, how=how, is_confirmed=is_confirmed, words={"words": words},
    )  # fmt: skip
    if is_new:
        keep(row, by=by, at=at, verb="arrest.verified")
    return row
