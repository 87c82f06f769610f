"""The list of complaints and one complaint, as a keeper reads them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.urls import reverse

from amparo.access.models import User
from amparo.directory.packs import code_list
from amparo.repair.accountability.models import Keeper, Shield, Step
from amparo.repair.accountability.selectors.complaints import Back, Listed, Whole
from amparo.repair.accountability.services.handling import FOUND
from amparo.web.dates import spoken_date, spoken_days
from amparo.web.shapes import Action, Cell, Fact, Happening, Link, Row, Tone

LIST = ("Complaint", "What", "Where", "Received", "Where it stands")
KEEPERS = ("Who", "Until", "Agreed to by", "What you may do")
SHIELDS = ("Whom it protects", "What protects them", "Since", "Looked at again", "What you may do")


def listed(rows: Sequence[Listed], today: date) -> list[Row]:
    """The keepers' list."""
    return [
        Row(
            (
                Cell(row.grievance.code, href=reverse("grievance", args=[row.grievance.pk])),
                row.kind, place_of(row), spoken_date(row.grievance.received_on),
                Cell(row.standing.words, overdue=late(row.standing.due_on, today)),
            )
        )
        for row in rows
    ]  # fmt: skip


def place_of(row: Listed | Whole) -> str:
    """The unit and institution named."""
    one = row.grievance
    return f"{one.unit.name}, {one.institution.name}" if one.unit else one.institution.name


def late(due_on: date | None, today: date) -> str:
    """How late the oversight body is."""
    if due_on is None or today <= due_on:
        return ""
    return f"The answer is {spoken_days((today - due_on).days)} late"


def facts(whole: Whole, today: date) -> list[Fact]:
    """What was told."""
    row = whole.grievance
    due = whole.standing.due_on
    stands = whole.standing.words
    if due is not None and today <= due:
        stands += f"; the answer is due by {spoken_date(due)}"
    told = [
        Fact("What", whole.kind),
        Fact("Where", place_of(whole)),
        Fact("Who", whole.official),
        Fact("When", spoken_date(row.happened_on) if row.happened_on else ""),
        Fact("In their words", whole.words),
        Fact("How it came", f"{row.get_way_display()}, {spoken_date(row.received_on)}"),
        Fact("How to reach them safely", whole.contact),
        Fact(
            "Case", whole.case_code,
            href=reverse("case", args=[whole.case_code]) if whole.case_code else "",
        ),
        Fact("Where it stands", stands, tag=late(due, today), tone=Tone.ALERT),
        Fact("May not see it", ", ".join(whole.shut_out)),
    ]  # fmt: skip
    return [fact for fact in told if fact.value]


def talk(whole: Whole) -> list[Happening]:
    """What was said since, newest first."""
    return [
        Happening(
            f"{one.written_by.name} answered" if one.written_by else "Whoever told added",
            spoken_date(one.on), text=one.words(),
        )
        for one in reversed(whole.messages)
    ]  # fmt: skip


def steps(whole: Whole) -> list[Happening]:
    """What was done, newest first."""
    return [
        Happening(step_title(one), spoken_date(one.on), by=one.recorded_by.name, text=one.words())
        for one in reversed(whole.steps)
    ]


def step_title(one: Step) -> str:
    """What a step was."""
    if one.what == Step.What.REFERRED and one.body and one.due_on:
        return f"Passed to {one.body.name}, which answers by {spoken_date(one.due_on)}"
    if one.what == Step.What.SANCTIONED:
        return code_list("sanctions").name_of(one.sanction)
    return one.get_what_display()


def acts(whole: Whole) -> list[Link]:
    """What can be done with it now."""
    row = whole.grievance
    done = {step.what for step in whole.steps}
    found = [step.what for step in whole.steps if step.what in FOUND]
    offered = [("answer", "Answer them"), ("refer", "Pass it to an oversight body")]
    if Step.What.REFERRED in done:
        offered.append(("reply", "Keep the body's answer"))
    offered.append(("finding", "Keep another finding" if found else "Keep what was found"))
    if found and found[-1] == Step.What.SUBSTANTIATED:
        offered.append(("sanction", "Keep what followed for the official"))
    offered.append(("shut-out", "Keep somebody from seeing it"))
    return [Link(label, reverse("grievance_act", args=[row.pk, act])) for act, label in offered]


def keepers(rows: Sequence[Keeper], user: User) -> list[tuple[Row, list[Action]]]:
    """Who keeps complaints, and what this person may say to each."""
    return [(_keeper(row), _keeper_acts(row, user)) for row in rows]


def _keeper(row: Keeper) -> Row:
    second = row.seconded_by.name if row.seconded_by else ""
    return Row(
        (
            Cell(row.user.name, note=f"Asked for by {row.granted_by.name}"),
            spoken_date(row.until_on),
            second or Cell("", tag="Waits for a second person", tone=Tone.WAITING),
        )
    )


def _keeper_acts(row: Keeper, user: User) -> list[Action]:
    acts = []
    if row.seconded_by_id is None and user.pk not in {row.granted_by_id, row.user_id}:
        acts.append(Action("Agree", reverse("keeper_agree", args=[row.pk]), post=True))
    if user.may("compartments.grant") or user.pk == row.user_id:
        acts.append(Action("Close", reverse("keeper_end", args=[row.pk]), post=True))
    return acts


def shields(rows: Sequence[Shield], today: date) -> list[Row]:
    """Who is protected, by what."""
    names = code_list("shields")
    return [
        Row(
            (
                Cell(row.person(), note=row.institution.name), names.name_of(row.measure),
                spoken_date(row.from_on),
                Cell(
                    spoken_date(row.review_on),
                    overdue="Look at it again" if row.review_on <= today else "",
                ),
                Cell("End it", href=reverse("shield_end", args=[row.pk])),
            )
        )
        for row in rows
    ]  # fmt: skip


def back(found: Back) -> list[Happening]:
    """The talk as whoever told reads it."""
    return [
        Happening(
            "We answered" if one.from_us else "You wrote", spoken_date(one.on), text=one.words
        )
        for one in found.talk
    ]
