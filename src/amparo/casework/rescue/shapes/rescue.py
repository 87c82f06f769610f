"""The rescue page of a case: each survivor a card, complaints, operations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.urls import reverse

from amparo.casework.cases.models import Case
from amparo.casework.frame.shell import address
from amparo.casework.rescue.phases import OVER, RUNNING
from amparo.casework.rescue.selectors.operations import OperationLine
from amparo.casework.rescue.selectors.rescue import (
    ComplaintLine,
    FirstClock,
    NeedLine,
    ScreeningLine,
    StatusLine,
    SurvivorLine,
)
from amparo.casework.rescue.shapes.cards import Card, Section, spoken_moment
from amparo.directory.packs.screening import screening_tools
from amparo.web.dates import spoken_date, spoken_days, spoken_due
from amparo.web.shapes import Cell, Fact, Link, Row, Tone

OPERATIONS = ["Operation", "Whose", "Where it stands", "Since"]
NOT_PUNISHED = (
    "Also recorded as a suspect. A victim is not punished for what they were made to do: speak "
    "with the prosecutor before anything is done against them."
)


def survivor_cards(lines: Sequence[SurvivorLine], case: Case, *, may_write: bool) -> list[Card]:
    """One card a survivor."""
    return [_survivor(line, case, may_write=may_write) for line in lines]


def _survivor(line: SurvivorLine, case: Case, *, may_write: bool) -> Card:
    who = line.who.person_id
    status = line.statuses[0] if line.statuses else None
    facts = [_screened(line, case), _status_fact(status), _out(line)]
    if line.is_out:
        met = len(line.needs) - line.n_open
        facts.append(Fact("First two days", f"{met} of {len(line.needs)} answered"))
    if line.is_also_suspected:
        facts.append(Fact("Not punished", NOT_PUNISHED))
    links = [Link("First two days", address("first_days", case, survivor=who))]
    if may_write:
        links = [
            Link("Screen", address("screen_choose", case, survivor=who)),
            Link("Decide the status", address("status_decide", case, survivor=who)),
            Link("Out of the violence", address("relief_add", case, survivor=who)),
            *links,
        ]
    tag, tone = ("Out of the violence", Tone.GOOD) if line.is_out else ("Not out yet", Tone.WAITING)
    return Card(line.who.label, facts, tag=tag, tone=tone, links=links)


def _screened(line: SurvivorLine, case: Case) -> Fact:
    if not line.screenings:
        return Fact("Screening", "Not screened yet")
    newest = line.screenings[0]
    href = address("screening", case, screening=newest.row_id)
    others = len(line.screenings) - 1
    more = f" and {others} earlier" if others else ""
    said = f"{newest.tool}, {spoken_date(newest.on)}{more}"
    band = newest.result.band
    return Fact("Screening", said, href=href, tag=band.name, tone=Tone(band.tone))


def _status_fact(status: StatusLine | None) -> Fact:
    if status is None:
        return Fact("Status", "Nobody has decided yet")
    said = f"{status.status}. {status.decided_by}, {spoken_date(status.on)}"
    return Fact("Status", f"{said}. {status.paper}" if status.paper else said)


def _out(line: SurvivorLine) -> Fact:
    if not line.reliefs:
        return Fact("Out of the violence", "Not recorded")
    newest = line.reliefs[-1]
    return Fact("Out of the violence", f"{newest.how}, {spoken_moment(newest.at)}")


def complaint_section(lines: Sequence[ComplaintLine], case: Case, *, may_write: bool) -> Section:
    """The complaints and what came of each."""
    links = [Link("An authority was asked to act", address("complaint_add", case))]
    return Section(
        "complaints", "Complaints",
        [_complaint(line, case, may_write=may_write) for line in lines],
        empty="No complaint is written down here yet.", links=links if may_write else (),
    )  # fmt: skip


def _complaint(line: ComplaintLine, case: Case, *, may_write: bool) -> Card:
    facts = [Fact("Asked", f"{line.place}, {spoken_date(line.on)}")]
    facts += [Fact("What was said", line.words)] if line.words else []
    for step in line.steps:
        number = f" under {step.reference}" if step.reference else ""
        said = ". ".join(filter(None, [f"{spoken_date(step.on)}{number}", step.reason]))
        back = address("rescue_take_back", case, thing="complaintstep", entry=step.row_id)
        facts.append(
            Fact(step.name, said, action="Entered wrongly?" if may_write else "", action_href=back)
        )
    last = line.steps[-1].name if line.steps else "No answer yet"
    tone = Tone.GOOD if line.is_registered else Tone.ALERT if line.steps else Tone.WAITING
    links = [
        Link("What came of it", address("complaint_tell", case, complaint=line.row_id)),
        Link(
            "Entered wrongly?",
            address("rescue_take_back", case, thing="complaint", entry=line.row_id),
        ),
    ]
    return Card(
        f"Complaint {line.number}", facts, tag="Registered" if line.is_registered else last,
        tone=tone, links=links if may_write else (),
    )  # fmt: skip


def operation_rows(lines: Sequence[OperationLine]) -> list[Row]:
    """Operations, with nothing of their plan."""
    return [
        Row([
            Cell(line.code, reverse("operation", args=[line.code]),
                 note=f"Case {', '.join(line.cases)}" if line.cases else ""),
            line.authority,
            Cell(tag=line.phase_name, tone=phase_tone(line.phase),
                 note="Only its planners know" if line.is_secret else ""),
            spoken_moment(line.since),
        ])
        for line in lines
    ]  # fmt: skip


def phase_tone(phase: str) -> Tone:
    """Under way stands out; what is over is calm."""
    if phase in RUNNING:
        return Tone.ACTIVE
    return Tone.NEUTRAL if phase in OVER else Tone.WAITING


def tool_links(case: Case, survivor: str) -> list[tuple[str, str, str, str]]:
    """Name, what it is for, its source and its address, of each tool."""
    return [
        (t.name, t.about, f"Version {t.version}. {t.source.rstrip('.')}. Licence: {t.licence}.",
         address("screen", case, survivor=survivor, tool=t.code))
        for t in screening_tools()
    ]  # fmt: skip


def result_facts(line: ScreeningLine) -> list[Fact]:
    """Why the answers call for what they call for, and what is not known."""
    result = line.result
    facts = [
        Fact("What it calls for", result.band.means),
        Fact("Why", "\n".join(result.reasons) or "Nothing was answered with yes"),
    ]
    if result.missing:
        facts.append(Fact("Not told", "\n".join(result.missing)))
    if result.apart:
        facts.append(Fact("Setting, kept apart", "\n".join(result.apart)))
    facts.append(Fact("Not known", f"{result.n_unknown} of {result.n_items} questions"))
    facts.append(Fact("Asked", f"{spoken_date(line.on)}, by {line.by}"))
    return facts


def need_facts(line: SurvivorLine, case: Case, *, may_write: bool) -> list[Fact]:
    """What the person needs, and what was done."""
    return [_need(need, line, case, may_write=may_write) for need in line.needs]


STATES = {
    "met": ("Done", Tone.GOOD), "not_met": ("Not done", Tone.ALERT), "open": ("Open", Tone.WAITING),
}  # fmt: skip


def _need(need: NeedLine, line: SurvivorLine, case: Case, *, may_write: bool) -> Fact:
    tag, tone = STATES[need.state]
    when = f"{spoken_moment(need.at)}. " if need.at else ""
    hint = f"{when}{need.said}".strip()
    if need.state == "open":
        hint = f"Within {need.need.within_hours} hours"
    href = address("first_add", case, survivor=line.who.person_id, need=need.need.code)
    if need.need.code == "statement" and need.state == "open":
        href = address("interview_new", case)
    if need.need.code == "placement" and need.state == "open":
        href = address("place_new", case)
    if need.need.code == "status" and need.state == "open":
        href = address("status_decide", case, survivor=line.who.person_id)
    return Fact(need.need.name, hint, href=href if may_write else "", tag=tag, tone=tone)


def clock_facts(clocks: Sequence[FirstClock], today: date) -> list[Fact]:
    """The terms that run for this person since they came out."""
    return [_clock(clock, today) for clock in sorted(clocks, key=lambda c: c.due_on)]


def _clock(clock: FirstClock, today: date) -> Fact:
    kind = "Clock of the law" if clock.is_statutory else "Good practice"
    if clock.stopped_on is not None:
        late = f", {spoken_days(clock.days_over)} late" if clock.days_over > 0 else ""
        return Fact(clock.name, f"{kind}, due {spoken_date(clock.due_on)}",
                    tag=f"Done{late}", tone=Tone.WAITING if late else Tone.GOOD)  # fmt: skip
    tone = Tone.ALERT if clock.days_over > 0 else Tone.WAITING
    hint = f"{kind}, by {spoken_date(clock.due_on)}"
    return Fact(clock.name, hint, tag=spoken_due(clock.due_on, today).capitalize(), tone=tone)


def status_cards(line: SurvivorLine, case: Case, *, may_write: bool) -> list[Card]:
    """Each decision with its reason."""
    return [
        Card(
            one.status,
            [Fact("Decided by", f"{one.decided_by}, {spoken_date(one.on)}"),
             *([Fact("Paper", one.paper)] if one.paper else []), Fact("Why", one.reason)],
            links=[Link("Entered wrongly?", address(
                "rescue_take_back", case, thing="statusdecision", entry=one.row_id))]
            if may_write else (),
        )
        for one in line.statuses
    ]  # fmt: skip


def relief_cards(line: SurvivorLine, case: Case, *, may_write: bool) -> list[Card]:
    """Each relief."""
    return [
        Card(
            one.how, [Fact("When", spoken_moment(one.at))],
            links=[Link("Entered wrongly?", address(
                "rescue_take_back", case, thing="relief", entry=one.row_id))]
            if may_write else (),
        )
        for one in line.reliefs
    ]  # fmt: skip
