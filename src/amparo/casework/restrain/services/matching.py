"""Asking other teams to compare a suspect, without telling either side of the other's case."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from amparo.access.models import User
from amparo.audit.services import record
from amparo.casework.cases.models import Case, Person, Task, TeamMember
from amparo.casework.cases.services.tasks import add_task
from amparo.casework.restrain.selectors.matching import hidden_cases
from amparo.errors import Refused

COMPARE = "A suspect of this case may be known in another case: ask a supervisor to compare"
WITHIN_DAYS = 3


@transaction.atomic
def ask_teams_to_compare(*, by: User, at: datetime, case: Case, person: Person) -> None:
    """Open a task in each case of a possible match that the user may not open; tells them nothing.

    Raises: Refused where there is none.
    """
    asked = hidden_cases(case, person, by)
    if not asked:
        raise Refused("There is no other team to ask")
    for other in asked:
        if not Task.objects.filter(case=other, what=COMPARE, done_at__isnull=True).exists():
            lead = TeamMember.objects.filter(case=other, leads=True, to_on__isnull=True).first()
            add_task(
                by=by, at=at, case=other, what=COMPARE, owner=lead.user if lead else None,
                due_on=timezone.localdate(at) + timedelta(days=WITHIN_DAYS),
            )  # fmt: skip
    record(
        by=by, verb="suspect.comparison_asked", kind="cases.person", object_id=str(person.pk),
        at=at, case_id=str(case.pk),
    )  # fmt: skip
