"""Keeping an indicator as it stands today, or entering one with its source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from amparo import __version__
from amparo.access.models import User
from amparo.audit.services import record
from amparo.casework.cases.models import Programme
from amparo.directory.packs.indicators import Indicator
from amparo.errors import NotVisible, Refused
from amparo.protection.models import IndicatorValue


@dataclass(frozen=True)
class ValueFacts:
    """A value with its span, what it stands on, and where it comes from."""

    to_on: date
    result: dict[str, Any]
    digest: str
    from_on: date | None = None
    programme: Programme | None = None
    source: str = ""


@transaction.atomic
def keep_indicator(
    *, by: User, at: datetime, indicator: Indicator, facts: ValueFacts, token: UUID | None = None
) -> IndicatorValue:
    """Freeze a value; it says under which version of its definition. Raises: Refused.

    With a source it was entered; without one it was computed from the office's milestones.
    """
    if by.office is None or not by.may("protection.keep"):
        raise NotVisible
    if facts.programme is not None and facts.programme.office_id != by.office_id:
        raise NotVisible
    if token and (first := IndicatorValue.objects.filter(pk=token, office=by.office).first()):
        return first
    if facts.to_on > at.date() or (facts.from_on is not None and facts.from_on > facts.to_on):
        raise Refused("The span ends after it begins, and not in the future")
    entered = bool(facts.source.strip())
    if not entered and not indicator.is_computed:
        raise Refused(f"{indicator.id} cannot be computed here", next_step="say where it is from")
    value = IndicatorValue.objects.create(
        pk=token or uuid4(), office=by.office, programme=facts.programme, indicator=indicator.id,
        version=indicator.version, from_on=facts.from_on, to_on=facts.to_on, made_by=by,
        made_at=at, result=facts.result, digest=facts.digest, engine=__version__,
        source=facts.source.strip(),
        how=IndicatorValue.How.ENTERED if entered else IndicatorValue.How.COMPUTED,
    )  # fmt: skip
    record(
        by=by, verb="indicator.entered" if entered else "indicator.kept",
        kind="protection.indicatorvalue", object_id=str(value.pk), at=at, fields=[indicator.id],
    )  # fmt: skip
    return value
