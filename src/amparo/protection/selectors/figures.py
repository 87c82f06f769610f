"""Indicators computed from the office's milestones and records, by the rule each one declares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import polars as pl

from amparo.access.models import User
from amparo.casework.aftercare.content import age_band
from amparo.casework.cases import eventlog
from amparo.casework.cases.eventlog import Scope
from amparo.casework.cases.models import Breakdown
from amparo.directory.packs import causes, code_list
from amparo.directory.packs.indicators import Indicator
from amparo.errors import AmparoError, CannotEstimate
from amparo.flow import EventLog, Exit, Pathway, Stage
from amparo.flow.prevalence.designs.ratio import wilson
from amparo.protection.selectors.made import FEWEST, Made
from amparo.protection.selectors.records import BESIDE, COUNTED, OF_CASES, Asked, of_no_span
from amparo.reform.selectors import GROUPS
from amparo.reform.selectors.breaks import breaks_for
from amparo.reform.selectors.groups import groups_of

ALL_CASES = Scope()

TRAITS = {"sex": "Sex", "age": "Child or adult"}
"""What people are told apart by; cases are by what reform compares them by."""

NOT_RECORDED = "Not recorded"


def groups_for(one: Indicator) -> Mapping[str, str]:
    """What an indicator may be broken down by."""
    if not one.begins:
        return {}
    return TRAITS if one.per == "person" else GROUPS


def rows_of(user: User, scope: Scope, as_known_on: date) -> pl.DataFrame:
    """The milestones this person's figures may count, as they stood on a day."""
    return eventlog.read(user, scope, as_known_on).filter(pl.col("happened_on") <= as_known_on)


def computed(
    user: User, one: Indicator, rows: pl.DataFrame, *, as_of: date, scope: Scope = ALL_CASES,
    by: str = "", traits: pl.DataFrame | None = None,
) -> Made:  # fmt: skip
    """One indicator over these milestones, and over each group of `by`.

    `traits` (`person`, `sex`, `birth_year`) for what people are told apart by. Of them a group of a
    few is withheld, and with it the next smallest, so that none can be had by taking away.
    """
    asked = Asked(rows, as_of, scope)
    whole = _made(user, one, asked)
    if by not in groups_for(one) or (by in TRAITS and traits is None):
        return whole
    groups = groups_of(rows) if traits is None else _traits(one, rows, traits)
    grouped = rows.join(groups, on="case" if traits is None else "person", how="left")
    parts = [
        replace(_made(user, one, replace(asked, rows=part.select(rows.columns))), name=str(name),
                beside=())
        for (name,), part in grouped.group_by([by], maintain_order=True)
        if name is not None
    ]  # fmt: skip
    told = parts if traits is None else _fit_to_show(parts)
    return replace(whole, groups=tuple(sorted(told, key=lambda part: part.name)))


def _traits(one: Indicator, rows: pl.DataFrame, traits: pl.DataFrame) -> pl.DataFrame:
    """One row a person: sex in words, and whether a child when it began."""
    began = _of(rows, one.begins).group_by("person").agg(pl.col("happened_on").min().dt.year())
    known = traits.join(began, on="person", how="inner")
    bands = [
        age_band(born, year=year) or NOT_RECORDED
        for born, year in known.select("birth_year", "happened_on").iter_rows()
    ]
    names = {entry.code: entry.name for entry in code_list("sexes").entries}
    return known.select(
        "person",
        pl.col("sex").replace_strict(names, default=NOT_RECORDED, return_dtype=pl.String),
        pl.Series("age", bands, dtype=pl.String),
    )


def _fit_to_show(parts: Sequence[Made]) -> list[Made]:
    """Groups of a few withheld; where that leaves one alone, the next smallest with it."""
    in_order = sorted((part for part in parts if part.n), key=lambda part: part.n)
    n_hidden = sum(part.n < FEWEST for part in in_order)
    n_hidden = 2 if n_hidden == 1 else n_hidden
    hidden = {part.name for part in in_order[:n_hidden]}
    why = f"Fewer than {FEWEST}, or so that those cannot be had by taking away"
    return [
        Made(None, withheld=why, name=part.name) if part.name in hidden else part
        for part in parts
        if part.n
    ]


def _made(user: User, one: Indicator, asked: Asked) -> Made:
    rows, as_of = asked.rows, asked.as_of
    try:
        if one.rule == "breakdowns":
            return _breakdowns(user, asked)
        if one.rule == "records":
            return _recorded(user, one, asked)
        if one.id in BESIDE and user is not None:
            return replace(_step(one, rows, as_of), beside=BESIDE[one.id](user, asked))
        by_rule = {"people": _people, "events": _events, "before": _before}
        count = by_rule.get(one.rule)
        return _step(one, rows, as_of) if count is None else count(one, rows)
    except CannotEstimate as nothing:
        return Made(None, withheld=nothing.what)
    except AmparoError:
        return Made(None, withheld="The records do not carry this yet")


def _recorded(user: User, one: Indicator, asked: Asked) -> Made:
    if not user.may("figures.exact"):
        said = "Counted for those whose work is exact figures; see what was kept"
        return Made(None, withheld=said)
    if asked.of_cases.has_span and one.id not in OF_CASES:
        return of_no_span()
    return COUNTED[one.id](user, asked)


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


def _breakdowns(user: User, asked: Asked) -> Made:
    cases = asked.cases(user)
    known = Breakdown.objects.countable_by(user).counted()
    broken = known.filter(case__in=cases, on__lte=asked.as_of)
    k, n = broken.values("case").distinct().count(), cases.count()
    if n < FEWEST:
        return Made(None, n=n, withheld=f"Fewer than {FEWEST} cases")
    found = wilson(k / n, n, 0.95)
    return Made(k / n, found.low, found.high, n, k=k, groups=_by_cause(user, asked.of_cases))


def _by_cause(user: User, scope: Scope) -> tuple[Made, ...]:
    """Each cause at its step, over the cases that came to it; those of ten cases and more."""
    try:
        found = breaks_for(user, scope).clusters
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
