"""When the next steps may come, from how long the office's own past cases took in that court.

Kaplan–Meier of the days from one step to the next, open cases counted as far as they are known;
for a case that has waited already, the days given that it waited so long.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef

from amparo.access.models import User
from amparo.casework.cases.models import Case, Milestone
from amparo.casework.docket.models import InCourt
from amparo.directory.packs import milestone_types

# Steps of a case in court, each with the milestones that end the wait for it.
STEPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Charge sheet", ("represent.charge_sheet_filed",)),
    ("Plea taken", ("represent.arraigned",)),
    ("Trial opened", ("represent.trial_opened",)),
    ("Judgment", ("represent.convicted", "represent.acquitted", "represent.dismissed")),
    ("Sentence", ("represent.sentenced",)),
)
FEWEST = 12  # waits that ended; below it a forecast says more about chance than about a court
NEWEST = 2000  # cases that are looked at: what a court did long ago says little of the next step
QUARTERS = (0.25, 0.5, 0.75)


@dataclass(frozen=True)
class Forecast:
    """When a step may come. `days` are the quarter points as dates; None where too few got there.

    Counts: `n` waits of the newest past cases in this court, `n_ended` of them ended.
    """

    step: str
    since: date
    dates: tuple[date | None, ...]
    n: int
    n_ended: int
    enough: bool


def forecast_for(user: User, case: Case, today: date) -> Forecast | None:
    """The next step of a case that is in court; None where it has none. Four queries."""
    mine = _first_days(Milestone.objects.visible_to(user).filter(case=case))
    place = _place_of(case)
    reached = [n for n, (_, types) in enumerate(STEPS) if _day(mine.get(case.pk, {}), types)]
    if not reached or reached[-1] + 1 >= len(STEPS):
        return None
    at = reached[-1]
    since = _day(mine[case.pk], STEPS[at][1]) or today
    name, types = STEPS[at + 1]
    rows = Milestone.objects.filter(case__in=_past(case, place)).exclude(case=case)
    waits = list(_waits(_first_days(rows).values(), STEPS[at][1], types, today))
    ended = sum(1 for _, done in waits if done)
    if ended < FEWEST:
        return Forecast(name, since, (), len(waits), ended, enough=False)
    return Forecast(name, since, _dates(waits, since, today), len(waits), ended, enough=True)


def _place_of(case: Case) -> Any:
    joined = case.in_court.order_by("-joined_on").select_related("court_case").first()
    return joined.court_case.court_id if joined else None


def _past(case: Case, place: Any) -> Any:
    """The newest cases of the office, in that court where the case is in one."""
    rows = Case.objects.filter(office=case.office_id).order_by("-opened_on", "code")
    if place is not None:
        joined = InCourt.objects.filter(case=OuterRef("pk"), court_case__court=place)
        rows = rows.filter(Exists(joined))
    return rows.values("pk")[:NEWEST]


def _first_days(rows: Any) -> dict[Any, dict[str, date]]:
    """Case → the first day of each court step it reached."""
    wanted = [code for _, types in STEPS for code in types if code in milestone_types()]
    found: dict[Any, dict[str, date]] = {}
    current = rows.current().filter(type__in=wanted).order_by("happened_on")
    for pk, code, on in current.values_list("case", "type", "happened_on"):
        found.setdefault(pk, {}).setdefault(code, on)
    return found


def _day(days: dict[str, date], types: Sequence[str]) -> date | None:
    return min((days[code] for code in types if code in days), default=None)


def _waits(
    cases: Iterable[dict[str, date]], begins: Sequence[str], ends: Sequence[str], today: date
) -> Iterable[tuple[int, bool]]:
    """Days from one step to the next, and whether it came; still waiting ones up to today."""
    for days in cases:
        start, end = _day(days, begins), _day(days, ends)
        if start is not None and (end is None or end >= start):
            yield ((end or today) - start).days, end is not None


def _dates(waits: Sequence[tuple[int, bool]], since: date, today: date) -> tuple[date | None, ...]:
    import polars as pl  # noqa: PLC0415  (only when a forecast is made)

    from amparo.flow.counts import ADVANCED, WAITING  # noqa: PLC0415
    from amparo.flow.curves import kaplan_meiers  # noqa: PLC0415

    cells = Counter(waits)
    counts = pl.DataFrame(
        [
            {"step": "", "days": days, "outcome": ADVANCED if done else WAITING, "n": n}
            for (days, done), n in cells.items()
        ]
    )
    (curve,) = kaplan_meiers(counts, ["step"]).values()
    waited = max(0, (today - since).days)
    still = curve.at(waited).value
    if not still:
        return (None,) * len(QUARTERS)
    given = [curve.quantile(1 - still * (1 - share)).value for share in QUARTERS]
    return tuple(None if days is None else since + timedelta(days=int(days)) for days in given)
