"""Detectors by step, with their precision, the queue of the second rater, and agreement."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from amparo.casework.cases.selectors.breakdowns import LACKS, STEP_NAMES
from amparo.directory.packs import Detector, causes, detectors
from amparo.flow.survival import Interval
from amparo.reform.pages.breaks import cause_named, share
from amparo.reform.selectors.breaks import Precision
from amparo.reform.selectors.coding import Agreed, ToCode
from amparo.web.dates import spoken_date
from amparo.web.shapes import Cell, Column, Fact, Row, Tone

COLUMNS = (
    "Detector", "What it says", "Cause", Column("Proposed", number=True),
    Column("Judged", number=True), Column("Was right", number=True), "In this office",
)  # fmt: skip
QUEUE = ("Case", "What was seen", "When", "Where")


@dataclass(frozen=True)
class Group:
    """The detectors of one step; open where what they propose waits for a word."""

    title: str
    rows: Sequence[Row]


def detector_groups(
    precision: Mapping[str, Precision], on: Collection[str], *, may_manage: bool
) -> list[Group]:
    """Every detector, by the step at which it sees the public system fail."""
    steps = {cause.id: cause.step for cause in causes()}
    groups = []
    for step, name in STEP_NAMES.items():
        here = [one for one in detectors().values() if (one.step or steps[one.cause]) == step]
        n_on = sum(one.id in on for one in here)
        waits = sum(precision[one.id].n_waiting for one in here)
        more = f"; {waits:,} proposed, waiting for a person to say" if waits else ""
        are_on = "all on" if n_on == len(here) else f"{n_on} of them on"
        if here:
            groups.append(
                Group(
                    f"{name}: {len(here)}, {are_on}{more}",
                    _rows(here, precision, on, may_manage=may_manage),
                )
            )
    return groups


def _rows(
    here: Sequence[Detector], precision: Mapping[str, Precision], on: Collection[str], *,
    may_manage: bool,
) -> list[Row]:  # fmt: skip
    rows = []
    for one in here:
        told, cause = precision[one.id], cause_named(one.cause)
        is_on = one.id in on
        turn = f"{reverse('detector_turn')}?{urlencode({'detector': one.id})}"
        waits = f"{told.n_waiting:,} wait" if told.n_waiting else ""
        rows.append(
            Row(
                (
                    one.name,
                    Cell(one.meaning, note=f"Wrong when: {one.misleads}"),
                    Cell(cause.id, note=LACKS[cause.lacks]),
                    Cell(f"{told.n_proposed:,}", note=waits),
                    f"{told.n_judged:,}",
                    share(told.share) if told.n_judged else Cell("not known"),
                    Cell("Turn it off" if is_on else "Turn it on", href=turn, tag="On" if is_on
                         else "Off", tone=Tone.GOOD if is_on else Tone.NEUTRAL)
                    if may_manage
                    else Cell(tag="On" if is_on else "Off"),
                )
            )
        )  # fmt: skip
    return rows


def queue_rows(queue: Sequence[ToCode]) -> list[Row]:
    """Breakdowns to code, by case code."""
    return [
        Row(
            (
                Cell(one.case_code, href=reverse("second_code", args=[one.id])),
                one.seen or one.followed or "Only the day and the place are told.",
                spoken_date(one.on),
                one.where or "Not known",
            )
        )
        for one in queue
    ]


def to_read(one: ToCode) -> str:
    """What a second rater reads before choosing."""
    where = f" at {one.where}" if one.where else ""
    told = " ".join(part for part in (one.seen, one.followed) if part)
    return (
        f"{spoken_date(one.on)}{where}. {told} Read the timeline of the case for more, and not its "
        "breakdowns: the first code must stay unseen."
    )


def agreement_facts(found: Agreed) -> list[Fact]:
    """Share, kappa and alpha with their intervals."""
    return [
        Fact("Coded twice", f"{found.causes.n:,} breakdowns, {found.n_raters} second "
             f"{'rater' if found.n_raters == 1 else 'raters'}"),
        Fact("Same cause", _share(found.causes.share)),
        Fact("Same cause, beyond chance", f"Cohen’s kappa {_number(found.causes.kappa)}; "
             f"Krippendorff’s alpha {_number(found.causes.alpha)}"),
        Fact("Same lack", _share(found.lacks.share)),
        Fact("Same lack, beyond chance", f"Cohen’s kappa {_number(found.lacks.kappa)}; "
             f"Krippendorff’s alpha {_number(found.lacks.alpha)}"),
    ]  # fmt: skip


def _share(value: Interval) -> str:
    if value.value is None:
        return "not known"
    return f"{value.value:.0%} ({value.low or 0:.0%} to {value.high or 0:.0%})"


def _number(value: Interval) -> str:
    if value.value is None or value.low is None or value.high is None:
        return "not known, since all are of one kind"
    return f"{value.value:.2f} ({value.low:.2f} to {value.high:.2f})"
