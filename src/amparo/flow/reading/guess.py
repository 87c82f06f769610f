"""A guess at the pathway: which column names the case, which hold its steps, in what order."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from amparo.errors import Refused
from amparo.flow.findings import Assumption, Finding
from amparo.flow.reading.as_of import as_of_day
from amparo.flow.reading.dates import ParsedDates, looks_like_dates, parse_dates
from amparo.flow.reading.table import Table, is_date_type

SAMPLE = 400
DATES_FROM = 0.6  # share of filled cells that must read as dates
ID_WORDS = re.compile(
    r"(^|[^a-z])(id|case|caso|no|nr|num|number|ref|docket|file|folio|participant|person|key)([^a-z]|$)",
    re.IGNORECASE,
)
ACTIVITY_WORDS = re.compile(
    r"activity|event|step|stage|status|action|concept:name|milestone|etapa|acto", re.IGNORECASE
)
BIRTH_WORDS = re.compile(r"birth|dob|born|nacimiento", re.IGNORECASE)
EXIT_WORDS = {
    "rejected": r"reject|declin|refus|no true bill|not accepted|rechaz",
    "dismissed": r"dismiss|nolle|no probable cause|\bfnpc\b|quash|struck|stricken|sobrese|desestim",
    "acquitted": r"acquit|not guilty|\bfng\b|finding not|verdict-not|absuel",
    "withdrawn": r"withdr|desist|retir",
    "transferred": r"transfer",
    "ended by death": r"death|deceased|abat",
    "at large": r"\bbfw\b|at large|abscond|fugitive|warrant",
}  # fmt: skip


@dataclass(frozen=True)
class SuggestedExit:
    """Values that may mean that the case left the path; suggested, never used by itself."""

    column: str
    values: tuple[str, ...]
    kind: str
    because: str


@dataclass(frozen=True)
class Guess:
    """What the table seems to be. Whatever was given is used as given."""

    shape: str
    case: str
    unit: str
    stages: tuple[tuple[str, str], ...]
    activity: str | None
    time: str | None
    groups: tuple[str, ...]
    suggested_exits: tuple[SuggestedExit, ...]
    as_of: date
    dates: Mapping[str, ParsedDates]
    assumptions: tuple[Assumption, ...] = ()
    findings: tuple[Finding, ...] = field(default=())


def guess(
    table: Table,
    *,
    case: str | None = None,
    stages: Mapping[str, str] | None = None,
    activity: str | None = None,
    time: str | None = None,
    as_of: date | None = None,
    order: str | None = None,
    today: date | None = None,
) -> Guess:
    """Guess what was not given; `order` is that of day and month in every column.

    Raises: Refused when there is nothing to follow through time.
    """
    now = today or date.today()  # noqa: DTZ011  (calendar dates are compared, not moments)
    for name in (case, activity, time):
        _check_column(table, name)
    columns_named = bool(stages) and set((stages or {}).values()) <= set(table.frame.columns)
    dated = () if columns_named else tuple(date_columns(table))
    if activity or (not columns_named and _is_long(table, dated)):
        return _long(table, dated, case, activity, time, stages, as_of, order, now)
    return _wide(table, dated, case, stages, as_of, order, now)


def _check_column(table: Table, name: str | None) -> None:
    if name is not None and name not in table.frame.columns:
        raise Refused(
            f"There is no column “{name}”", where=table.source,
            next_step="choose one of: " + ", ".join(table.frame.columns[:40]),
        )  # fmt: skip


def date_columns(table: Table) -> list[str]:
    """The columns that hold dates, by their cells, in the order of the table."""
    found = []
    for name in table.frame.columns:
        cells = table.frame.get_column(name)
        if is_date_type(cells.dtype):
            found.append(name)
        elif cells.dtype == pl.String:
            filled = cells.drop_nulls()
            sample = filled.gather_every(max(1, filled.len() // SAMPLE)).head(SAMPLE).to_list()
            bare = [re.sub(r"[T ,]+\d{1,2}:\d{2}.*$", "", cell).strip() for cell in sample]
            numeric = sum(cell.isdigit() for cell in bare) > len(bare) / 2
            if numeric and not re.search(r"date|fecha|_on$|day", name, re.IGNORECASE):
                continue
            if looks_like_dates(bare) >= (0.95 if numeric else DATES_FROM):
                found.append(name)
    return found


def _is_long(table: Table, times: Sequence[str]) -> bool:
    """A log of events: an activity column beside a case that repeats and one column of times."""
    names = table.frame.columns
    if {"case", "activity", "time"} <= set(names):
        return True
    if len(times) != 1:
        return False
    case, activity = _long_case(table, times), _activity(table, times)
    return case is not None and activity is not None


def _activity(table: Table, times: Sequence[str]) -> str | None:
    few = [
        name
        for name, kind in table.frame.schema.items()
        if name not in times
        and kind == pl.String
        and 2 <= table.frame.get_column(name).n_unique() <= 200
    ]
    named = [name for name in few if ACTIVITY_WORDS.search(name)]
    return next(iter(named or few), None)


def _long_case(table: Table, times: Sequence[str]) -> str | None:
    """The column whose values repeat a few times each."""
    n = table.frame.height
    repeated = [
        name
        for name in table.frame.columns
        if name not in times and n / 50 <= table.frame.get_column(name).n_unique() <= n / 1.15
    ]
    named = [name for name in repeated if ID_WORDS.search(name)]
    return next(iter(named or repeated), None)


def _long(  # noqa: PLR0917  (one call, above)
    table: Table, dated: Sequence[str], case: str | None, activity: str | None, time: str | None,
    stages: Mapping[str, str] | None, as_of: date | None, order: str | None, now: date,
) -> Guess:  # fmt: skip
    names = set(table.frame.columns)
    found = dated or date_columns(table)
    times = [time] if time else (["time"] if "time" in names else list(found))
    if not times:
        raise Refused("No column holds dates", where=table.source)
    time = times[0]
    activity = activity or ("activity" if "activity" in names else _activity(table, times))
    case = case or ("case" if "case" in names else _long_case(table, [*times, activity or ""]))
    if activity is None or case is None:
        raise Refused(
            "The log's case and activity columns cannot be told apart", where=table.source,
            next_step="name them with --case and --activity",
        )  # fmt: skip
    parsed = parse_dates(table, time, order=order)
    until, notes = as_of_day([parsed], as_of, now)
    steps = stages or {name: name for name in _activity_order(table, case, activity, parsed)}
    notes.insert(
        0, Assumption("shape", "one row an event", "an activity column beside repeated cases")
    )
    notes.insert(1, Assumption("case", case, "its values repeat over several events"))
    return Guess(
        "long", case, "case", tuple(steps.items()), activity, time,
        _groups(table, {case, activity, time}), (), until, {time: parsed}, tuple(notes),
        parsed.findings,
    )  # fmt: skip


def _activity_order(table: Table, case: str, activity: str, parsed: ParsedDates) -> list[str]:
    """Activities by their usual place in a case; the rarest beyond forty are left out."""
    log = table.frame.select(pl.col(case), pl.col(activity)).with_columns(parsed.values.alias("t"))
    common = log.get_column(activity).drop_nulls().value_counts(sort=True).head(40)
    first = log.group_by(case, activity).agg(pl.col("t").min())
    wide = {
        name: first.filter(pl.col(activity) == name).select(case, pl.col("t").alias(name))
        for name in common.get_column(activity)
    }
    joined = log.select(case).unique()
    for frame in wide.values():
        joined = joined.join(frame, on=case, how="left")
    return _in_order(joined, list(wide))


def _wide(  # noqa: PLR0917  (one call, above)
    table: Table, dated: Sequence[str], case: str | None, stages: Mapping[str, str] | None,
    as_of: date | None, order: str | None, now: date,
) -> Guess:  # fmt: skip
    columns = list(stages.values()) if stages else list(dated)
    parsed = {name: parse_dates(table, name, order=order) for name in columns}
    if len(parsed) < 2:
        found = f"{len(parsed)} column{'s' if len(parsed) != 1 else ''} with dates"
        raise Refused(
            "A pathway needs two columns with dates or more", found=found, where=table.source,
            next_step="check the date format, or name the steps with --stage NAME=COLUMN",
        )  # fmt: skip
    others = [] if as_of or dated else _other_dates(table, columns, order)
    until, notes = as_of_day([*parsed.values(), *others], as_of, now)
    days = pl.DataFrame([p.values for p in parsed.values()])
    steps = list(parsed)
    if stages is None:
        steps, more = _steps(days, steps, until)
        notes += more
    key, note = _case(table, case, set(parsed))
    exits = _suggested(table, {key, *parsed})
    named = tuple(stages.items()) if stages else tuple((_spoken(name), name) for name in steps)
    findings = [f for name in steps for f in parsed[name].findings]
    notes += [a for name in steps for a in parsed[name].assumptions]
    return Guess(
        "wide", key, note.value, named, None, None, _groups(table, {key, *parsed}), exits, until,
        parsed, (Assumption("shape", "one row a case or person", "several columns of dates"),
                 Assumption("case", key, note.because), *notes), tuple(findings),
    )  # fmt: skip


def _other_dates(table: Table, named: Sequence[str], order: str | None) -> list[ParsedDates]:
    """Dates that are no step, such as the day a case was closed: they tell the as-of day too."""
    return [
        parse_dates(table, name, order=order)
        for name in date_columns(table)
        if name not in named and not BIRTH_WORDS.search(name)
    ]


def _spoken(column: str) -> str:
    """A column's name as words: "felony_review_date" becomes "felony review"."""
    words = re.sub(r"[_\-]+", " ", re.sub(r"([a-z])([A-Z])", r"\1 \2", column)).strip().lower()
    bare = re.sub(r"^(date of|date|fecha de|fecha|dt)\s+|\s+(date|dt|on|fecha)$", "", words).strip()
    return bare or words


def _steps(days: pl.DataFrame, names: list[str], until: date) -> tuple[list[str], list[Assumption]]:
    """The date columns that are steps, in order; dates of birth and the like set aside, said."""
    notes, kept = [], []
    medians = {n: days.get_column(n).filter(days.get_column(n) <= until).median() for n in names}
    middle = sorted(str(m) for m in medians.values() if m is not None)
    centre = date.fromisoformat(middle[len(middle) // 2][:10]) if middle else until
    for name in names:
        median = medians[name]
        far = median is not None and (centre - date.fromisoformat(str(median)[:10])).days > 3650
        if median is None or far or BIRTH_WORDS.search(name):
            notes.append(Assumption("not a step", name, "its dates lie far from the others'"))
        else:
            kept.append(name)
    order = _in_order(
        days.with_columns(pl.when(pl.col(n) <= until).then(pl.col(n)) for n in kept), kept
    )
    notes.append(Assumption("order of steps", " → ".join(order), "the median order in the data"))
    return order, notes


def _in_order(days: pl.DataFrame, names: list[str]) -> list[str]:
    """By wins of the pairwise median (Copeland); ties fall to the order of the columns.

    Of two columns, the one from which the median row with both waits for the other goes first; a
    median of no days is a tie.
    """
    wins = dict.fromkeys(names, 0.0)
    for i, one in enumerate(names):
        for two in names[i + 1 :]:
            gap = (days.get_column(two) - days.get_column(one)).dt.total_days().drop_nulls()
            if gap.len() == 0:
                continue
            wins[one if float(gap.median() or 0) >= 0 else two] += 1  # type: ignore[arg-type]
    place = {name: index for index, name in enumerate(names)}
    return sorted(names, key=lambda name: (-wins[name], place[name]))


def _case(table: Table, given: str | None, dated: set[str]) -> tuple[str, Assumption]:
    """The column that names the case or person; rows themselves where none does."""
    if given is not None:
        return given, Assumption("case", _unit(given), "given")
    n = table.frame.height
    candidates = [
        (table.frame.get_column(name).n_unique() / n, bool(ID_WORDS.search(name)), -i, name)
        for i, name in enumerate(table.frame.columns)
        if name not in dated and table.frame.get_column(name).null_count() < n * 0.02
    ]
    fitting = [c for c in candidates if c[0] >= (0.5 if c[1] else 0.98)]
    named = [c for c in fitting if c[1]] or fitting
    if not named:
        return "", Assumption("case", "row", "no column names the cases: each row counts as one")
    best = max(named, key=lambda c: (round(c[0], 3), c[2]))
    return best[3], Assumption("case", _unit(best[3]), "its values differ from row to row")


def _unit(column: str) -> str:
    lowered = column.lower()
    for word in ("participant", "person", "defendant", "suspect", "victim"):
        if word in lowered:
            return "person"
    return "case"


def _groups(table: Table, taken: set[str]) -> tuple[str, ...]:
    """Columns with few values, by which a reader may want to compare."""
    n = table.frame.height
    return tuple(
        name
        for name, kind in table.frame.schema.items()
        if name not in taken
        and kind == pl.String
        and 2 <= table.frame.get_column(name).n_unique() <= max(2, min(60, n // 5))
    )


def _suggested(table: Table, taken: set[str]) -> tuple[SuggestedExit, ...]:
    """Values whose words sound like an exit; for the reader to confirm."""
    found = []
    for name in table.frame.columns:
        cells = table.frame.get_column(name)
        if name in taken or cells.dtype != pl.String or not 2 <= cells.n_unique() <= 300:
            continue
        counts = cells.drop_nulls().value_counts(sort=True)
        values = counts.get_column(name).to_list()
        used: set[str] = set()
        for kind, words in EXIT_WORDS.items():
            fits = [v for v in values if v not in used and re.search(words, v, re.IGNORECASE)]
            used.update(fits)
            if fits and len(fits) < len(values):
                found.append(SuggestedExit(name, tuple(fits), kind, "its words sound like an exit"))
    return tuple(found)
