"""What detectors are told of posts: who took one without what it asks for, and who left with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from amparo.directory.models import PostHolder
from amparo.reform.detect.facts import Moved, Untaught
from amparo.reform.detect.reading.doors import Asked
from amparo.reform.detect.reading.rows import Rows
from amparo.repair.training.models import Attendance, Need, OfficialHolding
from amparo.repair.training.selectors.officials import finished, has_since, passes_in
from amparo.repair.training.standing import Standing, due_on, standing


@dataclass(frozen=True)
class Held:
    """One topic that a post asks for, one holding of it, and since when its holder has it."""

    need: Need
    holding: PostHolder
    due: date
    has_since: date | None


def untaught_for(asked: Asked) -> Rows:
    """Whoever took a post after it asked for a topic, and did not have it in time.

    Of whom nobody knows who they are, nothing is said.
    """
    found: dict[tuple[UUID, str], list[object]] = defaultdict(list)
    for one in _held(asked):
        stands = standing(known=True, due=one.due, has_since=one.has_since, today=asked.today)
        asked_before = one.need.from_on <= one.holding.from_on
        if asked_before and stands in {Standing.LATE, Standing.MISSING}:
            unit = one.need.post.unit
            found[one.need.office_id, str(unit.pk)].append(
                Untaught(
                    str(one.holding.pk), one.holding.from_on, one.need.post.title, one.need.topic,
                    one.due, one.has_since, str(unit.pk), str(unit.institution_id),
                )
            )  # fmt: skip
    return asked.at_units(found)


def moved_for(asked: Asked) -> Rows:
    """Whoever had what their post asks for and left it; once, whatever it asks for."""
    found: dict[tuple[UUID, str], list[object]] = defaultdict(list)
    told: set[UUID] = set()
    for one in _held(asked):
        left = one.holding.to_on
        if left is None or left > asked.today or one.holding.pk in told:
            continue
        if one.has_since is not None and one.has_since <= left:
            told.add(one.holding.pk)
            unit = one.need.post.unit
            found[one.need.office_id, str(unit.pk)].append(
                Moved(
                    str(one.holding.pk), left, one.need.post.title, one.has_since, str(unit.pk),
                    str(unit.institution_id),
                )
            )  # fmt: skip
    return asked.at_units(found)


def _held(asked: Asked) -> Iterator[Held]:
    """What the posts of these units ask for, with each holding of somebody who is known."""
    places = asked.places()
    offices, units = {office for office, _ in places}, {UUID(unit) for _, unit in places}
    rows = Need.objects.filter(office__in=offices, post__unit__in=units)
    last = {
        (row.office_id, row.post_id, row.topic): row
        for row in rows.select_related("post__unit").order_by("said_at", "id")
    }
    needs = [row for row in last.values() if row.is_needed]
    joined = OfficialHolding.objects.filter(
        office__in=offices, holding__post__in={need.post_id for need in needs}
    ).select_related("holding").order_by("joined_at", "id")  # fmt: skip
    whose = {(row.office_id, row.holding_id): row for row in joined}
    passed = passes_in(finished(Attendance.objects.filter(session__office__in=offices)))
    for need in needs:
        for (office, _), row in whose.items():
            if office != need.office_id or row.holding.post_id != need.post_id:
                continue
            if row.official_id is not None:
                yield Held(
                    need, row.holding,
                    due_on(row.holding.from_on, need.from_on, need.within_days),
                    has_since(passed.get(row.official_id, []), need),
                )  # fmt: skip
