"""Who gets through within which time, and where to repair first: for page, terminal and JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from amparo.flow.hazards import share_interval
from amparo.flow.report.sheets import Sheet
from amparo.flow.wording import days_interval, percent_interval, plural

if TYPE_CHECKING:
    from amparo.flow.opportunity import BrightSpot, Opportunities, Opportunity
    from amparo.flow.reaching import Attrition

MOST_PLACES = 10
MOST_IN_FILE = 200
CAUTION = (
    "Read it only where the column says who worked on a case: what became of it, or who the people "
    "were, cannot be repaired."
)


def attrition_sheet(found: Attrition) -> Sheet:
    """Stage by stage, the share of all that reaches it within each horizon."""
    heads = tuple(f"Within {day:,} days" for day in found.horizons)
    straight = {(one.stage, one.horizon): one for one in found.straight}
    rows = []
    for stage, name in enumerate(found.stages[1:], start=1):
        cells = []
        for horizon in found.horizons:
            one = straight.get((stage, horizon)) or found.whole.share(stage, horizon)
            shown = share_interval(one.value, one.variance, level=found.level)
            least = "at least " if one.at_least else ""
            cells.append(least + percent_interval(shown))
        rows.append((name, *cells))
    caption = (
        f"Share of {found.whole.n:,} {plural(found.unit)} at {found.stages[0]} that reaches each "
        "stage or a later one, with 95% intervals; counted straight from there as far as anyone "
        "was followed, else stage by stage"
    )
    return Sheet(caption, ("Stage", *heads), tuple(rows), frozenset(range(1, len(heads) + 1)))


def repairs_sheet(found: Opportunities) -> Sheet:
    """The places with most to be won that lag beyond doubt, or the first few where none does."""
    sure = [p for p in found.places if p.sure] or list(found.places[:3])
    headers = (
        "Place", "Step", "Began", f"More would reach {found.stages[-1]}", "Goes on",
        "Better quarter", "Days sooner", "Lags beyond doubt", "May be the first",
    )  # fmt: skip
    rows = tuple(
        (
            p.unit, f"{p.start} → {p.to}", f"{p.entered:,}", _whole(p), percent_interval(p.share),
            percent_interval(p.target), days_interval(_rounded(p)), "yes" if p.sure else "no",
            "yes" if p.like_first else "no",
        )
        for p in sure[:MOST_PLACES]
    )  # fmt: skip
    caption = "Where a repair would win most, with 95% intervals"
    return Sheet(caption, headers, rows, frozenset(range(2, 7)))


def _whole(place: Opportunity) -> str:
    value, low, high = (v or 0.0 for v in (place.more.value, place.more.low, place.more.high))
    return f"{value:,.0f} ({low:,.0f} to {high:,.0f})"


def _rounded(place: Opportunity) -> Any:
    from amparo.flow.survival import Interval  # noqa: PLC0415

    one = place.sooner
    return Interval(
        *(None if v is None else float(round(v)) for v in (one.value, one.low, one.high))
    )


def attrition_json(found: Attrition | None) -> dict[str, Any] | None:
    """The shares at every horizon; null where nobody came to the first stage."""
    if found is None:
        return None
    rows = found.frame.drop("n").to_dicts()
    check = found.check.to_dicts()
    return {"from": found.stages[0], "cases": found.whole.n, "shares": rows, "check": check}


def repairs_json(column: str, found: Opportunities) -> dict[str, Any]:
    """The places in order, and the bright spots."""
    return {
        "column": column,
        "sentence": found.sentence(),
        "horizons": list(found.horizons),
        "places": [_place(p) for p in found.places[:MOST_IN_FILE]],
        "bright_spots": [_bright(b) for b in found.bright_spots],
    }


def _place(p: Opportunity) -> dict[str, Any]:
    made: dict[str, Any] = {"value": p.unit, "from": p.start, "to": p.to, "entered": p.entered}
    for name in ("more", "sooner", "share", "target", "days", "target_days", "rank"):
        one = getattr(p, name)
        made |= {name: one.value, f"{name}_low": one.low, f"{name}_high": one.high}
    return made | {"behind": p.behind, "slower": p.slower, "sure": p.sure,
                   "like_first": p.like_first}  # fmt: skip


def _bright(b: BrightSpot) -> dict[str, Any]:
    return {
        "value": b.unit, "from": b.start, "to": b.to, "entered": b.entered,
        "share": b.share.value, "share_low": b.share.low, "share_high": b.share.high,
        "target": b.target.value, "sure": b.sure,
    }  # fmt: skip
