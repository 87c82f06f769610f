"""An office's tables as files that anyone may have: checked, or with noise, and said which."""

from __future__ import annotations

import csv
import hashlib
import hmac
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings

from amparo.flow.disclosure import FEWEST, TOTAL, Released, Table, with_noise, withhold

EPSILON = 1.0
"""What all tables of one publication may tell of one case, together."""


@dataclass(frozen=True)
class OpenTable:
    """A file of open data: its name, its title, and its content."""

    file: str
    title: str
    content: str


def opened(tables: Sequence[Table], *, epsilon: float | None = EPSILON) -> tuple[OpenTable, ...]:
    """The tables fit to be published. Without an epsilon they are exact where they are shown.

    Epsilon is shared out among the tables, since they are over the same cases. The same counts get
    the same noise, so that publishing again and taking the mean shows nothing.

    Raises: Refused, naming the cell, where exact figures could single someone out.
    """
    if epsilon is None:
        released = withhold(tables)
    else:
        each = epsilon / max(1, len(tables))
        released = tuple(with_noise(one, epsilon=each, seed=_seed(one)) for one in tables)
    return tuple(_file(one, epsilon) for one in released)


def _seed(table: Table) -> str:
    """A secret of the office and the counts, so that nobody can draw the noise again."""
    said = json.dumps([table.name, table.rows, table.columns, table.counts])
    return hmac.new(settings.SECRET_KEY.encode(), said.encode(), hashlib.sha256).hexdigest()


def _file(one: Released, epsilon: float | None) -> OpenTable:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["row", "column", "cases", "note"])
    table = one.table
    for row, figures in zip((*table.rows, TOTAL), one.figures, strict=True):
        for column, n in zip((*table.columns, TOTAL), figures, strict=True):
            note = f"withheld: under {FEWEST}, or would give one away" if n is None else ""
            writer.writerow([row, column, "" if n is None else n, note])
    promise = (
        f"exact, k = {FEWEST}" if epsilon is None
        else f"with noise, epsilon = {one.epsilon:g} of {epsilon:g}, then k = {FEWEST}"
    )  # fmt: skip
    name = table.name.lower().replace(" ", "-")
    return OpenTable(f"{name}.csv", f"{table.name} ({promise})", out.getvalue())
