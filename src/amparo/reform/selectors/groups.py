"""What cases are compared by, and from which step on that is fair.

A unit is known once it has acted. A case that never came so far has no unit, so comparing an
earlier step by it would count only those who passed that step.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from amparo.directory.packs import Pathway, milestone_types

GROUPS: Mapping[str, str] = {
    "programme": "Programme",
    "station": "Where the complaint was made",
    "court": "Court of the trial",
    "year": "Year of the referral",
}
PLACES: Mapping[str, tuple[str, ...]] = {
    "station": ("rescue.complaint_presented", "rescue.complaint_registered"),
    "court": ("represent.case_admitted", "represent.arraigned", "represent.pre_trial",
              "represent.trial_opened"),
}  # fmt: skip
"""The milestones whose place names a case's unit: that of the first of them."""

OWN_UNTIL: Mapping[str, str] = {"station": "represent.charge_sheet_filed"}
"""Where a unit hands its cases on: what becomes of them later is not its own step."""


def groups_of(rows: pl.DataFrame) -> pl.DataFrame:
    """One row a case: each group it belongs to but its programme, null where not known yet."""
    place = _place(rows)
    return (
        rows.with_columns(place.alias("place"))
        .group_by("case")
        .agg(
            *(
                pl.col("place").filter(pl.col("type").is_in(types)).drop_nulls().first().alias(name)
                for name, types in PLACES.items()
            ),
            pl.col("happened_on").min().dt.year().cast(pl.String).alias("year"),
        )
    )


def _place(rows: pl.DataFrame) -> pl.Expr:
    """The unit, else the institution; two units of one name are told apart by theirs."""
    known = rows.select("unit", "institution").drop_nulls().unique()
    shared = known.filter(pl.col("unit").is_duplicated()).get_column("unit").unique().implode()
    full = pl.concat_str("unit", "institution", separator=", ")
    return pl.coalesce(pl.when(pl.col("unit").is_in(shared)).then(full), "unit", "institution")


def first_step(by: str, chosen: Pathway) -> int:
    """The first step that may be compared by this group; as many as there are when none may."""
    if by not in PLACES:
        return 0
    order = {code: kind.order for code, kind in milestone_types().items()}
    known_from = min(order[code] for code in PLACES[by])
    steps = chosen.stages[:-1]
    fair = (i for i, stage in enumerate(steps) if order[stage.codes[0]] >= known_from)
    return next(fair, len(steps))


def own_steps(by: str, chosen: Pathway) -> range:
    """The steps that are this kind of unit's own, and begin where it is known."""
    steps = chosen.stages[:-1]
    order = {code: kind.order for code, kind in milestone_types().items()}
    until = order[OWN_UNTIL[by]] if by in OWN_UNTIL else None
    own = [i for i, stage in enumerate(steps) if until is None or order[stage.codes[0]] < until]
    return range(first_step(by, chosen), own[-1] + 1 if own else 0)
