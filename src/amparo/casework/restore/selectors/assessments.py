"""Assessments as pages show them: rounds, scores with what they rest on, drafts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from amparo.access.models import User
from amparo.casework.cases.models import Case, Person
from amparo.casework.restore.instruments import Instrument, Item
from amparo.casework.restore.models import Assessment, Draft, Score
from amparo.casework.restore.scoring import (
    Change,
    DomainScore,
    Round,
    compared,
    domain_scores,
)
from amparo.casework.restore.services.drafts import Typed, carried_into, read_draft
from amparo.casework.restore.services.instruments import instrument_in, instruments_in
from amparo.casework.restore.services.seconds import is_scoring, kept_from
from amparo.errors import NotVisible


@dataclass(frozen=True)
class Scored:
    """One finished round with its domains; `changes` against the round before, of one version."""

    row: Assessment
    instrument: Instrument
    domains: tuple[DomainScore, ...]
    changes: tuple[Change, ...] = ()
    n_carried: int = 0

    @property
    def as_round(self) -> Round:
        """As the rules see it."""
        means = {one.domain.code: one.mean for one in self.domains}
        return Round(self.row.on, self.row.key, means)


@dataclass(frozen=True)
class ItemLine:
    """One item of a finished assessment."""

    item: Item
    score: int | None
    note: str
    is_carried: bool


@dataclass(frozen=True)
class AssessmentPage:
    """A finished assessment with what each score rests on."""

    scored: Scored
    items: Mapping[str, tuple[ItemLine, ...]]
    by: str
    why: str
    corrected_by: UUID | None
    second: UUID | None
    n_apart: int


@dataclass(frozen=True)
class KeptBack:
    """A round whose scores are kept from whoever may give the second."""

    id: UUID
    on: date
    is_begun: bool


@dataclass(frozen=True)
class DraftPage:
    """A draft as it stands, and what each item was last time."""

    row: Draft
    instrument: Instrument
    typed: Mapping[tuple[str, str], Typed]
    carried: Mapping[tuple[str, str], Typed]


def rounds_for(user: User, case: Case, person: Person) -> tuple[Scored, ...]:
    """The standing rounds of a survivor that this person is shown, oldest first.

    Those kept from whoever may score them again are left out; `kept_back_for` names them.
    Three queries, and one an own instrument.
    """
    rows = _standing(user, case, person)
    hidden = kept_from(user, rows)
    rows = [row for row in rows if row.pk not in hidden]
    scores: dict[UUID, dict[tuple[str, str], int | None]] = {}
    carried: dict[UUID, int] = {}
    for pk, domain, item, score, is_carried in Score.objects.filter(
        assessment__in=[row.pk for row in rows]
    ).values_list("assessment", "domain", "item", "score", "is_carried"):
        scores.setdefault(pk, {})[domain, item] = score
        carried[pk] = carried.get(pk, 0) + is_carried
    found: list[Scored] = []
    for row in rows:
        instrument = instrument_in(case.office, row.key)
        here = Scored(row, instrument, domain_scores(instrument, scores.get(row.pk, {})))
        before = next((one for one in reversed(found) if one.row.key == row.key), None)
        changes = compared(instrument, before.as_round, here.as_round) if before else ()
        found.append(Scored(row, instrument, here.domains, changes, carried.get(row.pk, 0)))
    return tuple(found)


def _standing(user: User, case: Case, person: Person) -> list[Assessment]:
    rows = Assessment.objects.visible_to(user).filter(
        case=case, person=person, second_of__isnull=True, superseded_by__isnull=True
    )
    return list(rows.select_related("case__office", "recorded_by").order_by("on", "recorded_at"))


def kept_back_for(user: User, case: Case, person: Person) -> tuple[KeptBack, ...]:
    """The rounds that wait for a second score, whose first is not shown to this person."""
    rows = _standing(user, case, person)
    hidden = kept_from(user, rows)
    return tuple(
        KeptBack(row.pk, row.on, is_begun=is_scoring(user, row)) for row in rows if row.pk in hidden
    )


def assessment_for(user: User, case: Case, person: Person, pk: UUID) -> Assessment:
    """One finished assessment of this survivor; NotVisible where there is none."""
    rows = Assessment.objects.visible_to(user).filter(case=case, person=person, pk=pk)
    found = rows.select_related("case__key", "case__office", "recorded_by", "person").first()
    if found is None:
        raise NotVisible
    return found


def assessment_page_for(user: User, case: Case, person: Person, pk: UUID) -> AssessmentPage:
    """A finished assessment, opened with its notes."""
    row = assessment_for(user, case, person, pk)
    instrument = instrument_in(case.office, row.key)
    scores = list(Score.objects.visible_to(user).filter(assessment=row).select_related("case__key"))
    by_item = {(one.domain, one.item): one for one in scores}
    answers = {key: one.score for key, one in by_item.items()}
    second = Assessment.objects.visible_to(user).filter(second_of=row).first()
    return AssessmentPage(
        scored=Scored(row, instrument, domain_scores(instrument, answers)),
        items={
            domain.code: tuple(
                _line(item, by_item.get((domain.code, item.code))) for item in domain.items
            )
            for domain in instrument.domain
        },
        by=row.recorded_by.name,
        why=row.words("why"),
        corrected_by=Assessment.objects.filter(supersedes=row).values_list("pk", flat=True).first(),
        second=second.pk if second else None,
        n_apart=_apart(answers, second) if second else 0,
    )


def _line(item: Item, score: Score | None) -> ItemLine:
    if score is None:
        return ItemLine(item, None, "", is_carried=False)
    return ItemLine(item, score.score, score.words("note"), score.is_carried)


def _apart(answers: Mapping[tuple[str, str], int | None], second: Assessment) -> int:
    rows = Score.objects.filter(assessment=second).values_list("domain", "item", "score")
    return sum(answers.get((domain, item)) != score for domain, item, score in rows)


def draft_for(user: User, case: Case, person: Person, pk: UUID) -> DraftPage:
    """A draft of this person's own; NotVisible for anyone else's."""
    rows = Draft.objects.visible_to(user, "cases.write").filter(
        case=case, person=person, pk=pk, by=user
    )
    found = rows.select_related(
        "case__key", "case__office", "person", "filled_from__case__key", "second_of", "corrects"
    ).first()
    if found is None:
        raise NotVisible
    return DraftPage(
        found, instrument_in(case.office, found.key), read_draft(found), carried_into(found)
    )


def drafts_of(user: User, case: Case) -> Sequence[Draft]:
    """What this person has begun in this case and not finished."""
    return list(Draft.objects.visible_to(user).filter(case=case, by=user))


def instruments_for(case: Case, person: Person) -> list[Instrument]:
    """The instruments to choose from: the one last used first, then the newest of each."""
    held = instruments_in(case.office)
    used = (
        Assessment.objects.filter(case=case, person=person)
        .order_by("-on", "-recorded_at")
        .values_list("instrument", "version")
        .first()
    )
    first = "/".join(used) if used else ""
    return sorted(held.values(), key=lambda one: (one.key != first, not one.is_open, one.name))


def chosen_place(code: str) -> Assessment.Place:
    """Which surroundings, from a form's code."""
    return Assessment.Place(code)
