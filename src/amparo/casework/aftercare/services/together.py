"""One entry for several survivors of a case, who went or were visited together: a row for each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from amparo.access.models import User
from amparo.casework.aftercare.models import Delivered, Episode, ServiceReferral
from amparo.casework.aftercare.services.episodes import Plan, begin_service, give_service
from amparo.casework.cases.models import Case, Person
from amparo.directory.models import Institution
from amparo.errors import Refused


def token_for(token: UUID, pk: UUID) -> UUID:
    """The id of the row of another, so that a form sent twice adds none of them twice."""
    return uuid5(token, str(pk))


@transaction.atomic
def begin_together(
    *, by: User, at: datetime, case: Case, person: Person, also: Sequence[Person], service: str,
    on: date, plan: Plan, token: UUID, provider: Institution | None = None,
    referral: ServiceReferral | None = None,
) -> list[Episode]:  # fmt: skip
    """A service began for a survivor, and the same for others; all of it or nothing.

    The referral was for the first; the others get the service of the same provider.
    """
    told: dict[str, Any] = {
        "by": by, "at": at, "case": case, "service": service, "on": on, "plan": plan,
    }  # fmt: skip
    first = begin_service(**told, person=person, provider=provider, referral=referral, token=token)
    rest = [
        begin_service(**told, person=one, provider=first.provider, token=token_for(token, one.pk))
        for one in also
        if one.pk != person.pk
    ]
    return [first, *rest]


@transaction.atomic
def give_together(
    *, by: User, at: datetime, episode: Episode, also: Sequence[Episode], from_on: date,
    to_on: date, n_expected: int, n_given: int, token: UUID, why_less: str = "",
) -> list[Delivered]:  # fmt: skip
    """What took place for a survivor, and for others who were there; all of it or nothing.

    Raises: Refused for a service of another kind or another case.
    """
    if any((one.case_id, one.service) != (episode.case_id, episode.service) for one in also):
        raise Refused("These did not get the same service", next_step="enter them on their own")
    return [
        give_service(
            by=by, at=at, episode=one, from_on=from_on, to_on=to_on, n_expected=n_expected,
            n_given=n_given, why_less=why_less,
            token=token if one.pk == episode.pk else token_for(token, one.pk),
        )
        for one in (episode, *also)
    ]  # fmt: skip
