"""What bears on bail, gathered for a prosecutor: dates and counts, each with where it is from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from amparo.access.models import User
from amparo.casework.cases.models import Case, Milestone
from amparo.casework.cases.selectors.case import people_in
from amparo.casework.restrain.models import WarrantStep
from amparo.casework.restrain.selectors.suspect import SuspectPage, suspect_page_for
from amparo.directory.packs import milestone_types

THREATS = ("restore.threat_reported", "restore.revictimised", "rescue.together_with_suspects")
BREACHES = ("restrain.bail_breached", "restrain.order_breached")
FLIGHT = ("restrain.at_large", "restrain.escaped")


@dataclass(frozen=True)
class Known:
    """One dated fact: what, when, about whom in the case, and where it is written."""

    what: str
    on: date
    precision: str
    about: str
    source: str


@dataclass(frozen=True)
class Dossier:
    """What is known that bears on bail. What nobody recorded is said to be so."""

    page: SuspectPage
    threats: tuple[Known, ...]
    flight: tuple[Known, ...]
    breaches: tuple[Known, ...]
    releases: tuple[Known, ...]
    n_survivors: int
    n_children: int
    n_other_cases: int

    @property
    def not_recorded(self) -> tuple[str, ...]:
        """The headings under which nothing is known; silence proves nothing."""
        heads = {
            "threats or new harm": self.threats, "flight": self.flight,
            "breaches": self.breaches, "earlier releases": self.releases,
        }  # fmt: skip
        return tuple(name for name, rows in heads.items() if not rows)


def dossier_for(user: User, case: Case, person_id: UUID, *, today: date) -> Dossier:
    """The dossier of one suspect from this case alone; other cases are counted, never told of.

    Misleads when: a threat or a breach was never recorded.
    """
    page = suspect_page_for(user, case, person_id, today=today)
    who = people_in(case, user)
    labels = {one.person_id: one.label for one in who}
    types = milestone_types()
    freeing = [code for code, kind in types.items() if kind.frees and code not in FLIGHT]
    rows = [
        row
        for row in Milestone.objects.visible_to(user).filter(case=case).current()
        if row.type in THREATS or row.person_id in {page.person.pk, None}
    ]
    survivors = [one for one in who if one.is_survivor]
    return Dossier(
        page=page,
        threats=_known(rows, THREATS, labels),
        flight=tuple(
            sorted([*_known(rows, FLIGHT, labels), *_not_found(page)], key=lambda one: one.on)
        ),
        breaches=_known(rows, BREACHES, labels),
        releases=_known(rows, freeing, labels),
        n_survivors=len(survivors),
        n_children=sum(
            one.birth_year is not None and today.year - one.birth_year < 18 for one in survivors
        ),
        n_other_cases=page.known.n_cases,
    )


def _known(
    rows: Sequence[Milestone], kinds: Sequence[str], labels: dict[str, str]
) -> tuple[Known, ...]:
    types = milestone_types()
    return tuple(
        Known(
            types[row.type].name, row.happened_on, row.precision,
            labels.get(str(row.person_id), "") if row.person_id else "", row.source,
        )
        for row in rows
        if row.type in kinds
    )  # fmt: skip


def _not_found(page: SuspectPage) -> list[Known]:
    """Warrants that nobody could carry out, unless the same day says at large already."""
    return [
        Known(
            f"Warrant not carried out: {step.get_reason_display().lower()}", step.on, "day", "", ""
        )
        for card in page.warrants
        for step in card.steps
        if step.what == WarrantStep.What.NOT_EXECUTED and step.milestone_id is None
    ]
