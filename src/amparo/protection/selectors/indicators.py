"""The catalogue with what was kept of each indicator, and a programme's side-by-side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from amparo.access.models import User
from amparo.casework.cases.models import Programme
from amparo.directory.packs.indicators import Indicator, indicators
from amparo.errors import NotVisible
from amparo.protection.models import IndicatorValue
from amparo.protection.selectors.figures import Made, computed, rows_of
from amparo.protection.selectors.studies import StudyRow, studies_for

PERFORMANCE = ("I06", "I07", "I11", "I02")
RELIANCE, CONFIDENCE = "I74", "I67"


@dataclass(frozen=True)
class Kept:
    """An indicator and the values kept of it, the newest last."""

    indicator: Indicator
    values: tuple[IndicatorValue, ...]

    @property
    def latest(self) -> IndicatorValue | None:
        """The newest value."""
        return self.values[-1] if self.values else None


def catalogue_for(user: User, *, part: int = 0) -> list[Kept]:
    """Every indicator of a part, or all of them, with what was kept. One query."""
    values: dict[str, list[IndicatorValue]] = {}
    for value in IndicatorValue.objects.all().visible_to(user):
        values.setdefault(value.indicator, []).append(value)
    return [
        Kept(one, tuple(values.get(one.id, ())))
        for one in indicators().values()
        if part in {0, one.part}
    ]


def kept_for(user: User, one: Indicator, *, programme: UUID | None = None) -> Kept:
    """What was kept of one indicator."""
    rows = IndicatorValue.objects.all().visible_to(user).filter(indicator=one.id)
    if programme is not None:
        rows = rows.filter(programme=programme)
    return Kept(one, tuple(rows))


def programme_asked(user: User, pk: UUID | None) -> Programme | None:
    """A programme of the office; None where none was asked for. Raises: NotVisible."""
    if pk is None:
        return None
    found = Programme.objects.visible_to(user).filter(pk=pk, office=user.office_id).first()
    if found is None:
        raise NotVisible
    return found


@dataclass(frozen=True)
class SideBySide:
    """Prevalence, performance, reliance and confidence of one programme."""

    programme: Programme
    studies: list[StudyRow]
    performance: list[tuple[Indicator, Made]]
    reliance: Kept
    confidence: Kept


def side_by_side_for(user: User, pk: UUID, *, today: date) -> SideBySide:
    """The four of one programme. Raises: NotVisible."""
    programme = programme_asked(user, pk)
    if programme is None:
        raise NotVisible
    rows = rows_of(user, programme.pk, today)
    known = indicators()
    made = [
        (known[code], computed(user, known[code], rows, as_of=today, programme=programme.pk))
        for code in PERFORMANCE
    ]
    return SideBySide(
        programme, studies_for(user, programme=programme.pk), made,
        kept_for(user, known[RELIANCE], programme=programme.pk),
        kept_for(user, known[CONFIDENCE], programme=programme.pk),
    )  # fmt: skip
