"""What breaks: breakdowns over the cases that reached each step, as this user may count them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from amparo.access.models import User
from amparo.casework.cases import eventlog
from amparo.casework.cases.eventlog import Scope
from amparo.casework.cases.models import PERSON, BreakdownState
from amparo.directory.models import Institution, Unit
from amparo.directory.packs import detectors
from amparo.errors import CannotEstimate
from amparo.flow.attrition import wilson
from amparo.flow.clusters import Cluster, Places, Stretch, clusters, places, stretches
from amparo.flow.saturation import Saturation, saturation
from amparo.flow.survival import Interval
from amparo.reform.models import DetectorRound

ENTRIES: Mapping[str, tuple[str, ...]] = {
    "report": ("rescue.complaint_presented", "rescue.complaint_registered",
               "rescue.complaint_refused"),
    "investigate": ("rescue.complaint_registered",),
    "operation": ("rescue.operation_requested", "rescue.operation_executed",
                  "rescue.victim_relieved"),
    "status": ("rescue.victim_relieved",),
    "arrest": ("restrain.warrant_issued", "restrain.suspect_identified", "restrain.arrested"),
    "charge": ("represent.charges_selected", "represent.prosecutor_review",
               "represent.charge_sheet_filed", "represent.charge_declined",
               "represent.file_returned"),
    "bail": ("restrain.produced_in_custody", "restrain.remanded", "restrain.bailed"),
    "trial": ("represent.charge_sheet_filed",),
    "judgment": ("represent.judgment_reserved",),
    "sentence": ("represent.convicted",),
    "aftercare": ("restore.intake", "rescue.victim_relieved"),
    "system": ("rescue.referral_received",),
}  # fmt: skip
"""The milestones, any of which says that a case reached the step."""

WORK_OF: Mapping[str, str] = {
    "investigate": "police", "arrest": "police", "charge": "prosecution", "bail": "court",
    "trial": "court", "judgment": "court", "sentence": "court",
}  # fmt: skip
"""Whose work a step is: the case's first unit of that kind is its unit there. The other steps are
of whoever the case came to."""


@dataclass(frozen=True)
class Breaks:
    """All clusters, and how far the cases have told what there is to tell.

    Counts: `n_cases` cases counted, `n` breakdowns that people stand behind, `n_waiting` proposals.
    """

    clusters: tuple[Cluster, ...]
    saturation: Saturation | None
    n_cases: int
    n: int
    n_waiting: int


@dataclass(frozen=True)
class OneBreak:
    """One cause at one step: what is confirmed; by unit and half-year, with what waits for a word.

    Were only what is confirmed compared, a backlog of reviews would look like a repair.
    """

    cluster: Cluster | None
    n_waiting: int
    places: Places
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True)
class Precision:
    """How often a detector was right, of what people judged. Counts: proposals."""

    detector: str
    version: int
    n_proposed: int
    n_waiting: int
    n_judged: int
    n_right: int
    share: Interval


def kinds_of_places() -> dict[str, str]:
    """Name of an institution or unit → the kind of institution; two queries."""
    kinds = dict(Institution.objects.values_list("name", "kind"))
    return kinds | dict(Unit.objects.values_list("name", "institution__kind"))


def reached(rows: pl.DataFrame, kinds: Mapping[str, str]) -> pl.DataFrame:
    """One row a case and step: the day it came there, and the unit whose work the step is."""
    placed = rows.with_columns(pl.coalesce("unit", "institution").alias("place")).sort(
        "happened_on", maintain_order=True
    )
    kind = pl.col("place").replace_strict(kinds, default=None, return_dtype=pl.String)
    worked = placed.with_columns(kind.alias("kind")).drop_nulls("kind")
    made = []
    for step, codes in ENTRIES.items():
        came = (
            placed.filter(pl.col("type").is_in(codes))
            .group_by("case", maintain_order=True)
            .agg(
                pl.lit(step).first().alias("step"),
                pl.col("place").drop_nulls().first().alias("place"),
                pl.col("happened_on").first().alias("on"),
            )
        )
        own = (
            worked.filter(pl.col("kind") == WORK_OF.get(step, ""))
            .group_by("case", maintain_order=True)
            .agg(pl.col("place").first().alias("own"))
        )
        unit = pl.coalesce("own", "place") if step not in WORK_OF else pl.col("own")
        made.append(
            came.join(own, on="case", how="left").select("case", "step", unit.alias("unit"), "on")
        )
    return pl.concat(made)


def counted(found: pl.DataFrame) -> pl.DataFrame:
    """The breakdowns people stand behind."""
    return found.filter(pl.col("state") == BreakdownState.CONFIRMED.value)


def not_rejected(found: pl.DataFrame) -> pl.DataFrame:
    """What is confirmed and what waits: looked for alike before a repair and after it."""
    return found.filter(pl.col("state") != BreakdownState.REJECTED.value)


def breaks_for(user: User, scope: Scope) -> Breaks:
    """Every cause at every step, over what this user may count.

    Raises: CannotEstimate where no breakdown is confirmed.
    """
    found = eventlog.read_breakdowns(user, scope)
    sure = counted(found)
    n_waiting = found.filter(pl.col("state") == BreakdownState.PROPOSED.value).height
    if sure.height == 0:
        waits = f"{n_waiting:,} proposed by detectors wait for a person to say" if n_waiting else ""
        raise CannotEstimate(
            "No breakdown is confirmed in the cases you may count", found=waits,
            next_step="confirm what the detectors propose, on the tab Breakdowns of a case",
        )  # fmt: skip
    rows = eventlog.read(user, scope)
    opened = rows.group_by("case").agg(pl.col("happened_on").min().alias("on"))
    in_order = (
        sure.group_by("case")
        .agg(pl.col("cause").unique())
        .join(opened, on="case", how="left")
        .sort("on", "case")
    )
    return Breaks(
        clusters(sure, reached(rows, kinds_of_places())),
        saturation(in_order.get_column("cause").to_list()), opened.height, sure.height, n_waiting,
    )  # fmt: skip


def one_break_for(user: User, scope: Scope, *, cause: str, step: str, today: date) -> OneBreak:
    """One cause at one step: its share of the cases that reached it, by unit and by half-year."""
    every = not_rejected(eventlog.read_breakdowns(user, scope))
    mine = every.filter(pl.col("cause") == cause, pl.col("step") == step)
    sure = counted(mine)
    there = reached(eventlog.read(user, scope), kinds_of_places()).filter(pl.col("step") == step)
    found = clusters(sure, there)
    return OneBreak(
        found[0] if found else None, mine.height - sure.height, places(mine, there),
        stretches(mine, there, as_of=today, settled_days=settled_days(cause)),
    )  # fmt: skip


def settled_days(cause: str) -> int:
    """How long a case must have had, before it can be said that it did not break so."""
    return max((one.days for one in detectors().values() if one.cause == cause), default=0)


def precision_for(user: User, scope: Scope) -> dict[str, Precision]:
    """Detector → how often people said that it was right, in its present version.

    Counts: a correction that kept the cause is right, one that changed it is not; what a detector
    took back itself is not judged.
    """
    found = eventlog.read_breakdowns(user, scope).filter(pl.col("found_by") != PERSON)
    made = {}
    for one in detectors().values():
        mine = found.filter(pl.col("found_by") == one.id, pl.col("version") == one.version)
        judged = mine.filter(pl.col("by_person"), pl.col("state") != "proposed")
        right = judged.filter(pl.col("state") == "confirmed", pl.col("cause") == one.cause).height
        made[one.id] = Precision(
            one.id, one.version, mine.height,
            mine.filter(pl.col("state") == "proposed").height, judged.height, right,
            wilson(right, judged.height),
        )  # fmt: skip
    return made


def last_round(user: User) -> DetectorRound | None:
    """When the detectors looked last over the person's office, and what came of it."""
    return DetectorRound.objects.all().visible_to(user).first()
