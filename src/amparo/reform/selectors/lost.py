"""What goes with a breakdown: days lost, and how many fewer cases went on than of those beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

import polars as pl

from amparo.access.models import User
from amparo.casework.cases import eventlog
from amparo.casework.cases.eventlog import Scope
from amparo.casework.cases.models import BreakdownState
from amparo.directory.models import Unit
from amparo.errors import CannotEstimate
from amparo.flow.clusters import Cluster, clusters
from amparo.flow.lost import Lost, lost
from amparo.flow.opportunity import Opportunity
from amparo.reform.models import SystemProblem
from amparo.reform.selectors.breaks import WORK_OF, counted, kinds_of_places, reached
from amparo.reform.selectors.figures import Asked, on_path, pathway_asked
from amparo.reform.selectors.opportunities import opportunities_for

YEAR = 365
GOES_ON: Mapping[str, tuple[str, str, int]] = {
    "report": ("justice", "rescue.complaint_registered", YEAR),
    "investigate": ("justice", "represent.charge_sheet_filed", 2 * YEAR),
    "operation": ("justice", "represent.charge_sheet_filed", 2 * YEAR),
    "status": ("recovery", "restore.plan_agreed", YEAR),
    "arrest": ("justice", "restrain.arrested", YEAR),
    "charge": ("justice", "represent.trial_opened", 2 * YEAR),
    "bail": ("justice", "represent.convicted", 5 * YEAR),
    "trial": ("justice", "represent.convicted", 5 * YEAR),
    "judgment": ("justice", "represent.convicted", YEAR),
    "sentence": ("justice", "represent.sentenced", YEAR),
    "aftercare": ("recovery", "restore.reintegrated", 3 * YEAR),
    "system": ("justice", "represent.charge_sheet_filed", 2 * YEAR),
}  # fmt: skip
"""Step → the pathway, the milestone to which a case goes on from it, and the most days for it."""

SPINE: Mapping[str, tuple[str, ...]] = {
    "justice": (
        "rescue.referral_received", "rescue.complaint_presented", "rescue.complaint_registered",
        "rescue.operation_requested", "rescue.victim_relieved", "restrain.arrested",
        "represent.charge_sheet_filed", "represent.trial_opened", "represent.convicted",
    ),
    "recovery": (
        "rescue.referral_received", "rescue.victim_relieved", "restore.intake",
        "restore.needs_assessed", "restore.plan_agreed", "restore.service_started",
    ),
}  # fmt: skip
"""Pathway → what says how far a case had come, in order."""

NEARLY_ALL = 0.95

BEGINS: Mapping[str, str] = {
    "report": "rescue.complaint_presented", "investigate": "rescue.complaint_registered",
    "trial": "represent.charge_sheet_filed",
}  # fmt: skip
"""Step → where it begins on the justice pathway, for those that units are compared at."""

CONVICTED = "represent.convicted"  # from it to the sentence is a matter of days


@dataclass(frozen=True)
class Outcome:
    """One outcome that cases of a step go on to, and what was found; None: too few to compare.

    `far` is the milestone from which on both are followed; empty: from coming to the step.
    """

    code: str
    far: str
    found: Lost | None


@dataclass(frozen=True)
class Win:
    """What a repair of a step would win in one unit of a programme or of all, in cases that
    would reach `last`."""

    place: Opportunity
    last: str
    programme: UUID | None


@dataclass(frozen=True)
class Cost:
    """What a problem has cost as far as it is known.

    Counts: `cluster` what people stand behind; `n_waiting` cases of the step of which nothing but
    proposals say that they broke so: they are on neither side of `outcomes`, which are the next
    that cases of the step go on to, and the last of its pathway. `win` is the unit where most would
    be won at the step, whatever the cause.
    """

    cluster: Cluster | None
    n_waiting: int
    outcomes: tuple[Outcome, ...]
    win: Win | None


@dataclass(frozen=True, eq=False)
class Records:
    """What all causes are counted from, read once: milestones, breakdowns, who came to a step;
    `left` is by pathway when each case left it."""

    rows: pl.DataFrame
    found: pl.DataFrame
    reached: pl.DataFrame
    today: date

    @cached_property
    def left(self) -> dict[str, pl.DataFrame]:
        """Pathway → when each case left it."""
        made = {}
        for code in {pathway for pathway, _, _ in GOES_ON.values()}:
            chosen = pathway_asked(code)
            exits = [one for way_out in chosen.exits for one in way_out.codes]
            made[code] = _first(on_path(self.rows, chosen), exits, "left")
        return made


def records_for(user: User, scope: Scope, *, today: date) -> Records:
    """The records of what this user may count."""
    rows = eventlog.read(user, scope).sort("happened_on")
    found = eventlog.read_breakdowns(user, scope)
    return Records(rows, found, reached(rows, kinds_of_places()), today)


def cost_of_problem(user: User, problem: SystemProblem, *, today: date) -> Cost:
    """The cases, days and outcomes of a problem, in its programme and at its institution.

    A step is counted at the unit whose work it is; where a problem names an institution, only what
    came to it there.
    """
    records = records_for(user, Scope(problem.programme_id), today=today)
    there = records.reached.filter(pl.col("step") == problem.step)
    mine = records.found.filter(pl.col("cause") == problem.cause, pl.col("step") == problem.step)
    names: list[str] = []
    if problem.institution is not None:
        units = Unit.objects.filter(institution=problem.institution).values_list("name", flat=True)
        names = [problem.institution.name, *units]
        there = there.filter(pl.col("unit").is_in(names))
        mine = mine.filter(pl.col("unit").is_in(names) | pl.col("case").is_in(_cases(there)))
    grouped = clusters(counted(mine), there)
    outcomes = tuple(
        lost_of(records, problem.step, mine, there, code) for code in outcomes_of(problem.step)
    )
    unsure = _unsure(mine).filter(pl.col("case").is_in(_cases(there)))
    return Cost(
        grouped[0] if grouped else None, unsure.get_column("case").n_unique(), outcomes,
        _most_to_win(user, problem, names, today=today),
    )  # fmt: skip


def _most_to_win(
    user: User, problem: SystemProblem, names: list[str], *, today: date
) -> Win | None:
    """The unit where most would be won at the problem's step, of those at its institution."""
    begins = BEGINS.get(problem.step)
    if begins is None:
        return None
    by = "court" if WORK_OF.get(problem.step) == "court" else "station"
    try:
        made = opportunities_for(user, Asked(programme=problem.programme_id, by=by), today=today)
    except CannotEstimate:
        return None
    start = next(one.name for one in pathway_asked("justice").stages if begins in one.codes)
    places = (one for one in made.found.places if one.start == start)
    found = next((one for one in places if not names or one.unit in names), None)
    return Win(found, made.found.stages[-1], problem.programme_id) if found else None


def next_lost_for(
    user: User, scope: Scope, found: Sequence[Cluster], *, today: date
) -> dict[tuple[str, str], Outcome]:
    """Cause and step → the next outcome of the step, of the cases it broke beside the others."""
    records, made = records_for(user, scope, today=today), {}
    for cause, step in ((one.cause, one.step) for one in found):
        there = records.reached.filter(pl.col("step") == step)
        mine = records.found.filter(pl.col("cause") == cause, pl.col("step") == step)
        made[cause, step] = lost_of(records, step, mine, there, outcomes_of(step)[0])
    return made


def outcomes_of(step: str) -> tuple[str, ...]:
    """The milestone to which cases go on from a step, and the first of its pathway's last stage."""
    pathway, code, _ = GOES_ON[step]
    last = pathway_asked(pathway).stages[-1].codes[0]
    return (code,) if code in (last, CONVICTED) else (code, last)


def lost_of(
    records: Records, step: str, mine: pl.DataFrame, there: pl.DataFrame, code: str
) -> Outcome:
    """Cases of one step that broke so beside the others that had come as far, by whether they went
    on to a milestone.

    Counts: `mine` the breakdowns of one cause, `there` who came to its step. A case whose breakdown
    waits for a person to say is on neither side. To come to a later stage is to have gone on.
    """
    sure, pathway, days = counted(mine), GOES_ON[step][0], GOES_ON[step][2]
    unsure = _unsure(mine)
    stages = pathway_asked(pathway).stages
    at = next(n for n, stage in enumerate(stages) if code in stage.codes)
    later = [one for stage in stages[at:] for one in stage.codes]
    far = how_far(records.rows, sure, SPINE[pathway], later)
    came = there.rename({"on": "came"}) if far is None else \
        there.drop("on").join(_first(records.rows, [far], "came"), on="case")  # fmt: skip
    cases = (
        came.filter(~pl.col("case").is_in(_cases(unsure)))
        .with_columns(pl.col("case").is_in(_cases(sure)).alias("broke"))
        .join(_first(records.rows, later, "went"), on="case", how="left")
        .join(records.left[pathway], on="case", how="left")
    )
    longest = days if code == GOES_ON[step][1] else 5 * YEAR
    found = lost(cases, as_of=records.today, longest=longest)
    return Outcome(code, far or "", found)


def how_far(
    rows: pl.DataFrame, sure: pl.DataFrame, spine: Sequence[str], later: Sequence[str]
) -> str | None:
    """The last milestone that nearly all had by the day they broke so; None where there is none.

    Were those that broke so set beside all that came to the step, what can go wrong only with the
    survivor in safety would look as if it helped: most others never came so far.
    """
    broke = sure.group_by("case").agg(pl.col("on").min().alias("broke_on"))
    found = None
    for code in spine[: next((n for n, one in enumerate(spine) if one in later), len(spine))]:
        had = broke.join(_first(rows, [code], "had"), on="case").filter(
            pl.col("had") <= pl.col("broke_on")
        )
        found = code if had.height >= NEARLY_ALL * broke.height > 0 else found
    return found


def _unsure(mine: pl.DataFrame) -> pl.DataFrame:
    """Proposals in cases of which no breakdown stands by a person's word."""
    waiting = mine.filter(pl.col("state") == BreakdownState.PROPOSED.value)
    return waiting.join(counted(mine), on="case", how="anti")


def _cases(rows: pl.DataFrame) -> pl.Series:
    return rows.get_column("case").unique().implode()


def _first(rows: pl.DataFrame, codes: list[str], name: str) -> pl.DataFrame:
    return (
        rows.filter(pl.col("type").is_in(codes))
        .group_by("case")
        .agg(pl.col("happened_on").min().alias(name))
    )
