"""The columns to compare by, spellings that differ only by accident brought together."""

from __future__ import annotations

import polars as pl

from amparo.errors import Refused
from amparo.flow.eventlog.leaving import folded
from amparo.flow.eventlog.log import column_for
from amparo.flow.findings import Assumption
from amparo.flow.pathway import Pathway

MOST_GROUPS = 2_000  # with more values the groups are the cases themselves


def group_columns(
    cases: pl.DataFrame, pathway: Pathway
) -> tuple[list[pl.Series], list[Assumption]]:
    """One column a group; values that differ only in capitals or spaces become the commonest.

    Raises: Refused for a column with so many values that no group is left.
    """
    columns, notes = [], []
    for i, name in enumerate(pathway.groups):
        cells = cases.get_column(f"g{i}")
        counts = (
            cells.drop_nulls().value_counts().sort(["count", f"g{i}"], descending=[True, False])
        )
        spelled: dict[str, list[str]] = {}
        for value in counts.get_column(f"g{i}").to_list():
            spelled.setdefault(folded(value), []).append(value)
        if len(spelled) > MOST_GROUPS:
            raise Refused(
                f"“{name}” has too many values to compare by", found=f"{len(spelled):,}",
                next_step=f"choose a column with fewer than {MOST_GROUPS:,}",
            )  # fmt: skip
        several = {v: values[0] for values in spelled.values() for v in values[1:]}
        if several:
            one, other = next(iter(several.items()))
            because = f"they differ only in capitals or spaces, such as “{one}” and “{other}”"
            merged = f"{len(several)} joined to the commonest"
            notes.append(Assumption(f"spellings in {name}", merged, because))
        plain = cells.replace(several) if several else cells
        columns.append(plain.alias(column_for(name, pathway.names)))
    return columns, notes
