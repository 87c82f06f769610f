"""Days in court: by week, by person, by court, and as a cause list; never a name of the matter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from amparo.access.models import User
from amparo.casework.cases.models import Programme, TeamMember
from amparo.casework.cases.models.visibility import reaches_office
from amparo.casework.docket.models import CourtCase, Hearing, InCourt, Measure, Readiness, Summons
from amparo.casework.docket.models.visibility import OfCourtCaseQuerySet
from amparo.casework.docket.selectors.court import hearing_line
from amparo.casework.docket.selectors.lines import HearingLine
from amparo.directory.models import Institution
from amparo.directory.packs import Pack, load_pack
from amparo.directory.packs.clocks import vacations_on

WEEK = 7
A_DAY = 12  # shown of a day of the week, as a phone can carry; its cause list has them all
PAGE = 25  # of a cause list, as much as a sheet of paper holds
MOST = 300  # of a cause list on one page, to print; nobody goes to more
COLLEAGUES = 100  # offered by name; in a larger office those who lead what is shown


@dataclass(frozen=True)
class Listed:
    """A hearing on the calendar with the files it is about and who leads them."""

    line: HearingLine
    codes: tuple[str, ...]
    led_by: tuple[tuple[str, str], ...]
    """Id and name of each."""

    @property
    def leads(self) -> tuple[str, ...]:
        """The names of those who lead the files."""
        return tuple(name for _, name in self.led_by)


@dataclass(frozen=True)
class Day:
    """One day; `closed` says why offices rest that day, or is empty; `has_more` than is shown.

    `vacation` names the courts' vacations that day falls in: some of them sit all the same.
    """

    on: date
    closed: str
    vacation: str
    rows: tuple[Listed, ...]
    has_more: bool


@dataclass(frozen=True)
class Chosen:
    """What the calendar is narrowed to: the id of a person, of a court; empty for all."""

    person: str = ""
    court: str = ""


NOBODY = Chosen()


@dataclass(frozen=True)
class Week:
    """Seven days from a Monday."""

    starts: date
    days: tuple[Day, ...]

    @property
    def n(self) -> int:
        """Hearings shown."""
        return sum(len(day.rows) for day in self.days)


def hearings_for(user: User, chosen: Chosen) -> OfCourtCaseQuerySet[Hearing]:
    """The hearings this person may see, narrowed; without the cancelled."""
    rows: Any = Hearing.objects.visible_to(user).exclude(outcome=Hearing.Outcome.CANCELLED)
    if chosen.court:
        rows = rows.filter(court_case__court=chosen.court)
    if chosen.person:
        theirs = TeamMember.objects.filter(user=UUID(chosen.person), to_on=None).order_by()
        joined = InCourt.objects.filter(case__in=theirs.values("case"))
        rows = rows.filter(court_case__in=joined.values("court_case"))
    found: OfCourtCaseQuerySet[Hearing] = rows
    return found


def told_of(*parts: QuerySet[Hearing]) -> list[Hearing]:
    """These hearings in their order, with all that a line of them says; a query a part, and one.

    What is said of them is asked for apart from who may see them: a database thinks longer about a
    query of so many tables than it works on it.
    """
    ids = [pk for rows in parts for pk in rows.values_list("pk", flat=True)]
    known = Hearing.objects.select_related(
        "court_case__court", "court_case__branch", "judge", "adjournment"
    ).in_bulk(ids)
    return [known[pk] for pk in ids]


def listed(user: User, rows: Iterable[Hearing]) -> tuple[Listed, ...]:
    """Hearings with the codes of the files this person may see, and their leads; two queries."""
    hearings = list(rows)
    joined = InCourt.objects.visible_to(user).filter(
        court_case__in={row.court_case_id for row in hearings}
    )
    codes: dict[Any, dict[Any, str]] = defaultdict(dict)
    for court_case, case, code in joined.values_list("court_case", "case", "case__code"):
        codes[court_case][case] = code
    every = {case for found in codes.values() for case in found}
    rows_of_leads = TeamMember.objects.filter(case__in=every, leads=True, to_on=None)
    leads = {
        case: (str(pk), name)
        for case, pk, name in rows_of_leads.values_list("case", "user", "user__name")
    }
    return tuple(
        Listed(
            hearing_line(row),
            tuple(sorted(codes[row.court_case_id].values())),
            tuple(
                sorted(
                    {leads[case] for case in codes[row.court_case_id] if case in leads},
                    key=lambda one: one[1],
                )
            ),
        )
        for row in hearings
    )


def week_for(user: User, day: date, chosen: Chosen) -> Week:
    """The week that holds this day, from its Monday; a fixed number of queries."""
    starts = day - timedelta(days=day.weekday())
    packs = packs_of(user)
    rows = hearings_for(user, chosen).order_by("starts_at", "set_at", "pk")
    days = [starts + timedelta(days=n) for n in range(WEEK)]
    found: dict[date, list[Hearing]] = defaultdict(list)
    for row in told_of(*(rows.filter(on=on)[: A_DAY + 1] for on in days)):
        found[row.on].append(row)
    shown = listed(user, [row for on in days for row in found[on][:A_DAY]])
    by_day: dict[date, list[Listed]] = defaultdict(list)
    for one in shown:
        by_day[one.line.on].append(one)
    return Week(
        starts,
        tuple(
            Day(
                on, closed_on(on, packs), vacation_on(on, packs), tuple(by_day[on]),
                len(found[on]) > A_DAY,
            )
            for on in days
        ),
    )  # fmt: skip


def packs_of(user: User) -> list[Pack]:
    """The law of the programmes this person works in."""
    codes = Programme.objects.visible_to(user).values_list("pack", flat=True).distinct()
    return [load_pack(code) for code in sorted(set(codes))]


def closed_on(day: date, packs: Iterable[Pack]) -> str:
    """The holiday of this day, by pack where several are worked under; empty for a working day."""
    known = [(pack.name, pack.holidays[day]) for pack in packs if day in pack.holidays]
    if not known:
        return ""
    return known[0][1] if len(list(packs)) == 1 else "; ".join(f"{h} ({p})" for p, h in known)


def vacation_on(day: date, packs: Iterable[Pack]) -> str:
    """The court vacations of these packs that this day falls in; empty for none."""
    return "; ".join(one.name for pack in packs for one in vacations_on(day, pack))


def next_working_day(day: date, packs: list[Pack]) -> date:
    """The first day after this one that is neither a weekend nor a holiday of every pack."""
    following = day + timedelta(days=1)
    while packs and all(
        following.weekday() in pack.weekend or following in pack.holidays for pack in packs
    ):
        following += timedelta(days=1)
    return following


def coming_for(user: User, today: date, *, days: int = WEEK, limit: int = 10) -> tuple[Listed, ...]:
    """The first hearings of the coming days."""
    rows = hearings_for(user, Chosen()).filter(
        on__range=(today, today + timedelta(days=days)), outcome=""
    )
    return listed(user, told_of(rows[:limit]))


def people_for(
    user: User, week: Week, *, also: tuple[str, str] | None = None
) -> list[tuple[str, str]]:
    """Colleagues whose dates can be asked for: id and name.

    All who can be on a team; in a larger office oneself, whoever is chosen (`also`), and those who
    lead what the week shows.
    """
    office = User.objects.filter(office=user.office_id, is_active=True).order_by("name")
    rows = list(office[: COLLEAGUES + 1])
    if len(rows) <= COLLEAGUES:
        return [(str(row.pk), row.name) for row in rows if row.sees_people]
    leads = {lead for day in week.days for one in day.rows for lead in one.led_by}
    found = {(str(user.pk), user.name), *leads, *([also] if also else [])}
    return sorted(found, key=lambda one: one[1])


def colleague_for(user: User, person: UUID | None) -> tuple[str, str] | None:
    """Id and name of a colleague of the same office; None for anyone else."""
    if person is None:
        return None
    known = User.objects.filter(pk=person, office=user.office_id, is_active=True).first()
    return (str(known.pk), known.name) if known else None


def courts_for(user: User) -> list[tuple[str, str]]:
    """The courts of the court cases this person may see: id and name.

    Whoever reaches the whole office is offered every court of the directory, and what is no court
    where a case of theirs lies: to look for one in each court took seconds among a million.
    """
    rows = Institution.objects.visible_to(user)
    if reaches_office(user):
        elsewhere = CourtCase.objects.visible_to(user).exclude(court__kind=Institution.Kind.COURT)
        other = list(elsewhere.order_by().values_list("court", flat=True).distinct())
        rows = rows.filter(Q(kind=Institution.Kind.COURT) | Q(pk__in=other))
    else:
        rows = rows.filter(pk__in=CourtCase.objects.visible_to(user).values("court"))
    return [(str(row.pk), row.name) for row in rows]


@dataclass(frozen=True)
class CauseRow:
    """A hearing on tomorrow's list, with what is still missing for it."""

    listed: Listed
    n_called: int
    n_unserved: int
    protection: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True)
class CauseList:
    """A day before the courts, or a page of it, by court and hour."""

    rows: tuple[CauseRow, ...]
    page: int
    has_next: bool
    is_whole: bool
    """Whether every hearing of the day is here."""


def cause_list(
    user: User, on: date, chosen: Chosen = NOBODY, *, page: int = 1, size: int = PAGE
) -> CauseList:
    """What is before the courts on a day, by court and hour; a fixed number of queries.

    A day with more than fits is cut by the hour, so that the page costs the same in any office.
    """
    start = (page - 1) * size
    rows = hearings_for(user, chosen).filter(on=on).order_by("starts_at", "set_at", "pk")
    found = listed(user, told_of(rows[start : start + size + 1]))
    shown = sorted(found[:size], key=lambda one: one.line.court)  # stable: the hours follow
    is_whole = page == 1 and len(found) <= size
    return CauseList(_causes(shown), page, len(found) > size, is_whole)


def _causes(found: Sequence[Listed]) -> tuple[CauseRow, ...]:
    ids = [UUID(one.line.id) for one in found]
    called: dict[str, list[str]] = defaultdict(list)
    for hearing, state in Summons.objects.filter(hearing__in=ids).values_list("hearing", "state"):
        called[str(hearing)].append(state)
    granted: dict[str, list[str]] = defaultdict(list)
    measures = Measure.objects.filter(hearing__in=ids, is_granted=True)
    for hearing, kind in measures.values_list("hearing", "kind"):
        granted[str(hearing)].append(kind)
    waiting: dict[str, list[str]] = defaultdict(list)
    for hearing, what in Readiness.objects.filter(hearing__in=ids, ready_on=None).values_list(
        "hearing", "what"
    ):
        waiting[str(hearing)].append(what)
    return tuple(
        CauseRow(
            one,
            len(called[one.line.id]),
            sum(state != Summons.State.SERVED for state in called[one.line.id]),
            tuple(sorted(granted[one.line.id])),
            tuple(waiting[one.line.id]),
        )
        for one in found
    )


def feed_rows(user: User, start: date, end: date) -> list[tuple[Listed, str]]:
    """One's own hearings between two days, each with the time zone of its court."""
    mine = hearings_for(user, Chosen(person=str(user.pk)))
    rows = told_of(mine.filter(on__range=(start, end)))
    zones = [row.court_case.court.time_zone or "UTC" for row in rows]
    return list(zip(listed(user, rows), zones, strict=True))
