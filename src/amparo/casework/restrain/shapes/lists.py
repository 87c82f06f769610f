"""The suspects of a case and the survivors to tell, as rows; duties and the dossier as facts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.urls import reverse

from amparo.casework.cases.models import Case
from amparo.casework.frame.shell import address
from amparo.casework.restrain.liberty import IN_WORDS, STAGE_WORDS
from amparo.casework.restrain.selectors.dossier import Known
from amparo.casework.restrain.selectors.duties import Duty
from amparo.casework.restrain.selectors.suspects import Suspect
from amparo.casework.restrain.shapes.suspect import liberty_tone
from amparo.directory.packs import code_list
from amparo.web.dates import spoken_date, spoken_days, spoken_due
from amparo.web.shapes import Cell, Fact, Row, Tone

SUSPECTS = ["Suspect", "In this case", "Free or held", "Still missing before an arrest", "Warrant"]
CLEARED = ["Person", "In this case"]
KNOWN = ["What", "When", "About", "Written in"]


def suspect_rows(suspects: Sequence[Suspect], case: Case) -> list[Row]:
    """Those who are suspected, accused or convicted."""
    return [_row(one, case) for one in suspects if not one.is_cleared]


def _row(one: Suspect, case: Case) -> Row:
    since = f"Since {spoken_date(one.since)}" if one.since else ""
    missing = ", ".join(gap.what for gap in one.missing) or "Nothing"
    warrant = ""
    if one.warrant_days is not None:
        warrant = f"To be carried out for {spoken_days(one.warrant_days)}"
    return Row(
        [
            Cell(one.label, address("suspect", case, suspect=one.person_id)),
            STAGE_WORDS[one.stage],
            Cell(tag=IN_WORDS[one.liberty], tone=liberty_tone(one.liberty), note=since),
            missing if one.is_sought else "No arrest is waited for",
            warrant or "None open",
        ]
    )


def cleared_rows(suspects: Sequence[Suspect], case: Case) -> list[Row]:
    """Those acquitted of everything: named so, and nothing more."""
    return [
        Row([Cell(one.label, address("suspect", case, suspect=one.person_id)), "Acquitted"])
        for one in suspects
        if one.is_cleared
    ]


def duty_rows(duties: Sequence[Duty], *, today: date, with_code: bool = False) -> list[Fact]:
    """Survivors to check on and tell; what waits is said, and since when."""
    return [
        Fact(
            f"{duty.code}: {duty.survivor}" if with_code else duty.survivor,
            f"To do: {duty.waits_for}" if duty.waits_for else "Checked and told",
            href=duty_address(duty),
            tag=spoken_due(duty.row.due_on, today).capitalize() if duty.waits_for else "Done",
            tone=Tone.DANGER if duty.waits_for else Tone.GOOD,
        )
        for duty in duties
    ]


def duty_address(duty: Duty) -> str:
    """The page of a duty."""
    return reverse("safety_duty", kwargs={"code": duty.code, "duty": duty.row.pk})


def duty_facts(duty: Duty) -> list[Fact]:
    """What happened, and what has been done about it."""
    row = duty.row
    where = "in this case" if duty.is_here else "in another case of the office"
    said = f"{duty.what}, {spoken_date(duty.on, duty.precision)} ({where})"
    facts = [
        Fact("Who may be free", duty.suspect),
        Fact("What happened", said),
        Fact("Due", spoken_date(row.due_on)),
    ]
    checked = "Not yet"
    if row.checked_at and row.checked_by:
        safe = "Safe" if row.is_safe else "Not safe"
        checked = f"{safe}. {row.found()} ({row.checked_by.name}, {_moment(row.checked_at.date())})"
    told = "Not yet"
    if row.told_at and row.told_by and row.told_on:
        was = "Told" if row.was_told else "Not told"
        way = f", {row.get_told_through_display().lower()}" if row.told_through else ""
        told = f"{was} on {spoken_date(row.told_on)}{way}. {row.told()} ({row.told_by.name})"
        if why := row.otherwise():
            told += f" Not by the safe way: {why}"
    return [*facts, Fact("Safety check", checked), Fact("Telling the survivor", told)]


def _moment(on: date) -> str:
    return spoken_date(on)


def known_rows(rows: Sequence[Known]) -> list[Row]:
    """Dated facts of the dossier."""
    sources = code_list("source_documents")
    return [
        Row(
            [
                one.what, spoken_date(one.on, one.precision), one.about or "The case",
                sources.name_of(one.source) if one.source else "Not said",
            ]
        )
        for one in rows
    ]  # fmt: skip
