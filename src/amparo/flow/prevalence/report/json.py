"""The report as JSON: every method's number with its interval, and how it was come by."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from amparo import __version__
from amparo.flow.prevalence.systems.saying import DISPUTE

if TYPE_CHECKING:
    from amparo.flow.prevalence.report.gathered import Gathered
    from amparo.flow.prevalence.systems.stepwise import Stepwise

SCHEMA_VERSION = "1.0"


def content_of(found: Gathered) -> bytes:
    """The file's bytes, UTF-8."""
    return json.dumps(_plain(as_json(found)), ensure_ascii=False, indent=1).encode() + b"\n"


def as_json(found: Gathered) -> dict[str, Any]:
    """The report as plain values."""
    lists, span = found.lists, found.range.interval
    return {
        "schema": SCHEMA_VERSION, "amparo": __version__, "source": lists.source,
        "lists": list(lists.names), "known": lists.n, "people_by_lists": lists.frame.to_dicts(),
        "lowest": span.low, "highest": span.high, "level": found.range.level,
        "sentence": found.range.sentence(), "dispute": DISPUTE,
        "methods": [
            {"name": one.name, "method": one.method, "estimate": one.estimate,
             "low": one.interval.low, "high": one.interval.high, "interval": one.kind or None,
             "says": one.says}
            for one in found.range.rows
        ],
        "stepwise": None if found.stepwise is None else _steps(found.stepwise),
        "asked": None if found.asked is None else {
            "interactions": list(found.asked.interactions), "estimate": found.asked.estimate,
            "intervals": found.asked.intervals().to_dicts(),
        },
        "other_lists": found.changes.to_dicts(), "notes": list(lists.notes),
    }  # fmt: skip


def _steps(found: Stepwise) -> dict[str, Any]:
    intervals = {str(kind): found.interval_by(kind) for kind in ("multinomial", "poisson", "wald")}
    return {
        "level": found.level,
        "interactions": list(found.interactions),
        "steps": found.frame.to_dicts(),
        "without_unique_estimate": list(found.passed_over),
        "estimate": found.estimate,
        "intervals": {name: {"low": one.low, "high": one.high} for name, one in intervals.items()},
    }


def _plain(value: Any) -> Any:
    """No number is NaN or infinite: what is unknown is null."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value.item() if hasattr(value, "item") else value
