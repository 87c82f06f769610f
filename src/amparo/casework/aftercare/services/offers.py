"""Who offers what: written down, and taken off the list."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from amparo.access.models import User
from amparo.casework.aftercare.models import Offer
from amparo.casework.aftercare.services.told import written
from amparo.directory.models import Institution
from amparo.directory.packs import code_list
from amparo.errors import Conflict, Refused


@transaction.atomic
def add_offer(
    *, by: User, at: datetime, institution: Institution, service: str, for_whom: str = "",
    is_free: bool = True,
) -> Offer:  # fmt: skip
    """Write down that an institution offers a service. Raises Refused where it is known already."""
    if by.office is None:
        raise Refused("An offer is written down by an office, and this account has none")
    if service not in dict(code_list("services").choices(on=timezone.localdate(at))):
        raise Refused("This service is not known", next_step="choose one from the list")
    offers = Offer.objects.filter(office=by.office, institution=institution, service=service)
    if offers.filter(ended_on__isnull=True).exists():
        raise Refused("This offer is written down already")
    row = Offer.objects.create(
        office=by.office, institution=institution, service=service, for_whom=for_whom.strip(),
        is_free=is_free, added_by=by, added_at=at,
    )  # fmt: skip
    written(row, by=by, at=at, verb="offer.added")
    return row


@transaction.atomic
def end_offer(*, by: User, at: datetime, offer: Offer) -> None:
    """They offer it no longer; referrals already made stay."""
    changed = Offer.objects.filter(pk=offer.pk, ended_on__isnull=True)
    if not changed.update(ended_on=timezone.localdate(at)):
        raise Conflict("Someone else ended this offer first", theirs={}, yours={})
    written(offer, by=by, at=at, verb="offer.ended")
