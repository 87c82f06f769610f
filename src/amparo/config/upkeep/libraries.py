"""What is promised of the libraries that Amparo stands on, and when they were renewed."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path


@dataclass(frozen=True)
class Libraries:
    """The day the lock was made, its hash, and how many days each kind of hole may stay open."""

    renewed_on: date
    lock_sha256: str
    renew_within_days: int
    mend_within_days: Mapping[str, int]


def told() -> Libraries:
    """What `libraries.toml` says."""
    text = Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
    return Libraries(**tomllib.loads(text))
