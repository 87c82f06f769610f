"""Units, what they have of what they need, and poorer areas beside richer ones."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from django.urls import reverse

from amparo.directory.packs.equipping import UnitStandard, thing_names
from amparo.reform.pages.breaks import cause_named
from amparo.repair.resources.selectors.units import Area, Checked, Gap, UnitLine
from amparo.web.dates import spoken_date
from amparo.web.shapes import Cell, Column, Fact, Figure, Row, Tone

UNITS = ("Unit", "Works of what it needs", "Missing", "Seen on")
GAPS = ("What", "Needed", "There", "Works", "What follows where it is missing")
AREAS = ("Area", Column("Poor", number=True), Column("Units checked", number=True),
         Column("Works of what they need", number=True), "Source")  # fmt: skip
STANDARD = ("What", Column("At least", number=True), "What follows where it is missing")
HISTORY = ("On", "Works of what it needs", "Standard", "By")
FEW = 3


def unit_rows(lines: Sequence[UnitLine]) -> list[Row]:
    """One row a unit, those least equipped first."""
    return [_unit_row(line) for line in lines]


def _unit_row(line: UnitLine) -> Row:
    unit, last = line.unit, line.last
    name = Cell(unit.name, href=reverse("unit_resources", args=[unit.pk]),
                note=unit.institution.name)  # fmt: skip
    if last is None:
        return Row((name, Cell("Not known"), "Not known", "Never"))
    missing = [gap.name for gap in last.missing]
    more = f" and {len(missing) - FEW} more" if len(missing) > FEW else ""
    return Row(
        (
            name,
            Cell(f"{last.n_met} of {len(last.gaps)}", note=last.standard.name),
            ", ".join(missing[:FEW]) + more if missing else "Nothing",
            spoken_date(last.check.on),
        )
    )


def unit_cards(
    lines: Sequence[UnitLine], *, waiting: int, broken: int, expiring: int
) -> list[Figure]:
    """The numbers of the first page."""
    seen = [line.last for line in lines if line.last]
    n_met, n = sum(one.n_met for one in seen), sum(len(one.gaps) for one in seen)
    return [
        Figure("Units seen", f"{len(seen)} of {len(lines)}"),
        Figure("Works of what they need", f"{n_met / n:.0%}" if n else "–",
               f"{n_met} of {n} things at the last visits" if n else "No unit seen yet"),
        Figure("Requests that wait", str(waiting), href=reverse("wanted_list")),
        Figure("Broken now", str(broken), href=reverse("things"),
               tone=Tone.ALERT if broken else Tone.NEUTRAL),
        Figure("Expired or soon", str(expiring), "Within 60 days", href=reverse("things"),
               tone=Tone.ALERT if expiring else Tone.NEUTRAL),
    ]  # fmt: skip


def gap_rows(found: Checked, *, unit_href: str) -> list[Row]:
    """Everything the standard names, what falls short first."""
    ordered = sorted(found.gaps, key=lambda gap: gap.is_met)
    return [_gap_row(gap, unit_href) for gap in ordered]


def _gap_row(gap: Gap, unit_href: str) -> Row:
    ask = urlencode({"item": gap.need.item, "quantity": gap.need.at_least - gap.n_working})
    name = (
        Cell(gap.name, tag="Enough", tone=Tone.GOOD) if gap.is_met
        else Cell(gap.name, href=f"{unit_href}ask/?{ask}", tag="Falls short", tone=Tone.ALERT)
    )  # fmt: skip
    return Row((name, str(gap.need.at_least), str(gap.n_present), str(gap.n_working), follows(gap)))


def follows(gap: Gap) -> Cell:
    """The breakdown that the cases of such a unit show, and how often they do."""
    if not gap.need.cause or gap.is_met:
        return Cell("–")
    cause = cause_named(gap.need.cause)
    asked = urlencode({"cause": cause.id, "step": cause.step})
    return Cell(cause.name, href=f"{reverse('one_break')}?{asked}", note=cause.id)


def check_facts(found: Checked, *, may_correct: bool) -> list[Fact]:
    """When it was seen, by whom, and against what."""
    change = reverse("check_correct", args=[found.check.pk]) if may_correct else ""
    return [
        Fact("Seen on", spoken_date(found.check.on), action="Correct" if change else "",
             action_href=change),
        Fact("By", found.check.made_by.name),
        Fact("Standard", f"{found.standard.name}, version {found.standard.version}"),
        Fact("Works of what it needs", f"{found.n_met} of {len(found.gaps)}"),
    ]  # fmt: skip


def history_rows(checks: Sequence[Checked]) -> list[Row]:
    """Every visit, the newest first."""
    return [
        Row((spoken_date(one.check.on), f"{one.n_met} of {len(one.gaps)}",
             f"{one.standard.name}, version {one.standard.version}", one.check.made_by.name))
        for one in checks
    ]  # fmt: skip


def area_rows(areas: Sequence[Area]) -> list[Row]:
    """Areas, the poorest first."""
    return [
        Row((area.name, f"{area.poverty.share:.0%}", str(area.n_units),
             f"{area.share:.0%}" if area.share is not None else "–",
             f"{area.poverty.source}, {area.poverty.year}"))
        for area in areas
    ]  # fmt: skip


def standard_rows(one: UnitStandard) -> list[Row]:
    """What a standard names."""
    names = thing_names()
    return [
        Row((names[need.item], str(need.at_least),
             cause_named(need.cause).name if need.cause else ""))
        for need in one.needs
    ]  # fmt: skip
