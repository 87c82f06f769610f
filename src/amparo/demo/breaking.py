"""The synthetic office's breakdowns: detectors look, and people say what is so."""

from __future__ import annotations

from itertools import islice
from uuid import UUID

from amparo.access.models import User
from amparo.access.policy import Role
from amparo.access.services import System
from amparo.casework.cases.models import (
    Breakdown,
    BreakdownReview,
    BreakdownState,
    Case,
    Milestone,
    TeamMember,
)
from amparo.casework.cases.services.breakdowns import note_breakdown, review_breakdown
from amparo.demo.morning import Morning
from amparo.reform.services.coding import code_again
from amparo.reform.services.detecting import detect, turn_detector

SAID = BreakdownReview.Decision
EACH = 5  # one of so many proposals was looked at
WRONG = 6  # one of so many of those was not so
CODED = 18  # coded a second time; of them one in six as something else
NOT_SO = "Synthetic. It was done; the paper came later."
CERTAIN = "five_years"  # between two days of the court's own; nobody says that it is not so
UNSEEN = ("proof_left", "operation_without_proof")


def find_breakdowns(morning: Morning, showcase: Case) -> None:
    """Carry out the acts."""
    office, today = morning.around.office, morning.today
    analyst = _analyst(office.pk)
    for name in UNSEEN:
        turn_detector(
            by=analyst, at=next(morning.ticks), detector=name, is_on=False,
            reason="Synthetic. Exhibits of older cases are on paper only.",
        )  # fmt: skip
    detect(by=System(), at=next(morning.ticks), office=office, today=today)
    _say(morning)
    _by_hand(morning, showcase)
    _code_again(morning)


def _analyst(office: UUID) -> User:
    able = [u for u in User.objects.filter(office=office).order_by("email")
            if Role.ANALYST in u.held_roles]  # fmt: skip
    return able[0]


def _say(morning: Morning) -> None:
    """Those who lead the cases say what is so of one proposal in five, across all detectors."""
    waiting = list(
        Breakdown.objects.current().in_state(BreakdownState.PROPOSED)
        .select_related("case").order_by("found_by", "on", "pk")
    )  # fmt: skip
    leads = {
        member.case_id: member.user
        for member in TeamMember.objects.filter(leads=True, to_on__isnull=True).select_related(
            "user"
        )
    }
    for number, row in enumerate(waiting[::EACH]):
        wrong = number % WRONG == WRONG - 1 and row.found_by != CERTAIN
        review_breakdown(
            by=leads.get(row.case_id, morning.team.caseworker), at=next(morning.ticks),
            breakdown=row, decision=SAID.REJECTED if wrong else SAID.CONFIRMED,
            reason=NOT_SO if wrong else "",
        )  # fmt: skip


def _by_hand(morning: Morning, showcase: Case) -> None:
    """One that a person saw: the survivor was driven with the man who sold her."""
    milestones = Milestone.objects.filter(case=showcase, type="rescue.victim_relieved").current()
    relieved = milestones.order_by("happened_on").first()
    if relieved is not None:
        note_breakdown(
            by=morning.team.caseworker, at=next(morning.ticks), case=showcase, cause="B28",
            on=relieved.happened_on, milestone=relieved, institution=relieved.institution,
            unit=relieved.unit, evidence="Synthetic diary of the operation",
            followed="Synthetic. No woman officer was there; the child would not speak that day.",
        )  # fmt: skip


def _code_again(morning: Morning) -> None:
    rows = Breakdown.objects.counted().filter(case__team__user=morning.team.lawyer)
    ordered = rows.exclude(found_by="person").order_by("pk").distinct()
    for number, row in enumerate(islice(ordered, CODED)):
        other = "B14" if row.cause != "B14" else "B13"
        code_again(
            by=morning.team.lawyer, at=next(morning.ticks), breakdown=row,
            cause=other if number % 6 == 5 else row.cause,
        )  # fmt: skip
