"""What hope puts on Today: letters that wait for an answer, promises whose day has come."""

from __future__ import annotations

from datetime import date, timedelta

from django.urls import reverse

from amparo.access.models import User
from amparo.casework.desk.shapes.lists import Section
from amparo.repair.hope.models import Letter
from amparo.repair.hope.selectors.word import Held, commitments_for, waiting_letters_for
from amparo.web.dates import spoken_date, spoken_due
from amparo.web.shapes import Fact, Tone

SHOWN = 10
SOON = timedelta(days=7)


def sections(user: User, on: date) -> list[Section]:
    """Letters one sent, and for whoever keeps the office's word all letters and promises: what is
    due within a week or overdue; nothing where nothing is."""
    if not user.may("letters.keep"):
        return []
    letters = waiting_letters_for(user, until=on + SOON)
    promises = [
        one for one in (commitments_for(user, today=on) if user.may("hope.keep") else ())
        if one.stands in {"waiting", "broken"} and not one.facts
        and on - timedelta(days=365) <= one.row.due_on <= on + SOON
    ]  # fmt: skip
    rows = [*(_letter(one, on) for one in letters), *(_promise(one, on) for one in promises)]
    if not rows:
        return []
    return [
        Section(
            id="word", title="Letters and promises that are due", count=f"{len(rows):,}",
            rows=rows[:SHOWN], href=reverse("hope"), link="See all letters and promises",
        )
    ]  # fmt: skip


def _letter(one: Letter, on: date) -> Fact:
    return Fact(
        f"No answer yet from the {one.post}", f"{one.institution.name}. {one.asks}",
        href=reverse("letter", args=[one.pk]), tag=spoken_due(one.due_on, on).capitalize(),
        tone=Tone.ALERT if one.due_on < on else Tone.WAITING,
    )  # fmt: skip


def _promise(one: Held, on: date) -> Fact:
    row = one.row
    return Fact(
        row.promise, f"{row.post}. Due on {spoken_date(row.due_on)}: was it kept?",
        href=reverse("commitment", args=[row.pk]), tag=spoken_due(row.due_on, on).capitalize(),
        tone=Tone.ALERT if row.due_on < on else Tone.WAITING,
    )  # fmt: skip
