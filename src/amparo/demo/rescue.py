"""The synthetic office's operations: one that is planned in secret, and one that is over."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from amparo.casework.apart.services import put_in_place
from amparo.casework.cases.models import Case, Milestone, Person, RoleKind
from amparo.casework.rescue.models import Operation
from amparo.casework.rescue.phases import What
from amparo.casework.rescue.services.complaints import present_complaint, tell_of_complaint
from amparo.casework.rescue.services.dignity import answer_check, review_operation
from amparo.casework.rescue.services.minutes import count_heads, log_minute
from amparo.casework.rescue.services.operations import (
    name_planner,
    request_operation,
    take_step,
    tell_outsider,
)
from amparo.casework.rescue.services.planning import add_line, place_someone
from amparo.casework.rescue.services.reliefs import record_relief, see_to
from amparo.casework.rescue.services.screening import decide_status, screen
from amparo.demo.histories import moment
from amparo.demo.morning import Morning
from amparo.directory.models import Unit
from amparo.directory.packs.operating import operating
from amparo.directory.packs.screening import screening_tools

# kind, what, for whom, how many; an empty "what" cannot be had
PLAN = (
    ("target", "A house with a green gate behind the net shop", "", 1),
    ("role", "The desk leads; one officer writes the minutes; the social worker stays", "", 6),
    ("vehicle", "White van of the women and children desk", "victims", 8),
    ("vehicle", "Patrol car 12", "suspects", 3),
    ("room", "Interview room, upper floor", "victims", 2),
    ("room", "Holding room, ground floor", "suspects", 4),
    ("waiting", "Chapel room, upper floor", "victims", 8),
    ("waiting", "Hall, ground floor", "suspects", 4),
    ("social_worker", "Social worker of the office, from the first minute", "", 1),
    ("same_sex_officer", "Two officers of the women and children desk", "", 2),
    ("interpreter", "Cebuano is everyone's language; a signer is on call", "", 1),
    ("medical", "Nurse of the city health office", "", 1),
    ("safe_place", "Beds held for the night", "", 4),
    ("kit", "Seals, camera, forms, water, blankets", "", 1),
)
MINUTES = (
    (0, "arrived"), (2, "entered"), (6, "secured"), (7, "victims_found"), (9, "suspect_held"),
    (11, "taken_apart"), (12, "social_worker_with"), (34, "evidence_sealed"), (48, "left"),
    (79, "arrived_safe"),
)  # fmt: skip
FAILED = {"no_media": "A man filmed from the gate until an officer sent him away."}
BEGAN = 285  # minutes into the day, as the office's histories count them


def rescue_people(morning: Morning, showcase: Case) -> None:
    """Carry out the acts of rescue."""
    _screened(morning, showcase)
    _refused(morning)
    _over(morning, showcase)
    _apart(morning, showcase)
    _planned(morning)


def _harbour(morning: Morning) -> Unit:
    return morning.around.units["harbour"]


def _screened(morning: Morning, case: Case) -> None:
    """Two tools with the child, and what the office itself decided."""
    child = _relieved(case)[0]
    on = morning.today - timedelta(days=210)
    answers = {
        "danger": {"now": "yes", "child": "yes", "leaving": "unknown", "afraid": "yes"},
        "palermo": {"kept": "yes", "sexual": "yes", "recruited": "unknown", "labour": "no"},
    }
    for tool in screening_tools():
        if tool.code in answers:
            screen(
                by=morning.team.social_worker, at=next(morning.ticks), case=case, person=child,
                tool=tool, answers=answers[tool.code], on=on,
                words="Synthetic. Asked with drawings, in two short talks.",
            )  # fmt: skip
    decide_status(
        by=morning.team.caseworker, at=next(morning.ticks), case=case, person=child,
        status="possible", decided_by="office", on=on + timedelta(days=2),
        words="Synthetic. Housed by the neighbour, and paid for before a camera.",
    )  # fmt: skip


def _refused(morning: Morning) -> None:
    """A complaint that was refused, then registered; and one that met a demand for money."""
    by = morning.team.caseworker
    for case, steps in zip(morning.cases(by)[1:3], (("refused", "registered"), ("payment",)),
                           strict=False):  # fmt: skip
        on = max(case.opened_on, morning.today - timedelta(days=40))
        row = present_complaint(
            by=by, at=next(morning.ticks), case=case, on=on, unit=_harbour(morning),
            words="Synthetic. The aunt went with a caseworker.",
        )  # fmt: skip
        for n, what in enumerate(steps, start=1):
            tell_of_complaint(
                by=by, at=next(morning.ticks), complaint=row, what=what, reason="civil",
                on=min(morning.today, on + timedelta(days=3 * n)), reference="SYN-BLOTTER-17",
                words="Synthetic. Told at the desk.",
            )  # fmt: skip


def _relieved(case: Case) -> list[Person]:
    rows = Milestone.objects.filter(case=case, type="rescue.victim_relieved").current()
    return [row.person for row in rows.order_by("recorded_at") if row.person is not None]


def _plan(morning: Morning, operation: Operation) -> None:
    for kind, words, for_whom, n in PLAN:
        add_line(
            by=morning.team.investigator, at=next(morning.ticks), operation=operation, kind=kind,
            words=f"Synthetic. {words}", for_whom=for_whom, n=n,
        )  # fmt: skip


def _planned(morning: Morning) -> None:
    """Asked for and approved; the day after tomorrow nobody but four people know of it."""
    team, case = morning.team, morning.cases(morning.team.caseworker).last()
    if case is None:
        return
    asked = moment(morning.today - timedelta(days=2), BEGAN)
    operation = request_operation(
        by=team.investigator, at=next(morning.ticks), case=case, happened_at=asked,
        words="Synthetic. A house where children are filmed at night.",
        unit=_harbour(morning),
    )  # fmt: skip
    take_step(
        by=team.investigator, at=next(morning.ticks), operation=operation, what=What.APPROVED,
        happened_at=asked + timedelta(hours=20), legal_basis="Synthetic order of Branch 1",
    )  # fmt: skip
    for user in (team.social_worker, team.lawyer):
        name_planner(by=team.investigator, at=next(morning.ticks), operation=operation, user=user)
    _plan(morning, operation)
    tell_outsider(
        by=team.investigator, at=next(morning.ticks), operation=operation,
        words="Synthetic. The head of the desk: everything. The driver: only the hour.",
        happened_at=asked,
    )  # fmt: skip
    starts = moment(morning.today + timedelta(days=2), BEGAN)
    roles = case.roles.filter(role=RoleKind.VICTIM, to_on__isnull=True)
    for role in roles.select_related("person")[:1]:
        place_someone(
            by=team.investigator, at=next(morning.ticks), operation=operation, case=case,
            person=role.person, kind="vehicle", place=f"Synthetic. {PLAN[2][1]}",
            from_at=starts, until_at=starts + timedelta(hours=1), is_planned=True,
        )  # fmt: skip


def _over(morning: Morning, case: Case) -> None:
    """The showcase's operation: children brought out by day, one failure, and what was learnt."""
    began = moment(_day_of(case), BEGAN)
    by, at = morning.team.investigator, morning.ticks
    operation = request_operation(
        by=by, at=next(at), case=case, happened_at=began - timedelta(days=3),
        unit=morning.around.units["women_and_children"],
    )  # fmt: skip
    name_planner(by=by, at=next(at), operation=operation, user=morning.team.social_worker)
    _plan(morning, operation)
    for what, before, law in (
        (What.APPROVED, timedelta(days=2), "Synthetic order of Branch 1"),
        (What.BRIEFED, timedelta(days=1), ""), (What.EXECUTED, timedelta(), ""),
    ):  # fmt: skip
        take_step(
            by=by, at=next(at), operation=operation, what=what, happened_at=began - before,
            legal_basis=law,
        )  # fmt: skip
    _lived(morning, operation, case, began)


def _apart(morning: Morning, case: Case) -> None:
    """Vehicles of that day; and a hearing to come, where a survivor would meet a suspect."""
    first, second = _relieved(case)[:2]
    suspects = [role.person for role in case.roles.filter(role=RoleKind.SUSPECT).order_by("from_on")
                .select_related("person")]  # fmt: skip
    began = moment(_day_of(case), BEGAN)
    by = morning.team.investigator
    for person, vehicle in ((first, PLAN[2][1]), (second, PLAN[2][1]), (suspects[0], PLAN[3][1])):
        put_in_place(
            by=by, at=next(morning.ticks), case=case, person=person, kind="vehicle",
            purpose="operation", place=f"Synthetic. {vehicle}",
            from_at=began + timedelta(minutes=48),
            until_at=began + timedelta(minutes=79), is_planned=False,
        )  # fmt: skip
    hearing = moment(morning.today + timedelta(days=5), BEGAN + 180)
    hall, room = "Synthetic. Hall of Branch 2", "Synthetic. Children's room of Branch 2"
    for person, kind, place, reason in (
        (suspects[-1], "waiting", hall, ""), (first, "room", room, ""),
        (second, "waiting", hall, "Synthetic. No other door; an officer stands between them."),
    ):  # fmt: skip
        put_in_place(
            by=by, at=next(morning.ticks), case=case, person=person, kind=kind, purpose="hearing",
            place=place, from_at=hearing, until_at=hearing + timedelta(hours=2), is_planned=True,
            reason=reason,
        )  # fmt: skip


def _day_of(case: Case) -> date:
    row = Milestone.objects.filter(case=case, type="rescue.victim_relieved").current()
    return row.earliest("happened_on").happened_on


def _lived(morning: Morning, operation: Operation, case: Case, began: datetime) -> None:
    by, at, helper = morning.team.investigator, morning.ticks, morning.team.social_worker
    for minutes, what in MINUTES:
        log_minute(
            by=by, at=next(at), operation=operation, what=what,
            happened_at=began + timedelta(minutes=minutes),
        )  # fmt: skip
    for point, minutes in (("found", 8), ("leaving", 47), ("arrived", 80)):
        count_heads(
            by=by, at=next(at), operation=operation, point=point, n_girls=1, n_boys=1,
            n_suspects=1, happened_at=began + timedelta(minutes=minutes),
        )  # fmt: skip
    for person in _relieved(case):
        record_relief(
            by=helper, at=next(at), case=case, person=person, how="operation",
            relieved_at=began + timedelta(minutes=11), operation=operation,
        )  # fmt: skip
        for need in ("explained", "family"):
            see_to(
                by=helper, at=next(at), case=case, person=person, need=need, was_met=True,
                done_at=began + timedelta(minutes=95), words="Synthetic. In Cebuano.",
            )  # fmt: skip
    for check in operating().checks:
        words = FAILED.get(check.code, "")
        answer_check(
            by=helper, at=next(at), operation=operation, item=check.code, is_kept=not words,
            words=f"Synthetic. {words}" if words else "",
        )  # fmt: skip
    take_step(
        by=by, at=next(at), operation=operation, what=What.ENDED,
        happened_at=began + timedelta(hours=2),
    )  # fmt: skip
    review_operation(
        by=by, at=next(at), operation=operation, on=_day_of(case) + timedelta(days=3),
        was_empty=False, has_evidence=True, has_arrest=True,
        words="Synthetic. The vans worked. The way to the upper floor must be walked beforehand.",
    )  # fmt: skip
    take_step(
        by=by, at=next(at), operation=operation, what=What.CLOSED,
        happened_at=began + timedelta(days=3),
    )  # fmt: skip
