"""Mukono: homes lay out of reach of a station without a vehicle; a motorcycle came with a log."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from amparo.demo.equipment import give_motorcycle
from amparo.demo.morning import Morning
from amparo.demo.stories.mending import Mending, analyst_of, judge, set_out, stand_behind
from amparo.flow.simulate.programmes import MOTORCYCLE_SINCE
from amparo.reform.models import Intervention
from amparo.reform.plans import Plan
from amparo.reform.services.repairs import Cost

REACHED = Mending(
    key="mukono", programme="bonded", cause="B15", title="Scenes that nobody reaches",
    seen_on=date(2022, 3, 1), shared="rural", post="Synthetic superintendent",
    agreed_on=date(2022, 6, 1), name="A motorcycle for the rural station",
    kind=Intervention.Kind.RESOURCES,
    what="Synthetic. One motorcycle, its fuel and its upkeep, handed over with a log of trips.",
    planned_on=MOTORCYCLE_SINCE, cost=Cost(Decimal(145_000), "INR"),
    why="Synthetic letter of hand-over",
    plan=Plan(
        looks="done", cause="B15", step="investigate", start="rescue.complaint_registered",
        to="restrain.scene_visited", within=14, by="station", period="quarter", better="higher",
        timing="chosen", units={"Rural station": MOTORCYCLE_SINCE.isoformat()}, expected=50.0,
        why="Homes lie within an hour by motorcycle.",
    ),
    registered_on=MOTORCYCLE_SINCE - timedelta(days=40), judged_on=date(2025, 10, 27),
)  # fmt: skip


def tell(morning: Morning) -> Intervention:
    """Carry out the story."""
    made, registered = set_out(morning, REACHED)
    give_motorcycle(morning, analyst_of(morning), made, morning.around.units["rural"])
    stand_behind(morning, REACHED)
    judge(morning, REACHED, made, registered)
    return made
