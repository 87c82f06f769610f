"""Cebu: three failures that came back case after case, each mended with those who could.

Children sat in one room with those who had sold them, and then would not speak; prosecutors charged
a lesser offence beside the new law; courts that nobody told of the risk let the accused go.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from amparo.casework.cases.models import Milestone
from amparo.casework.cases.services.milestones import note_of
from amparo.demo.morning import Morning
from amparo.demo.stories.mending import (
    Mending,
    analyst_of,
    judge,
    note_when_it_was,
    set_out,
    stand_behind,
)
from amparo.flow.simulate.programmes import APART_SINCE
from amparo.reform.models import Intervention
from amparo.reform.plans import Plan
from amparo.reform.services.repairs import Cost, Dose, expose

STATIONS = {"women_and_children": "Women and children desk", "harbour": "Harbour station",
            "hill": "Hill station"}  # fmt: skip
BRANCHES = {"branch_a": "Branch A", "branch_b": "Branch B"}
APART = Mending(
    key="cebu", programme="trafficking", cause="B27",
    title="Children sit in one room with those who sold them",
    seen_on=date(2021, 3, 8), shared="women_and_children", post="Synthetic provincial director",
    agreed_on=date(2021, 9, 20), name="Two vans, two rooms, and the drill for both",
    kind=Intervention.Kind.TRAINING,
    what="Synthetic. Every operation is planned with a vehicle, a room and a waiting place for "
    "each side; officers of all three stations walk through it twice a year.",
    planned_on=APART_SINCE, cost=Cost(Decimal(420_000), "PHP"),
    why="Synthetic order to all stations",
    plan=Plan(
        looks="done", cause="B27", step="operation", start="rescue.victim_relieved",
        to="rescue.victim_suspect_separated", within=2, by="station", period="quarter",
        better="higher", timing="chosen",
        units=dict.fromkeys(STATIONS.values(), APART_SINCE.isoformat()), expected=60.0,
        why="Whoever plans two vans uses two vans.",
    ),
    registered_on=APART_SINCE - timedelta(days=60), judged_on=date(2025, 4, 22),
)  # fmt: skip
CHARGED = Mending(
    key="cebu-charging", programme="trafficking", cause="B36",
    title="The new law is misread, and a lesser offence is charged",
    seen_on=date(2021, 3, 8), shared="city_prosecution", post="Synthetic prosecutor in charge",
    agreed_on=date(2021, 11, 2), name="Element by element, before the charge is signed",
    kind=Intervention.Kind.TRAINING,
    what="Synthetic. Prosecutors go through the elements of the law with the file beside them; a "
    "second one reads each charge before it is signed.",
    planned_on=APART_SINCE, cost=Cost(Decimal(90_000), "PHP"),
    why="Synthetic memorandum of the prosecution office",
    plan=Plan(
        looks="recurrence", cause="B36", step="charge", start="", to="", within=0,
        by="prosecution", period="quarter", better="lower", timing="chosen", method="files",
        units={"Trafficking desk": APART_SINCE.isoformat()}, expected=-50.0,
        why="Whoever reads the elements beside the file sees what it holds.",
    ),
    registered_on=APART_SINCE - timedelta(days=50), judged_on=date(2025, 4, 29),
)  # fmt: skip
BAIL = Mending(
    key="cebu-bail", programme="trafficking", cause="B41",
    title="The court lets them go, and nobody told it of the risk",
    seen_on=date(2021, 4, 12), shared="branch_a", post="Synthetic executive judge",
    agreed_on=date(2021, 11, 30), name="The risk in writing before bail is heard",
    kind=Intervention.Kind.ACCOUNTABILITY,
    what="Synthetic. One page of facts about the risk, handed to the prosecutor two days before "
    "bail is heard, against a receipt; the order says what was weighed.",
    planned_on=APART_SINCE, cost=Cost(Decimal(15_000), "PHP"),
    why="Synthetic order of the executive judge",
    plan=Plan(
        looks="done", cause="B41", step="bail", start="restrain.produced_in_custody",
        to="restrain.bail_breached", within=180, by="court", period="quarter", better="lower",
        timing="chosen", method="files",  # six cases a quarter are too few for a series
        units=dict.fromkeys(BRANCHES.values(), APART_SINCE.isoformat()), expected=-15.0,
        why="A court that knows the risk weighs it.",
    ),
    registered_on=APART_SINCE - timedelta(days=40), judged_on=date(2025, 5, 6),
)  # fmt: skip


def tell(morning: Morning) -> Intervention:
    """Carry out the story."""
    made, registered = set_out(morning, APART)
    _act(morning, made, STATIONS, Dose(46, Decimal(2), "drills a year"))
    stand_behind(morning, APART)
    judge(morning, APART, made, registered)
    note_when_it_was(
        morning, CHARGED, _ordinary(morning),
        followed="Synthetic. Charged as a lesser offence; he was out the same week.",
    )  # fmt: skip
    charged, registered = set_out(morning, CHARGED)
    _act(morning, charged, {"city_prosecution": "Trafficking desk"}, Dose(9))
    judge(morning, CHARGED, charged, registered)
    bail, registered = set_out(morning, BAIL)
    _act(morning, bail, BRANCHES, Dose())
    stand_behind(morning, BAIL)
    judge(morning, BAIL, bail, registered)
    return made


def _act(morning: Morning, made: Intervention, units: dict[str, str], dose: Dose) -> None:
    for key in units:
        expose(
            by=analyst_of(morning), at=next(morning.ticks), intervention=made, dose=dose,
            unit=morning.around.units[key], from_on=APART_SINCE,
        )  # fmt: skip


def _ordinary(morning: Morning) -> list[Milestone]:
    """Charges under ordinary law, before the repair and since."""
    rows = Milestone.objects.filter(
        type="represent.charges_selected", case__programme=morning.programmes["trafficking"]
    ).current()  # fmt: skip
    known = rows.select_related("case__key", "institution", "unit").order_by("happened_on", "pk")
    return [row for row in known if "ordinary" in note_of(row)]
