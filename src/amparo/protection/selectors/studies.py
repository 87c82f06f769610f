"""Studies, their waves, how waves differ, and what areas they make covered and protected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from amparo.access.models import User
from amparo.casework.cases.models import Programme
from amparo.directory.models import Jurisdiction
from amparo.directory.packs.indicators import ProtectionRule, protection_rule
from amparo.errors import NotVisible
from amparo.protection.counting import Area, Counted, people_in
from amparo.protection.models import Study, Wave
from amparo.protection.reckoning import Between, between

YEAR = timedelta(days=365)


@dataclass(frozen=True)
class StudyRow:
    """A study with its waves in force, in the order of their days, and the whole change."""

    study: Study
    waves: tuple[Wave, ...]
    change: Between | None

    @property
    def is_year_apart(self) -> bool:
        """Whether the first and the last wave lie a year apart or more."""
        return len(self.waves) > 1 and self.waves[-1].to_on - self.waves[0].to_on >= YEAR


def studies_for(user: User, *, programme: UUID | None = None) -> list[StudyRow]:
    """The studies this person may read, with their waves. Two queries."""
    rows = Study.objects.all().visible_to(user).select_related("jurisdiction", "programme")
    if programme is not None:
        rows = rows.filter(programme=programme)
    waves: dict[UUID, list[Wave]] = {}
    for wave in Wave.objects.all().visible_to(user).current():
        waves.setdefault(wave.study_id, []).append(wave)
    return [_row(study, waves.get(study.pk, [])) for study in rows]


def study_for(user: User, pk: UUID) -> StudyRow:
    """One study. Raises: NotVisible."""
    study = Study.objects.all().visible_to(user).select_related("jurisdiction", "programme")
    found = study.filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return _row(found, list(Wave.objects.all().visible_to(user).current().filter(study=found)))


def wave_for(user: User, study: UUID, pk: UUID) -> Wave:
    """A wave in force of a study. Raises: NotVisible."""
    found = Wave.objects.all().visible_to(user).current().filter(study=study, pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def _row(study: Study, waves: Sequence[Wave]) -> StudyRow:
    ordered = tuple(sorted(waves, key=lambda w: (w.to_on, w.made_at)))
    change = _between(ordered[0], ordered[-1]) if len(ordered) > 1 else None
    return StudyRow(study, ordered, change)


def _between(earlier: Wave, later: Wave) -> Between | None:
    return between((when(earlier), earlier.result), (when(later), later.result))


def when(wave: Wave) -> str:
    """ "2024", or "2023 to 2024" """
    one, other = wave.from_on.year, wave.to_on.year
    return str(other) if one == other else f"{one} to {other}"


@dataclass(frozen=True)
class Standing:
    """People covered, improving and protected, under one version of the rule."""

    rule: ProtectionRule
    covered: Counted
    improving: Counted
    protected: Counted
    names: dict[UUID, str]

    def named(self, counted: Counted) -> str:
        """The areas counted, and those whose population is not known."""
        known = ", ".join(sorted(self.names[one] for one in counted.areas))  # type: ignore[index]
        unknown = ", ".join(sorted(self.names[one] for one in counted.unknown))  # type: ignore[index]
        said = known or "no area"
        return f"{said}; without a known population: {unknown}" if unknown else said


def standing_for(user: User, *, today: date) -> Standing:
    """The three counters over what this person may read."""
    rule = protection_rule(today)
    places = Jurisdiction.objects.values_list("pk", "parent", "population", "name")
    areas = {pk: Area(parent, people) for pk, parent, people, _ in places}
    worked = set(
        Programme.objects.filter(office=user.office_id, starts_on__lte=today)
        .values_list("jurisdiction", flat=True)
    )  # fmt: skip
    reached: dict[str, set[UUID]] = {"covered": set(), "improving": set(), "protected": set()}
    for row in studies_for(user):
        for name in _met(row, rule, worked, today):
            reached[name].add(row.study.jurisdiction_id)
    return Standing(
        rule,
        people_in(areas, reached["covered"]),
        people_in(areas, reached["improving"]),
        people_in(areas, reached["protected"]),
        {pk: name for pk, _, _, name in places},
    )


def _met(row: StudyRow, rule: ProtectionRule, worked: set[UUID], today: date) -> list[str]:
    """Which steps of the rule this study shows its area to have met."""
    if row.study.jurisdiction_id not in worked or len(row.waves) < rule.baseline_waves:
        return []
    change = row.change
    enough = len(row.waves) >= rule.waves_to_compare and row.is_year_apart
    if change is None or not enough or not change.is_sure_fall:
        return ["covered"]
    recent = today - row.waves[-1].to_on <= rule.latest_within_years * YEAR
    if change.change <= -rule.fall_at_least and recent:
        return ["covered", "improving", "protected"]
    return ["covered", "improving"]
