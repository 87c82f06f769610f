"""A complaint with its keeper and what stands beside it, for tests that need one of everything."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.timezone import localdate

from amparo.access.models import User
from amparo.directory.models import Institution, Unit
from amparo.repair.accountability.models import Grievance, Keeper
from amparo.repair.accountability.services import beside
from amparo.repair.accountability.services.telling import Kept, Told, tell_without_a_name
from tests.cast import NOW, OPENED_ON, Cast

WORDS = "He asked my aunt for two thousand before he would write it down."
OFFICIAL = "Sergeant Buenaventura Alcaraz"


def keeper_of(user: User, asked_by: User, agreed_by: User) -> Keeper:
    """A keeper from today, by two people's word."""
    return Keeper.objects.create(
        office=user.office, user=user, from_on=OPENED_ON,
        until_on=localdate() + timedelta(days=90), granted_by=asked_by, granted_at=NOW,
        seconded_by=agreed_by, seconded_at=NOW,
    )  # fmt: skip


def told(institution: Institution, unit: Unit | None = None, kind: str = "bribe_asked") -> Told:
    """What somebody tells."""
    return Told(kind, institution, WORDS, unit, OFFICIAL)


def complaint(cast: Cast, **more: Any) -> Kept:
    """An anonymous complaint about the cast's station."""
    return tell_without_a_name(
        at=more.pop("at", NOW), office=cast.office, told=told(cast.police, cast.station, **more)
    )


def furnish_accountability(cast: Cast) -> dict[str, Any]:
    """Sofia keeps the complaints."""
    keeper = keeper_of(cast.sofia, cast.alma, cast.beni)
    grievance: Grievance = complaint(cast).grievance
    shield = beside.shield(
        by=cast.sofia, at=NOW, institution=cast.police, measure="no_reprisal",
        person="Cpl. Corazon Abella", from_on=OPENED_ON, review_on=OPENED_ON + timedelta(days=90),
    )  # fmt: skip
    return {"keeper": keeper.pk, "grievance": grievance.pk, "shield": shield.pk, "act": "answer"}
