"""When the steps ahead may come, from how long the office's own past cases took in that court.

The days from the last step a case reached to each later one are counted as `flow` counts them
(`amparo.flow.counts`: who left is followed to that day, whoever has no such step written down to
today), and its Kaplan–Meier curves answer, given the days that this case has waited already.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef

from amparo.access.models import User
from amparo.casework.cases.models import Case, Milestone
from amparo.casework.docket.models import InCourt
from amparo.directory.packs import pathways

if TYPE_CHECKING:
    from amparo.flow.survival import SurvivalCurve

# Steps of a case in court, each with the milestones that end the wait for it.
STEPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Charge sheet", ("represent.charge_sheet_filed",)),
    ("Plea taken", ("represent.arraigned",)),
    ("Trial opened", ("represent.trial_opened",)),
    ("Judgment", ("represent.convicted", "represent.acquitted", "represent.dismissed")),
    ("Sentence", ("represent.sentenced",)),
)
GUILTY = "represent.convicted"
FEWEST = 12  # waits that ended; below it a forecast says more about chance than about a court
NEWEST = 2000  # cases that are looked at: what a court did long ago says little of the next step
QUARTERS = (0.25, 0.5, 0.75)

Days = Mapping[str, date]


@dataclass(frozen=True)
class Forecast:
    """When a step may come. `dates` are the quarter points; None where too few got there.

    Counts: `n` waits of the newest past cases in this court, `n_ended` of them ended.
    """

    step: str
    since: date
    dates: tuple[date | None, ...]
    n: int
    n_ended: int
    enough: bool


def forecasts_for(user: User, case: Case, today: date) -> tuple[Forecast, ...]:
    """Each step still ahead of a case in court; empty where it is not there, or left. Four queries.

    Misleads when: a court changed its ways, for its newest past cases speak of the old ones; and
    for a case with several accused, of whom the first to be judged counts.
    """
    mine = _first_days(Milestone.objects.visible_to(user).filter(case=case)).get(case.pk, {})
    at = max((n for n, (_, types) in enumerate(STEPS) if _day(mine, types)), default=None)
    if at is None or at + 1 == len(STEPS) or (_left_on(mine) and GUILTY not in mine):
        return ()
    since = _day(mine, STEPS[at][1]) or today
    rows = Milestone.objects.filter(case__in=_past(case, _place_of(case))).exclude(case=case)
    past = list(_first_days(rows).values())
    found = []
    for step in range(at + 1, len(STEPS)):
        waits = Counter(_waits(past, at, step, today))
        n_ended = sum(n for (_, outcome), n in waits.items() if outcome == "advanced")
        enough = n_ended >= FEWEST
        dates = _dates(curve_of(waits), since, today) if enough else ()
        found.append(Forecast(STEPS[step][0], since, dates, waits.total(), n_ended, enough))
    return tuple(found)


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


def _exits() -> list[str]:
    """The milestones by which a case leaves the way to justice."""
    return [code for one in pathways()["justice"].exits for code in one.codes]


def _first_days(rows: Any) -> dict[Any, dict[str, date]]:
    """Case → the first day of each court step it reached, and of each exit."""
    wanted = {*_exits(), *(code for _, types in STEPS for code in types)}
    found: dict[Any, dict[str, date]] = {}
    current = rows.current().filter(type__in=wanted).order_by("happened_on")
    for pk, code, on in current.values_list("case", "type", "happened_on"):
        found.setdefault(pk, {}).setdefault(code, on)
    return found


def _day(days: Days, types: Sequence[str]) -> date | None:
    return min((days[code] for code in types if code in days), default=None)


def _left_on(days: Days, *, but: Sequence[str] = ()) -> date | None:
    return _day(days, [code for code in _exits() if code not in but])


def _waits(cases: Sequence[Days], begin: int, step: int, today: date) -> Iterator[tuple[int, str]]:
    """Days from one step to a later one, and what ended them, as `flow.counts` counts a step."""
    begins, ends = STEPS[begin][1], STEPS[step][1]
    for days in cases:
        start, end = _day(days, begins), _day(days, ends)
        left = _left_on(days, but=ends)
        if start is None or (end is not None and end < start):
            continue
        if end is not None:
            yield (end - start).days, "advanced"
        elif left is not None:
            yield max(0, (left - start).days), "exited"
        else:
            yield (today - start).days, "waiting"


def curve_of(waits: Mapping[tuple[int, str], int]) -> SurvivalCurve:
    """The share still waiting by day, of waits counted by their days and outcome."""
    import polars as pl  # noqa: PLC0415  (only when a forecast is made)

    from amparo.flow.survival import kaplan_meier  # noqa: PLC0415

    counts = [{"days": days, "outcome": told, "n": n} for (days, told), n in waits.items()]
    return kaplan_meier(pl.DataFrame(counts))


def _dates(curve: SurvivalCurve, since: date, today: date) -> tuple[date | None, ...]:
    """The quarter points, given that this case waits since that day and today still does."""
    still = curve.at(max(0, (today - since).days)).value
    if not still:
        return (None,) * len(QUARTERS)
    given = [curve.quantile(1 - still * (1 - share)).value for share in QUARTERS]
    return tuple(None if days is None else since + timedelta(days=int(days)) for days in given)
