"""The event log, the one door through which every analysis reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from amparo.errors import Refused
from amparo.flow.eventlog.events import Written, events_of
from amparo.flow.eventlog.ledger import Ledger
from amparo.flow.eventlog.resolve import Given, resolve
from amparo.flow.findings import Assumption, Finding
from amparo.flow.pathway import Between, Exit, Pathway
from amparo.flow.reading import SuggestedExit, Table, read_table
from amparo.flow.reading.table import Progress, table_of

if TYPE_CHECKING:
    from amparo.flow.comparing import Compared
    from amparo.flow.courts import Courts
    from amparo.flow.opportunity import Opportunities
    from amparo.flow.process import Follows, Rework, Variants
    from amparo.flow.reaching import Attrition
    from amparo.flow.views import View
    from amparo.flow.waits import Curves

CASE, EXIT, EXIT_ON, ROW = "case", "exit", "exit_on", "row"
RESERVED = (CASE, EXIT, EXIT_ON, ROW)
COUNTED = ("step", "code", "outcome", "kind", "days", "n")  # columns of the counts
BLANK = "(blank)"


@dataclass(frozen=True)
class EventLog:
    """Cases and the days on which they reached each stage, as known on one day.

    Shapes: `frame` has one row a case: `case`, `row` (where it first stands in the source), one
    Date column a stage named by it, the group columns (see `column_of`), `exit` (its kind, null
    while none) and `exit_on`. No day lies after `as_of`.
    Counts: the unit is what one row of `frame` stands for, `unit` in words.
    """

    frame: pl.DataFrame
    pathway: Pathway
    as_of: date
    source: str = "log"
    assumptions: tuple[Assumption, ...] = ()
    findings: tuple[Finding, ...] = ()
    suggested_exits: tuple[SuggestedExit, ...] = ()
    ledger: Ledger | None = None
    # The rows of a log of events, for what asks after more than the stages; none for a wide one.
    written: Written | None = field(default=None, repr=False, compare=False)

    @property
    def stages(self) -> tuple[str, ...]:
        """The stages' names, in order."""
        return self.pathway.names

    @property
    def unit(self) -> str:
        """What is counted, in words."""
        return self.pathway.unit

    @property
    def n(self) -> int:
        """How many cases."""
        return self.frame.height

    def __repr__(self) -> str:
        path = " → ".join(self.stages)
        account = f" {self.ledger.sentence()}" if self.ledger else ""
        return f"EventLog({self.n:,} × {self.unit} as of {self.as_of}: {path}){account}"

    @classmethod
    def read(
        cls,
        source: str | Path | Any,
        *,
        case: str | None = None,
        stages: Mapping[str, str] | None = None,
        activity: str | None = None,
        time: str | None = None,
        groups: Sequence[str] = (),
        exits: Sequence[Exit] = (),
        as_of: date | str | None = None,
        date_order: str | None = None,
        pathway: Pathway | str | Path | None = None,
        progress: Progress | None = None,
    ) -> EventLog:
        """Read a file or a frame. What is not given is guessed, and said in `assumptions`.

        A frame is Polars', or any that speaks a dataframe interchange. What is given here stands
        above what `pathway` says. A day that cannot be read, or lies after `as_of`, counts as not
        there; of several rows of one case and stage the earliest day counts. All of it is told in
        `findings` and adds up in `ledger`.
        Raises: Refused for a column that is not there, or a file that is no table.
        """
        from amparo.flow.eventlog.assemble import assemble  # noqa: PLC0415  (it makes logs)

        tell = progress or (lambda _what, _share: None)
        table = table_from(source, progress)
        tell("Working out what the columns are", 0.5)
        path = pathway if pathway is None or isinstance(pathway, Pathway) else Pathway.read(pathway)
        typed = isinstance(pathway, str | Path) or isinstance(source, str | Path)
        given = Given(
            case, stages, activity, time, tuple(groups), tuple(exits), _day(as_of), date_order,
            path, typed,
        )  # fmt: skip
        resolved, guessed = resolve(table, given)
        tell("Gathering the cases", 0.7)
        return assemble(table, resolved, guessed)

    def column_of(self, group: str) -> str:
        """The column of `frame` that holds a group; another name where a stage has its name.

        Raises: Refused for what the log is not grouped by.
        """
        if group not in self.pathway.groups:
            raise Refused(
                f"The log is not grouped by “{group}”",
                next_step="name it in groups= (or --by) when reading",
            )
        return column_for(group, self.stages)

    def events(self, *attributes: str) -> pl.DataFrame:
        """Every event of the log's cases, of whatever activity, in order.

        Shapes: one row an event: `case`, `activity`, `day` (a Date, never after `as_of`), then the
        attributes asked for; by case, then moment, then place in the pathway. A wide log gives its
        stages' days as events, and each exit as one named by its kind.
        Raises: Refused for an attribute that the source does not have.
        """
        return events_of(self, attributes)

    def attrition(
        self, pathway: Pathway | Sequence[str] | None = None, *, by: Sequence[str] = (),
        horizons: Sequence[int] = (30, 90, 365), view: View = None,
    ) -> Attrition:  # fmt: skip
        """Who reaches each stage within so many days of the first, and where the others leave."""
        from amparo.flow.reaching import attrition_of  # noqa: PLC0415  (it reads logs)

        return attrition_of(self, pathway, by=by, horizons=horizons, view=view)

    def survival(
        self, step: Between, *, by: Sequence[str] = (), entered_every: str | None = None
    ) -> Curves:
        """How long a step takes, by groups and by when they entered ("1y", "1q", "1mo").

        The step is one of `log.pathway.step("arraigned", "disposed")`.
        """
        from amparo.flow.waits import survival_of  # noqa: PLC0415  (it reads logs)

        return survival_of(self, step, by=by, entered_every=entered_every)

    def compare(
        self, step: Between, *, by: str, within: int = 365, overdispersed: bool = False
    ) -> Compared:
        """The units of a column compared fairly: the share that goes on within so many days."""
        from amparo.flow.comparing import compare_units  # noqa: PLC0415  (it reads logs)

        return compare_units(self, step, by=by, within=within, overdispersed=overdispersed)

    def opportunities(
        self, pathway: Pathway | None = None, *, by: str, horizon: int | None = None
    ) -> Opportunities:
        """Where to repair first: what each unit would win at each step by doing as the better."""
        from amparo.flow.opportunity import opportunities_of  # noqa: PLC0415  (it reads logs)

        return opportunities_of(self, pathway, by=by, horizon=horizon)

    def follows(self, *, ends: Sequence[str] = ()) -> Follows:
        """Which activity follows which, how often and after how many days; `ends` end a case."""
        from amparo.flow.process import follows  # noqa: PLC0415  (it reads logs)

        return follows(self, ends=ends)

    def variants(self, *, most: int | None = None, ends: Sequence[str] = ()) -> Variants:
        """The paths that cases take, commonest first, at most this many; `ends` end a case."""
        from amparo.flow.process import variants  # noqa: PLC0415  (it reads logs)

        return variants(self, most=most, ends=ends)

    def rework(self) -> Rework:
        """What cases go through more than once, and what it costs in days."""
        from amparo.flow.process import rework  # noqa: PLC0415  (it reads logs)

        return rework(self)

    def courts(self, *, filed: str | Sequence[str], disposed: str | Sequence[str],
               **more: Any) -> Courts:  # fmt: skip
        """Clearance, time, age, trial dates and adjournments; `courts.Asked` says what to name.

        log.courts(filed="filed", disposed=("judgment", "withdrawn"), hearing="hearing",
        adjourned="adjourned", reason="reason", party="party", trial=("trial", "trial adjourned"),
        inactive="archived", standard_days=365, by="court")
        Raises: Refused where no event files or disposes of a case under these names.
        """
        from amparo.flow.courts import courts  # noqa: PLC0415  (it reads logs)

        return courts(self, filed=filed, disposed=disposed, **more)

    def to_xes(self, path: str | Path) -> None:
        """Write the events as XES (IEEE 1849) under opaque case names; .gz is gzipped.

        Raises: Refused where it cannot be written.
        """
        from amparo.flow.process.writing import write_xes  # noqa: PLC0415  (it reads logs)

        write_xes(self, path)

    def parts(self, group: str) -> dict[str, EventLog]:
        """The log split by a group's values, most cases first; blank is "(blank)"."""
        column = self.column_of(group)
        filled = self.frame.with_columns(pl.col(column).fill_null(BLANK))
        counts = filled.get_column(column).value_counts().sort(
            ["count", column], descending=[True, False]
        )  # fmt: skip
        split = filled.partition_by(column, as_dict=True)
        return {
            value: EventLog(
                split[(value,)], self.pathway, self.as_of, self.source, written=self.written
            )
            for value in counts.get_column(column)
        }


def column_for(group: str, stages: Sequence[str]) -> str:
    """The column that holds a group, told from a stage, fact or count of the same name."""
    return f"{group} (group)" if group in (*stages, *RESERVED, *COUNTED) else group


def _day(value: date | str | None) -> date | None:
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise Refused(
            "The as-of date is written year-month-day", found=value, next_step="such as 2024-12-31"
        ) from error


def table_from(source: str | Path | Any, progress: Progress | None) -> Table:
    """A table from a path or from a frame of whatever library."""
    if isinstance(source, Table):
        return source
    if isinstance(source, str | Path):
        return read_table(source, progress=progress)
    if isinstance(source, pl.LazyFrame):
        source = source.collect()
    if not isinstance(source, pl.DataFrame):
        source = _foreign(source)
    if source.height == 0 or source.width < 2:
        raise Refused("The table is empty or has one column only", found=str(source.shape))
    return table_of(source)


def _foreign(source: Any) -> pl.DataFrame:
    """Another library's frame through the Arrow stream or the interchange, else by its columns."""
    if hasattr(source, "__arrow_c_stream__") or hasattr(source, "__dataframe__"):
        for way in (pl.DataFrame, pl.from_dataframe):
            try:
                return way(source)
            except (ImportError, TypeError, ValueError, pl.exceptions.PolarsError):
                continue  # such as pandas without pyarrow; the next way, then its columns
    if isinstance(source, Mapping) or (hasattr(source, "columns") and hasattr(source, "loc")):
        names = source.keys() if isinstance(source, Mapping) else source.columns
        return pl.DataFrame({str(n): pl.Series(list(source[n]), strict=False) for n in names})
    raise Refused(
        "This is neither a file nor a table", found=type(source).__name__,
        next_step="give a path, a Polars frame or a frame with the dataframe interchange",
    )  # fmt: skip
