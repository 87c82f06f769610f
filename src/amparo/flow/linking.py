"""Who is on several lists? Lists are linked before they are counted, and only counts come out.

Probabilistic linkage with Splink (Ministry of Justice) on DuckDB, in the memory of this machine:
how often two records of one person agree on each column, and two records of different people, is
learnt from the lists themselves. Columns may hold plain values, or hashes of them; hashes can only
be equal or not. Pairs that are neither clear nor hopeless are for people to look at.

Source: Fellegi and Sunter (1969); Linacre and others (2022), Splink.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from amparo.errors import CannotEstimate, Refused

SURE, HOPELESS = 0.95, 0.2
HASH = re.compile(r"^[0-9a-fA-F]{32,128}$")
MOST_PAIRS = 1_000_000


@dataclass(frozen=True)
class Pair:
    """Two records that may be one person: where they stand, and how likely it is."""

    left: str
    right: str
    probability: float


@dataclass(frozen=True)
class Linked:
    """The lists, linked: how many people are on just which lists, and the pairs in doubt.

    `overlap` has a column of 0 and 1 a list, and `people`; nothing in it tells who anyone is.
    """

    overlap: pl.DataFrame
    uncertain: tuple[Pair, ...]
    n_records: int
    n_people: int

    def sentence(self) -> str:
        """What was found, in words."""
        doubt = f"; {len(self.uncertain):,} pairs are in doubt" if self.uncertain else ""
        return f"{self.n_records:,} records are {self.n_people:,} people{doubt}."


def link(
    lists: Mapping[str, pl.DataFrame],
    on: Sequence[str],
    *,
    answers: Mapping[tuple[str, str], bool] | None = None,
) -> Linked:
    """Link lists of people on columns that all of them have, within a list as well.

    Records are named "list:row", rows counted from 1. `answers` says of pairs in doubt whether they
    are one person; a pair without an answer is taken for two people and stays in doubt.

    Raises: Refused where a column is missing; CannotEstimate where too little agrees to learn from.
    Misleads when: lists write the same thing in different ways, or a column says the same of many.
    """
    records = _records(lists, on)
    scored = _score(records, list(on))
    said = {frozenset(pair): same for pair, same in (answers or {}).items()}
    sure = [p for p in scored if said.get(frozenset((p.left, p.right)), p.probability >= SURE)]
    doubt = [
        p for p in scored
        if p.probability < SURE and frozenset((p.left, p.right)) not in said
    ]  # fmt: skip
    people = _people(records.get_column("unique_id").to_list(), sure)
    return Linked(
        _overlap(people, list(lists)), tuple(sorted(doubt, key=lambda p: -p.probability)),
        records.height, len(people),
    )  # fmt: skip


def _records(lists: Mapping[str, pl.DataFrame], on: Sequence[str]) -> pl.DataFrame:
    missing = {name: sorted(set(on) - set(one.columns)) for name, one in lists.items()}
    if len(lists) < 2 or len(on) < 2 or any(missing.values()):
        lacking = [(name, ", ".join(gone)) for name, gone in missing.items() if gone]
        found = "; ".join(f"{name} lacks {gone}" for name, gone in lacking)
        raise Refused(
            "Linking needs two lists or more, and two columns or more that each of them has",
            found=found, next_step="name the columns with --on, spelt alike in every list",
        )  # fmt: skip
    parts = [
        one.select([_folded(column) for column in on]).with_row_index("row", offset=1).select(
            pl.format("{}:{}", pl.lit(name), pl.col("row")).alias("unique_id"), *on
        )
        for name, one in lists.items()
    ]  # fmt: skip
    return pl.concat(parts)


def _folded(column: str) -> pl.Expr:
    text = pl.col(column).cast(pl.String).str.to_lowercase().str.strip_chars()
    return pl.when(text == "").then(None).otherwise(text).alias(column)


def _score(records: pl.DataFrame, on: list[str]) -> list[Pair]:
    """Every pair that is not hopeless, with its probability."""
    import splink.comparison_library as ways
    from splink import Linker, SettingsCreator, block_on
    from splink.internals.duckdb.database_api import DuckDBAPI

    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[_comparison(ways, records, column) for column in on],
        blocking_rules_to_generate_predictions=[block_on(column) for column in on],
    )
    try:
        table = DuckDBAPI().register(records.to_arrow())
        linker = Linker(table, settings, log_level=logging.ERROR)
        train: Any = linker.training
        train.estimate_probability_two_random_records_match([block_on(*on)], recall=0.7)
        train.estimate_u_using_random_sampling(max_pairs=MOST_PAIRS, seed=1)
        for column in on:
            train.estimate_parameters_using_expectation_maximisation(block_on(column))
        scored: Any = linker.inference.predict(threshold_match_probability=HOPELESS)
    except Exception as error:
        raise CannotEstimate(
            "Too little agrees between these lists to learn how people are written in them",
            next_step="link on more columns, or match the lists by hand",
        ) from error
    columns = ("unique_id_l", "unique_id_r", "match_probability")
    return [Pair(*row) for row in pl.DataFrame(scored.as_pyarrow_table()).select(columns).rows()]


def _comparison(ways: Any, records: pl.DataFrame, column: str) -> Any:
    values = records.get_column(column).drop_nulls()
    if values.head(200).str.contains(HASH.pattern).all():
        return ways.ExactMatch(column)
    if values.head(200).str.contains(r"\d").all():
        return ways.LevenshteinAtThresholds(column, [1])
    return ways.JaroWinklerAtThresholds(column, [0.92, 0.8])


def _people(records: Sequence[str], same: Sequence[Pair]) -> list[set[str]]:
    """The records put together: whoever is the same as the same is the same."""
    head = {one: one for one in records}

    def first(one: str) -> str:
        while head[one] != one:
            head[one] = head[head[one]]
            one = head[one]
        return one

    for pair in same:
        head[first(pair.left)] = first(pair.right)
    people: dict[str, set[str]] = {}
    for one in records:
        people.setdefault(first(one), set()).add(one)
    return list(people.values())


def _overlap(people: Sequence[set[str]], lists: Sequence[str]) -> pl.DataFrame:
    seen = [{record.rsplit(":", 1)[0] for record in one} for one in people]
    rows = pl.DataFrame([{name: int(name in one) for name in lists} for one in seen])
    return rows.group_by(lists).len("people").sort("people", *lists, descending=True)


def doubts(found: Linked, lists: Mapping[str, pl.DataFrame], on: Sequence[str]) -> pl.DataFrame:
    """The pairs in doubt side by side, the likeliest first, with a column to answer in.

    It shows people; whoever makes it keeps it where the lists are kept.
    """

    def value(record: str, column: str) -> str:
        name, row = record.rsplit(":", 1)
        return str(lists[name][int(row) - 1, column] or "")

    columns = {
        "left": [p.left for p in found.uncertain], "right": [p.right for p in found.uncertain]
    }  # fmt: skip
    for column in on:
        columns[f"{column} (left)"] = [value(p.left, column) for p in found.uncertain]
        columns[f"{column} (right)"] = [value(p.right, column) for p in found.uncertain]
    columns["probability"] = [f"{p.probability:.2f}" for p in found.uncertain]
    columns["same"] = [""] * len(found.uncertain)
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
