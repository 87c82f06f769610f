"""Effects as JSON: every number with its interval, every check, and the verdict."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from amparo import __version__

if TYPE_CHECKING:
    from amparo.flow.effects.effect import Effect

SCHEMA_VERSION = "1.0"


def content_of(found: Sequence[Effect], source: str) -> bytes:
    """The file's bytes, UTF-8."""
    made = {
        "schema": SCHEMA_VERSION, "amparo": __version__, "source": source,
        "effects": [as_json(one) for one in found],
    }  # fmt: skip
    return json.dumps(_plain(made), ensure_ascii=False, indent=1).encode() + b"\n"


def as_json(found: Effect) -> dict[str, Any]:
    """One effect as plain values."""
    verdict = found.verdict
    return {
        "outcome": found.outcome, "scale": found.scale.value, "better": found.better.value,
        "design": found.design.value, "method": found.method,
        "verdict": {
            "claim": verdict.claim.value, "sentence": verdict.sentence,
            "reasons": verdict.reasons, "doubts": verdict.doubts,
        },
        "estimate": found.estimate, "se": found.se, "low": found.interval.low,
        "high": found.interval.high, "level": found.level, "outcomes_looked_at": found.looked_at,
        "usual": found.usual, "units": found.n_units, "units_repaired": found.n_treated,
        "unit": found.unit_word, "periods": found.n_periods, "period": found.period_word,
        "rows": found.n_rows,
        "checks": [
            {"name": c.name, "passed": c.passed, "bearing": c.bearing.value, "says": c.says,
             "numbers": dict(c.numbers)}
            for c in found.checks
        ],
        "misleading": [
            {"name": m.name, "estimate": m.estimate, "low": m.interval.low,
             "high": m.interval.high, "why": m.why}
            for m in found.misleading
        ],
        "frame": found.frame.to_dicts(),
        "tables": {name: table.to_dicts() for name, table in found.tables.items()},
        "notes": found.notes,
    }  # fmt: skip


def _plain(value: Any) -> Any:
    """No number is NaN or infinite: what is unknown is null."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value.item() if hasattr(value, "item") else value
