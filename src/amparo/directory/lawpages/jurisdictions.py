"""The parts of one jurisdiction's pack."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse

from amparo.directory.lawpages.parts import Part, Table, named, plain, source
from amparo.directory.packs import ClockRule, Offence, Pack, code_list, load_pack, pack_codes
from amparo.web.dates import spoken_date
from amparo.web.shapes import Cell, Column, Fact, Link, Row

PACK_COLUMNS = [
    "Place", Column("Clocks", number=True), Column("Offences", number=True),
    Column("Facts compared with the law", number=True),
]  # fmt: skip


def pack_rows() -> list[Row]:
    """One row a pack, with how many of its facts were compared with the law's text."""
    rows = []
    for pack in map(load_pack, pack_codes()):
        facts = [clock.checked for clock in pack.clocks]
        facts += [offence.checked for offence in pack.offences]
        compared = sum(facts)
        rows.append(
            Row([
                Cell(pack.name, href=reverse("pack", args=[pack.code])),
                f"{len(pack.clocks)}", f"{len(pack.offences)}", f"{compared} of {len(facts)}",
            ])
        )  # fmt: skip
    return rows


def tabs(pack: Pack, current: str) -> list[Link]:
    """The parts of a pack."""
    return [
        Link(
            title,
            reverse("pack", args=[pack.code])
            if name == "about"
            else reverse("pack_part", args=[pack.code, name]),
            current=name == current,
        )
        for name, (title, _) in PARTS.items()
    ]


def part(pack: Pack, name: str) -> Part:
    """One part of a pack's page."""
    return PARTS[name][1](pack)


def _about(pack: Pack) -> Part:
    weekdays = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    facts = (
        Fact("Languages", ", ".join(pack.languages)),
        Fact("Time zone", pack.time_zone),
        Fact("Currency", pack.currency),
        Fact("Offices are closed on", " and ".join(weekdays[day] for day in pack.weekend)),
        Fact("Sources", "\n".join(pack.sources)),
    )
    words = [Row([plain(name), said]) for name, said in pack.words.items()]
    address = [Row([plain(to), said]) for to, said in pack.address]
    courts = [Row([Cell(c.name, note=c.source), c.hears]) for c in pack.courts]
    return Part(
        "What things are called here, and which court hears what.",
        [
            Table("Courts, from the first to the last", ["Court", "Hears"], courts),
            Table("What things are called", ["Thing", "Called here"], words),
            Table("How to address people", ["Person", "Form of address"], address),
        ],
        facts,
    )


def _holidays(pack: Pack) -> Part:
    years = sorted({day.year for day in pack.holidays}, reverse=True)
    rows = [
        Row([f"{year}", "; ".join(
            f"{spoken_date(day).removesuffix(f' {year}')}, {name}"
            for day, name in pack.holidays.items()
            if day.year == year
        )])
        for year in years
    ]  # fmt: skip
    return Part(
        f"Terms counted in working days step over these and over weekends. {pack.holidays_source}.",
        [
            Table("Holidays, the latest year first", ["Year", "Holidays"], rows),
            *([_vacations(pack)] if pack.vacations else []),
        ],
    )


def _vacations(pack: Pack) -> Table:
    courts = {court.code: court.name for court in pack.courts}
    rows = [
        Row([
            Cell(one.name, note=one.note, tag="" if one.checked else "Not checked"),
            f"{spoken_date(one.from_on)} to {spoken_date(one.to_on)}",
            ", ".join(courts[code] for code in one.courts),
            one.source,
        ])
        for one in pack.vacations
    ]  # fmt: skip
    title = "Court vacations; the terms of law run on meanwhile"
    return Table(title, ["Vacation", "Days", "Courts", "Source"], rows)


def _clocks(pack: Pack) -> Part:
    law = [clock for clock in pack.clocks if clock.kind == "statutory"]
    practice = [clock for clock in pack.clocks if clock.kind != "statutory"]
    columns: list[Column | str] = ["Clock", "Runs", "From", "Until", "Source"]
    return Part(
        "A clock starts when a milestone is recorded and stops at another. "
        "What has not been compared with the text of the law says so: ask a lawyer.",
        [
            Table("Terms of law", columns, [_clock_row(clock) for clock in law]),
            Table("Good practice, which no law sets", columns, [_clock_row(c) for c in practice]),
        ],
    )


def _clock_row(clock: ClockRule) -> Row:
    unit = clock.unit.replace("_", " ")
    runs = f"{clock.n} {unit[:-1] if clock.n == 1 else unit}"
    when = [said for fits, said in _conditions(clock) if fits]
    return Row([
        clock.name,
        Cell(runs, note=" ".join([*when, clock.note])),
        named(clock.starts), named(clock.stops),
        source(clock.source, clock.effective_from, clock.effective_to, checked=clock.checked),
    ])  # fmt: skip


def _conditions(clock: ClockRule) -> tuple[tuple[bool, str], ...]:
    return (
        (clock.detained is True, "When the accused is detained."),
        (clock.detained is False, "When the accused is not detained."),
        (clock.child is True, "When a child was harmed."),
        (clock.child is False, "When no child was harmed."),
    )


def _offences(pack: Pack) -> Part:
    columns: list[Column | str] = ["Offence", "Law", "ICCS", "What has to be shown", "Penalty"]
    special = [_offence_row(offence) for offence in pack.offences if offence.special_law]
    ordinary = [_offence_row(offence) for offence in pack.offences if not offence.special_law]
    return Part(
        "The special law usually protects more. Codes are those of the international "
        "classification of crime (ICCS). What is charged is for the prosecutor to decide.",
        [
            Table("Special laws", columns, special),
            Table("The ordinary criminal code", columns, ordinary),
        ],
    )


def _offence_row(offence: Offence) -> Row:
    elements, iccs = code_list("elements"), code_list("iccs")
    return Row([
        Cell(offence.name, note=offence.note),
        source(
            f"{offence.law}, {offence.section}", offence.effective_from, offence.effective_to,
            checked=offence.checked,
        ),
        Cell(offence.iccs, note=iccs.name_of(offence.iccs)),
        Cell(
            ", ".join(elements.name_of(element) for element in offence.elements) or "Not listed",
            note=offence.child_rule,
        ),
        offence.penalty or "Not listed",
    ])  # fmt: skip


def _forms(pack: Pack) -> Part:
    rows = [
        Row([Cell(form.name, note=form.source), form.used_for, named([form.milestone])])
        for form in pack.forms
    ]
    return Part(
        "Papers the procedure asks for, and the milestone each goes with.",
        [Table("Papers", ["Paper", "What for", "Milestone"], rows)],
    )


def _examples(pack: Pack) -> Part:
    rows = []
    for clock in pack.clocks:
        first, *more = (
            f"{spoken_date(e.started_on)} to {spoken_date(e.due_on)}. {e.because}"
            for e in pack.examples
            if e.clock == clock.code
        )
        rows.append(Row([clock.name, first, " ".join(more)]))
    return Part(
        "Each example is worked again whenever Amparo is tested. "
        "If one is wrong, the clock is wrong: tell us.",
        [Table("Worked examples", ["Clock", "An example", "And more"], rows)],
    )


PARTS: dict[str, tuple[str, Callable[[Pack], Part]]] = {
    "about": ("About", _about),
    "clocks": ("Clocks", _clocks),
    "offences": ("Offences", _offences),
    "papers": ("Papers", _forms),
    "examples": ("Worked examples", _examples),
    "holidays": ("Holidays", _holidays),
}
