"""Recovery in figures: milestones through the log, scores as numbers, estimators of the engine.

Nothing of a person leaves the case but days and numbers; the unit is a survivor in a case.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from amparo.access.models import User
from amparo.casework.cases import eventlog
from amparo.casework.cases.eventlog import Scope, counted_cases
from amparo.casework.cases.models import Programme
from amparo.casework.restore.instruments import Instrument
from amparo.casework.restore.models import Assessment, Feedback, Score
from amparo.casework.restore.scoring import domain_scores
from amparo.casework.restore.selectors.help_given import (
    DomainGiven,
    asked_to_begun,
    given_by_domain,
)
from amparo.casework.restore.services.ending import MILESTONES
from amparo.casework.restore.services.instruments import instruments_in
from amparo.errors import CannotEstimate
from amparo.flow import EventLog, Exit, Pathway, Stage
from amparo.flow.agreement import Agreement, weighted_kappa
from amparo.flow.attrition import wilson
from amparo.flow.competing import CompetingRisks, aalen_johansen
from amparo.flow.counts import of, of_step
from amparo.flow.paired import PairedChange, paired_change
from amparo.flow.survival import Interval

INTAKE = "restore.intake"
PLAN_DAYS, SAFETY_DAYS, YEAR = 30, 7, 365
RESTORED_WITHIN = (365, 548, 730)
EXITS = {
    "help declined": ("restore.help_declined",),
    "handed over": ("restore.handed_over",),
    "contact lost": ("restore.contact_ended",),
    "grown up": ("restore.grown_up",),
    "died": ("restore.died",),
    "other": ("restore.not_a_victim", "restore.duplicate"),
}
"""How aftercare ends otherwise, kind → milestones."""


@dataclass(frozen=True)
class DomainChange:
    """How one domain of one version changed from the first round to the last."""

    name: str
    found: PairedChange


@dataclass(frozen=True)
class OfInstrument:
    """The changes of one version of one instrument, and how far two scorers of it agree."""

    instrument: Instrument
    changes: tuple[DomainChange, ...]
    n_survivors: int
    n_once: int
    agreement: Agreement


@dataclass(frozen=True)
class Content:
    """How many said that the help helps them, and that they were respected."""

    helped: Interval
    respected: Interval
    n: int


@dataclass(frozen=True)
class Figures:
    """What the page of figures shows, as of a day."""

    as_of: date
    n_survivors: int
    n_cases: int
    n_without_intake: int
    n_nameless: int
    plans: CompetingRisks
    safety: CompetingRisks
    restored: CompetingRisks
    harmed: CompetingRisks
    by_instrument: tuple[OfInstrument, ...]
    content: Content
    given: tuple[DomainGiven, ...]
    begun: CompetingRisks | None


def figures_for(user: User, scope: Scope, *, today: date) -> Figures:
    """Every figure of recovery over the cases this user may count.

    Raises: CannotEstimate where aftercare began for nobody.
    """
    rows, nameless = survivors_log(user, scope)
    begun = rows.filter(pl.col("type") == INTAKE).get_column("survivor").unique()
    if begun.len() == 0:
        raise CannotEstimate(
            "Aftercare has begun for nobody you may count",
            next_step="record “Aftercare begun” for each survivor, or choose wider dates",
        )
    ways = set(MILESTONES.values())
    known = rows.filter(pl.col("type").is_in([*ways, "restore.plan_agreed"]))
    without = known.filter(~pl.col("survivor").is_in(begun.implode())).get_column("survivor")
    return Figures(
        as_of=today,
        n_survivors=begun.len(),
        n_cases=rows.filter(pl.col("type") == INTAKE).get_column("case").n_unique(),
        n_without_intake=without.n_unique(),
        n_nameless=nameless,
        plans=fates_to(rows, "Plan agreed", ("restore.plan_agreed",), today=today),
        safety=fates_to(rows, "Safety plan made", ("restore.safety_planned",), today=today),
        restored=fates_to(rows, "Restored", ("restore.restored",), today=today),
        harmed=fates_to(rows, "Harmed again", ("restore.revictimised",), today=today),
        by_instrument=_by_instrument(user, scope),
        content=_content(user, scope),
        given=given_by_domain(user, scope),
        begun=asked_to_begun(user, scope, today=today),
    )


def survivors_log(user: User, scope: Scope) -> tuple[pl.DataFrame, int]:
    """The milestones of recovery, one row each, `survivor` an opaque id of person and case; and
    how many were left out since they name nobody."""
    rows = eventlog.read(user, scope).filter(pl.col("type").str.starts_with("restore."))
    about = rows.filter(~pl.col("type").is_in(["restore.closed", "restore.reopened"]))
    named = about.filter(pl.col("person").is_not_null())
    survivor = pl.concat_str("case", "person", separator=":").alias("survivor")
    return named.with_columns(survivor), about.height - named.height


def log_to(rows: pl.DataFrame, name: str, codes: tuple[str, ...], *, today: date) -> EventLog:
    """The engine's log from aftercare begun to one thing, with the ways aftercare ends."""
    exits = tuple(Exit(kind, "type", types, "happened_on") for kind, types in EXITS.items())
    path = Pathway(
        case="survivor", shape="long", activity="type", time="happened_on",
        stages=(Stage("Aftercare begun", INTAKE), Stage(name, codes[0], codes[1:])), exits=exits,
    )  # fmt: skip
    begun = rows.filter(pl.col("type") == INTAKE).get_column("survivor").unique().implode()
    used = [INTAKE, *codes, *(code for types in EXITS.values() for code in types)]
    kept = rows.filter(pl.col("survivor").is_in(begun) & pl.col("type").is_in(used))
    kept = kept.select("survivor", "type", "happened_on").sort("happened_on", "survivor")
    missing = sorted(set(used) - set(kept.get_column("type").unique()))
    return EventLog.read(kept, pathway=_only_there(path, missing), as_of=today)


def _only_there(path: Pathway, missing: Sequence[str]) -> Pathway:
    """The pathway without exits that nobody took: the engine would call their absence a fault."""
    exits = tuple(one for one in path.exits if not set(one.values) <= set(missing))
    return replace(path, exits=exits)


def fates_to(
    rows: pl.DataFrame, name: str, codes: tuple[str, ...], *, today: date
) -> CompetingRisks:
    """What became of those for whom aftercare began: reached it, left, or still on the way."""
    counts = of_step(of(log_to(rows, name, codes, today=today)), 0)
    return aalen_johansen(counts, name=f"Aftercare begun → {name}")


def _by_instrument(user: User, scope: Scope) -> tuple[OfInstrument, ...]:
    """Changes and agreement, version by version; three queries for each office."""
    cases = counted_cases(user, scope)
    rows = list(
        Assessment.objects.filter(case__in=cases, superseded_by__isnull=True)
        .order_by("on", "recorded_at")
        .select_related("case__office")
    )
    answers: dict[object, dict[tuple[str, str], int | None]] = {}
    for pk, domain, item, score in Score.objects.filter(assessment__in=rows).values_list(
        "assessment", "domain", "item", "score"
    ):
        answers.setdefault(pk, {})[domain, item] = score
    if not rows or user.office is None:
        return ()
    held = instruments_in(user.office)
    return tuple(
        _of_instrument(held[key], [row for row in rows if row.key == key], answers)
        for key in sorted({row.key for row in rows} & set(held))
    )


def _of_instrument(
    instrument: Instrument,
    rows: Sequence[Assessment],
    answers: dict[object, dict[tuple[str, str], int | None]],
) -> OfInstrument:
    by_survivor: dict[tuple[object, object], list[Assessment]] = {}
    for row in rows:
        if row.second_of_id is None:
            by_survivor.setdefault((row.case_id, row.person_id), []).append(row)
    twice = [(held[0], held[-1]) for held in by_survivor.values() if len(held) > 1]
    means = {
        row.pk: {one.domain.code: one.mean for one in domain_scores(instrument, answers[row.pk])}
        for pair in twice
        for row in pair
    }
    return OfInstrument(
        instrument=instrument,
        changes=tuple(
            DomainChange(
                domain.name,
                paired_change([
                    (means[first.pk][domain.code], means[last.pk][domain.code])
                    for first, last in twice
                ]),
            )
            for domain in instrument.domain
        ),
        n_survivors=len(by_survivor),
        n_once=len(by_survivor) - len(twice),
        agreement=_agreement(instrument, rows, answers),
    )  # fmt: skip


def _agreement(
    instrument: Instrument,
    rows: Sequence[Assessment],
    answers: dict[object, dict[tuple[str, str], int | None]],
) -> Agreement:
    pairs = [
        (first, again)
        for row in rows
        if row.second_of_id is not None and row.second_of_id in answers
        for key, again in answers[row.pk].items()
        if again is not None and (first := answers[row.second_of_id].get(key)) is not None
    ]
    return weighted_kappa(pairs, [step.score for step in instrument.step])


def _content(user: User, scope: Scope) -> Content:
    """The last word of each survivor."""
    rows = Feedback.objects.filter(case__in=counted_cases(user, scope)).order_by(
        "on", "recorded_at"
    )
    last = {
        (case, person): (helped, respected)
        for case, person, helped, respected in rows.values_list(
            "case", "person", "helped", "respected"
        )
    }
    n = len(last)
    yes = Feedback.Answer.YES
    none = Interval(None, None, None)
    return Content(
        helped=wilson(sum(h == yes for h, _ in last.values()), n) if n else none,
        respected=wilson(sum(r == yes for _, r in last.values()), n) if n else none,
        n=n,
    )


def programmes_of(user: User) -> list[tuple[str, str]]:
    """The office's programmes to choose from: id and name."""
    rows = Programme.objects.visible_to(user).order_by("name").values_list("pk", "name")
    return [(str(pk), name) for pk, name in rows]
