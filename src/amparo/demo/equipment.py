"""The synthetic office's resources: a motorcycle for a rural station, its log, and what units lack.

The story of Mukono: homes lay out of reach, one motorcycle came with a log of trips, and scenes
were reached. Scenes in the log are those of the cases' own milestones.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from amparo.access.models import User
from amparo.access.policy import Role
from amparo.casework.cases.models import Milestone
from amparo.demo.morning import Morning
from amparo.directory.models import PostHolder, Unit
from amparo.directory.packs.equipping import standards_on
from amparo.flow.simulate.programmes import MOTORCYCLE_SINCE
from amparo.reform.models import Intervention
from amparo.reform.services.repairs import Cost
from amparo.repair.resources.models import Asset, AssetLine, Wanted, WantedStep
from amparo.repair.resources.services.checking import check_unit, enter_poverty
from amparo.repair.resources.services.giving import HandOver, ask_for, hand_over, take_step
from amparo.repair.resources.services.using import Line, Use, note_line

Kind, Step = AssetLine.Kind, WantedStep.Kind
BROKE = (date(2023, 5, 8), date(2023, 5, 29)), (date(2024, 9, 16), date(2024, 9, 25))
BY_CASE = 8  # the last trips, each noted for its case
# unit → standard, what was seen first and what last: thing → working (else as many as are needed)
SEEN: dict[str, tuple[str, dict[str, int], dict[str, int]]] = {
    "rural": ("station", dict.fromkeys(("vehicle", "fuel", "radio", "printer", "paper", "camera",
                                        "evidence_kit", "rape_kit", "private_room"), 0),
              {"printer": 0, "evidence_kit": 2, "rape_kit": 0, "private_room": 0}),
    "town": ("station", {"fuel": 0, "rape_kit": 1}, {"rape_kit": 1}),
    "port": ("station", {"camera": 0, "rape_kit": 0, "printer": 0}, {"rape_kit": 0, "printer": 0}),
    "hill": ("station", dict.fromkeys(("vehicle", "radio", "paper", "camera", "rape_kit"), 0),
             dict.fromkeys(("vehicle", "camera", "rape_kit"), 0)),
    "harbour": ("station", {"camera": 0}, {}),
    "women_and_children": ("specialised", {"vehicle": 1, "recorder": 0, "digital_evidence": 0},
                           {"vehicle": 1, "digital_evidence": 0}),
    "branch_a": ("court", {"video_link": 0, "waiting_room": 0}, {"video_link": 0}),
}  # fmt: skip
STANDS_THERE = ("printer", "vehicle", "digital_evidence")  # there, and does not work
# place → share of the poor; made up, as the source says
POVERTY = {"in-tn-kanchipuram": "0.14", "in-tn-chennai": "0.04", "ph-cebu": "0.22",
           "ph-cebu-city": "0.10"}  # fmt: skip


def give_motorcycle(morning: Morning, analyst: User, made: Intervention, rural: Unit) -> Asset:
    """Asked for, approved by another, ordered, handed over, used: and so the repair acts there."""
    wanted = ask_for(
        by=morning.team.caseworker, at=next(morning.ticks), unit=rural, item="vehicle", quantity=1,
        why="Synthetic. Homes lie up to three hours on foot.", intervention=made,
        on=date(2022, 6, 20),
    )  # fmt: skip
    _steps(morning, analyst, wanted, date(2022, 7, 4), Cost(Decimal(118_000), "INR"))
    asset = hand_over(
        by=analyst, at=next(morning.ticks), wanted=wanted,
        facts=HandOver(
            name="Motorcycle, 125 cc", quantity=1, on=MOTORCYCLE_SINCE, mark="Synthetic plate 7",
            signed_by=_holder(rural, MOTORCYCLE_SINCE),
        ),
    )  # fmt: skip
    _log(morning, asset)
    return asset


def equip(morning: Morning) -> None:
    """Visits, poverty, kits that expire, and a request that waits."""
    analyst = _one(morning, Role.ANALYST)
    _visits(morning, analyst)
    for code, share in POVERTY.items():
        enter_poverty(
            by=analyst, at=next(morning.ticks), jurisdiction=morning.around.places[code],
            share=Decimal(share), year=2021, source="Synthetic figure, made up for the demo",
        )  # fmt: skip
    _kits(morning, analyst)
    ask_for(
        by=morning.team.caseworker, at=next(morning.ticks), item="vehicle", quantity=1,
        unit=morning.around.units["hill"], on=morning.today - timedelta(days=9),
        why="Synthetic. The hill villages have no bus.",
    )  # fmt: skip


def _one(morning: Morning, role: Role) -> User:
    users = User.objects.filter(office=morning.around.office).order_by("email")
    return next(user for user in users if role in user.held_roles)


def _steps(morning: Morning, by: User, wanted: Wanted, on: date, cost: Cost) -> None:
    take_step(by=by, at=next(morning.ticks), wanted=wanted, kind=Step.APPROVED, on=on)
    take_step(
        by=by, at=next(morning.ticks), wanted=wanted, kind=Step.ORDERED, cost=cost,
        on=on + timedelta(days=20), words="Synthetic. The lowest of three offers.",
    )  # fmt: skip


def _holder(unit: Unit, on: date) -> PostHolder:
    rows = PostHolder.objects.filter(post__unit=unit, from_on__lte=on).order_by("-from_on")
    return rows[0]


def _log(morning: Morning, asset: Asset) -> None:
    """A line a quarter; the last trips each for their case; two breakdowns."""
    by = morning.team.caseworker
    scenes = list(
        Milestone.objects.filter(
            type="restrain.scene_visited", unit=asset.unit, happened_on__gte=asset.handed_on
        )
        .current().select_related("case").order_by("happened_on", "pk")
    )  # fmt: skip
    recent = scenes[-BY_CASE:]
    quarters: dict[date, int] = {}
    for scene in scenes[:-BY_CASE]:
        ends = date(scene.happened_on.year, (scene.happened_on.month + 2) // 3 * 3, 28)
        quarters[ends] = quarters.get(ends, 0) + 1
    lines = [
        Line(Kind.USED, _awake(on), use=Use(n * 3, n, Decimal(n * 64)))
        for on, n in quarters.items()
    ]
    lines += [
        Line(Kind.USED, _awake(s.happened_on), use=Use(1, 1, Decimal(38), case=s.case))
        for s in recent
    ]
    for broke, fixed in BROKE:
        lines.append(Line(Kind.BROKE, broke, "Synthetic. The chain"))
        lines.append(
            Line(Kind.REPAIRED, fixed, "Synthetic. New chain", cost=Cost(Decimal(2_400), "INR"))
        )
    past = [line for line in lines if asset.handed_on <= line.on < morning.today]
    for line in sorted(past, key=lambda one: one.on):
        note_line(by=by, at=next(morning.ticks), asset=asset, line=line)


def _awake(on: date) -> date:
    """A day on which it was not broken."""
    for broke, fixed in BROKE:
        if broke <= on <= fixed:
            return fixed + timedelta(days=1)
    return on


def _visits(morning: Morning, by: User) -> None:
    for key, (kind, first, last) in SEEN.items():
        for on, seen in ((date(2022, 5, 10), first), (morning.today - timedelta(days=25), last)):
            standard = standards_on(on)[kind]
            works = {need.item: seen.get(need.item, need.at_least) for need in standard.needs}
            found = {
                item: (max(1, n) if item in STANDS_THERE else n, n) for item, n in works.items()
            }
            check_unit(
                by=by, at=next(morning.ticks), unit=morning.around.units[key], standard=standard,
                on=on, found=found,
            )  # fmt: skip


def _kits(morning: Morning, analyst: User) -> None:
    desk, today = morning.around.units["women_and_children"], morning.today
    on = today - timedelta(days=400)
    wanted = ask_for(
        by=morning.team.caseworker, at=next(morning.ticks), unit=desk, item="rape_kit", quantity=6,
        why="Synthetic. Examinations wait for kits from the capital.", on=on - timedelta(days=40),
    )  # fmt: skip
    _steps(morning, analyst, wanted, on - timedelta(days=30), Cost(Decimal(21_000), "PHP"))
    asset = hand_over(
        by=analyst, at=next(morning.ticks), wanted=wanted,
        facts=HandOver(
            name="Examination kits", quantity=6, on=on, signed_by=_holder(desk, on),
            expires_on=today + timedelta(days=34),
        ),
    )  # fmt: skip
    for days in (310, 120):
        note_line(
            by=morning.team.caseworker, at=next(morning.ticks), asset=asset,
            line=Line(Kind.USED, today - timedelta(days=days), use=Use(n_used=1)),
        )  # fmt: skip
