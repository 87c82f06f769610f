"""One of everything in rescue, hung on a case."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from amparo.access.models import User
from amparo.casework.apart.services import put_in_place
from amparo.casework.cases.models import Case, Person
from amparo.casework.rescue.models import Operation, Planner
from amparo.casework.rescue.phases import What
from amparo.casework.rescue.services.complaints import present_complaint
from amparo.casework.rescue.services.dignity import answer_check
from amparo.casework.rescue.services.operations import request_operation, take_step
from amparo.casework.rescue.services.planning import add_line
from amparo.casework.rescue.services.screening import screen
from amparo.directory.models import Institution
from amparo.directory.packs.operating import operating
from amparo.directory.packs.screening import screening_tools
from tests.cast import NOW, OPENED_ON

HOUR = timedelta(hours=1)
BEFORE = NOW - 12 * HOUR


def asked(by: User, case: Case, authority: Institution) -> Operation:
    """An operation that a public authority was asked for."""
    return request_operation(
        by=by, at=NOW, case=case, institution=authority, happened_at=BEFORE, words="The house"
    )


def carried_out(by: User, operation: Operation, *, at=NOW) -> Operation:
    """The same, approved and carried out, without a briefing: it was urgent."""
    step = {"by": by, "at": at, "operation": operation, "happened_at": BEFORE}
    take_step(**step, what=What.APPROVED, legal_basis="Order 12 of the court")
    take_step(**step, what=What.EXECUTED)
    return operation


def planned(by: User, operation: Operation, *, at=NOW) -> Operation:
    """A whole plan."""
    for kind in operating().plan:
        sides = ("victims", "suspects") if kind.for_whom else ("",)
        for side in sides:
            add_line(
                by=by, at=at, operation=operation, kind=kind.code, for_whom=side,
                words=f"{kind.name} {side}".strip(),
            )  # fmt: skip
    return operation


def answered(by: User, operation: Operation, *, no: tuple[str, ...] = (), at=NOW) -> Operation:
    """Every question of the checklist answered, with no to some."""
    for check in operating().checks:
        kept = check.code not in no
        answer_check(
            by=by, at=at, operation=operation, item=check.code, is_kept=kept,
            words="" if kept else "In the hall of the station",
        )  # fmt: skip
    return operation


def furnish_rescue(
    case: Case, by: User, police: Institution, victim: Person, suspect: Person
) -> dict[str, Any]:
    """A screening, a complaint, a stay, and an operation that is under way and only its
    planner's: it was called neither off nor told of yet."""
    told = {"by": by, "at": NOW, "case": case}
    tool = next(one for one in screening_tools() if one.code == "danger")
    row = screen(**told, person=victim, tool=tool, answers={"now": "no"}, on=OPENED_ON)
    complaint = present_complaint(**told, institution=police, on=OPENED_ON)
    stay = put_in_place(
        **told, person=suspect, kind="room", purpose="hearing", place="Room 9", from_at=BEFORE,
        until_at=NOW, is_planned=False,
    )  # fmt: skip
    operation = asked(by, case, police)
    line = add_line(by=by, at=NOW, operation=operation, kind="kit", words="Seals")
    return {
        "screening": row.pk, "complaint": complaint.pk, "thing": "screening", "entry": row.pk,
        "stay": stay.pk, "operation": operation.code, "tool": "danger", "need": "needs",
        "plan_kind": "kit", "line": line.pk, "step": "approved", "item": "no_media",
        "planner": Planner.objects.get(operation=operation).pk, "minute": line.pk,
    }  # fmt: skip
