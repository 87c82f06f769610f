"""Beds that can never be taken twice: every act that takes one holds the row of the home first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from uuid import UUID

from amparo.casework.aftercare.models import BedHold, Home, Placement
from amparo.casework.aftercare.occupancy import Span, most_taken, shared_days
from amparo.errors import Refused
from amparo.web.dates import spoken_date


def lock_home(home: Home) -> Home:
    """The home as it stands, held until the act ends: two acts on its beds wait for one another.

    On SQLite every act that writes holds the whole database; on PostgreSQL this row.
    """
    return (
        Home.objects.select_for_update(of=("self",))
        .select_related("key", "unit", "people_key")
        .get(pk=home.pk)
    )


def spans_by_home(homes: Collection[UUID], *, today: date) -> dict[UUID, list[Span]]:
    """Home → the beds that stays and promises take; what a stay uses of a promise counts once.

    A stay that is planned to end on a day to come gives its bed back from that day on; one that
    was to end by today and did not keeps it. Two queries, whatever the number of homes.
    """
    found: dict[UUID, list[Span]] = {home: [] for home in homes}
    holds = {
        hold.pk: hold for hold in BedHold.objects.filter(home__in=homes, released_at__isnull=True)
    }
    for hold in holds.values():
        found[hold.home_id].append(span_of_hold(hold))
    stays = Placement.objects.filter(home__in=homes, taken_back_at__isnull=True)
    for stay in stays:
        if stay.home_id is None:
            continue
        span = Span(stay.from_on, stay.to_on or _planned_end(stay, today))
        found[stay.home_id].append(span)
        if stay.hold_id in holds:
            found[stay.home_id] += _given_back(span, span_of_hold(holds[stay.hold_id]))
    return found


def _planned_end(stay: Placement, today: date) -> date | None:
    return stay.leaves_on if stay.leaves_on is not None and stay.leaves_on > today else None


def span_of_hold(hold: BedHold) -> Span:
    """The days of a promise; its last day counts."""
    return Span(hold.from_on, hold.until_on + timedelta(days=1), hold.n)


def _given_back(stay: Span, hold: Span) -> list[Span]:
    days = shared_days(stay, hold)
    return [Span(*days, -1)] if days else []


def check_room(home: Home, spans: Sequence[Span], wanted: Sequence[Span]) -> None:
    """Refuse what would put more people in a home than it has beds on any day.

    Call it with the home locked. Days before what is wanted are not looked at.
    """
    from_on = min(span.from_on for span in wanted)
    last = [span.to_on for span in wanted]
    to_on = None if None in last else max(day for day in last if day is not None)
    if most_taken([*spans, *wanted], from_on, to_on) > home.capacity:
        full_on = first_full_day(home, spans, wanted)
        raise Refused(
            "There is no bed for all of these days",
            found=f"full on {spoken_date(full_on)}",
            next_step="choose other days or another home, or release a bed that is held",
        )


def first_full_day(home: Home, spans: Sequence[Span], wanted: Sequence[Span]) -> date:
    """The first day on which it would be one too many."""
    together = [*spans, *wanted]
    from_on = min(span.from_on for span in wanted)
    days = sorted({from_on} | {span.from_on for span in together if span.from_on > from_on})
    return next(
        (on for on in days if most_taken(together, on, on + timedelta(days=1)) > home.capacity),
        from_on,
    )
