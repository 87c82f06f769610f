"""Judges a report of known holes in libraries against the time in which we promise to mend them.

The report is OSV-Scanner's JSON, made where there is a network (or with its offline database):

    osv-scanner scan source --lockfile requirements.txt:lock/run.txt --format json > report.json
    .venv/bin/python -m tools.holes report.json

Prints every hole with its last day, and exits 1 where one is past it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from amparo.config.upkeep import libraries

UNKNOWN = "HIGH"  # how bad a hole is taken to be where nobody said


@dataclass(frozen=True)
class Hole:
    """A known hole in the version we use: how bad, and the last day to mend it."""

    package: str
    version: str
    id: str
    severity: str
    until_on: date


def holes(report: Mapping[str, Any], within: Mapping[str, int]) -> Iterator[Hole]:
    """Every hole of a report that is not withdrawn."""
    for result in report.get("results") or ():
        for found in result.get("packages") or ():
            package = found["package"]
            for one in found.get("vulnerabilities") or ():
                if one.get("withdrawn"):
                    continue
                said = str((one.get("database_specific") or {}).get("severity", "")).upper()
                severity = {"MEDIUM": "MODERATE"}.get(said, said)
                severity = severity if severity in within else UNKNOWN
                told_on = datetime.fromisoformat(one["published"]).astimezone(UTC).date()
                until_on = told_on + timedelta(days=within[severity])
                yield Hole(package["name"], package["version"], one["id"], severity, until_on)


def main() -> int:
    """Say what is open, and until when."""
    report = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    today = datetime.now(UTC).date()
    found = sorted(holes(report, libraries.told().mend_within_days), key=lambda one: one.until_on)
    for one in found:
        late = "PAST  " if one.until_on < today else "open  "
        print(f"{late}{one.package} {one.version}: {one.id}, {one.severity}, by {one.until_on}")
    if not found:
        print("No known hole.")
    return int(any(one.until_on < today for one in found))


if __name__ == "__main__":
    sys.exit(main())
