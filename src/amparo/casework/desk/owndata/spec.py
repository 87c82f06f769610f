"""What is theirs, as data: `packs/own_data.toml`, read once and checked against the tables."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from django.apps import apps
from django.db import models

ALONE = "alone"


@dataclass(frozen=True)
class Told:
    """One table of which a person is told: how its rows lead to them, how its fields are said, and
    what is left out. `said` names by field, or by the way to it, what turns codes into words."""

    model: type[models.Model]
    heading: str
    ways: tuple[str, ...]
    case: str
    key: str
    only: Mapping[str, bool]
    leave: frozenset[str]
    said: Mapping[str, str]
    typed: frozenset[str]
    also: Mapping[str, str]
    labels: Mapping[str, str]


@lru_cache(maxsize=1)
def _data() -> Mapping[str, Any]:
    content = files("amparo.packs").joinpath("own_data.toml").read_text("utf-8")
    return tomllib.loads(content)


@lru_cache(maxsize=1)
def told() -> tuple[Told, ...]:
    """Every table of which a person is told, in the order they read it."""
    rows: list[Mapping[str, Any]] = _data()["told"]
    return tuple(
        Told(
            apps.get_model(row["model"]), row["heading"], tuple(row["ways"]),
            row.get("case", "case"), row.get("key", "case.key"), row.get("only", {}),
            frozenset(row.get("leave", ())), row.get("said", {}), frozenset(row.get("typed", ())),
            row.get("with", {}), row.get("labels", {}),
        )
        for row in rows
    )  # fmt: skip


def labels() -> Mapping[str, str]:
    """What fields are called in every table that calls them nothing else."""
    found: Mapping[str, str] = _data()["labels"]
    return found


def not_theirs() -> Mapping[str, str]:
    """Every table that leads to a person or a case and is not told, with the reason."""
    found: Mapping[str, str] = _data()["not_theirs"]
    return found
