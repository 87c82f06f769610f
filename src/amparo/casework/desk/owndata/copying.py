"""Giving a person their own data; who asked, and how they were known, is in the trail."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.db.models import Q

from amparo.access.models import User
from amparo.audit.services import record
from amparo.casework.cases.models import Case, Person, RoleInCase, RoleKind, TeamMember
from amparo.casework.cases.models.person import SURVIVOR_ROLES, SUSPECT_ROLES
from amparo.casework.cases.selectors.rights import rights_for
from amparo.casework.desk.owndata.spec import ALONE, Told, told
from amparo.casework.desk.owndata.words import For, names_of, words_of
from amparo.casework.evidence.bundle.pdf import pdf_of
from amparo.casework.evidence.bundle.text import Bundle, Section
from amparo.casework.rescue.models import TakenBack
from amparo.errors import Refused
from amparo.web.stamps import Stamp

THEIRS = {*SURVIVOR_ROLES, RoleKind.WITNESS, RoleKind.GUARDIAN}
NOT_HERE = (
    "Left out: names and details of other people, who works on the case, what is about somebody "
    "who is suspected or told in confidence, and notes that only certain colleagues may open: ask "
    "the one who gave you the service for those."
)


class Asker(StrEnum):
    """Who asks for the copy."""

    SELF = "self"
    GUARDIAN = "guardian"
    LAWYER = "lawyer"


ASKED_BY = {
    Asker.SELF: "themselves", Asker.GUARDIAN: "their guardian", Asker.LAWYER: "their lawyer",
}  # fmt: skip


class Known(StrEnum):
    """How whoever gives it out knew that it is them."""

    IN_PERSON = "in_person"
    DOCUMENT = "document"
    CALLED_BACK = "called_back"


@dataclass(frozen=True)
class OwnCopy:
    """What the office keeps about one person in one case: heading, then rows of label and words."""

    code: str
    office: str
    kept: tuple[tuple[str, tuple[dict[str, str], ...]], ...]
    mark: Stamp

    def as_json(self) -> bytes:
        """For a program of theirs."""
        content = {
            "about": f"What {self.office} keeps about you in case {self.code}.",
            "left_out": NOT_HERE, "mark": self.mark.line,
            "kept": [{"heading": heading, "rows": rows} for heading, rows in self.kept],
        }  # fmt: skip
        return json.dumps(content, ensure_ascii=False, indent=1).encode()

    def as_pdf(self) -> bytes:
        """For reading, and for paper."""
        sections = [
            Section(heading, [_sentence(row) for row in rows]) for heading, rows in self.kept
        ]
        about = [
            f"Case {self.code}.",
            "Is something wrong, or should something not be kept? Tell us: it is corrected beside "
            "what stands, and you may ask for the file to be erased.",
            NOT_HERE,
        ]
        title = f"What {self.office} keeps about you"
        return pdf_of(Bundle(title, about, sections, mark=self.mark.line))


def _sentence(row: Mapping[str, str]) -> str:
    return "; ".join(f"{label}: {said.rstrip('.')}" for label, said in row.items()) + "."


def may_be_given(case: Case, person: Person) -> bool:
    """Whether a copy may be made: for survivors, witnesses and guardians whom nobody suspects."""
    rows = RoleInCase.objects.filter(case=case, person=person)
    roles = set(rows.values_list("role", flat=True))
    return bool(roles & THEIRS) and not roles & set(SUSPECT_ROLES)


@transaction.atomic
def give_own_data(
    *, by: User, at: datetime, case: Case, person: Person, asker: Asker, known: Known, why: str
) -> OwnCopy:
    """All that is kept about a survivor or witness of the case, without what is others'.

    Recorded: who asked, how they were known, why. Who may: whoever may see names in the case; of
    what a compartment closes, only what this person holds.
    Raises: Refused without a reason, and for somebody who is suspected in the case.
    """
    decision = rights_for(by, case).decide("people.reveal")
    if not decision:
        raise Refused("You cannot give out anybody's data", found=decision.because)
    if not why.strip():
        raise Refused("A copy needs a reason", next_step="say what they asked for, and how")
    if not may_be_given(case, person):
        raise Refused(
            "Of somebody who is suspected, and of officials, no copy is made here",
            next_step="ask the office's counsel: an investigation may have to be protected",
        )
    record(
        by=by, verb="own_data.given", kind="cases.person", object_id=str(person.pk), at=at,
        case_id=str(case.pk), fields=[f"asked by {asker}", f"known by {known}"], reason=why.strip(),
    )  # fmt: skip
    mark = Stamp(by.actor_label, at, f"their own data, asked for by {ASKED_BY[asker]}")
    return OwnCopy(case.code, case.office.name, tuple(_kept(by, case, person)), mark)


def _kept(by: User, case: Case, person: Person) -> Iterator[tuple[str, tuple[dict[str, str], ...]]]:
    to = For(person, _others(case, person))
    alone = _is_alone(case, person)
    struck = set(TakenBack.objects.filter(case=case).values_list("row", flat=True))
    for one in told():
        rows = [
            words_of(row, one, to, is_struck=row.pk in struck)
            for row in _rows(one, by, case, person, alone=alone)
        ]
        if rows := [row for row in rows if row]:
            yield one.heading, tuple(rows)


def _rows(one: Told, by: User, case: Case, person: Person, *, alone: bool) -> Any:
    rows: Any = one.model._default_manager.all()
    ways = [way for way in one.ways if way != ALONE]
    theirs = Q(*((way, person.pk) for way in ways), _connector=Q.OR) if ways else Q(pk__in=())
    if alone and ALONE in one.ways:
        theirs |= Q(*((f"{way}__isnull", True) for way in ways)) if ways else Q(pk__isnull=False)
    rows = rows.filter(theirs, **{one.case: case.pk}, **one.only).distinct()
    if hasattr(rows, "visible_to"):
        rows = rows.visible_to(by)
    return rows.that_can_be_read() if hasattr(rows, "that_can_be_read") else rows


def _others(case: Case, person: Person) -> frozenset[str]:
    """Names of everybody else in the case and on its team, but for those the person shares."""
    people = Person.objects.filter(roles__case=case).exclude(pk=person.pk).distinct()
    team = TeamMember.objects.filter(case=case).values_list("user__name", flat=True)
    return names_of(people.prefetch_related("details", "key"), team) - names_of([person])


def _is_alone(case: Case, person: Person) -> bool:
    """Whether they are the only survivor the case ever had."""
    survivors = RoleInCase.objects.filter(case=case, role__in=SURVIVOR_ROLES)
    return set(survivors.values_list("person", flat=True)) == {person.pk}
