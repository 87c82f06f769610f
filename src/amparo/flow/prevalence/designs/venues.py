"""Venues at set times (time-location sampling): who is there when observers come.

Each row is a visit to a venue in a slot of time: how many people were seen, how many of them live
the crime, and the chance that this visit was drawn. Weights are one over that chance.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from amparo.errors import Refused
from amparo.flow.prevalence.designs.ratio import (
    codes,
    lonely_doubt,
    numbers,
    ratio_of,
    scaled,
    wilson,
)
from amparo.flow.prevalence.designs.result import Prevalence, Study


def venues(
    frame: pl.DataFrame, *, victims: str, seen: str, chance: str | None = None,
    venue: str | None = None, stratum: str | None = None, population: float | None = None,
    level: float = 0.95,
) -> Prevalence:  # fmt: skip
    """The share of people at venues who live the crime; a venue seen twice is one cluster.

    Source: MacKellar and others (2007), AIDS and Behavior 11; Horvitz and Thompson (1952).
    Misleads when the crime moves where observers do not go, when age is guessed at, or when people
    who go out often are seen often: the share is of presences, not of people.
    Raises: Refused where more victims than people were seen, or a chance is no chance.
    """
    m, n = numbers(frame, victims, of="victims seen"), numbers(frame, seen, of="people seen")
    if (m > n).any():
        rows = ", ".join(str(int(i) + 1) for i in np.flatnonzero(m > n)[:5])
        raise Refused("More victims than people were seen", where=f"row {rows}")
    p = numbers(frame, chance, of="chances")
    if ((p <= 0) | (p > 1)).any():
        raise Refused("A chance of being drawn lies above 0 and up to 1", found=f"{p.min():g}")
    found = ratio_of(
        m, n, 1.0 / p, codes(frame, stratum), codes(frame, venue, each_its_own=True)
    )  # fmt: skip
    spread = found.value * (1.0 - found.value)
    worth = min(spread / found.variance, n.sum()) if found.variance > 0 < spread else n.sum()
    share = wilson(found.value, worth, level, found.freedom)
    doubts = list(lonely_doubt(found))
    if chance is None:
        doubts.append("No chances of being drawn were given: every visit counts the same.")
    with_any = frame.with_columns(pl.Series("_m", m)).filter(pl.col("_m") > 0).height
    table = pl.DataFrame(
        {"what": ["visits", "visits with a victim", "people seen", "victims seen"],
         "n": [frame.height, with_any, int(n.sum()), int(m.sum())]}
    )  # fmt: skip
    return Prevalence(
        Study.VENUES, share, scaled(share, population), level, int(n.sum()), worth,
        "weighted by the chance of each visit", "Wilson on the effective sample", table,
        tuple(doubts),
    )  # fmt: skip
