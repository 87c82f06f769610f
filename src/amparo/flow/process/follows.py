"""What follows what: the directly-follows graph of a log, with counts and days.

Source: van der Aalst, Process Mining (2016), section 6.2, for the graph; the days are quantiles of
calendar-date differences over the times that one thing did follow the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from html import escape
from typing import TYPE_CHECKING, Any

import polars as pl

from amparo.errors import Refused
from amparo.flow.process.coded import coded_of
from amparo.flow.process.kernel import Scanned, follows_of
from amparo.flow.process.quantiles import quantiles_of

if TYPE_CHECKING:
    from amparo.flow.eventlog import EventLog

QUARTILES = {"quarter_days": 0.25, "median_days": 0.5, "three_quarters_days": 0.75}


@dataclass(frozen=True)
class Hidden:
    """What a filtered map does not show, so that it can say so."""

    pairs: int = 0
    n: int = 0
    activities: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False, repr=False)
class Follows:
    """Which activity directly follows which, how often, and after how many days.

    Shapes: `frame` has one row a pair, commonest first: `source`, `target`, `count` (times),
    `n_cases` (cases in which it happened), `quarter_days`, `median_days`, `three_quarters_days` (of
    those that followed). `activities` has one row an activity: `activity`, `count`, `n_cases`, and
    how many cases `started` with it, `ended` with it, or are `open` with it as the last so far.
    Units: days, differences of calendar dates.
    Counts: `n` cases with an event, `n_open` of them not finished, whatever a filter hides;
    `without_events` more have no day that counts.
    Misleads when: many cases are open. What has not followed yet is in no count and no median, so
    that the slow look fast; for how long a step takes, open cases counted, use Kaplan–Meier. And
    when days are coarse: events of one day stand in the order of their hours, else as the stages
    stand in the pathway and others after them by name, whatever came first.
    """

    frame: pl.DataFrame
    activities: pl.DataFrame
    n: int
    n_open: int
    as_of: date
    unit: str = "case"
    source: str = "log"
    without_events: int = 0
    hidden: Hidden = field(default=Hidden())

    def above(self, share: float) -> Follows:
        """The map of what at least this share of the cases did, and what connects it.

        Raises: Refused for a share that is not between 0 and 1.
        """
        from amparo.flow.process.filtering import above  # noqa: PLC0415  (it makes maps)

        return above(self, _share(share))

    def covering(self, share: float) -> Follows:
        """The map of the commonest pairs that together hold this share of all, and what connects.

        Raises: Refused for a share that is not between 0 and 1.
        """
        from amparo.flow.process.filtering import covering  # noqa: PLC0415  (it makes maps)

        return covering(self, _share(share))

    def sentence(self) -> str:
        """What happens most, and what is hidden, in words."""
        from amparo.flow.process.wording import map_sentence  # noqa: PLC0415  (it knows maps)

        return map_sentence(self)

    def svg(self, *, narrow: bool = False) -> str:
        """The map as a drawing, about 760 px wide, or 340 for a phone; it says what it hides."""
        from amparo.flow.process.drawing import svg_of  # noqa: PLC0415  (draws only when asked)

        return svg_of(self, narrow=narrow)

    def chart(self, *, narrow: bool = False) -> Any:
        """The map as an Altair chart."""
        from amparo.flow.process.drawing.chart import chart_of  # noqa: PLC0415  (when asked)

        return chart_of(self, narrow=narrow)

    def to_csv(self, path: Any) -> None:
        """Write the pairs as CSV. Raises: Refused where it cannot be written."""
        from amparo.flow.process.writing import write_csv  # noqa: PLC0415  (only to write)

        write_csv(self.frame, path)

    def _repr_html_(self) -> str:
        from amparo.flow.report.html import inline  # noqa: PLC0415  (notebooks only)

        said = escape(self.sentence())
        return f"<figure><figcaption>{said}</figcaption>{inline(self.svg())}</figure>"

    def __repr__(self) -> str:
        return f"Follows({self.sentence()})"


def follows(log: EventLog, *, ends: Sequence[str] = ()) -> Follows:
    """The map of a log. `ends` names the activities that end a case, where the pathway does not.

    Raises: Refused for an end that never happens in the log.
    """
    coded = coded_of(log, ends=ends)
    scanned = follows_of(
        coded.case_code, coded.activity_code, coded.day, coded.finished, len(coded.activities)
    )
    made = follows_from(scanned, coded.activities, n=coded.n_cases, as_of=log.as_of)
    return replace(
        made, unit=log.unit, source=log.source, without_events=log.n - coded.n_cases
    )  # fmt: skip


def follows_from(scanned: Scanned, activities: Sequence[str], *, n: int, as_of: date) -> Follows:
    """The map from counts, of whatever engine; codes become the activities' names."""
    names = pl.Series("name", activities, dtype=pl.String)
    keys = ["source", "target"]
    pairs = quantiles_of(scanned.days, keys, QUARTILES).join(scanned.pairs, on=keys)
    frame = pairs.select(
        names.gather(pairs.get_column("source")).alias("source"),
        names.gather(pairs.get_column("target")).alias("target"),
        pl.col("count"),
        pl.col("n_cases"),
        *QUARTILES,
    ).sort("count", "source", "target", descending=[True, False, False])
    there = scanned.activities.sort("activity")
    listed = there.select(
        names.alias("activity"),
        pl.col("n").alias("count"),
        *("n_cases", "started", "ended", "open"),
    ).sort("count", "activity", descending=[True, False])
    return Follows(frame, listed, n, int(listed.get_column("open").sum()), as_of)


def _share(share: float) -> float:
    if not 0 <= share <= 1:
        raise Refused(
            "A share lies between 0 and 1", found=f"{share:g}", next_step="write 0.95 for 95 %"
        )
    return share
