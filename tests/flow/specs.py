"""Specifications as text: a log, the pathway, and the answer in one file a person can check.

Lines: a claim (one or more lines); `key: value` lines; then tables, each after a line with its
name alone: `log`, and the answers. A cell "-" is blank.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import polars as pl

from amparo.flow import EventLog, Exit, Pathway, Stage

FOLDER = Path(__file__).parent / "spec"
FACT = re.compile(r"^(?P<key>[a-z][a-z ]*): (?P<value>.+)$")
Row = dict[str, str | None]


@dataclass(frozen=True)
class Spec:
    path: Path
    claim: str
    facts: dict[str, str]
    tables: dict[str, list[Row]]

    @property
    def stages(self) -> list[str]:
        return self.facts["stages"].split(", ")

    @property
    def as_of(self) -> date:
        return date.fromisoformat(self.facts["as of"])

    @property
    def groups(self) -> list[str]:
        return [name for name in self.facts.get("by", "").split(", ") if name]

    @property
    def exits(self) -> list[Exit]:
        return [_exit(text) for text in self.facts.get("exits", "").split("; ") if text]

    @property
    def rows(self) -> list[Row]:
        """The rows of the log; one that begins with `times` stands for so many cases."""
        rows = self.tables["log"]
        if "times" not in rows[0]:
            return rows
        many = [row for row in rows for _ in range(int(str(row["times"])))]
        return [
            {"case": str(at), **{name: cell for name, cell in row.items() if name != "times"}}
            for at, row in enumerate(many)
        ]

    def log(self) -> EventLog:
        """The log as the library reads it: events where the table has an activity, else cases."""
        frame = pl.DataFrame(self.rows, infer_schema_length=None)
        if "activity" not in frame.columns:
            return EventLog.read(
                frame, case="case", stages={name: name for name in self.stages},
                exits=self.exits, as_of=self.as_of, groups=self.groups,
            )  # fmt: skip
        path = Pathway(
            case="case", shape="long", activity="activity", time="day",
            stages=tuple(Stage(name, name) for name in self.stages),
            exits=tuple(self.exits), groups=tuple(self.groups), as_of=self.as_of,
        )  # fmt: skip
        return EventLog.read(frame, pathway=path)


def read(path: Path) -> Spec:
    lines = [line.rstrip() for line in path.read_text(encoding="utf-8").splitlines()]
    facts = {m["key"]: m["value"] for line in lines if (m := FACT.match(line))}
    first_fact = next(i for i, line in enumerate(lines) if FACT.match(line))
    tables: dict[str, list[Row]] = {}
    for at, line in enumerate(lines):
        if at > 0 and line and "|" not in line and "|" in "".join(lines[at + 1 : at + 2]):
            rest = lines[at + 1 :]
            end = next((i for i, row in enumerate(rest) if "|" not in row), len(rest))
            tables[line] = _table(rest[:end])
    return Spec(path, " ".join(lines[:first_fact]), facts, tables)


def _exit(text: str) -> Exit:
    """ "dismissed = status is no case, closed on left" """
    kind, condition = text.split(" = ")
    condition, _, day = condition.partition(" on ")
    column, values = condition.split(" is ")
    return Exit(kind, column, tuple(values.split(", ")), day or None)


def _table(lines: list[str]) -> list[Row]:
    rows = [[cell.strip() for cell in line.split("|")] for line in lines]
    return [
        {name: None if cell == "-" else cell for name, cell in zip(rows[0], row, strict=True)}
        for row in rows[1:]
    ]


def number(text: str | None) -> float | None:
    """A cell of an answer: a number or a fraction; None where blank."""
    return None if text is None else float(Fraction(text))


def of(analysis: str) -> list[Path]:
    """The files of one analysis."""
    return sorted((FOLDER / analysis).glob("*.txt"))


def plain_day(text: str | None, as_of: date) -> date | None:
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if day <= as_of else None


def plain_cases(spec: Spec) -> list[dict[str, Any]]:
    """Wide rows as the reference's cases, in plain Python."""
    cases: dict[str, dict[str, Any]] = {}
    for row in spec.rows:
        case = cases.setdefault(
            str(row["case"]),
            {"days": dict.fromkeys(spec.stages), "exit": None, "groups": {}},
        )
        for group in spec.groups:
            case["groups"].setdefault(group, row[group])
        for stage in spec.stages:
            day = plain_day(row[stage], spec.as_of)
            known = case["days"][stage]
            case["days"][stage] = min(d for d in (day, known) if d) if day or known else None
        for one in spec.exits:
            if str(row[one.column]).casefold() in {value.casefold() for value in one.values}:
                own = plain_day(row[one.date_column], spec.as_of) if one.date_column else None
                last = max(d for d in case["days"].values() if d)
                case["exit"] = (one.kind, own or last)
    return list(cases.values())
