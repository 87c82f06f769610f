"""What training puts on Today: who took office without the course that their post asks for."""

from __future__ import annotations

from datetime import date, timedelta

from django.urls import reverse

from amparo.access.models import User
from amparo.casework.desk.shapes.lists import Section
from amparo.directory.packs.teaching import topic_names
from amparo.repair.training.selectors.officials import Line, coverage_for
from amparo.repair.training.standing import Standing
from amparo.web.dates import spoken_date, spoken_due
from amparo.web.shapes import Fact, Tone

SHOWN = 10
AHEAD = timedelta(days=60)


def sections(user: User, on: date) -> list[Section]:
    """New holders without the course, those who take office soon among them; nothing for whoever
    does not manage repairs, and nothing where all have it."""
    if not user.may("repairs.manage"):
        return []
    lines = [line for line in coverage_for(user, today=on).lines if _must_act(line, on)]
    ordered = sorted(lines, key=lambda line: (line.due or on, str(line.need.pk)))
    if not ordered:
        return []
    return [
        Section(
            id="untrained", title="In office without the course", count=f"{len(ordered):,}",
            rows=[_row(line, on) for line in ordered[:SHOWN]], href=reverse("training"),
            link="See what each post asks for, and who has it",
        )
    ]  # fmt: skip


def _must_act(line: Line, on: date) -> bool:
    if line.holding is None or line.due is None:
        return False
    soon = line.standing is Standing.DUE and line.due <= on + AHEAD
    return soon or line.standing is Standing.MISSING


def _row(line: Line, on: date) -> Fact:
    assert line.holding is not None and line.due is not None  # noqa: S101  (as `_must_act` says)
    post, came = line.need.post, line.holding.from_on
    takes = "takes" if came > on else "took"
    href = reverse("official", args=[line.official.pk]) if line.official else reverse("needs")
    return Fact(
        f"{post.title}, {post.unit.name}",
        f"{takes.capitalize()} office on {spoken_date(came)}. Asked for: "
        f"{topic_names()[line.need.topic].lower()}, by {spoken_date(line.due)}",
        href=href, tag=spoken_due(line.due, on).capitalize(),
        tone=Tone.ALERT if line.due < on else Tone.WAITING,
    )  # fmt: skip
