"""Everything that `amparo map` finds in a log, whole and by group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from amparo.flow.eventlog import EventLog
from amparo.flow.process.follows import Follows, follows
from amparo.flow.process.rework import Rework, rework
from amparo.flow.process.variants import Variants, variants

MOST_PATHS = 1000  # that a report keeps; it says how many it leaves out


@dataclass(frozen=True)
class Part:
    """The map of one group's cases."""

    group: str
    value: str
    follows: Follows
    shown: Follows


@dataclass(frozen=True)
class Found:
    """A log's map, whole (`follows`) and as drawn (`shown`), its paths, its rework and its groups.

    Tables hold all of it; drawings and sentences what is shown.
    """

    log: EventLog
    follows: Follows
    shown: Follows
    variants: Variants
    rework: Rework
    parts: tuple[Part, ...] = ()

    @property
    def frame(self) -> pl.DataFrame:
        """The pairs of the whole and of every group: `group`, `value`, then those of `Follows`."""
        named = [("", "", self.follows), *((p.group, p.value, p.follows) for p in self.parts)]
        return pl.concat(
            found.frame.select(
                pl.lit(group).alias("group"), pl.lit(value).alias("value"), pl.all()
            )
            for group, value, found in named
        )  # fmt: skip


def found_in(
    log: EventLog, *, above: float | None = None, covering: float = 0.95,
    ends: Sequence[str] = (), by: Sequence[str] = (),
) -> Found:  # fmt: skip
    """Map a log; `above`, where given, stands before `covering`."""

    def filtered(whole: Follows) -> Follows:
        return whole.covering(covering) if above is None else whole.above(above)

    whole = follows(log, ends=ends)
    parts = []
    for group in by or log.pathway.groups:
        for value, part in log.parts(group).items():
            own = [name for name in ends if name in part.events().get_column("activity")]
            mapped = follows(part, ends=own)
            parts.append(Part(group, value, mapped, filtered(mapped)))
    return Found(
        log, whole, filtered(whole), variants(log, most=MOST_PATHS, ends=ends), rework(log),
        tuple(parts),
    )  # fmt: skip
