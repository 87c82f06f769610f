"""What is theirs, as data: `packs/own_data.toml`, read once and checked against the tables."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from django.apps import apps
from django.db import models

ALONE = "alone"


@dataclass(frozen=True)
class Told:
    """One table of which a person is told: how its rows lead to them, and what is left out."""

    model: type[models.Model]
    heading: str
    ways: tuple[str, ...]
    case: str
    key: str
    leave: frozenset[str]


@lru_cache(maxsize=1)
def _data() -> Mapping[str, object]:
    content = files("amparo.packs").joinpath("own_data.toml").read_text("utf-8")
    return tomllib.loads(content)


@lru_cache(maxsize=1)
def told() -> tuple[Told, ...]:
    """Every table of which a person is told, in the order they read it."""
    rows: list[Mapping[str, object]] = _data()["told"]  # type: ignore[assignment]
    return tuple(
        Told(
            apps.get_model(str(row["model"])), str(row["heading"]),
            tuple(row["ways"]),  # type: ignore[arg-type]
            str(row.get("case", "case")), str(row.get("key", "case.key")),
            frozenset(row.get("leave", ())),  # type: ignore[call-overload]
        )
        for row in rows
    )  # fmt: skip


def not_theirs() -> Mapping[str, str]:
    """Every table that leads to a person or a case and is not told, with the reason."""
    found: Mapping[str, str] = _data()["not_theirs"]  # type: ignore[assignment]
    return found
