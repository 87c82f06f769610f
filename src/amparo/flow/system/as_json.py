"""A system as JSON, and back."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import Any

from amparo.errors import Refused
from amparo.flow.system.model import Change, Hazards, Service, Station, System, Work

VERSION = 1


def written(system: System) -> str:
    """The system as text."""
    said = asdict(system)
    said["starts_on"] = system.starts_on.isoformat()
    return json.dumps({"amparo_system": VERSION, **said}, ensure_ascii=False)


def read(text: str) -> System:
    """The system that a text holds. Raises: Refused for a text that holds none."""
    try:
        said = json.loads(text)
        if said.pop("amparo_system") > VERSION:
            raise Refused("The system was written by a later Amparo", next_step="update Amparo")
        said["starts_on"] = date.fromisoformat(said["starts_on"])
        said["stations"] = tuple(_station(one) for one in said["stations"])
        said["changes"] = tuple(Change(**one) for one in said["changes"])
        return System(**said)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Refused("This is no system", found=type(error).__name__,
                      next_step="write one with System.to_json()") from error  # fmt: skip


def _station(said: dict[str, Any]) -> Station:
    service, hazards = said.pop("service"), said.pop("hazards")
    said["outcomes"] = tuple((kind, chance) for kind, chance in said["outcomes"])
    said["waiting_days"] = tuple(float(days) for days in said["waiting_days"])
    return Station(
        **said,
        service=Service(**{**service, "work": Work(service["work"])}) if service else None,
        hazards=Hazards(
            tuple(hazards["edges"]), tuple(tuple(row) for row in hazards["ended"]),
            tuple(hazards["exposure"]),
        ) if hazards else None,
    )  # fmt: skip
