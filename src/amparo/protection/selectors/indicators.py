"""The catalogue with what was kept of each indicator, and a programme's side-by-side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from amparo.access.models import User
from amparo.casework.cases.eventlog import Scope
from amparo.casework.cases.models import Programme
from amparo.directory.packs.indicators import Indicator, indicators
from amparo.errors import NotVisible
from amparo.protection.models import IndicatorValue
from amparo.protection.selectors.figures import computed, rows_of
from amparo.protection.selectors.made import Made
from amparo.protection.selectors.studies import StudyRow, studies_for
from amparo.reform.models import Exposure

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
class Done:
    """A repair beside the programme: what kind, from the first place's day on, in how many."""

    name: str
    kind: str
    from_on: date
    to_on: date | None
    n_places: int
    is_planned: bool


@dataclass(frozen=True)
class SideBySide:
    """Prevalence, performance, reliance and confidence of one programme, and what was done.

    `performance` has a group for each year of the referral.
    """

    programme: Programme
    studies: list[StudyRow]
    performance: list[tuple[Indicator, Made]]
    reliance: Kept
    confidence: Kept
    done: tuple[Done, ...]


def side_by_side_for(user: User, pk: UUID, *, today: date) -> SideBySide:
    """The four of one programme. Raises: NotVisible."""
    programme = programme_asked(user, pk)
    if programme is None:
        raise NotVisible
    scope = Scope(programme.pk)
    rows = rows_of(user, scope, today)
    known = indicators()
    made = [
        (known[code], computed(user, known[code], rows, as_of=today, scope=scope, by="year"))
        for code in PERFORMANCE
    ]
    return SideBySide(
        programme, studies_for(user, programme=programme.pk), made,
        kept_for(user, known[RELIANCE], programme=programme.pk),
        kept_for(user, known[CONFIDENCE], programme=programme.pk), done_for(user, programme),
    )  # fmt: skip


def done_for(user: User, programme: Programme) -> tuple[Done, ...]:
    """Repairs of the programme's problems, and of those of the whole office, by their first day.

    For whoever may see exact figures of reform; one query.
    """
    rows = Exposure.objects.all().visible_to(user).select_related("intervention")
    rows = rows.filter(
        Q(intervention__problem__programme=programme)
        | Q(intervention__problem__programme__isnull=True)
    )
    places: dict[tuple[UUID, bool], list[Exposure]] = {}
    for row in rows:
        places.setdefault((row.intervention_id, row.is_planned), []).append(row)
    made = [_done(found) for found in places.values()]
    return tuple(sorted(made, key=lambda one: (one.from_on, one.name)))


def _done(found: list[Exposure]) -> Done:
    ends = [one.to_on for one in found if one.to_on is not None]
    one = found[0].intervention
    until = max(ends) if len(ends) == len(found) else None
    first = min(each.from_on for each in found)
    return Done(one.name, one.get_kind_display(), first, until, len(found), found[0].is_planned)
