"""Specifications as text: a log, the pathway, and the answer in one file a person can check.

Lines: a claim; `key: value` lines; a table `log`; a table `steps` with the answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from amparo.flow import Exit

FOLDER = Path(__file__).parent / "spec"


@dataclass(frozen=True)
class Spec:
    claim: str
    stages: list[str]
    as_of: date
    exits: list[Exit]
    log: list[dict[str, str | None]]
    steps: list[dict[str, str]]


def read(path: Path) -> Spec:
    claim, *rest = [line.rstrip() for line in path.read_text(encoding="utf-8").splitlines()]
    facts = dict(line.split(": ", 1) for line in rest if ": " in line)
    log_at, steps_at = rest.index("log"), rest.index("steps")
    return Spec(
        claim=claim,
        stages=facts["stages"].split(", "),
        as_of=date.fromisoformat(facts["as of"]),
        exits=[_exit(text) for text in facts.get("exits", "").split("; ") if text],
        log=[
            {k: None if v == "-" else v for k, v in row.items()}
            for row in _table(rest[log_at + 1 : steps_at])
        ],
        steps=_table(rest[steps_at + 1 :]),
    )


def _exit(text: str) -> Exit:
    """ "dismissed = status is no case, closed on left" """
    kind, condition = text.split(" = ")
    condition, _, day = condition.partition(" on ")
    column, values = condition.split(" is ")
    return Exit(kind, column, tuple(values.split(", ")), day or None)


def _table(lines: list[str]) -> list[dict[str, str]]:
    rows = [[cell.strip() for cell in line.split("|")] for line in lines if "|" in line]
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


ALL = sorted(FOLDER.glob("*.txt"))
