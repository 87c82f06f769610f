"""Requests and where they stand; things handed over and how they fare."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from amparo.access.models import User
from amparo.casework.cases.models import Case
from amparo.directory.models import PostHolder, Unit
from amparo.errors import NotVisible
from amparo.flow.beforeafter import BeforeAfter
from amparo.reform.models import Intervention
from amparo.reform.selectors.beforeafter import StepAsked, step_before_after
from amparo.repair.resources.models import Asset, AssetLine, Wanted, WantedStep
from amparo.repair.resources.upkeep import Times, repair_times, state_after, times_of

WARN_DAYS = 60
REACH = StepAsked("rescue.complaint_registered", ("restrain.scene_visited",), 14)
Kind = WantedStep.Kind


@dataclass(frozen=True)
class Asking:
    """A request, its steps, and what was handed over for it."""

    wanted: Wanted
    steps: tuple[WantedStep, ...]
    assets: tuple[Asset, ...]

    @property
    def n_handed(self) -> int:
        """How many were handed over."""
        return sum(asset.quantity for asset in self.assets)

    @property
    def standing(self) -> str:
        """Where it stands, in a word."""
        taken = {step.kind for step in self.steps}
        if Kind.DECLINED in taken:
            return "declined"
        if self.n_handed >= self.wanted.quantity:
            return "handed over"
        if Kind.DROPPED in taken:
            return "dropped"
        if Kind.ORDERED in taken:
            return "ordered"
        return "approved" if Kind.APPROVED in taken else "waits for a second person"

    @property
    def days_to_hand_over(self) -> int | None:
        """From the request to the last hand-over; nothing while some is missing."""
        if self.n_handed < self.wanted.quantity:
            return None
        last = max(asset.handed_on for asset in self.assets)
        return (last - self.wanted.asked_on).days


def requests_for(user: User, unit: Unit | None = None) -> tuple[Asking, ...]:
    """The office's requests, newest first; five queries."""
    rows = Wanted.objects.all().visible_to(user).select_related(
        "unit__institution", "asked_by", "intervention"
    ).prefetch_related("steps__taken_by", "assets")  # fmt: skip
    if unit is not None:
        rows = rows.filter(unit=unit)
    return tuple(asking_of(row) for row in rows)


def request_for(user: User, pk: UUID, verb: str = "figures.exact") -> Asking:
    """One request; NotVisible where there is none."""
    row = (
        Wanted.objects.all().visible_to(user, verb).filter(pk=pk)
        .select_related("unit__institution", "asked_by", "intervention", "office")
        .prefetch_related("steps__taken_by", "assets").first()
    )  # fmt: skip
    if row is None:
        raise NotVisible
    return asking_of(row)


def asking_of(row: Wanted) -> Asking:
    """A request with its steps and what was handed over for it."""
    return Asking(row, tuple(row.steps.all()), tuple(row.assets.all()))


def repairs_open(user: User) -> list[Intervention]:
    """The office's repairs that a request may serve."""
    rows = Intervention.objects.all().visible_to(user).filter(kind="resources")
    return list(rows.select_related("problem"))


def signers_of(unit: Unit) -> list[PostHolder]:
    """Who holds or held a post of a unit, the present first."""
    rows = PostHolder.objects.filter(post__unit=unit).select_related("post")
    return sorted(rows, key=lambda row: (row.to_on is not None, -row.from_on.toordinal()))


@dataclass(frozen=True)
class Thing:
    """A thing with its log, and how it fares today."""

    asset: Asset
    lines: tuple[AssetLine, ...]
    state: str
    left: int
    times: Times
    days_to_expiry: int | None

    @property
    def warns(self) -> bool:
        """Whether it expired, or soon will, while some is left."""
        soon = self.days_to_expiry is not None and self.days_to_expiry <= WARN_DAYS
        return soon and self.left > 0 and self.state != "gone"

    def total(self, name: str) -> int:
        """The sum of one number over the log."""
        return int(sum(getattr(line, name) or 0 for line in self.lines))


def things_for(user: User, *, today: date, unit: Unit | None = None) -> tuple[Thing, ...]:
    """What was handed over, what needs somebody first; three queries."""
    rows = Asset.objects.all().visible_to(user).select_related(
        "unit__institution", "signed_by__post", "wanted"
    ).prefetch_related("lines__noted_by", "lines__corrected_by")  # fmt: skip
    if unit is not None:
        rows = rows.filter(unit=unit)
    made = [thing_of(row, today) for row in rows]
    return tuple(sorted(made, key=lambda one: (one.state != "broken", not one.warns,
                                               one.state == "gone", one.asset.name)))  # fmt: skip


def thing_for(user: User, pk: UUID, *, today: date) -> Thing:
    """One thing with its log; NotVisible where there is none."""
    row = (
        Asset.objects.all().visible_to(user).filter(pk=pk)
        .select_related("unit__institution", "signed_by__post", "handed_by", "office",
                        "wanted__intervention", "exposure__intervention")
        .prefetch_related("lines__noted_by", "lines__corrected_by").first()
    )  # fmt: skip
    if row is None:
        raise NotVisible
    return thing_of(row, today)


def line_for(user: User, pk: UUID) -> AssetLine:
    """One line in force of a log; NotVisible where there is none."""
    row = (
        AssetLine.objects.all().current().visible_to(user).filter(pk=pk, is_void=False)
        .select_related("asset__unit__institution", "asset__office", "case").first()
    )  # fmt: skip
    if row is None:
        raise NotVisible
    return row


def thing_of(row: Asset, today: date) -> Thing:
    """A thing with the lines of its log in force."""
    lines = tuple(
        line for line in row.lines.all()
        if not line.is_void and not hasattr(line, "corrected_by")
    )  # fmt: skip
    used = sum(line.n_used or 0 for line in lines)
    return Thing(
        row, lines, state_after(lines, today), max(0, row.quantity - used),
        times_of(lines, since=row.handed_on, today=today),
        (row.expires_on - today).days if row.expires_on else None,
    )  # fmt: skip


def codes_open_to(user: User, lines: Sequence[AssetLine]) -> dict[UUID, str]:
    """The codes of the cases that lines name, of those this person may open."""
    named = {line.case_id for line in lines if line.case_id}
    rows = Case.objects.all().visible_to(user).filter(pk__in=named)
    return dict(rows.values_list("pk", "code"))


def case_of(user: User, code: str) -> Case | None:
    """A case by its code, for whoever may open it; nothing where it is not there for them."""
    return Case.objects.all().visible_to(user).filter(code__iexact=code.strip()).first()


def may_name_cases(user: User) -> bool:
    """Whether the person's work includes cases at all."""
    return user.may("cases.read")


def reach_of(user: User, asset: Asset, *, today: date) -> BeforeAfter | None:
    """Scenes reached in time before and after the hand-over of a vehicle; nothing for others."""
    if asset.item not in {"vehicle", "fuel"}:
        return None
    return step_before_after(user, [asset.unit], REACH, since=asset.handed_on, today=today)


def repair_times_of(things: Sequence[Thing]) -> Times:
    """Breakdowns of all things together, and how long the repair takes."""
    return repair_times([spell for thing in things for spell in thing.times.spells])


def to_expire(things: Sequence[Thing]) -> tuple[Thing, ...]:
    """What expired or will within sixty days, soonest first."""
    found = [thing for thing in things if thing.warns]
    return tuple(sorted(found, key=lambda one: one.days_to_expiry or 0))
