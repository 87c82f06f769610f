"""What resources put on Today: kits that expire, and things that wait for repair."""

from __future__ import annotations

from datetime import date, timedelta

from django.urls import reverse

from amparo.access.models import User
from amparo.casework.desk.shapes.lists import Section
from amparo.repair.resources.selectors.giving import Thing, things_for, to_expire
from amparo.web.dates import spoken_date, spoken_due
from amparo.web.shapes import Fact, Tone

SHOWN = 10


def sections(user: User, on: date) -> list[Section]:
    """For whoever manages repairs: what expired or soon will while some is left, and what is
    broken; nothing where nothing waits."""
    if not user.may("repairs.manage"):
        return []
    things = things_for(user, today=on)
    expiring = to_expire(things)
    broken = [one for one in things if one.state == "broken"]
    rows = [*(_expires(one, on) for one in expiring), *(_broken(one) for one in broken)]
    if not rows:
        return []
    return [
        Section(
            id="things", title="Things that expire or are broken", count=f"{len(rows):,}",
            rows=rows[:SHOWN], href=reverse("things"), link="See all that was handed over",
        )
    ]  # fmt: skip


def _expires(one: Thing, on: date) -> Fact:
    day = on + timedelta(days=one.days_to_expiry or 0)
    return Fact(
        f"{one.asset.name}, {one.asset.unit.name}",
        f"{one.left:,} left; good until {spoken_date(day)}. Order anew, or bring them where they "
        "are used",
        href=reverse("thing", args=[one.asset.pk]), tag=spoken_due(day, on).capitalize(),
        tone=Tone.ALERT if day < on else Tone.WAITING,
    )  # fmt: skip


def _broken(one: Thing) -> Fact:
    since = max((line.on for line in one.lines if line.kind == "broke"), default=None)
    return Fact(
        f"{one.asset.name}, {one.asset.unit.name}",
        f"Broken since {spoken_date(since)}" if since else "Broken",
        href=reverse("thing", args=[one.asset.pk]), tag="Waits for repair", tone=Tone.WAITING,
    )  # fmt: skip
