"""The diagnosis as JSON; diagnosis.schema.json describes every field."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from amparo import __version__
from amparo.flow.report.content import step_rows, summary
from amparo.flow.report.repairs import attrition_json, repairs_json

if TYPE_CHECKING:
    from amparo.flow.courts import Flow
    from amparo.flow.diagnosis import Diagnosis, Part
    from amparo.flow.ranking import Place

SCHEMA_VERSION = "1.1"


def content_of(found: Diagnosis) -> bytes:
    """The file's bytes, UTF-8."""
    return json.dumps(as_json(found), ensure_ascii=False, indent=1).encode() + b"\n"


def as_json(found: Diagnosis) -> dict[str, Any]:
    """The diagnosis as plain values; no number is NaN or infinite: what is unknown is null."""
    log = found.log
    made = {
        "schema": SCHEMA_VERSION,
        "amparo": __version__,
        "source": log.source,
        "cases": log.n,
        "unit": log.unit,
        "as_of": log.as_of.isoformat(),
        "level": 0.95,
        "summary": summary(found),
        "assumptions": [
            {"about": a.about, "value": a.value, "because": a.because} for a in log.assumptions
        ],
        "suggested_exits": [
            {"kind": s.kind, "column": s.column, "values": list(s.values), "because": s.because}
            for s in log.suggested_exits
        ],
        "quality": [
            {"problem": f.problem, "column": f.column, "count": f.count,
             "examples": list(f.examples), "rows": list(f.rows)}
            for f in found.findings
        ],
        "ledger": _ledger(found),
        **_part(found.whole),
        "groups": [
            {"column": part.group, "value": part.value, "cases": part.n, **_part(part)}
            for part in found.groups
        ],
        "groups_left_out": [{"column": c, "count": n} for c, n in found.left_out],
        "monthly": [_flow(flow) for flow in found.flows],
        "ranking": {
            "most_lost": [_place(p) for p in found.most_lost],
            "most_time": [_place(p) for p in found.most_time],
            "standing_out": [_place(p) for p in found.standing_out],
        },
        "attrition": attrition_json(found.attrition),
        "repair_first": [repairs_json(name, one) for name, one in found.opportunities.items()],
    }  # fmt: skip
    plain: dict[str, Any] = _plain(made)
    return plain


def _part(part: Part) -> dict[str, Any]:
    steps = []
    for row, step in zip(step_rows(part), part.steps, strict=True):
        shown = {name: value for name, value in row.items() if name not in ("group", "value")}
        steps.append({**shown, "exits": [{"kind": kind, "count": n} for kind, n in step.exits]})
    return {
        "stages": [{"stage": r.stage, "reached": r.n, "share": r.share} for r in part.reached],
        "steps": steps,
    }


def _ledger(found: Diagnosis) -> list[dict[str, Any]]:
    ledger = found.log.ledger
    if ledger is None:
        return []
    return [
        {"what": line.what, "read": line.read, "used": line.used,
         "set_aside": [{"reason": why, "count": n} for why, n in line.set_aside]}
        for line in ledger.lines
    ]  # fmt: skip


def _flow(flow: Flow) -> dict[str, Any]:
    months = [{**row, "month": row["month"].isoformat()} for row in flow.frame.to_dicts()]
    return {"from": flow.start, "to": flow.to, "last_year": flow.latest, "months": months}


def _place(place: Place) -> dict[str, Any]:
    share = place.share_advanced
    return {
        "from": place.start, "to": place.to, "group": place.group or None,
        "value": place.value or None, "entered": place.entered, "exited": place.lost,
        "held_up": place.stuck, "held_up_low": place.stuck_low, "held_up_high": place.stuck_high,
        "like_next": place.like_next, "days_waited": place.days, "share_advanced": share.value,
        "share_advanced_low": share.low, "share_advanced_high": share.high,
        "stands_out": place.stands_out or None,
    }  # fmt: skip


def _plain(value: Any) -> Any:
    """Lists, dicts and numbers that JSON has; floats that are not numbers become null."""
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, float):
        return round(value, 10) if math.isfinite(value) else None
    return value
