"""Where those who must come to a hearing wait, so that a survivor meets no suspect there."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from amparo.access.models import User
from amparo.casework.apart.models import Stay, StayEnd
from amparo.casework.apart.services import leave_place, put_in_place
from amparo.casework.cases.models import Case
from amparo.casework.docket.models import Hearing, Summons
from amparo.casework.docket.services.filing import written
from amparo.errors import Refused


@transaction.atomic
def say_where_they_wait(
    *, by: User, at: datetime, case: Case, summons: Summons, kind: str, place: str,
    from_at: datetime, until_at: datetime | None = None, reason: str = "",
    token: UUID | None = None,
) -> Stay:  # fmt: skip
    """Keep where someone waits on the day of a hearing; what was said before is taken back.

    Raises: WouldMeet, with nothing saved, where they would meet someone they must be kept from and
    no reason is given; Refused for whoever is not of the case, and for a hearing that is over.
    """
    if token and summons.waits_id == token and summons.waits is not None:
        return summons.waits
    if summons.hearing.outcome:
        raise Refused("This hearing has an outcome", next_step="say it for the next one")
    if summons.person is None:
        raise Refused(
            "Only people of the case can be kept apart", next_step="add them to the case first"
        )
    _take_back(summons, by=by, at=at)
    stay = put_in_place(
        by=by, at=at, case=case, person=summons.person, kind=kind, purpose=Stay.Purpose.HEARING,
        place=place, from_at=from_at, until_at=until_at, is_planned=from_at > at, reason=reason,
        token=token,
    )  # fmt: skip
    _keep(summons, stay)
    written(summons, by=by, verb="summons.waits", at=at, case_id=case.pk, fields=["waits"])
    return stay


def forget_where_they_wait(hearing: Hearing, *, by: User, at: datetime) -> None:
    """Nobody waits at a day and hour that no longer are; somebody says anew where they do."""
    rows = Summons.objects.filter(hearing=hearing, waits__isnull=False)
    for summons in rows.select_related("waits"):
        _take_back(summons, by=by, at=at)
        _keep(summons, None)


def _take_back(summons: Summons, *, by: User, at: datetime) -> None:
    stay = summons.waits
    if stay is not None and not StayEnd.objects.filter(stay=stay).exists():
        leave_place(by=by, at=at, stay=stay, ended_at=at, is_void=True)


def _keep(summons: Summons, stay: Stay | None) -> None:
    Summons.objects.filter(pk=summons.pk).update(waits=stay, version=F("version") + 1)
    summons.refresh_from_db()
