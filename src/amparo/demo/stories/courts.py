"""Philippine courts: from more than five years to seven or eight months, and word of it spread."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from amparo.demo.histories import is_of_first_team
from amparo.demo.morning import Morning
from amparo.demo.stories.mending import (
    Mending,
    analyst_of,
    judge,
    set_out,
    stand_behind,
    stand_behind_one,
)
from amparo.flow.simulate import SimulatedCase, simulate, trafficking_of_children
from amparo.flow.simulate.programmes import CONTINUOUS_TRIAL_SINCE
from amparo.reform.models import Intervention
from amparo.reform.plans import Plan
from amparo.reform.services.repairs import Cost, Dose, expose
from amparo.repair.hope.services import word

BRANCHES = {"branch_a": "Branch A", "branch_b": "Branch B"}
SPREAD_AFTER = timedelta(days=70)
TOO_LONG = timedelta(days=1826)
ENOUGH = 300  # cases of an office in which the first team has such a trial
VERDICTS = {"represent.convicted", "represent.acquitted", "represent.dismissed"}
ENDS = VERDICTS | {"represent.withdrawn", "represent.archived", "restore.closed"}
FASTER = Mending(
    key="courts", programme="trafficking", cause="B53",
    title="A trial takes more than five years, and most stop waiting",
    seen_on=date(2021, 8, 16), shared="branch_a", post="Synthetic executive judge",
    agreed_on=date(2022, 1, 24), name="Days that follow one another, until the verdict",
    kind=Intervention.Kind.HOPE,
    what="Synthetic. Both branches hear these cases on days that follow one another, children by "
    "video, and put no day off because somebody did not come.",
    planned_on=CONTINUOUS_TRIAL_SINCE, cost=Cost(Decimal(260_000), "PHP"),
    why="Synthetic calendar of both branches",
    plan=Plan(
        looks="step", cause="B53", step="trial", start="Charged in court", to="Verdict",
        within=365, by="court", period="quarter", better="higher", timing="chosen",
        units=dict.fromkeys(BRANCHES.values(), CONTINUOUS_TRIAL_SINCE.isoformat()),
        expected=50.0, why="A hearing a week for four months is a trial.",
    ),
    registered_on=CONTINUOUS_TRIAL_SINCE - timedelta(days=45), judged_on=date(2026, 1, 20),
)  # fmt: skip


def tell(morning: Morning) -> Intervention:
    """Carry out the story."""
    made, registered = set_out(morning, FASTER)
    for key in BRANCHES:
        expose(
            by=analyst_of(morning), at=next(morning.ticks), intervention=made,
            unit=morning.around.units[key], from_on=CONTINUOUS_TRIAL_SINCE,
            dose=Dose(4, Decimal(4), "hearing days a week"),
        )  # fmt: skip
    stand_behind(morning, FASTER)
    stand_behind_one(morning, FASTER, morning.team.caseworker)
    judge(morning, FASTER, made, registered)
    return made


def spread(morning: Morning) -> None:
    """Judges of another place heard of it, came to see, and gave their word."""
    by = analyst_of(morning)
    other = morning.around.units["sessions"]
    came = morning.today - SPREAD_AFTER
    word.tie(
        by=by, at=next(morning.ticks), institution=other.institution, what="meeting", on=came,
        about="Synthetic. Three judges sat in on a trial of four days, and asked for the calendar",
    )  # fmt: skip
    word.commit(
        by=by, at=next(morning.ticks),
        promise=word.Promise(
            other.institution, "Synthetic sessions judge",
            "Trials of bonded labour on days that follow one another", "The calendar of Sessions",
            came, morning.today + timedelta(days=120), other,
        ),
    )  # fmt: skip


def with_a_long_trial(
    cases: tuple[SimulatedCase, ...], *, today: date, seed: int
) -> tuple[SimulatedCase, ...]:
    """The cases, with one of the first team's that was in court for over five years.

    In a small office it may have none. Then one that a larger office would have, whole and with
    its own number, takes the place of that number, or of the earliest case.
    """
    if any(_is_theirs(case, today, seed) for case in cases):
        return cases
    larger = simulate(trafficking_of_children(), n_cases=ENOUGH, today=today, seed=seed)
    long = next((case for case in larger if _is_theirs(case, today, seed)), None)
    if long is None:
        return cases
    given_up = next((case for case in cases if case.number == long.number), cases[0])
    kept = (long, *(case for case in cases if case is not given_up))
    return tuple(sorted(kept, key=lambda case: (case.arrived_on, case.number)))


def _is_theirs(case: SimulatedCase, today: date, seed: int) -> bool:
    """Whether it is the first team's, and five years after the charge nothing had ended it."""
    charged = min(
        (r.on for r in case.records if r.code == "represent.charge_sheet_filed"), default=today
    )
    ended = min((r.on for r in case.records if r.code in ENDS), default=today)
    return ended - charged > TOO_LONG and is_of_first_team(seed, case.number)
