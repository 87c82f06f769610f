"""The case page and its parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from amparo.casework.cases.models import Case
from amparo.casework.cases.selectors.breakdowns import is_failure, key_of_clock
from amparo.casework.cases.selectors.case import CaseOverview, Due, Who
from amparo.casework.cases.selectors.recording import Likely, Next
from amparo.casework.cases.selectors.team import Look
from amparo.casework.cases.selectors.timeline import Moment
from amparo.casework.cases.selectors.ways import WAY_NAMES, Step, Way
from amparo.casework.frame.shell import address
from amparo.directory.packs import milestone_type
from amparo.web.dates import spoken_date, spoken_days, spoken_due
from amparo.web.shapes import Cell, Fact, Happening, Link, Row, State, Tone
from amparo.web.shapes import Step as Dot
from amparo.web.shapes import Way as Track

STATES = {"due": State.DUE, "overdue": State.OVERDUE}


def tracks(ways: Sequence[Way], case: Case, *, may_write: bool) -> list[Track]:
    """The four ways as tracks; a step that waits leads to its form."""
    return [
        Track(
            title=way.name,
            summary=_summary(way),
            steps=[_dot(step, case, may_write=may_write) for step in way.steps],
        )
        for way in ways
    ]


def _summary(way: Way) -> str:
    when = f", {spoken_date(way.since, way.precision)}" if way.since else ""
    over = f". {way.n_overdue} overdue" if way.n_overdue else ""
    return f"{way.now}{when}{over}"


def _dot(step: Step, case: Case, *, may_write: bool) -> Dot:
    href = _href_of(step.code, case) if may_write else ""
    if step.state == "done":
        return Dot(step.name, State.DONE, spoken_date(step.on, step.precision) if step.on else "")
    if step.due_on is not None:
        when = f"Due {spoken_date(step.due_on)}"
        if step.days_over:
            when = f"{spoken_days(step.days_over)} late. {when}"
        return Dot(step.name, STATES[step.state], when, href=href)
    return Dot(step.name, State.NOT_STARTED, href=href)


def _href_of(code: str, case: Case) -> str:
    """Where a step is recorded; one that is held to a rule, where the rule is shown."""
    if milestone_type(code).rule:
        return address("case_restore", case)
    return address("record_step", case, type=code)


def legal_title(due: Due) -> str:
    """What the alert of an overdue clock says first."""
    return f"{due.what}: {spoken_days(due.days_over)} overdue."


def legal_text(due: Due) -> str:
    """What the clock of the law is, and since when it runs."""
    who = f" for {due.about}" if due.about else ""
    since = f" began on {spoken_date(due.started_on)} and" if due.started_on else ""
    return f"This clock of the law{who}{since} ended on {spoken_date(due.due_on)}."


def legal_actions(overview: CaseOverview, case: Case) -> list[Link]:
    """The milestone that ends the overdue clock, to be recorded."""
    return [
        Link(f"Record: {step.name}", address("record_step", case, type=step.code))
        for way in overview.ways
        for step in way.steps
        if overview.legal and step.state == "overdue" and step.clock == overview.legal.what
    ]


@dataclass(frozen=True)
class DueRow:
    """One line of what waits: a clock, or a task that can be ticked off or moved."""

    what: str
    hint: str
    tag: str
    tone: Tone
    done_href: str = ""
    move_href: str = ""
    broke_href: str = ""


def due_rows(overview: CaseOverview, case: Case, *, may_write: bool, today: date) -> list[DueRow]:
    """What is due, soonest first."""
    rows = []
    for due in overview.due:
        late = due.days_over > 0
        kind = "Task" if due.is_task else ("Clock of the law" if due.is_statutory else "Clock")
        parts = [kind, due.owner or ("nobody’s yet" if due.is_task else ""), due.about,
                 f"by {spoken_date(due.due_on)}"]  # fmt: skip
        editable = due.is_task and may_write
        rows.append(
            DueRow(
                what=due.what,
                hint=", ".join(part for part in parts if part),
                tag=spoken_due(due.due_on, today).capitalize(),
                tone=Tone.ALERT if late and due.is_statutory else
                Tone.WAITING if late else Tone.NEUTRAL,
                done_href=reverse("task_done", kwargs={"task": due.task_id}) if editable else "",
                move_href=reverse("task_move", kwargs={"task": due.task_id}) if editable else "",
                broke_href=broke_href(case, key_of_clock(due.clock, due.started_by))
                if late and due.clock and may_write
                else "",
            )
        )  # fmt: skip
    return rows


def broke_href(case: Case, key: str) -> str:
    """The form that notes a late or failed step as a breakdown, with everything filled in."""
    return f"{address('breakdown_add', case)}?{urlencode({'step': key})}"


def happenings(
    moments: Sequence[Moment], case: Case, *, may_write: bool
) -> list[dict[str, object]]:
    """The timeline: each entry with links to correct or withdraw it where that is allowed."""
    return [
        {
            "shown": Happening(
                title=moment.name,
                when=spoken_date(moment.on, moment.precision),
                by=_recorded(moment),
                text=_told(moment),
                tag=WAY_NAMES[moment.way],
                superseded=moment.is_struck,
            ),
            "note": moment.note,
            "why": moment.why_struck,
            "correct": reverse("milestone_correct", kwargs={"milestone": moment.id})
            if may_write and moment.may_correct
            else "",
            "withdraw": reverse("milestone_withdraw", kwargs={"milestone": moment.id})
            if may_write and moment.may_correct
            else "",
            "broke": broke_href(case, f"m:{moment.id}")
            if may_write and moment.may_correct and is_failure(moment.type)
            else "",
        }
        for moment in moments
    ]


def _told(moment: Moment) -> str:
    return ". ".join(part for part in (moment.who, moment.where, moment.source) if part)


def _recorded(moment: Moment) -> str:
    if not moment.recorded_by:
        return ""
    kind = "Corrected" if moment.replaces else "Recorded"
    return f"{kind} by {moment.recorded_by} on {spoken_date(day_of(moment.recorded_at))}"


def day_of(at: datetime) -> date:
    """The day an instant falls on where the office is."""
    return timezone.localtime(at).date()


def clock_time(at: datetime) -> str:
    """3 March 2024, 09:30."""
    local = timezone.localtime(at)
    return f"{spoken_date(local.date())}, {local:%H:%M}"


def people_rows(people: Sequence[Who], names: dict[str, str], case: Case) -> list[Row]:
    """Who is in the case, each with a page; names only where they were asked for."""
    rows = []
    for who in people:
        facts = [", ".join(who.roles), f"born {who.birth_year}" if who.birth_year else ""]
        cells: list[Cell | str] = [
            Cell(
                who.label,
                address("person", case, person_id=who.person_id),
                note="no longer in this role" if who.has_ended else "",
            ),
            "; ".join(fact for fact in facts if fact),
            who.language or "Not known",
            spoken_date(who.since),
        ]
        rows.append(Row([*cells, *([names.get(who.person_id, "")] if names else [])]))
    return rows


def likely_facts(items: Sequence[Likely], case: Case, *, today: date) -> list[Fact]:
    """Milestones to choose from, each with the clock that waits for it."""
    return [
        Fact(
            item.kind.name,
            _awaited(item),
            href=address("record_step", case, type=item.kind.code),
            tag=spoken_due(item.due_on, today).capitalize() if item.due_on else "",
            tone=Tone.ALERT
            if item.due_on and item.due_on < today and item.is_statutory
            else Tone.WAITING,
        )
        for item in items
    ]


def _awaited(item: Likely) -> str:
    if item.due_on is None:
        return item.kind.meaning
    clock = "" if item.clock == item.kind.name else f"{item.clock}, "
    said = f"{clock}by {spoken_date(item.due_on)}"
    return said[0].upper() + said[1:]


def all_kinds(offered: Next, case: Case) -> list[tuple[str, list[Fact]]]:
    """Every kind of milestone, by way."""
    return [
        (
            name,
            [
                Fact(kind.name, kind.meaning, href=address("record_step", case, type=kind.code))
                for kind in kinds
            ],
        )
        for name, kinds in offered.by_way
    ]


def look_rows(looks: Sequence[Look]) -> list[Row]:
    """The trail of the case."""
    return [
        Row([Cell(look.who), Cell(look.what, note=look.reason), clock_time(look.at)])
        for look in looks
    ]
