"""People as rows and facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone

from amparo.access.models import User
from amparo.casework.cases.models import PersonDetail, RoleKind
from amparo.casework.cases.services.comparing import PossibleMatch
from amparo.casework.cases.services.people import Particulars
from amparo.casework.desk.selectors.people import PersonPage
from amparo.casework.desk.shapes.referrals import PHONE_DIGITS, about
from amparo.web.dates import spoken_date
from amparo.web.shapes import Action, Cell, Column, Fact, Row

ROLES = [Column("Role"), Column("Case"), Column("From"), Column("Until")]
FOUND = [Column("Case"), Column("Who"), Column("Why")]
NO_CONTACT = "Do not contact"


@dataclass(frozen=True)
class MatchCard:
    """A possible match with the button that uses it."""

    person_id: str
    name: str
    about: str
    because: str
    places: str


def matches_of(found: Sequence[PossibleMatch]) -> list[MatchCard]:
    """People we know who may be the one meant."""
    return [
        MatchCard(
            match.person_id, match.name, about(match), match.because,
            ", ".join(f"{place.code} ({place.role.lower()})" for place in match.places),
        )
        for match in found
    ]  # fmt: skip


def found_rows(found: Sequence[PossibleMatch]) -> list[Row]:
    """What a search found: code first, one row for each case a person is in."""
    return [
        Row(
            [
                Cell(place.code, reverse("person", args=[place.code, match.person_id])),
                Cell(match.name, note=", ".join(filter(None, [place.role, about(match)]))),
                match.because.capitalize(),
            ]
        )
        for match in found
        for place in match.places
    ]


def initial_from(looked: Mapping[str, Any]) -> dict[str, object]:
    """What was looked for, as the start of what is kept."""
    number = looked["number"]
    is_phone = sum(c.isdigit() for c in number) >= PHONE_DIGITS
    key = "phones" if is_phone else "agency_numbers"
    return {"role": looked["role"], "name": looked["name"], key: [number] if number else []}


def role_of(code: str) -> RoleKind:
    """The role a form's code stands for."""
    return RoleKind(code)


def facts_of(page: PersonPage) -> list[Fact]:
    """What is shown without asking for the name."""
    if page.is_hidden:
        known = [("Sex", page.sex), ("Language", page.person.language)]
        return [
            Fact("Who it is", "Hidden. Only colleagues who were given its key can open it."),
            *(Fact(label, said) for label, said in known if said),
        ]
    return [
        Fact("Born", str(page.person.birth_year or "Not recorded")),
        Fact("Sex", page.sex or "Not recorded"),
        Fact("Language", page.person.language or "Not recorded"),
    ]


def kept_facts(kept: Particulars) -> list[Fact]:
    """What is shown once asked for."""
    labels = dict(PersonDetail.Kind.choices)
    return [
        Fact("Name", kept.name),
        Fact("Safe contact", kept.safe_contact or NO_CONTACT),
        *(
            Fact(labels[d.kind], f"{d.value} ({d.issuer})" if d.issuer else d.value)
            for d in kept.details
        ),
    ]


def adding_to(code: str) -> dict[str, object]:
    """What the page for adding a person needs besides its forms."""
    return {"back": reverse("case_people", args=[code]), "today": timezone.localdate().isoformat()}


def person_of(page: PersonPage, code: str, user: User) -> dict[str, object]:
    """The roles over time, and what may be done; a current role of this case can be ended."""
    place = [code, page.person.pk]
    actions = [Action("Change", reverse("person_change", args=place))] if page.may_write else []
    if user.may("people.reveal") and page.who.is_survivor and not page.who.is_suspect:
        actions.append(Action("Give them their own data", reverse("own_data", args=place)))
        actions.append(Action("Hidden identity", reverse("identity", args=place)))
    return {
        "page": page,
        "back": reverse("case_people", args=[code]),
        "note": f"Case {code}. {', '.join(page.who.roles)}.",
        "may_reveal": user.may("people.reveal") and not page.is_hidden,
        "actions": actions,
        "role_columns": ROLES,
        "role_rows": [
            Row(
                [
                    role.role,
                    Cell(
                        role.case_code,
                        "" if role.is_here else reverse(
                            "person", args=[role.case_code, page.person.pk]
                        ),
                    ),
                    spoken_date(role.from_on),
                    Cell(spoken_date(role.to_on)) if role.to_on
                    else Cell("End this role", reverse("role_end", args=[code, role.id]))
                    if role.is_here and page.may_write
                    else Cell("Now"),
                ]
            )
            for role in page.roles
        ],
    }  # fmt: skip
