"""Warrants: issued, sent, carried out or not and why, recalled."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from amparo.access.models import User
from amparo.casework.cases.models import Case, Person
from amparo.casework.restrain.models import Warrant, WarrantStep
from amparo.casework.restrain.services.facts import begin, keep, tell_once
from amparo.directory.models import Institution, Unit
from amparo.errors import Refused

ENDS = (WarrantStep.What.EXECUTED, WarrantStep.What.RECALLED)
AT_LARGE = (WarrantStep.Reason.NOT_FOUND, WarrantStep.Reason.FLED)


@transaction.atomic
def issue_warrant(
    *, by: User, at: datetime, case: Case, person: Person, on: date,
    court: Institution | None = None, unit: Unit | None = None, number: str = "",
    token: UUID | None = None,
) -> Warrant:  # fmt: skip
    """Keep a court's order to arrest.

    Changes: records restrain.warrant_issued, which starts its clocks, unless the timeline has it.
    """
    row, is_new = begin(
        Warrant, by=by, at=at, case=case, person=person, on=on, token=token, court=court, unit=unit,
        words={"number": number},
    )  # fmt: skip
    if is_new:
        row.milestone = tell_once(
            row, "restrain.warrant_issued", by=by, at=at, institution=court, source="court_record"
        )
        keep(row, by=by, at=at, verb="warrant.issued")
    return row


@transaction.atomic
def add_warrant_step(
    *, by: User, at: datetime, warrant: Warrant, on: date, what: str, reason: str = "",
    words: str = "", token: UUID | None = None,
) -> WarrantStep:  # fmt: skip
    """What became of a warrant on a day.

    Changes: carried out records restrain.arrested, unless that arrest is recorded already; not
    carried out because the person fled or cannot be found records restrain.at_large, of which
    every survivor near them is told.
    Raises: Refused before the warrant's day, after it ended, or without the reason.
    """
    row, is_new = begin(
        WarrantStep, by=by, at=at, case=warrant.case, person=warrant.person, on=on, token=token,
        warrant=warrant, what=what, words={"words": words},
        reason=reason if what == WarrantStep.What.NOT_EXECUTED else "",
    )  # fmt: skip
    if not is_new:
        return row
    _check(warrant, row)
    if what == WarrantStep.What.EXECUTED:
        row.milestone = tell_once(
            row, "restrain.arrested", by=by, at=at, unit=warrant.unit, source="police_record"
        )
    elif row.reason in AT_LARGE:
        row.milestone = tell_once(row, "restrain.at_large", by=by, at=at, unit=warrant.unit)
    keep(row, by=by, at=at, verb=f"warrant.{what}")
    return row


def _check(warrant: Warrant, row: WarrantStep) -> None:
    if row.on < warrant.on:
        raise Refused(
            "This lies before the warrant", found=row.on.isoformat(),
            next_step=f"the warrant was issued on {warrant.on.isoformat()}",
        )  # fmt: skip
    Warrant.objects.select_for_update().get(pk=warrant.pk)
    standing = WarrantStep.objects.filter(warrant=warrant, taken_back_at__isnull=True)
    if warrant.taken_back_at or standing.filter(what__in=ENDS).exists():
        raise Refused("This warrant has ended", next_step="keep a new one if there is one")
    if row.what == WarrantStep.What.NOT_EXECUTED and not row.reason:
        raise Refused("Say why it was not carried out", next_step="choose a reason")
