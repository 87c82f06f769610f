"""What a partner sees of training in their own unit: what posts ask for, and who has it."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from amparo.access.models import User
from amparo.directory.models import PostHolder, Unit
from amparo.reform.selectors.shared import offices_sharing, own_units
from amparo.repair.training.models import Attendance, CourseSession, Need, Official, OfficialHolding
from amparo.repair.training.selectors.officials import (
    Line,
    finished,
    latest_needs,
    line_of,
    passes_in,
)


@dataclass(frozen=True)
class OwnTraining:
    """One unit of the partner's: posts with their holders, and courses that its people finished."""

    unit: Unit
    lines: tuple[Line, ...]
    courses: tuple[tuple[CourseSession, int], ...]


def own_training(user: User, *, today: date) -> tuple[OwnTraining, ...]:
    """The partner's units, as the offices that share a problem with them know them; six queries.

    Never anybody's score. Raises: NotVisible for whoever is no partner.
    """
    units, offices = own_units(user), offices_sharing(user)
    needs = latest_needs(Need.objects.filter(office__in=offices, post__unit__in=units))
    holdings: dict[UUID, list[PostHolder | None]] = defaultdict(list)
    now = PostHolder.objects.filter(post__in={need.post_id for need in needs}).filter(
        Q(to_on__isnull=True) | Q(to_on__gte=today)
    )
    for row in now.order_by("from_on"):
        holdings[row.post_id].append(row)
    joined = OfficialHolding.objects.filter(office__in=offices).select_related("official")
    whose: dict[UUID, Official] = {
        row.holding_id: row.official for row in joined.order_by("joined_at", "id") if row.official
    }
    came = list(finished(Attendance.objects.filter(session__office__in=offices, hours__gt=0)))
    passed = passes_in(came)
    sessions = {row.session_id: row.session for row in came}
    there = {(row.unit_id, row.session_id, row.official_id) for row in came}
    from_unit = Counter((unit, session) for unit, session, _ in there)
    return tuple(
        OwnTraining(
            unit,
            tuple(
                line_of(need, row, whose, passed, today)
                for need in needs if need.post.unit_id == unit.pk
                for row in holdings[need.post_id] or [None]
            ),
            tuple(
                (sessions[pk], k) for (place, pk), k in from_unit.items() if place == unit.pk
            ),
        )
        for unit in units
    )  # fmt: skip
