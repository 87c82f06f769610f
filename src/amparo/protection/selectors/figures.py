"""Indicators computed from the office's milestones and records, by the rule each one declares."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import polars as pl

from amparo.access.models import User
from amparo.casework.cases import eventlog
from amparo.casework.cases.eventlog import Scope, counted_cases
from amparo.casework.cases.models import Breakdown
from amparo.directory.packs import causes
from amparo.directory.packs.indicators import Indicator
from amparo.errors import AmparoError, CannotEstimate
from amparo.flow import EventLog, Exit, Pathway, Stage
from amparo.flow.prevalence.designs.ratio import wilson
from amparo.protection.selectors.made import FEWEST, Made
from amparo.protection.selectors.records import BESIDE, COUNTED, Asked
from amparo.reform.selectors import GROUPS
from amparo.reform.selectors.breaks import breaks_for
from amparo.reform.selectors.groups import groups_of


def rows_of(user: User, programme: UUID | None, as_known_on: date) -> pl.DataFrame:
    """The milestones this person's figures may count, as they stood on a day."""
    return eventlog.read(user, Scope(programme), as_known_on).filter(
        pl.col("happened_on") <= as_known_on
    )


def computed(
    user: User, one: Indicator, rows: pl.DataFrame, *, as_of: date, programme: UUID | None = None,
    by: str = "",
) -> Made:  # fmt: skip
    """One indicator over these milestones, and over each group of `by` where cases are counted."""
    whole = _made(user, one, rows, as_of, programme)
    if by not in GROUPS or one.per != "case" or not one.begins:
        return whole
    grouped = rows.join(groups_of(rows), on="case", how="left")
    parts = [
        replace(_made(user, one, part.select(rows.columns), as_of, programme), name=str(name))
        for (name,), part in grouped.group_by([by], maintain_order=True)
        if name is not None
    ]
    return replace(whole, groups=tuple(sorted(parts, key=lambda part: part.name)))


def _made(
    user: User, one: Indicator, rows: pl.DataFrame, as_of: date, programme: UUID | None
) -> Made:
    try:
        if one.rule == "breakdowns":
            return _breakdowns(user, programme, as_of)
        asked = Asked(rows, as_of, programme)
        if one.rule == "records":
            return COUNTED[one.id](user, asked) if user.may("figures.exact") else Made(
                None, withheld="Counted for those whose work is exact figures; see what was kept"
            )  # fmt: skip
        if one.id in BESIDE and user is not None:
            return replace(_step(one, rows, as_of), beside=BESIDE[one.id](user, asked))
        by_rule = {"people": _people, "events": _events, "before": _before}
        count = by_rule.get(one.rule)
        return _step(one, rows, as_of) if count is None else count(one, rows)
    except CannotEstimate as nothing:
        return Made(None, withheld=nothing.what)
    except AmparoError:
        return Made(None, withheld="The records do not carry this yet")


def _of(rows: pl.DataFrame, codes: tuple[str, ...]) -> pl.DataFrame:
    return rows.filter(pl.col("type").is_in(codes))


def _missing(rows: pl.DataFrame) -> float:
    return eventlog.imprecise(rows) / rows.height if rows.height else 0.0


def _share(k: int, n: int, rows: pl.DataFrame) -> Made:
    if n < FEWEST:
        return Made(None, n=n, withheld=f"Fewer than {FEWEST}: too few for a share")
    found = wilson(k / n, n, 0.95)
    return Made(k / n, found.low, found.high, n, _missing(rows), k=k)


def _people(one: Indicator, rows: pl.DataFrame) -> Made:
    found = _of(rows, one.begins).filter(pl.col("person").is_not_null())
    n = found.get_column("person").n_unique()
    return Made(float(n), n=n, missing=_missing(found))


def _events(one: Indicator, rows: pl.DataFrame) -> Made:
    begun, other = _of(rows, one.begins), _of(rows, one.ends)
    return _share(begun.height, begun.height + other.height, pl.concat([begun, other]))


def _before(one: Indicator, rows: pl.DataFrame) -> Made:
    """People with the first milestone who have the other no later."""
    first = _of(rows, one.begins).group_by("person").agg(pl.col("happened_on").min())
    first = first.filter(pl.col("person").is_not_null())
    other = _of(rows, one.ends).group_by("person").agg(pl.col("happened_on").min().alias("done"))
    both = first.join(other, on="person", how="left")
    done = both.filter(pl.col("done") <= pl.col("happened_on")).height
    return _share(done, both.height, _of(rows, (*one.begins, *one.ends)))


def _breakdowns(user: User, programme: UUID | None, as_of: date) -> Made:
    cases = counted_cases(user, Scope(programme, None, as_of))
    broken = Breakdown.objects.countable_by(user).counted().filter(case__in=cases, on__lte=as_of)
    k, n = broken.values("case").distinct().count(), cases.count()
    if n < FEWEST:
        return Made(None, n=n, withheld=f"Fewer than {FEWEST} cases")
    found = wilson(k / n, n, 0.95)
    return Made(k / n, found.low, found.high, n, k=k, groups=_by_cause(user, programme))


def _by_cause(user: User, programme: UUID | None) -> tuple[Made, ...]:
    """Each cause at its step, over the cases that came to it; those of ten cases and more."""
    try:
        found = breaks_for(user, Scope(programme)).clusters
    except CannotEstimate:
        return ()
    names = {cause.id: cause.name for cause in causes()}
    return tuple(
        Made(one.share.value, one.share.low, one.share.high, one.reached, k=one.n_cases,
             name=f"{one.cause} {names[one.cause]}")
        for one in found if one.reached >= FEWEST
    )  # fmt: skip


def _step(one: Indicator, rows: pl.DataFrame, as_of: date) -> Made:
    """A share within days by Aalen–Johansen, or a median by Kaplan–Meier; who waits is censored."""
    who = "person" if one.per == "person" else "case"
    used = _of(rows, (*one.begins, *one.ends, *one.exits)).filter(pl.col(who).is_not_null())
    begun = _of(used, one.begins).get_column(who).unique()
    used = used.filter(pl.col(who).is_in(begun.implode()))
    if begun.len() < FEWEST:
        return Made(
            None, n=begun.len(), withheld=f"Fewer than {FEWEST} began it: too few for a share"
        )
    frame = used.select(pl.col(who).alias("case"), "type", "happened_on")
    exits = (Exit("left", "type", one.exits, "happened_on"),) if one.exits else ()
    path = Pathway(
        case="case", shape="long", activity="type", time="happened_on", exits=exits,
        stages=(Stage("begun", one.begins[0], one.begins[1:]),
                Stage("gone on", one.ends[0], one.ends[1:])),
    )  # fmt: skip
    log = EventLog.read(frame, pathway=path, as_of=as_of)
    curves = log.survival(log.pathway.step("begun", "gone on"))
    if one.rule == "median":
        half = curves.median
        said = "" if half.value is not None else "Half have not gone on yet"
        return Made(half.value, half.low, half.high, begun.len(), _missing(used), said)
    share = curves.fates.at(one.within)
    if share.value is None:
        said = f"Nobody was followed for {one.within:,} days yet"
        return Made(None, n=begun.len(), missing=_missing(used), withheld=said)
    if one.rule == "none":
        low = None if share.high is None else 1 - share.high
        high = None if share.low is None else 1 - share.low
        return Made(1 - share.value, low, high, begun.len(), _missing(used))
    return Made(share.value, share.low, share.high, begun.len(), _missing(used))
