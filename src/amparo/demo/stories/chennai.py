"""Chennai: those whose work it was to free people had never been taught what bonded labour is.

They turned it away as a quarrel over debt. Case by case they were shown; their own leaders then
asked for a course for every officer, and since then they open cases themselves.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from amparo.casework.cases.models import Milestone
from amparo.demo.morning import Morning
from amparo.demo.stories.mending import Mending, judge, note_from_files, set_out
from amparo.demo.teaching import teach
from amparo.flow.simulate.programmes import OFFICIALS_TRAINED
from amparo.reform.models import Intervention
from amparo.reform.plans import Plan
from amparo.reform.services.repairs import Cost

DIVISIONS = ("Northern division", "Southern division")
TAUGHT = Mending(
    key="chennai", programme="bonded", cause="B07",
    title="Nobody at the desk was taught what this crime is",
    seen_on=date(2021, 9, 1), shared="revenue_north", post="Synthetic collector",
    agreed_on=date(2022, 2, 15), name="The law, taught to every officer",
    kind=Intervention.Kind.TRAINING,
    what="Synthetic. Two days for all who may free people, asked for by their own leaders.",
    planned_on=OFFICIALS_TRAINED, cost=Cost(Decimal(310_000), "INR"),
    why="Synthetic order that every officer attends",
    plan=Plan(
        looks="step", cause="B07", step="report", start="Complaint presented",
        to="Complaint registered", within=30, by="station", period="quarter", better="higher",
        timing="chosen", units=dict.fromkeys(DIVISIONS, OFFICIALS_TRAINED.isoformat()),
        expected=30.0, why="Officers who know the law register what they see.",
    ),
    registered_on=OFFICIALS_TRAINED - timedelta(days=30), judged_on=date(2025, 2, 15),
)  # fmt: skip


def tell(morning: Morning) -> Intervention:
    """Carry out the story."""
    made, registered = set_out(morning, TAUGHT)
    rows = Milestone.objects.filter(
        type="rescue.complaint_refused", happened_on__lt=OFFICIALS_TRAINED,
        case__programme=morning.programmes["bonded"],
    ).current()  # fmt: skip
    note_from_files(
        morning, TAUGHT, list(rows.select_related("case__key", "institution", "unit")),
        followed="Synthetic. “They owe him money, so they work”, the clerk said. They went back.",
    )  # fmt: skip
    teach(morning, made)
    judge(morning, TAUGHT, made, registered)
    return made
