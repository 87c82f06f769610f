"""The court measures in slow, plain Python: cases as lists of events, fractions, no vectors.

An event is (activity, day, reason, party), in order. Written from the definitions, not the engine.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from tests.flow.reference import quantile as waiting_quantile
from tests.flow.reference import survival_at
from tests.flow.reference_process import quantile

Event = tuple[str, date, str | None, str | None]


def first(events: list[Event], names: tuple[str, ...]) -> date | None:
    return min((day for name, day, _, _ in events if name in names), default=None)


def cases_of(cases: dict[str, list[Event]], words: dict[str, Any]) -> list[dict[str, Any]]:
    made = []
    for name, events in cases.items():
        filed, disposed = first(events, words["filed"]), first(events, words["disposed"])
        if filed is not None:
            rests = disposed is None and events[-1][0] in words["inactive"]
            made.append(
                {"case": name, "filed": filed, "disposed": disposed, "events": events,
                 "rests": events[-1][1] if rests else None}
            )  # fmt: skip
    return made


def ratio(top: int, bottom: int) -> Fraction | None:
    return Fraction(top, bottom) if bottom else None


def measures(
    cases: dict[str, list[Event]], words: dict[str, Any], since: date, as_of: date, standard: int
) -> dict[str, Any]:
    known = cases_of(cases, words)
    incoming = sum(since <= c["filed"] <= as_of for c in known)
    resolved = sum(c["disposed"] is not None and since <= c["disposed"] <= as_of for c in known)
    pending = [c for c in known if c["disposed"] is None]
    active = [c for c in pending if c["rests"] is None]
    ages = [(as_of - c["filed"]).days for c in active]
    times = [(c["disposed"] - c["filed"]).days for c in known if c["disposed"] is not None]
    times = [days for days in times if days >= 0]
    waits = [(days, True) for days in times]
    waits += [((c["rests"] or as_of) - c["filed"], False) for c in pending]  # type: ignore[misc]
    waits = [(w if isinstance(w, int) else w.days, reached) for w, reached in waits]
    days = (as_of - since).days + 1
    flow = ratio(len(pending), resolved)
    return {
        "n": len(known), "incoming": incoming, "resolved": resolved, "pending": len(pending),
        "inactive": len(pending) - len(active), "clearance_rate": ratio(resolved, incoming),
        "disposition_days": None if flow is None else flow * days, "active": len(active),
        "age_median_days": quantile(ages, Fraction(1, 2)),
        "age_ninth_decile_days": quantile(ages, Fraction(9, 10)),
        "backlog": sum(age > standard for age in ages),
        "backlog_share": ratio(sum(age > standard for age in ages), len(active)),
        "share_within": 1 - survival_at(waits, standard) if waits else None,
        "median_days": waiting_quantile(waits, Fraction(1, 2)),
        "finished_only_share_within": ratio(sum(d <= standard for d in times), len(times)),
        **settings_measures(known, words),
    }  # fmt: skip


def settings_of(case: dict[str, Any], words: dict[str, Any]) -> list[dict[str, Any]]:
    """One a day in court."""
    named = (*words["hearing"], *words["adjourned"], *words["trial"])
    days = sorted({day for name, day, _, _ in case["events"] if name in named})
    made = []
    for place, day in enumerate(days):
        today = [event for event in case["events"] if event[1] == day and event[0] in named]
        lost = [event for event in today if event[0] in words["adjourned"]]
        after = days[place + 1 : place + 2]
        if case["disposed"] is not None and case["disposed"] >= day:
            after.append(case["disposed"])
        made.append(
            {
                "day": day, "lost": bool(lost), "next": min(after, default=None),
                "trial": any(event[0] in words["trial"] for event in today),
                "reason": next((event[2] for event in lost if event[2]), "(blank)"),
                "party": next((event[3] for event in lost if event[3]), "(blank)"),
            }
        )  # fmt: skip
    return made


def settings_measures(known: list[dict[str, Any]], words: dict[str, Any]) -> dict[str, Any]:
    scheduled = adjourned = first_dates = first_held = 0
    settings: list[int] = []
    for case in known:
        days = settings_of(case, words)
        scheduled += len(days)
        adjourned += sum(day["lost"] for day in days)
        trials = [day for day in days if day["trial"]]
        held = [place for place, day in enumerate(trials) if not day["lost"]]
        first_dates += bool(trials)
        first_held += bool(held) and held[0] == 0
        if held and case["disposed"] is not None:
            settings.append(held[0] + 1)
    return {
        "scheduled": scheduled, "adjourned": adjourned,
        "adjournment_rate": ratio(adjourned, scheduled), "tried": len(settings),
        "mean_trial_settings": ratio(sum(settings), len(settings)),
        "tried_on_first_share": ratio(settings.count(1), len(settings)),
        "first_dates": first_dates, "first_held_share": ratio(first_held, first_dates),
    }  # fmt: skip


def reasons(
    cases: dict[str, list[Event]], words: dict[str, Any], as_of: date
) -> dict[tuple[str, str], dict[str, Any]]:
    """By (party, reason): adjournments, days until the next, those without one, the median."""
    waits: dict[tuple[str, str], list[tuple[int, bool]]] = {}
    for case in cases_of(cases, words):
        for day in settings_of(case, words):
            if day["lost"]:
                after = day["next"] or as_of
                wait = ((after - day["day"]).days, day["next"] is not None)
                waits.setdefault((day["party"], day["reason"]), []).append(wait)
    total = sum(map(len, waits.values()))
    return {
        key: {
            "n": len(known), "share": Fraction(len(known), total),
            "days": sum(days for days, _ in known),
            "n_waiting": sum(not reached for _, reached in known),
            "median_days": waiting_quantile(known, Fraction(1, 2)),
        }
        for key, known in waits.items()
    }  # fmt: skip
