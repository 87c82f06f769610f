"""The log in its smallest form, and the counts pass compiled over it: the fast way in memory.

Sorted numbers instead of words and dates: about 14 bytes an event. The counts are those of every
other engine, cell for cell.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from amparo.errors import Refused
from amparo.flow.counts.counted import CAME, WENT, Counts
from amparo.flow.counts.steps import FIXED, kinds_of, spelled
from amparo.flow.engines.counting import Counted
from amparo.flow.eventlog import EXIT, EXIT_ON, EventLog
from amparo.flow.eventlog.events import coded_as, in_order, place_of
from amparo.flow.eventlog.log import BLANK, column_for
from amparo.flow.findings import Assumption, Finding
from amparo.flow.pathway import Pathway

MOST_CELLS = 2**26  # of a table kept whole; above it cells are sorted instead
Numbers = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True, eq=False)
class CompactLog:
    """Events as numbers, by case and moment; groups and exits by case.

    Shapes: `case`, `activity`, `day` one value an event; `group` (an index of `groups`), `left` (a
    code, −1 while none) and `left_on` one value a case.
    Units: days since 1970-01-01.
    """

    pathway: Pathway
    as_of: date
    names: tuple[str, ...]
    kinds: tuple[str, ...]
    case: Numbers
    activity: Numbers
    day: Numbers
    stage: Numbers
    groups: pl.DataFrame
    group: Numbers
    left: Numbers
    left_on: Numbers
    source: str = "log"
    assumptions: tuple[Assumption, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def n(self) -> int:
        """How many cases."""
        return self.group.size

    def __repr__(self) -> str:
        path = " → ".join(self.pathway.names)
        return f"CompactLog({self.n:,} cases, {self.case.size:,} events as of {self.as_of}: {path})"

    @classmethod
    def of(cls, log: EventLog, *, by: Sequence[str] = ()) -> CompactLog:
        """The compact form of a log in memory."""
        events = log.events()
        place = place_of(log)
        names = in_order(events.get_column("activity").unique().to_list(), place)
        order = pl.DataFrame({"case": log.frame.get_column("case")}).with_row_index("(place)")
        coded = events.join(order, on="case", how="left", maintain_order="left").select(
            pl.col("(place)").cast(pl.Int32).alias("case"),
            coded_as(names).cast(pl.Int32).alias("activity"),
            pl.col("day").to_physical().cast(pl.Int32),
        )  # fmt: skip
        kinds = kinds_of(log)
        number = {kind: len(FIXED) + at for at, kind in enumerate(kinds)}
        columns = [log.column_of(name) for name in by]
        groups, group = _groups(
            log.frame.select(pl.col(c).fill_null(BLANK) for c in columns), log.n
        )
        left = log.frame.select(
            pl.col(EXIT).replace_strict(number, default=-1, return_dtype=pl.Int32).fill_null(-1),
            pl.col(EXIT_ON).to_physical().cast(pl.Int32).fill_null(0),
        )
        return cls(
            pathway=replace(log.pathway, groups=tuple(by)),
            as_of=log.as_of,
            names=tuple(names),
            kinds=tuple(kinds),
            case=coded.get_column("case").to_numpy(),
            activity=coded.get_column("activity").to_numpy(),
            day=coded.get_column("day").to_numpy(),
            stage=_stages(names, place),
            groups=groups,
            group=group,
            left=left.get_column(EXIT).to_numpy(),
            left_on=left.get_column(EXIT_ON).to_numpy(),
            source=log.source,
            assumptions=log.assumptions,
            findings=log.findings,
        )

    @classmethod
    def read(cls, path: Path, pathway: Pathway) -> CompactLog:
        """A tidy Parquet file of events: its time column holds dates or moments.

        Where events must be set aside (of nobody, without a day, after the as-of day) the file is
        read as any log is, which takes longer and says what was set aside.
        Raises: Refused for a wide file, exits (read it as a log), or columns that are not there.
        """
        if pathway.shape != "long" or pathway.exits or not pathway.activity or not pathway.time:
            raise Refused(
                "Only a tidy log of events without exits is read straight to its compact form",
                where=path.name, next_step="use CompactLog.of(EventLog.read(...))",
            )  # fmt: skip
        columns = [pathway.case, pathway.activity, pathway.time, *pathway.groups]
        try:
            lazy = pl.scan_parquet(path).select(*dict.fromkeys(columns))
            frame = lazy.with_columns(
                pl.col(*dict.fromkeys((pathway.activity, *pathway.groups))).cast(pl.Categorical)
            ).collect()
        except (OSError, pl.exceptions.PolarsError) as error:
            raise Refused("The Parquet file cannot be read so", found=str(error)[:200],
                          where=path.name) from error  # fmt: skip
        return _from_frame(frame, pathway, path.name)

    def follows(self) -> pl.DataFrame:
        """What follows what: source, target, days, n."""
        from amparo.flow.engines import kernels  # noqa: PLC0415  (compiles)

        return _follows(self, kernels)

    def variants(self) -> pl.DataFrame:
        """The orders of activities: variant, days from first to last, n."""
        from amparo.flow.engines import kernels  # noqa: PLC0415  (compiles)

        return _variants(self, kernels)

    def counted(self) -> Counted:
        """All counts of the log by its groups, with what follows what, and variants."""
        return _counted(self)


def _from_frame(frame: pl.DataFrame, pathway: Pathway, source: str) -> CompactLog:
    when = frame.get_column(pathway.time or "")
    if not (when.dtype == pl.Date or isinstance(when.dtype, pl.Datetime)):
        raise Refused("The time column holds no dates", found=str(when.dtype), where=source)
    days = when.cast(pl.Date)
    today = date.today()  # noqa: DTZ011  (a guard against years such as 2219)
    as_of = pathway.as_of or days.filter(days <= today).max()
    if not isinstance(as_of, date):
        raise Refused("No day of the data is readable and past", where=source,
                      next_step="give --as-of")  # fmt: skip
    said = frame.get_column(pathway.activity or "")
    keep = days.is_not_null() & (days <= as_of) & said.is_not_null()
    keep &= frame.get_column(pathway.case).is_not_null()
    if not keep.all():
        plain = frame.with_columns(pl.col(pl.Categorical).cast(pl.String))
        log = EventLog.read(plain, pathway=replace(pathway, as_of=as_of))
        return replace(CompactLog.of(log, by=pathway.groups), source=source)
    place = {name: at for at, s in enumerate(pathway.stages) for name in (s.column, *s.aliases)}
    there = said.unique()
    names = in_order(there.cast(pl.String).to_list(), place)
    codes = _recoded(said, there, names)
    case, day, codes, first = _ordered(frame.get_column(pathway.case), when, days, codes)
    facts = frame.select(pathway.groups)[first]
    groups, group = _groups_of_cases(facts, pathway, first.size)
    nothing = np.full(first.size, -1, np.int32)
    return CompactLog(
        replace(pathway, as_of=as_of), as_of, tuple(names), (), case, codes, day,
        _stages(names, place), groups, group, nothing, np.zeros(first.size, np.int32),
        source,
    )  # fmt: skip


def _recoded(said: pl.Series, there: pl.Series, names: Sequence[str]) -> Numbers:
    """Categories as the place of their name in `names`; `there` has each once."""
    place = {name: at for at, name in enumerate(names)}
    numbers = there.to_physical().to_numpy()
    table = np.zeros(int(numbers.max(initial=0)) + 1, np.int32)
    table[numbers] = [place[word] for word in there.cast(pl.String).to_list()]
    coded: Numbers = table[said.to_physical().to_numpy()]
    return coded


def _ordered(
    cases: pl.Series, when: pl.Series, days: pl.Series, codes: Numbers
) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """Case codes, days and activities by case, moment and place in the pathway.

    Shapes: one each an event; and of each case the row, as given, that comes first.
    """
    from amparo.flow.engines import kernels  # noqa: PLC0415  (compiles, or loads what it compiled)

    day, moment = days.to_physical().to_numpy(), when.to_physical().to_numpy()
    number = cases if cases.dtype.is_integer() else cases.cast(pl.Categorical).to_physical()
    ids = number.to_numpy()
    if kernels.in_order(ids, moment, codes):
        case, first = kernels.case_codes(ids)
        return case, day, codes, first
    order = np.lexsort((codes, moment, ids))
    case, first = kernels.case_codes(ids[order])
    return case, day[order], codes[order], order[first]


def _groups_of_cases(facts: pl.DataFrame, pathway: Pathway, n: int) -> tuple[pl.DataFrame, Numbers]:
    named = {name: column_for(name, pathway.names) for name in pathway.groups}
    filled = facts.rename(named).with_columns(pl.all().cast(pl.String).fill_null(BLANK))
    return _groups(filled, n)


def _groups(facts: pl.DataFrame, n: int) -> tuple[pl.DataFrame, Numbers]:
    """The different combinations of group values in order, and each case's."""
    if facts.width == 0:
        return pl.DataFrame(), np.zeros(n, np.int32)
    columns = facts.columns
    different = facts.unique().sort(columns).with_row_index("(group)")
    group = facts.join(different, on=columns, how="left", maintain_order="left")
    return different.drop("(group)"), group.get_column("(group)").cast(pl.Int32).to_numpy()


def _stages(names: Sequence[str], place: dict[str, int]) -> Numbers:
    return np.array([place.get(name, -1) for name in names], np.int32)


def _counted(log: CompactLog) -> Counted:
    from amparo.flow.engines import kernels  # noqa: PLC0415  (compiles, or loads what it compiled)

    first_day = kernels.stage_days(
        log.case, log.activity, log.day, log.stage, log.n, len(log.pathway.stages)
    )
    # The passes read the same arrays and let go of Python's lock: each core takes one.
    with ThreadPoolExecutor(os.cpu_count()) as beside:
        steps = beside.submit(_steps, log, first_day, kernels)
        reached = beside.submit(_reached, log, first_day, log.groups.columns)
        days = beside.submit(_days, log, first_day, kernels)
        follows, variants = beside.submit(log.follows), beside.submit(log.variants)
        counts = Counts(
            pathway=log.pathway,
            as_of=log.as_of,
            steps=steps.result(),
            reached=reached.result(),
            days=days.result(),
            source=log.source,
            assumptions=log.assumptions,
            findings=log.findings,
        )
        return Counted(counts, follows.result(), variants.result())


def _as_of(log: CompactLog) -> int:
    return (log.as_of - date(1970, 1, 1)).days


def _steps(log: CompactLog, first_day: Numbers, kernels: Any) -> pl.DataFrame:
    """Every cell in the order of group, step, code and days, so that nothing is sorted."""
    n_codes, n_groups = len(FIXED) + len(log.kinds), max(1, log.groups.height)
    n_steps = first_day.shape[1] - 1
    known = first_day[first_day != kernels.NONE]
    latest = max(_as_of(log), int(log.left_on.max(initial=0)), int(known.max(initial=0)))
    span = max(1, latest - int(known.min(initial=latest)) + 1)
    size = n_groups * n_steps * n_codes * (span + 1)
    if size > MOST_CELLS * 4:
        raise Refused("The log has too many groups or years for its compact form",
                      next_step="use the engine duckdb")  # fmt: skip
    made = np.zeros(size, np.int32)
    for step in range(n_steps):
        kernels.step_cells(
            first_day, log.left, log.left_on, log.group, _as_of(log), step, n_codes, span, made
        )
    cells = np.flatnonzero(made)
    place, days = np.divmod(cells, span + 1)
    place, code = np.divmod(place, n_codes)
    group, step_of = np.divmod(place, n_steps)
    coded = pl.DataFrame(
        {
            "(group)": group.astype(np.uint32),
            "step": step_of.astype(np.int32),
            "code": code.astype(np.int16),
            "days": pl.Series(days.astype(np.int32) - 1).set(pl.Series(days == 0), None),
            "n": made[cells].astype(np.int64),
        }
    )
    words = spelled(coded, log.kinds, ["(group)"])
    names = log.groups.columns
    values = [log.groups.get_column(name).gather(words.get_column("(group)")) for name in names]
    return pl.DataFrame([*values, *words.drop("(group)").get_columns()])


def _reached(log: CompactLog, first_day: Numbers, columns: list[str]) -> pl.DataFrame:
    from amparo.flow.engines.kernels import NONE  # noqa: PLC0415  (compiles)

    n_groups = max(1, log.groups.height)
    parts = [np.bincount(log.group, minlength=n_groups)]
    parts += [
        np.bincount(log.group[first_day[:, k] != NONE], minlength=n_groups)
        for k in range(first_day.shape[1])
    ]
    frames = [
        log.groups.with_columns(
            pl.lit(k - 1, dtype=pl.Int32).alias("stage"), pl.Series("n", n.astype(np.int64))
        )
        if columns
        else pl.DataFrame({"stage": pl.Series([k - 1], dtype=pl.Int32), "n": n.astype(np.int64)})
        for k, n in enumerate(parts)
    ]
    return pl.concat(frames).sort(*columns, "stage")


def _days(log: CompactLog, first_day: Numbers, kernels: Any) -> pl.DataFrame:
    known = first_day[first_day != kernels.NONE]
    if known.size == 0:
        return pl.DataFrame(
            schema={"step": pl.Int32, "way": pl.String, "day": pl.Date, "n": pl.Int64}
        )
    zero = int(known.min())
    room = max(int(known.max()), int(log.left_on.max(initial=0)), _as_of(log)) - zero + 1
    parts = []
    for step in range(first_day.shape[1] - 1):
        came, went = np.zeros(room, np.int64), np.zeros(room, np.int64)
        kernels.day_cells(first_day, log.left, log.left_on, step, zero, came, went)
        for way, made in ((CAME, came), (WENT, went)):
            at = np.flatnonzero(made)
            day = pl.Series((at + zero).astype(np.int32)).cast(pl.Date)
            parts.append(pl.DataFrame({"step": pl.Series([step], dtype=pl.Int32), "way": [way]})
                         .join(pl.DataFrame({"day": day, "n": made[at]}), how="cross"))  # fmt: skip
    return pl.concat(parts)


def _follows(log: CompactLog, kernels: Any) -> pl.DataFrame:
    n = len(log.names)
    span = int(kernels.widest_gap(log.case, log.day)) + 1
    if n * n * span <= MOST_CELLS:
        made = kernels.follows_counts(log.case, log.activity, log.day, n, span)
        cells = np.flatnonzero(made)
        sizes = made[cells]
    else:
        same = log.case[1:] == log.case[:-1]
        pair = log.activity[:-1].astype(np.int64) * n + log.activity[1:]
        cells, sizes = np.unique((pair * span + np.diff(log.day))[same], return_counts=True)
    word = pl.Series(log.names, dtype=pl.String)
    frame = pl.DataFrame(
        {
            "source": word.gather(cells // span // n),
            "target": word.gather(cells // span % n),
            "days": (cells % span).astype(np.int32),
            "n": sizes.astype(np.int64),
        }
    )
    return frame.sort("source", "target", "days")


def _variants(log: CompactLog, kernels: Any) -> pl.DataFrame:
    number, span, place = kernels.orders(log.case, log.activity, log.day, log.n)
    if (span < 0).any():
        number, span = number[span >= 0], span[span >= 0]
    path = [[log.names[code] for code in log.activity[begun:end]] for begun, end in place]
    widest = int(span.max(initial=0)) + 1
    key = number.astype(np.int64) * widest + span
    if len(path) * widest <= MOST_CELLS:
        sizes = np.bincount(key)
        cells = np.flatnonzero(sizes)
        sizes = sizes[cells]
    else:
        cells, sizes = np.unique(key, return_counts=True)
    words = pl.Series(path, dtype=pl.List(pl.String))
    made = pl.DataFrame(
        {
            "variant": words.gather(cells // widest),
            "days": (cells % widest).astype(np.int32),
            "n": sizes.astype(np.int64),
        }
    )
    order = words.list.join("\x1f").rank("ordinal").gather(cells // widest)
    return made.with_columns(order.alias("(order)")).sort("(order)", "days").drop("(order)")
